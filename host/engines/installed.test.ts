import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { failureLine } from '../../common/contract/failure.ts';
import { AS_IT_FITS, type EngineWorker, type PcmFile, PLAIN_COMPUTE } from './engine.ts';
import { createEngines, type EngineService, systemEngineOptions } from './engines.ts';
import { isAlive, seeEvents } from './testing/workerCase.ts';

/**
 * The embedded engine as people get it: from the lock, by uv, in the home that the whole test run shares. Where it
 * cannot be set up these tests fail: a program whose engine cannot be installed is not in order.
 */
const never = new AbortController().signal;
const SAMPLE = fileURLToPath(new URL('../../assets/sample.ogg', import.meta.url));

let service: EngineService;
let folder: string;
let audio: PcmFile;

beforeAll(async () => {
  const home = process.env.WORDLANE_HOME;
  if (home === undefined || home === '')
    throw new Error('WORDLANE_HOME names the data folder of the test run');
  service = createEngines(
    systemEngineOptions(fileURLToPath(new URL('../../python-runtime', import.meta.url)), home),
  );
  const installed = await service.install('moonshine', AS_IT_FITS, () => {}, never);
  if (!installed.ok) throw new Error(failureLine(installed.failure));
  const ffmpeg = await service.ffmpegPath();
  if (!ffmpeg.ok) throw new Error(failureLine(ffmpeg.failure));
  folder = await mkdtemp(join(tmpdir(), 'wordlane-real-'));
  const path = join(folder, 'sample.s16');
  await execa(ffmpeg.value, ['-v', 'error', '-i', SAMPLE, '-f', 's16le', '-ac', '1', '-ar', '16000', path]);
  audio = { path, samples: (await stat(path)).size / 2, startMs: 0 };
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function withWorker(use: (worker: EngineWorker) => Promise<void>): Promise<void> {
  const started = await service.start('moonshine', never);
  if (!started.ok) throw new Error(failureLine(started.failure));
  try {
    await use(started.value);
  } finally {
    await started.value.close();
  }
}

const request = () => ({
  audio,
  range: null,
  language: null,
  task: 'transcribe' as const,
  prompt: null,
  hotwords: null,
  compute: PLAIN_COMPUTE,
});

it('the installed engine passes all of its own checks', async () => {
  const verified = await service.verify('moonshine', never);
  expect(verified.ok && verified.value.filter(({ ok }) => !ok)).toEqual([]);
  expect(verified.ok && verified.value.length).toBeGreaterThan(2);
});

it('the installed engine has the versions of its lock', async () => {
  expect(await service.versions('moonshine')).toMatchObject({
    python: expect.stringMatching(/^3\.1[13]\./u),
    numpy: '2.4.6',
    onnxruntime: '1.31.1',
  });
});

it('it hears what is said in the sample, with times, twice on one worker', async () => {
  await withWorker(async (worker) => {
    for (const _ of [1, 2]) {
      const outcome = await worker.transcribe(request(), seeEvents(), never);
      if (!outcome.ok) throw new Error(failureLine(outcome.failure));
      const words = outcome.value.segments.flatMap((segment) => segment.words);
      expect(
        words
          .map(({ text }) => text)
          .join(' ')
          .toLowerCase(),
      ).toContain('what your country can do for you');
      expect(words.filter(({ startMs }) => startMs !== null).length / words.length).toBeGreaterThan(0.9);
    }
    expect(worker.rssBytes()).toBeGreaterThan(10_000_000);
  });
});

it('a cancelled job leaves no process behind', async () => {
  await withWorker(async (worker) => {
    const abort = new AbortController();
    const events = seeEvents();
    const outcome = worker.transcribe(
      request(),
      { ...events, onProgress: () => abort.abort() },
      abort.signal,
    );
    expect(await outcome).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    await worker.close();
    expect(await worker.transcribe(request(), events, never)).toMatchObject({ ok: false });
  });
});

it('it ends when the program that started it is killed', async () => {
  const script = fileURLToPath(new URL('./testing/realParent.ts', import.meta.url));
  const parent = execa(process.execPath, [script], { reject: false, stdout: 'pipe', stderr: 'inherit' });
  const worker = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))),
  );
  expect(isAlive(worker)).toBe(true);
  parent.kill('SIGKILL');
  await parent;
  await vi.waitFor(() => expect(isAlive(worker)).toBe(false), { timeout: 15_000, interval: 50 });
});
