import { describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import {
  type AlignRequest,
  type EngineOutcome,
  type EngineSegment,
  PLAIN_COMPUTE,
} from '../engines/engine.ts';
import type { DecodedAudio } from '../media/media.ts';
import { alignLane } from './alignLane.ts';
import { createLadder } from './ladder.ts';
import { HAND, segmentOf, wordOf } from './testing/handWorker.ts';
import { eventually } from './testing/queueCase.ts';
import type { WorkerPool } from './workerPool.ts';

const audio = { pcmPath: '/nowhere', samples: 16_000, startMs: 0 } as DecodedAudio;
const untimed = (index: number, startMs: number, text: string): EngineSegment => {
  const segment = segmentOf(index, startMs, text);
  return { ...segment, words: segment.words.map(({ text: word }) => wordOf(word, null, null)) };
};

/** An aligner that a test answers by hand. */
function lane(languages: readonly string[] = ['en']) {
  const asked: { request: AlignRequest; answer: (result: Result<EngineOutcome>) => void }[] = [];
  const delivered: EngineSegment[] = [];
  const notices: string[] = [];
  const released: string[] = [];
  const controller = new AbortController();
  const worker = {
    align: (request: AlignRequest, _events: unknown, signal: AbortSignal) => {
      const done = Promise.withResolvers<Result<EngineOutcome>>();
      signal.addEventListener('abort', () => done.resolve(fail(failure('cancelled', {}))), { once: true });
      asked.push({ request, answer: done.resolve });
      return done.promise;
    },
  };
  const pool = {
    lend: async () => succeed({ worker, release: (state: string) => released.push(state) }),
  } as unknown as WorkerPool;
  const made = alignLane({
    stage: {
      engine: HAND,
      aligner: 'hand',
      computeFor: async (language) =>
        languages.includes(language)
          ? succeed(PLAIN_COMPUTE)
          : fail(failure('engine.language', { detail: language })),
    },
    audio,
    crew: { pool: () => pool, ladder: createLadder(), apart: async () => false },
    signal: controller.signal,
    notice: (message) => notices.push(message),
    deliver: (segment) => delivered.push(segment),
    onAligned: () => {},
  });
  return { ...made, asked, delivered, notices, released, cancel: () => controller.abort() };
}

/** Gives every word of a request 100 ms. */
function timed(request: AlignRequest): Result<EngineOutcome> {
  const segments = request.segments.map(({ startMs, words }, index) => ({
    ...{ index, startMs, endMs: startMs + words.length * 100 },
    words: words.map((text, at) => wordOf(text, startMs + at * 100, startMs + at * 100 + 90)),
  }));
  return succeed({ segments, language: 'en', model: 'm', warnings: [] });
}

describe('aligning while the next is recognised', () => {
  it('begins with the first segment, and takes together what came meanwhile', async () => {
    const one = lane();
    one.add(untimed(0, 0, 'a b'), 'en');
    const first = await eventually(() => one.asked[0]);
    one.add(untimed(1, 1000, 'c'), 'en');
    one.add(untimed(2, 2000, 'd'), 'en');
    first.answer(timed(first.request));
    const second = await eventually(() => one.asked[1]);
    expect(second.request.segments.map(({ words }) => words)).toEqual([['c'], ['d']]);
    second.answer(timed(second.request));
    expect(await one.end()).toEqual({ ok: true, value: undefined });
    expect(one.delivered.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(one.delivered.flatMap(({ words }) => words.map(({ startMs }) => startMs))).toEqual([
      0, 100, 1000, 2000,
    ]);
    expect(one.released).toEqual(['healthy']);
  });

  it('loses no word where the aligner breaks down: they keep what they had, and a notice says so', async () => {
    const one = lane();
    const recognised = segmentOf(0, 0, 'a b');
    one.add(recognised, 'en');
    const first = await eventually(() => one.asked[0]);
    one.add(segmentOf(1, 1000, 'c'), 'en');
    first.answer(fail(failure('engine.crashed', { detail: 'signal 11' })));
    await one.end();
    expect(one.delivered).toEqual([recognised, segmentOf(1, 1000, 'c')]);
    expect(one.asked).toHaveLength(1);
    expect(one.notices).toHaveLength(1);
    expect(one.released).toEqual(['broken']);
  });

  it('passes on a language that it has no model for', async () => {
    const one = lane();
    one.add(segmentOf(0, 0, 'a'), 'fi');
    await one.end();
    expect(one.delivered).toEqual([segmentOf(0, 0, 'a')]);
    expect(one.notices[0]).toContain('fi');
  });

  it('ends at once when it is cancelled', async () => {
    const one = lane();
    one.add(untimed(0, 0, 'a'), 'en');
    await eventually(() => one.asked[0]);
    one.cancel();
    expect(await one.end()).toEqual({ ok: false, failure: failure('cancelled', {}) });
    expect(one.delivered).toEqual([]);
  });

  it('keeps the time of the recogniser for a word that the aligner does not place', async () => {
    const one = lane();
    one.add(segmentOf(0, 0, 'a b'), 'en');
    const { request, answer } = await eventually(() => one.asked[0]);
    const words = [wordOf('a', 10, 50), wordOf('b', null, null)];
    answer(
      succeed({
        segments: [{ index: 0, startMs: 0, endMs: 500, words }],
        language: 'en',
        model: 'm',
        warnings: [],
      }),
    );
    await one.end();
    expect(request.aligner).toBe('hand');
    expect(one.delivered[0]?.words.map(({ startMs }) => startMs)).toEqual([10, 250]);
  });
});
