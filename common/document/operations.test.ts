import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { type Applied, apply } from './apply.ts';
import { emptyProject } from './build.ts';
import {
  assignSpeakerFrom,
  assignSpeakerToWords,
  hideWords,
  pinCue,
  reviewWords,
  unpinCue,
} from './compose.ts';
import { idSource } from './ids.ts';
import { checkInvariants } from './invariants.ts';
import { listOf, toArray } from './list.ts';
import { parseOperation } from './operationSchema.ts';
import type { Operation } from './operations.ts';
import { findWord, joinWords } from './queries.ts';
import type { PinnedCue, Project, Utterance, Word } from './types.ts';

/** `A: a0-100 b200-300`: the speaker, then word ids (which are the texts too) with their times. */
function utterance(notation: string, number: number): Utterance {
  const [speaker = '', ...words] = notation.split(' ');
  return {
    id: `u${number}`,
    speakerId: speaker === '-:' ? null : speaker.slice(0, -1),
    language: null,
    words: listOf(
      words.map((word): Word => {
        const [, id = '', startMs, endMs] = /^([a-z]+)(?:(\d+)-(\d+))?$/u.exec(word) ?? [];
        const base = { id, text: id, confidence: null, kind: 'word', glue: false } as const;
        return startMs === undefined
          ? { ...base, startMs: null, endMs: null, timing: null }
          : { ...base, startMs: Number(startMs), endMs: Number(endMs), timing: 'aligned' };
      }),
    ),
  };
}

function projectOf(...notations: string[]): Project {
  const base = emptyProject({ projectId: 'p', title: '', profile: 'plain', language: null });
  const speakers = ['A', 'B'].map((id, color) => ({ id, name: id, color }));
  return { ...base, speakers, utterances: listOf(notations.map(utterance)) };
}

function applied(project: Project, operation: Operation): Applied {
  const result = apply(project, operation);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  expect(checkInvariants(result.value.project)).toEqual([]);
  return result.value;
}

function refusal(project: Project, operation: Operation): string {
  const result = apply(project, operation);
  return result.ok ? 'done' : result.failure.code;
}

function lines(project: Project): string[] {
  return toArray(project.utterances).map(
    ({ speakerId, words }) => `${speakerId ?? '-'}: ${joinWords(toArray(words))}`,
  );
}

const times = (wordId: string, startMs: number, endMs: number): Operation => ({
  kind: 'setWordTimes',
  words: [{ wordId, startMs, endMs, timing: 'user' }],
});
const fresh = (id: string): Word => ({
  id,
  text: id,
  startMs: null,
  endMs: null,
  confidence: null,
  timing: null,
  kind: 'word',
  glue: false,
});
const pin = (firstWordId: string, lastWordId: string, lineBreaks: string[] = []): PinnedCue => ({
  firstWordId,
  lastWordId,
  startMs: 0,
  endMs: 900,
  lineBreaks,
});

const talk = projectOf('A: a0-100 b100-200 c300-400', 'B: d150-250', 'A: e500-600');

