import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import type { ReadyEngines } from './ready.ts';
import { handEngines } from './testing/handWorker.ts';
import { type QueueCase, queueCase } from './testing/queueCase.ts';

const MEMORY = failure('engine.killed', { detail: 'CUDA out of memory' });
const CHOSEN = { language: 'en', profile: 'netflix', precision: 'float16', formats: ['srt'] };

let all: QueueCase;
beforeEach(() => {
  all = queueCase();
});
afterEach(async () => {
  await all.remove();
  expect(all.bugs).toEqual([]);
});

describe('a job that failed on a graphics card', () => {
  it('is done again on the processor with the same choices, once a person asks for it', async () => {
    all.start('a.wav', CHOSEN);
    (await all.nextJob(0)).fail(MEMORY);
    const failed = await all.endOf('a.wav');
    expect(failed).toMatchObject({ state: 'failed', device: 'auto' });
    expect(all.hand.jobs).toHaveLength(1);

    expect(all.queue.runOnProcessor(failed.jobId)).toMatchObject({ path: failed.path, device: 'cpu' });
    const second = await all.nextJob(1);
    expect(second.request.language).toBe('en');
    expect(second.request.compute).toMatchObject({ device: 'cpu', precision: null });
    second.finish();
    const done = await all.endOf('a.wav');
    expect(done).toMatchObject({ state: 'done', device: 'cpu', usedDevice: 'cpu', failure: null });
    expect(done.outputs).toContainEqual(expect.stringMatching(/a\.srt$/u));
  });

  it('gives its place in the list to the new one, behind what waits', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    (await all.nextJob(0)).fail(MEMORY);
    const { jobId } = await all.endOf('a.wav');
    const second = await all.nextJob(1);
    all.queue.runOnProcessor(jobId);
    expect(all.queue.list().map(({ name, state }) => [name, state])).toEqual([
      ['b.wav', 'running'],
      ['a.wav', 'waiting'],
    ]);
    second.finish();
    expect((await all.nextJob(2)).request.audio.path).toContain('a.wav');
  });

  it('starts one job, however often it is asked for', async () => {
    all.start('a.wav', {});
    (await all.nextJob(0)).fail(MEMORY);
    const { jobId } = await all.endOf('a.wav');
    expect(all.queue.runOnProcessor(jobId)).not.toBeNull();
    expect(all.queue.runOnProcessor(jobId)).toBeNull();
    expect(all.queue.list()).toHaveLength(1);
  });

  it('is never done again by itself', async () => {
    all.start('a.wav', {});
    (await all.nextJob(0)).fail(failure('engine.device', { detail: 'no kernel image' }));
    await all.endOf('a.wav');
    all.start('b.wav', {});
    expect((await all.nextJob(1)).request.audio.path).toContain('b.wav');
    expect(all.hand.jobs.map(({ request }) => request.compute.device)).toEqual(['auto', 'auto']);
  });
});

it('what failed on the processor, or has not failed, is not done again on it', async () => {
  all.start('a.wav', { device: 'cpu' });
  expect(all.queue.runOnProcessor(all.view('a.wav').jobId)).toBeNull();
  (await all.nextJob(0)).fail(MEMORY);
  expect(all.queue.runOnProcessor((await all.endOf('a.wav')).jobId)).toBeNull();
  expect(all.queue.runOnProcessor('no such job')).toBeNull();
  expect(all.queue.list()).toHaveLength(1);
});

it.each([
  ['auto', 'NVIDIA GeForce RTX 4070', 'cuda:0'],
  ['auto', 'CPU', 'cpu'],
  ['cuda:1', 'NVIDIA GeForce RTX 4070', 'cuda:1'],
  ['cpu', 'NVIDIA GeForce RTX 4070', 'cpu'],
])(
  'a job on %s, where the engine was proven on %s, is said to compute on %s',
  async (device, proven, used) => {
    const { engines } = handEngines();
    const onCard: ReadyEngines = {
      ...engines,
      list: async () =>
        (await engines.list()).map((status) => ({
          ...status,
          variant: 'cu128',
          selfTest: { checks: [], device: proven, rtf: null, at: '2026-01-01T00:00:00Z' },
        })),
    };
    const made = queueCase(onCard);
    made.start('a.wav', { device });
    try {
      await expect.poll(() => made.view('a.wav').usedDevice).toBe(used);
      expect(made.view('a.wav').device).toBe(device);
    } finally {
      await made.remove();
    }
  },
);
