import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import type { StartTouchUp, TouchUpView } from '../../common/contract/touchUps.ts';
import { toArray } from '../../common/document/list.ts';
import { allWords, joinWords } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import { segmentOf } from './testing/handWorker.ts';
import { eventually, type QueueCase, queueCase } from './testing/queueCase.ts';

let all: QueueCase;
let sessionId: string;
/** Six words of 200 ms, from 1 s on, one every 250 ms. */
beforeEach(async () => {
  all = queueCase();
  all.start('a.wav', {});
  const job = await all.nextJob(0);
  job.say(segmentOf(0, 1000, 'one two. Three four five. Six'));
  job.finish();
  sessionId = (await all.endOf('a.wav')).sessionId ?? '';
});
afterEach(async () => {
  await all.remove();
  expect(all.bugs).toEqual([]);
});

const project = (): Project => {
  const found = all.sessions.document(sessionId)?.project;
  if (found === undefined) throw new Error('closed');
  return found;
};
const lines = () =>
  toArray(project().utterances).map(({ speakerId, words }) => {
    const name = project().speakers.find(({ id }) => id === speakerId)?.name ?? 'nobody';
    return `${name}: ${joinWords(toArray(words))}`;
  });
const { engine: _engine, ...choice } = { engine: '', ...USUAL_CHOICE };
const { channel: _channel, audioTrack: _track, diarize: _diarize, ...redoChoice } = choice;
const asked = (part: object): StartTouchUp =>
  ({ touchUpId: 'touch-up-1', sessionId, ...part }) as StartTouchUp;
const speakers = (wanted: { min: number; max: number | null } | null = null) =>
  asked({ kind: 'speakers', diarize: { engine: 'hand', model: null, speakers: wanted } });
const redo = () =>
  asked({ kind: 'redo', startMs: 1000, endMs: 2000, choice: { ...redoChoice, engine: 'hand' } });

/** The touch-up as it ended. */
async function ended(): Promise<TouchUpView> {
  const controller = new AbortController();
  let seen: TouchUpView | null = null;
  const watching = (async () => {
    for await (const [view] of all.queue.touchUps.watch(sessionId, controller.signal)) {
      seen = view ?? null;
      all.clock.advance(100);
    }
  })();
  const found = await eventually(() => {
    all.clock.advance(100);
    return seen !== null && seen.state !== 'running' && seen;
  });
  controller.abort();
  await watching;
  return found;
}

describe('telling the speakers of an open project apart', () => {
  it('gives its words to whom they belong, as one step of undo', async () => {
    all.hand.turns = [
      { startMs: 900, endMs: 1490, speaker: 'SPEAKER_00' },
      { startMs: 1490, endMs: 3000, speaker: 'SPEAKER_01' },
    ];
    all.queue.touchUps.start(speakers({ min: 2, max: 2 }));
    expect(await ended()).toMatchObject({ state: 'done', count: 2, fraction: 1 });
    expect(lines()).toEqual(['Speaker 1: one two.', 'Speaker 2: Three four five. Six']);
    expect(all.hand.wanted).toEqual({ min: 2, max: 2 });
  });

  it('changes nothing where the engine breaks down', async () => {
    const before = project();
    all.hand.turns = null;
    all.queue.touchUps.start(speakers());
    expect(await ended()).toMatchObject({ state: 'failed', failure: { code: 'engine.crashed' } });
    expect(project()).toBe(before);
  });
});

describe('recognising a stretch again', () => {
  it('keeps what was heard until somebody has decided, and leaves the document alone', async () => {
    const before = project();
    all.queue.touchUps.start(redo());
    const job = await all.nextJob(1);
    job.say(segmentOf(0, 1000, 'won too'));
    job.finish();
    expect(await ended()).toMatchObject({ state: 'done', count: 2 });
    expect(all.queue.touchUps.heard('touch-up-1')).toMatchObject({
      ...{ startMs: 1000, endMs: 2000 },
      words: [{ text: 'won' }, { text: 'too' }],
    });
    expect(project()).toBe(before);
    all.queue.touchUps.dismiss('touch-up-1');
    expect(all.queue.touchUps.heard('touch-up-1')).toBeNull();
  });

  it('is cancelled at once, and the next one begins', async () => {
    all.queue.touchUps.start(redo());
    await all.nextJob(1);
    all.queue.touchUps.cancel('touch-up-1');
    expect(await ended()).toMatchObject({ state: 'cancelled', failure: null });
    all.queue.touchUps.start({ ...redo(), touchUpId: 'touch-up-2' });
    const job = await all.nextJob(2);
    job.finish();
    await eventually(() => all.queue.touchUps.heard('touch-up-2'));
  });

  it('tells where it computed when it fails, so that the processor can be offered', async () => {
    all.queue.touchUps.start(redo());
    const job = await all.nextJob(1);
    job.fail(failure('engine.device', { detail: 'no kernel image' }));
    expect(await ended()).toMatchObject({
      ...{ state: 'failed', usedDevice: 'cpu' },
      failure: { code: 'engine.device' },
    });
    expect(all.hand.jobs).toHaveLength(2);
  });

  it('is asked for twice by the same id and done once', async () => {
    const first = all.queue.touchUps.start(redo());
    expect(all.queue.touchUps.start(redo())).toEqual(first);
    const job = await all.nextJob(1);
    job.finish();
    await ended();
    expect(all.hand.jobs).toHaveLength(2);
  });
});

it('aligning chosen words tells how far it is and how many got a time', async () => {
  all.hand.align = (words, startMs) =>
    words.map((text, at) => ({
      ...{ text, startMs: startMs + at * 100, endMs: startMs + at * 100 + 50, confidence: 0.9 },
      timing: 'aligned' as const,
      glue: false,
    }));
  const wordIds = [...allWords(project())].map(({ id }) => id);
  all.queue.touchUps.start(asked({ kind: 'align', wordIds, engine: null }));
  expect(await ended()).toMatchObject({ state: 'done', count: 6 });
});