describe('word times', () => {
  test('may not cross the word before or after', () => {
    expect(refusal(talk, times('b', 310, 320))).toBe('edit.order');
    expect(refusal(talk, times('b', 50, 150))).toBe('edit.overlap');
    expect(refusal(talk, times('c', 300, 510))).toBe('edit.overlap');
  });

  test('may overlap with another speaker, and with anybody where nobody is named', () => {
    expect(refusal(talk, times('d', 0, 1000))).toBe('done');
    expect(refusal(projectOf('-: a0-100 b100-200', '-: c50-80'), times('a', 0, 150))).toBe('done');
  });

  test('must be possible', () => {
    expect(refusal(talk, times('a', 10, 10))).toBe('edit.time');
    expect(refusal(talk, times('a', -5, 10))).toBe('edit.time');
    expect(refusal(talk, times('a', 0.5, 10))).toBe('edit.time');
    expect(refusal(talk, times('?', 0, 10))).toBe('edit.missing');
  });

  test('of touching words move together in one operation', () => {
    const rolled: Operation = {
      kind: 'setWordTimes',
      words: [
        { wordId: 'a', startMs: 0, endMs: 150, timing: 'user' },
        { wordId: 'b', startMs: 150, endMs: 200, timing: 'user' },
      ],
    };
    expect(findWord(applied(talk, rolled).project, 'b')?.word.startMs).toBe(150);
  });

  test('put the utterance where it belongs, and undo puts it back', () => {
    const { project, inverse } = applied(talk, times('d', 700, 800));
    expect(lines(project)).toEqual(['A: a b c', 'A: e', 'B: d']);
    expect(lines(applied(project, inverse).project)).toEqual(lines(talk));
  });

  test('of a range shift together, with their pinned cues, and shift back', () => {
    const pinned = applied(talk, pinCue({ ...pin('e', 'e'), startMs: 500 })).project;
    const shift: Operation = { kind: 'shiftTimes', fromMs: 300, toMs: null, deltaMs: 250 };
    const { project, inverse } = applied(pinned, shift);
    expect(['b', 'c', 'e'].map((id) => findWord(project, id)?.word.startMs)).toEqual([100, 550, 750]);
    expect(project.decisions.pinnedCues.get('e')?.startMs).toBe(750);
    expect(inverse).toEqual({ kind: 'shiftTimes', fromMs: 550, toMs: null, deltaMs: -250 });
    expect(refusal(talk, { ...shift, deltaMs: -600 })).toBe('edit.time');
    expect(refusal(talk, { ...shift, toMs: 450 })).toBe('edit.overlap');
  });
});

describe('words', () => {
  test('that are deleted take their decisions along, visibly, and bring them back on undo', () => {
    const marked = applied(talk, {
      kind: 'batch',
      operations: [hideWords(['b'], true), reviewWords(['b', 'c'], true)],
    }).project;
    const { project, inverse, dropped } = applied(marked, { kind: 'deleteWords', wordIds: ['b'] });
    expect(dropped).toEqual([
      { about: 'hidden', wordId: 'b', value: true },
      { about: 'reviewed', wordId: 'b', value: true },
    ]);
    expect([...project.decisions.reviewed]).toEqual(['c']);
    const back = applied(project, inverse).project;
    expect([[...back.decisions.hidden], [...back.decisions.reviewed].sort()]).toEqual([['b'], ['b', 'c']]);
  });

  test('leave no empty utterance behind', () => {
    expect(lines(applied(talk, { kind: 'deleteWords', wordIds: ['d'] }).project)).toEqual([
      'A: a b c',
      'A: e',
    ]);
  });

  test('cannot take an id that is taken', () => {
    const insert = (id: string): Operation => ({
      kind: 'insertWords',
      utteranceId: 'u0',
      afterWordId: 'a',
      words: [fresh(id)],
      joinsCue: 'none',
    });
    expect(refusal(talk, insert('e'))).toBe('edit.taken');
    expect(lines(applied(talk, insert('x')).project)[0]).toBe('A: a x b c');
  });
});

