import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allWords } from '../../common/document/queries.ts';
import type { Project, Word } from '../../common/document/types.ts';
import { segmentOf, wordOf } from './testing/handWorker.ts';
import { eventually, type QueueCase, queueCase } from './testing/queueCase.ts';

const never = new AbortController().signal;

let all: QueueCase;
let sessionId: string;
/** Five words of 200 ms, from 1 s on, one every 250 ms. */
beforeEach(async () => {
  all = queueCase();
  all.start('a.wav', {});
  const job = await eventually(() => all.hand.jobs[0]);
  job.say(segmentOf(0, 1000, 'one two three four five'));
  job.finish();
  const done = await eventually(() => all.view('a.wav').state === 'done' && all.view('a.wav'));
  sessionId = done.sessionId ?? '';
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
const words = (): readonly Word[] => [...allWords(project())];
const times = () => words().map(({ startMs, endMs }) => [startMs, endMs]);
const align = async (from: number, to: number) =>
  await all.queue.alignWords(
    {
      sessionId,
      wordIds: words()
        .slice(from, to)
        .map(({ id }) => id),
    },
    never,
  );
const forget = (from: number, to: number) => {
  const lost = words()
    .slice(from, to)
    .map(({ id }) => ({ wordId: id, startMs: null, endMs: null, timing: null }));
  all.sessions.edit(sessionId, { kind: 'setWordTimes', words: lost });
};

describe('aligning chosen words', () => {
  it('searches between the untouched neighbours and a little beyond', async () => {
    let searched: unknown = null;
    all.hand.align = (texts, startMs, endMs) => {
      searched = { texts, startMs, endMs };
      return [wordOf('two', 1260, 1400), wordOf('three', 1450, 1700)];
    };
    expect(await align(1, 3)).toEqual({ ok: true, value: { words: 2 } });
    expect(searched).toEqual({ texts: ['two', 'three'], startMs: 1000, endMs: 1950 });
    expect(times()).toEqual([
      [1000, 1200],
      [1260, 1400],
      [1450, 1700],
      [1750, 1950],
      [2000, 2200],
    ]);
  });

  it('never goes into the neighbours, whatever the aligner says', async () => {
    all.hand.align = () => [wordOf('two', 900, 1300), wordOf('three', 1300, 2500)];
    await align(1, 3);
    expect(times().slice(1, 3)).toEqual([
      [1200, 1300],
      [1300, 1750],
    ]);
  });

  it('lets a word that was not found share what is between those that were', async () => {
    forget(1, 4);
    all.hand.align = () => [
      wordOf('two', 1250, 1400),
      wordOf('three', null, null),
      wordOf('four', 1600, 1900),
    ];
    await align(1, 4);
    expect(times().slice(1, 4)).toEqual([
      [1250, 1400],
      [1400, 1600],
      [1600, 1900],
    ]);
    expect(words()[2]?.timing).toBe('interpolated');
  });

  it('is one step of undo', async () => {
    const before = times();
    all.hand.align = () => [wordOf('two', 1260, 1400), wordOf('three', 1450, 1700)];
    await align(1, 3);
    expect(all.sessions.state(sessionId)?.undo.undo).toBe('editing.align');
    all.sessions.undo(sessionId);
    expect(times()).toEqual(before);
  });

  it('says so when nothing matches, and changes nothing', async () => {
    const before = times();
    all.hand.align = (texts) =>
      texts.map((text) => ({ ...wordOf(text, 1300, 1400), timing: 'interpolated' }));
    const aligned = await align(1, 3);
    expect(aligned.ok ? null : aligned.failure.code).toBe('align.no-match');
    expect(times()).toEqual(before);
  });

  it('says so for words, sessions and media that are not there', async () => {
    const missing = await all.queue.alignWords({ sessionId, wordIds: ['gone'] }, never);
    const closed = await all.queue.alignWords({ sessionId: 'other', wordIds: ['gone'] }, never);
    const { id } = project().media[0] ?? { id: '' };
    all.sessions.edit(sessionId, { kind: 'removeMedia', mediaId: id });
    const silent = await align(0, 1);
    expect([missing, closed, silent].map((one) => (one.ok ? null : one.failure.code))).toEqual([
      'align.no-words',
      'project.closed',
      'media.missing',
    ]);
  });

  it('respects what a person did to the neighbours while it listened', async () => {
    all.hand.align = () => {
      const [first] = words();
      const wider = { wordId: first?.id ?? '', startMs: 1000, endMs: 1240, timing: 'user' as const };
      all.sessions.edit(sessionId, { kind: 'setWordTimes', words: [wider] });
      return [wordOf('two', 1205, 1400)];
    };
    expect((await align(1, 2)).ok).toBe(true);
    expect(times().slice(0, 2)).toEqual([
      [1000, 1240],
      [1240, 1400],
    ]);
  });
});
