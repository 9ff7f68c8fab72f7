import { expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import {
  type EngineOutcome,
  type EngineSegment,
  PLAIN_COMPUTE,
  type TranscribeRequest,
  type WorkerEvents,
} from '../engines/engine.ts';
import type { DecodedAudio } from '../media/media.ts';
import { hear } from './hearing.ts';
import { createLadder, type Ladder } from './ladder.ts';
import { HAND, segmentOf } from './testing/handWorker.ts';
import type { WorkerPool } from './workerPool.ts';

const audio = { pcmPath: '/nowhere', samples: 960_000, startMs: 500, durationMs: 60_000 } as DecodedAudio;
const MEMORY = failure('engine.killed', { detail: 'CUDA out of memory' });

type Attempt = (request: TranscribeRequest, events: WorkerEvents) => Result<EngineOutcome>;

const done = (): Result<EngineOutcome> =>
  succeed({ segments: [], language: 'en', model: 'large', warnings: [] });

/** Each process makes the next attempt. */
async function heard(attempts: readonly Attempt[], ladder: Ladder = createLadder()) {
  const requests: TranscribeRequest[] = [];
  const released: string[] = [];
  const segments: EngineSegment[] = [];
  const notices: string[] = [];
  const worker = {
    transcribe: async (request: TranscribeRequest, events: WorkerEvents) => {
      requests.push(request);
      return attempts[requests.length - 1]?.(request, events) ?? fail(MEMORY);
    },
  };
  const release = (state: string) => released.push(state);
  const pool = { lend: async () => succeed({ worker, release }) } as unknown as WorkerPool;
  const compute = { ...PLAIN_COMPUTE, model: 'large', modelPath: '/models/large' };
  const result = await hear(
    {
      stage: { engine: HAND, language: null, task: 'transcribe', prompt: null, hotwords: null, compute },
      audio,
      crew: { pool: () => pool, ladder, apart: async () => false },
      signal: new AbortController().signal,
      notice: (message) => notices.push(message),
    },
    { onProgress: () => {}, onSegment: (segment) => segments.push(segment), onLanguage: () => {} },
  );
  return { result, requests, released, segments, notices };
}

it('goes on behind the last segment in a fresh process, with less at a time, when memory runs out', async () => {
  const { result, requests, released, segments, notices } = await heard([
    (_request, { onLanguage, onSegment }) => {
      onLanguage('fi', 0.9);
      onSegment(segmentOf(0, 1000, 'one two'));
      return fail(MEMORY);
    },
    (_request, { onSegment }) => {
      onSegment(segmentOf(0, 2000, 'three'));
      return done();
    },
  ]);
  expect(requests.map(({ range, language }) => [range, language])).toEqual([
    [null, null],
    [{ startMs: 1500, endMs: 60_500 }, 'fi'],
  ]);
  expect(requests.map(({ compute }) => compute.batchSize)).toEqual([null, 4]);
  expect(segments.map(({ index }) => index)).toEqual([0, 1]);
  expect(result).toMatchObject({ ok: true, value: { segments } });
  expect(released).toEqual(['broken', 'healthy']);
  expect(notices).toHaveLength(1);
});

it('begins the next file with what worked', async () => {
  const ladder = createLadder();
  await heard([() => fail(MEMORY), done], ladder);
  const { requests } = await heard([done], ladder);
  expect(requests.map(({ compute }) => compute.batchSize)).toEqual([4]);
});

it('fails where nothing less is left to try', async () => {
  const { result, requests } = await heard([]);
  expect(result).toEqual(fail(MEMORY));
  expect(requests).toHaveLength(6);
});

it('fails at once for any other reason', async () => {
  const crash = failure('engine.crashed', { detail: 'signal 11' });
  const { result, requests } = await heard([() => fail(crash)]);
  expect(result).toEqual(fail(crash));
  expect(requests).toHaveLength(1);
});