describe('a pinned cue', () => {
  const pinned = applied(talk, pinCue(pin('a', 'c', ['b']))).project;
  const cues = (project: Project) =>
    [...project.decisions.pinnedCues.values()].map(
      ({ firstWordId, lastWordId, lineBreaks }) => `${firstWordId}–${lastWordId} |${lineBreaks.join('|')}`,
    );

  test('loses words at its borders and lines without coming loose', () => {
    const without = (...wordIds: string[]) => cues(applied(pinned, { kind: 'deleteWords', wordIds }).project);
    expect(without('a')).toEqual(['b–c |b']);
    expect(without('c')).toEqual(['a–b |']);
    expect(without('b')).toEqual(['a–c |a']);
    expect(without('a', 'b')).toEqual(['c–c |']);
    expect(without('a', 'b', 'c')).toEqual([]);
  });

  test('passes to the words that replace its own', () => {
    const replace = (firstWordId: string, lastWordId: string, ...ids: string[]): Operation => ({
      kind: 'replaceWords',
      utteranceId: 'u0',
      firstWordId,
      lastWordId,
      words: ids.map(fresh),
    });
    expect(cues(applied(pinned, replace('a', 'a', 'x', 'y')).project)).toEqual(['x–c |b']);
    expect(cues(applied(pinned, replace('c', 'c', 'x', 'y')).project)).toEqual(['a–y |b']);
    expect(cues(applied(pinned, replace('a', 'c', 'x', 'y', 'z')).project)).toEqual(['x–z |y']);
  });

  test('takes in words that are put at its border on purpose', () => {
    const insert = (afterWordId: string | null, joinsCue: 'previous' | 'next' | 'none'): Operation => ({
      kind: 'insertWords',
      utteranceId: 'u0',
      afterWordId,
      words: [fresh('x')],
      joinsCue,
    });
    expect(cues(applied(pinned, insert('c', 'previous')).project)).toEqual(['a–x |b']);
    expect(cues(applied(pinned, insert('c', 'none')).project)).toEqual(['a–c |b']);
    expect(cues(applied(pinned, insert(null, 'next')).project)).toEqual(['x–c |b']);
    expect(cues(applied(pinned, insert('a', 'none')).project)).toEqual(['a–c |b']);
  });

  test('keeps its placement and style when its first word goes', () => {
    const placed = applied(pinned, {
      kind: 'decide',
      changes: [
        { about: 'placements', wordId: 'a', value: { vertical: 'top', align: 'center' } },
        { about: 'cueStyles', wordId: 'a', value: 'pop' },
      ],
    }).project;
    const { project, dropped } = applied(placed, { kind: 'deleteWords', wordIds: ['a'] });
    expect([project.decisions.placements.has('b'), project.decisions.cueStyles.get('b')]).toEqual([
      true,
      'pop',
    ]);
    expect(dropped).toEqual([]);
  });

  test('may span utterances, and comes loose when one of them moves away', () => {
    const wide = applied(talk, pinCue(pin('c', 'd'))).project;
    const { project, inverse, dropped } = applied(wide, times('d', 700, 800));
    expect([cues(project), dropped.length]).toEqual([[], 1]);
    expect(cues(applied(project, inverse).project)).toEqual(['c–d |']);
  });

  test('is refused where it overlaps another, runs backwards or breaks a line outside itself', () => {
    expect(refusal(pinned, pinCue(pin('b', 'd')))).toBe('edit.impossible');
    expect(refusal(pinned, pinCue(pin('b', 'b')))).toBe('edit.impossible');
    expect(refusal(talk, pinCue(pin('c', 'a')))).toBe('edit.impossible');
    expect(refusal(talk, pinCue(pin('a', 'b', ['c'])))).toBe('edit.impossible');
    expect(refusal(talk, pinCue({ ...pin('a', 'b'), startMs: -1 }))).toBe('edit.impossible');
    expect(refusal(talk, pinCue(pin('a', '?')))).toBe('edit.impossible');
    expect(cues(applied(pinned, unpinCue('a')).project)).toEqual([]);
  });
});

