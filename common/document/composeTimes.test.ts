import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySmallProject } from '../../tests/support/projects.ts';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import type { Result } from '../contract/result.ts';
import { apply } from './apply.ts';
import { joinToNext, moveEdge, stretchTimes } from './composeTimes.ts';
import { checkInvariants } from './invariants.ts';
import type { Operation } from './operations.ts';
import { allWords } from './queries.ts';
import type { Project } from './types.ts';

const talk = projectOf(wordsOf('one 100-200 two 200-300 three 500-900'));

function edited(project: Project, edit: Result<Operation | null>): Project {
  if (!edit.ok) throw new Error(edit.failure.code);
  if (edit.value === null) return project;
  const applied = apply(project, edit.value);
  if (!applied.ok) throw new Error(`${applied.failure.code} ${applied.failure.detail}`);
  return applied.value.project;
}

const times = (project: Project) => shown(project).map((line) => line.split(' ').at(-1));

describe('an edge', () => {
  test('with a gap beside it moves alone and stops at the neighbour', () => {
    expect(times(edited(talk, moveEdge(talk, 'w1', 'end', 420, 'together')))).toEqual([
      '100-200',
      '200-420',
      '500-900',
    ]);
    expect(times(edited(talk, moveEdge(talk, 'w1', 'end', 700, 'together')))).toEqual([
      '100-200',
      '200-500',
      '500-900',
    ]);
    expect(times(edited(talk, moveEdge(talk, 'w2', 'start', 0, 'together')))).toEqual([
      '100-200',
      '200-300',
      '300-900',
    ]);
  });

  test('that touches a neighbour moves both words', () => {
    expect(times(edited(talk, moveEdge(talk, 'w0', 'end', 240, 'together')))).toEqual([
      '100-240',
      '240-300',
      '500-900',
    ]);
    expect(times(edited(talk, moveEdge(talk, 'w1', 'start', 150, 'together')))).toEqual([
      '100-150',
      '150-300',
      '500-900',
    ]);
  });

  test('leaves 40 ms of either word', () => {
    expect(times(edited(talk, moveEdge(talk, 'w0', 'end', 900, 'together')))).toEqual([
      '100-260',
      '260-300',
      '500-900',
    ]);
    expect(times(edited(talk, moveEdge(talk, 'w1', 'start', 0, 'together')))).toEqual([
      '100-140',
      '140-300',
      '500-900',
    ]);
    expect(times(edited(talk, moveEdge(talk, 'w2', 'end', 0, 'together')))).toEqual([
      '100-200',
      '200-300',
      '500-540',
    ]);
  });

  test('that is taken apart opens a gap and cannot push', () => {
    expect(times(edited(talk, moveEdge(talk, 'w0', 'end', 160, 'apart')))).toEqual([
      '100-160',
      '200-300',
      '500-900',
    ]);
    expect(moveEdge(talk, 'w0', 'end', 260, 'apart')).toEqual({ ok: true, value: null });
  });

  test('of the first word in an utterance stops at what its speaker said before', () => {
    const turns = projectOf(
      wordsOf('one 100-200'),
      wordsOf('two 300-400').map((word) => ({ ...word, id: 'x0' })),
    );
    expect(times(edited(turns, moveEdge(turns, 'x0', 'start', 0, 'together')))).toEqual([
      '100-200',
      '200-400',
    ]);
    expect(times(edited(turns, moveEdge(turns, 'w0', 'end', 350, 'apart')))).toEqual(['100-300', '300-400']);
  });

  test('of a word without a time cannot be moved', () => {
    const untimed = projectOf(wordsOf('one -'));
    expect(moveEdge(untimed, 'w0', 'end', 10, 'apart').ok).toBe(false);
    expect(moveEdge(talk, 'nobody', 'end', 10, 'apart').ok).toBe(false);
  });
});

test('joining closes the gap to the next word', () => {
  expect(times(edited(talk, joinToNext(talk, 'w1')))).toEqual(['100-200', '200-500', '500-900']);
  expect(joinToNext(talk, 'w2')).toEqual({ ok: true, value: null });
});

describe('a range', () => {
  test('is shifted with what begins in it', () => {
    const moved = stretchTimes(talk, { fromMs: 200, toMs: 1000 }, { fromMs: 1200, toMs: 2000 });
    expect(times(edited(talk, moved))).toEqual(['100-200', '1200-1300', '1500-1900']);
  });

  test('is stretched in proportion', () => {
    const stretched = stretchTimes(talk, { fromMs: 100, toMs: 1100 }, { fromMs: 100, toMs: 2100 });
    expect(times(edited(talk, stretched))).toEqual(['100-300', '300-500', '900-1700']);
  });

  test('takes its pinned cues along', () => {
    const pin = { firstWordId: 'w2', lastWordId: 'w2', startMs: 500, endMs: 950, lineBreaks: [] };
    const pinned = edited(talk, {
      ok: true,
      value: { kind: 'decide', changes: [{ about: 'pinnedCues', wordId: 'w2', value: pin }] },
    });
    const moved = edited(
      pinned,
      stretchTimes(pinned, { fromMs: 400, toMs: 1000 }, { fromMs: 1400, toMs: 2000 }),
    );
    expect(moved.decisions.pinnedCues.get('w2')).toMatchObject({ startMs: 1500, endMs: 1950 });
  });

  test('without words is left alone; one without length is refused', () => {
    expect(stretchTimes(talk, { fromMs: 2000, toMs: 3000 }, { fromMs: 0, toMs: 1000 })).toEqual({
      ok: true,
      value: null,
    });
    expect(stretchTimes(talk, { fromMs: 0, toMs: 1000 }, { fromMs: 500, toMs: 500 }).ok).toBe(false);
  });
});

test('moving any edge anywhere keeps the document in order and can be taken back', () => {
  const anyMove = fc.record({
    at: fc.nat(),
    edge: fc.constantFrom('start' as const, 'end' as const),
    toMs: fc.integer({ min: 0, max: 60_000 }),
    touching: fc.constantFrom('together' as const, 'apart' as const),
  });
  fc.assert(
    fc.property(anySmallProject, anyMove, (project, { at, edge, toMs, touching }) => {
      const timed = [...allWords(project)].filter(({ startMs }) => startMs !== null);
      const word = timed[at % Math.max(1, timed.length)];
      fc.pre(word !== undefined);
      const move = moveEdge(project, word.id, edge, toMs, touching);
      if (!move.ok) throw new Error(move.failure.code);
      if (move.value === null) return;
      const applied = apply(project, move.value);
      // Utterances of nobody do not see one another, so their order may still forbid it.
      if (!applied.ok) return expect(applied.failure.code).toBe('edit.order');
      expect(checkInvariants(applied.value.project)).toEqual([]);
      const back = apply(applied.value.project, applied.value.inverse);
      expect(back.ok && shown(back.value.project)).toEqual(shown(project));
    }),
  );
});
