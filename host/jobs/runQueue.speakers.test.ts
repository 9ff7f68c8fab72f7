import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import type { EngineManifest, EngineStatus } from '../engines/engine.ts';
import { HAND, type HandEngines, handEngines, segmentOf } from './testing/handWorker.ts';
import { eventually, type QueueCase, queueCase } from './testing/queueCase.ts';

const listener: EngineManifest = { ...HAND, id: 'hand' };
const diarizer: EngineManifest = { ...HAND, id: 'who', slots: ['diarize'] };
const TURNS = [
  { startMs: 900, endMs: 1490, speaker: 'SPEAKER_00' },
  { startMs: 1490, endMs: 3000, speaker: 'SPEAKER_01' },
];
const diarize = { engine: 'who', model: null, speakers: { min: 2, max: 2 } };

let all: QueueCase;
let hand: HandEngines;
afterEach(async () => {
  await all.remove();
  expect(all.bugs).toEqual([]);
});

/** A queue whose recogniser computes on this device and whose diarizer on the processor. */
function begin(device: 'CPU' | 'RTX 4070') {
  hand = handEngines();
  hand.turns = TURNS;
  const variant = device === 'CPU' ? 'cpu' : 'cu128';
  const statusOf = (manifest: EngineManifest, part: Partial<EngineStatus>): EngineStatus => ({
    ...{ manifest, installed: true, variant: 'cpu', sizeBytes: 1, problem: null, selfTest: null },
    ...part,
  });
  const selfTest = { checks: [], device, rtf: null, at: '2026-01-01T00:00:00Z' };
  all = queueCase({
    ...hand.engines,
    list: async () => [statusOf(listener, { variant, selfTest }), statusOf(diarizer, {})],
    find: (id) => {
      const found = [listener, diarizer].find((one) => one.id === id);
      return found === undefined ? fail(failure('engine.unknown', { detail: id })) : succeed(found);
    },
  });
}

const said = () => all.document('talk.wav').speakers.map(({ name }) => name);

describe('telling speakers apart in a job', () => {
  it('goes on while the recogniser works on a graphics card', async () => {
    begin('RTX 4070');
    all.start('talk.wav', { diarize });
    const job = await eventually(() => hand.jobs[0]);
    await eventually(() => hand.wanted);
    job.say(segmentOf(0, 1000, 'one two. Three four five. Six'));
    job.progress(5_000, 60_000);
    expect(all.view('talk.wav').stage).toBe('recognise');
    job.finish();
    await all.endOf('talk.wav');
    expect(said()).toEqual(['Speaker 1', 'Speaker 2']);
  });

  it('waits for the recogniser where both need the processor', async () => {
    begin('CPU');
    all.start('talk.wav', { diarize });
    const job = await eventually(() => hand.jobs[0]);
    job.say(segmentOf(0, 1000, 'one two. Three four five. Six'));
    await eventually(() => all.view('talk.wav').sessionId);
    expect(hand.wanted).toBeNull();
    job.finish();
    await all.endOf('talk.wav');
    expect(hand.wanted).toEqual({ min: 2, max: 2 });
    expect(said()).toEqual(['Speaker 1', 'Speaker 2']);
  });

  it('costs nothing but the speakers when it goes wrong, and ends with a recogniser that does', async () => {
    begin('RTX 4070');
    hand.turns = null;
    all.start('talk.wav', { diarize });
    const job = await eventually(() => hand.jobs[0]);
    job.say(segmentOf(0, 1000, 'one two.'));
    job.finish();
    const view = await all.endOf('talk.wav');
    expect([view.state, view.words]).toEqual(['done', 2]);
    expect(view.notices.join()).toContain('speakers could not be told apart');
    all.start('other.wav', { diarize });
    (await eventually(() => hand.jobs[1])).crash();
    expect((await all.endOf('other.wav')).failure?.code).toBe('engine.crashed');
  });
});