describe('utterances and speakers', () => {
  test('split at a word and join again', () => {
    const split = applied(talk, { kind: 'splitUtterance', wordId: 'c', newUtteranceId: 'x' });
    expect(lines(split.project)).toEqual(['A: a b', 'B: d', 'A: c', 'A: e']);
    expect(lines(applied(split.project, split.inverse).project)).toEqual(lines(talk));
    expect(refusal(talk, { kind: 'splitUtterance', wordId: 'a', newUtteranceId: 'x' })).toBe(
      'edit.impossible',
    );
    expect(refusal(talk, { kind: 'joinUtterances', utteranceId: 'u0', nextId: 'u1' })).toBe(
      'edit.impossible',
    );
    const joined = applied(talk, { kind: 'joinUtterances', utteranceId: 'u0', nextId: 'u2' });
    expect(lines(joined.project)).toEqual(['A: a b c e', 'B: d']);
    expect(lines(applied(joined.project, joined.inverse).project)).toEqual(lines(talk));
    expect(refusal(talk, { kind: 'joinUtterances', utteranceId: 'u2', nextId: 'u0' })).toBe('edit.order');
  });

  test('words in the middle go to another speaker, across utterances too', () => {
    const to = { speakerId: 'B', overlaps: 'trim' } as const;
    const middle = assignSpeakerToWords(talk, { firstWordId: 'b', lastWordId: 'b' }, to, idSource('x'));
    if (!middle.ok) throw new Error(middle.failure.code);
    expect(lines(applied(talk, middle.value).project)).toEqual(['A: a', 'B: b', 'B: d', 'A: c', 'A: e']);
    const across = assignSpeakerToWords(talk, { firstWordId: 'c', lastWordId: 'e' }, to, idSource('x'));
    if (!across.ok) throw new Error(across.failure.code);
    expect(lines(applied(talk, across.value).project)).toEqual(['A: a b', 'B: d', 'B: c', 'B: e']);
    expect(assignSpeakerToWords(talk, { firstWordId: 'e', lastWordId: 'a' }, to, idSource('x')).ok).toBe(
      false,
    );
  });

  test('from here on the rest of the utterance goes to another speaker', () => {
    const place = findWord(talk, 'b');
    if (place === null) throw new Error('no word b');
    const rest = assignSpeakerFrom(talk, place, { speakerId: null, overlaps: 'refuse' }, idSource('x'));
    if (!rest.ok) throw new Error(rest.failure.code);
    expect(lines(applied(talk, rest.value).project)).toEqual(['A: a', '-: b c', 'B: d', 'A: e']);
  });

  test('merged speakers may not talk over themselves, unless it is trimmed', () => {
    const merge = (overlaps: 'refuse' | 'trim'): Operation => ({
      kind: 'mergeSpeakers',
      fromId: 'B',
      intoId: 'A',
      overlaps,
    });
    expect(refusal(talk, merge('refuse'))).toBe('edit.overlap');
    const { project, inverse } = applied(talk, merge('trim'));
    expect(project.speakers.map(({ id }) => id)).toEqual(['A']);
    expect([findWord(project, 'b')?.word.endMs, findWord(project, 'd')?.word.endMs]).toEqual([150, 250]);
    const back = applied(project, inverse).project;
    expect([lines(back), findWord(back, 'b')?.word.endMs, back.speakers]).toEqual([
      lines(talk),
      200,
      talk.speakers,
    ]);
  });

  test('a removed speaker leaves the words to nobody', () => {
    const { project, inverse } = applied(talk, { kind: 'removeSpeaker', speakerId: 'A' });
    expect(lines(project)).toEqual(['-: a b c', 'B: d', '-: e']);
    expect(lines(applied(project, inverse).project)).toEqual(lines(talk));
  });
});

describe('a batch', () => {
  test('is judged as a whole: words may swap places', () => {
    const two = projectOf('A: a0-100', 'A: b200-300');
    const swap: Operation = { kind: 'batch', operations: [times('a', 200, 300), times('b', 0, 100)] };
    expect(lines(applied(two, swap).project)).toEqual(['A: b', 'A: a']);
    expect(refusal(two, times('a', 200, 300))).toBe('edit.overlap');
  });

  test('is done wholly or not at all', () => {
    const half: Operation = { kind: 'batch', operations: [times('a', 10, 20), times('?', 0, 1)] };
    expect(refusal(talk, half)).toBe('edit.missing');
    expect(findWord(talk, 'a')?.word.startMs).toBe(0);
  });
});

describe('an operation from outside', () => {
  test('is taken when it is one, inverses included', () => {
    fc.assert(
      fc.property(anySmallProject, anyIntention, (project, intention) => {
        const operation = operationFor(project, intention, 1);
        expect(parseOperation(JSON.parse(JSON.stringify(operation)))).toEqual({ ok: true, value: operation });
        const result = apply(project, operation);
        if (result.ok)
          expect(parseOperation(result.value.inverse)).toEqual({ ok: true, value: result.value.inverse });
      }),
    );
  });

  test.each<[unknown, RegExp]>([
    [null, /it: /],
    [{ kind: 'explode' }, /kind: /],
    [{ kind: 'deleteWords' }, /wordIds: /],
    [{ kind: 'deleteWords', wordIds: ['a'], force: true }, /force/],
    [
      { kind: 'setWordTimes', words: [{ wordId: 'a', startMs: 1.5, endMs: 2, timing: 'user' }] },
      /words\.0\.startMs/,
    ],
    [{ kind: 'setProject', field: 'schema', value: 2 }, /field/],
    [{ kind: 'batch', operations: [{ kind: 'removeSpeaker', speakerId: 7 }] }, /operations\.0\.speakerId/],
  ])('%j is named as invalid, with the place', (value, place) => {
    const result = parseOperation(value);
    expect(result.ok ? '' : `${result.failure.code} ${result.failure.detail}`).toMatch(/^edit\.invalid/);
    expect(result.ok ? '' : result.failure.detail).toMatch(place);
  });
});
