import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply } from '../../../common/document/apply.ts';
import { checkInvariants } from '../../../common/document/invariants.ts';
import type { Project } from '../../../common/document/types.ts';
import { anySmallProject } from '../../../tests/support/projects.ts';
import { projectOf, shown, wordsOf } from '../../../tests/support/wordNotation.ts';
import { type DragMode, dragBodies, dragEdge, stretchBodies } from './drag.ts';
import { laneWords, placeInLane } from './lane.ts';
import { type Moved, timesOf } from './preview.ts';

const talk = projectOf(wordsOf('one 100-200 two 200-300 three 500-900 four 1000-1100'));
const lane = laneWords(talk, 's');

function dropped(project: Project, moves: ReadonlyMap<string, Moved>): string[] {
  if (moves.size === 0) return shown(project).map(timesIn);
  const applied = apply(project, { kind: 'setWordTimes', words: timesOf(moves) });
  if (!applied.ok) throw new Error(`${applied.failure.code} ${applied.failure.detail}`);
  expect(checkInvariants(applied.value.project)).toEqual([]);
  return shown(applied.value.project).map(timesIn);
}

const timesIn = (line: string) => line.split(' ').at(-1) ?? '';
const edge = (at: number, side: 'start' | 'end', toMs: number, mode: DragMode, last = lane.length - 1) =>
  dropped(talk, dragEdge(lane, at, side, toMs, mode, last));

describe('an edge', () => {
  test('rolls with the word that it touches and leaves both 40 ms', () => {
    expect(edge(0, 'end', 240, 'roll')).toEqual(['100-240', '240-300', '500-900', '1000-1100']);
    expect(edge(0, 'end', 5000, 'roll')).toEqual(['100-260', '260-300', '500-900', '1000-1100']);
    expect(edge(1, 'start', 0, 'roll')).toEqual(['100-140', '140-300', '500-900', '1000-1100']);
  });

  test('with a gap beside it stops at the neighbour', () => {
    expect(edge(1, 'end', 700, 'roll')).toEqual(['100-200', '200-500', '500-900', '1000-1100']);
    expect(edge(2, 'start', 0, 'roll')).toEqual(['100-200', '200-300', '300-900', '1000-1100']);
  });

  test('that is taken apart leaves its neighbour', () => {
    expect(edge(0, 'end', 150, 'apart')).toEqual(['100-150', '200-300', '500-900', '1000-1100']);
    expect(edge(0, 'end', 280, 'apart')).toEqual(['100-200', '200-300', '500-900', '1000-1100']);
  });

  test('ripples what follows, up to the last word that is meant', () => {
    expect(edge(0, 'end', 260, 'ripple')).toEqual(['100-260', '260-360', '560-960', '1060-1160']);
    expect(edge(1, 'start', 150, 'ripple')).toEqual(['100-200', '200-300', '500-900', '1000-1100']);
    expect(edge(2, 'start', 400, 'ripple')).toEqual(['100-200', '200-300', '400-800', '900-1000']);
    expect(edge(0, 'end', 900, 'ripple', 1)).toEqual(['100-400', '400-500', '500-900', '1000-1100']);
  });

  test('pushes neighbours, pauses first', () => {
    expect(edge(1, 'end', 550, 'push')).toEqual(['100-200', '200-550', '550-950', '1000-1100']);
    expect(edge(1, 'end', 700, 'push')).toEqual(['100-200', '200-700', '700-1100', '1100-1200']);
    expect(edge(2, 'start', 250, 'push')).toEqual(['50-150', '150-250', '250-900', '1000-1100']);
    expect(edge(2, 'start', 0, 'push')).toEqual(['0-100', '100-200', '200-900', '1000-1100']);
  });
});

test('bodies move together up to what is not chosen', () => {
  expect(dropped(talk, dragBodies(lane, [1], 150))).toEqual(['100-200', '350-450', '500-900', '1000-1100']);
  expect(dropped(talk, dragBodies(lane, [0, 1], 500))).toEqual([
    '300-400',
    '400-500',
    '500-900',
    '1000-1100',
  ]);
  expect(dropped(talk, dragBodies(lane, [0], -500))).toEqual(['0-100', '200-300', '500-900', '1000-1100']);
});

test('the outer edge of a selection stretches it in proportion', () => {
  expect(dropped(talk, stretchBodies(lane, [0, 1], 'end', 500))).toEqual([
    '100-300',
    '300-500',
    '500-900',
    '1000-1100',
  ]);
  expect(dropped(talk, stretchBodies(lane, [2, 3], 'start', 300))).toEqual([
    '100-200',
    '200-300',
    '300-833',
    '967-1100',
  ]);
  expect(dropped(talk, stretchBodies(lane, [0, 1], 'end', 0))).toEqual([
    '100-140',
    '140-180',
    '500-900',
    '1000-1100',
  ]);
});

test('whatever is dragged wherever, it can be dropped and taken back', () => {
  const anyDrag = fc.record({
    at: fc.nat(),
    side: fc.constantFrom('start' as const, 'end' as const),
    toMs: fc.integer({ min: -1000, max: 60_000 }),
    mode: fc.constantFrom<DragMode | 'body' | 'stretch'>(
      'roll',
      'apart',
      'ripple',
      'push',
      'body',
      'stretch',
    ),
    more: fc.nat({ max: 3 }),
  });
  fc.assert(
    fc.property(anySmallProject, anyDrag, (project, { at, side, toMs, mode, more }) => {
      const speakerId = project.speakers[at % Math.max(1, project.speakers.length)]?.id;
      fc.pre(speakerId !== undefined);
      const words = laneWords(project, speakerId);
      fc.pre(words.length > 0);
      const first = at % words.length;
      const chosen = Array.from(
        { length: Math.min(more + 1, words.length - first) },
        (_, index) => first + index,
      );
      const moves =
        mode === 'body'
          ? dragBodies(words, chosen, toMs)
          : mode === 'stretch'
            ? stretchBodies(words, chosen, side, toMs)
            : dragEdge(words, first, side, toMs, mode, Math.min(words.length - 1, first + more));
      for (const { word } of words) expect(words[placeInLane(words, word)]?.word).toBe(word);
      if (moves.size === 0) return;
      const applied = apply(project, { kind: 'setWordTimes', words: timesOf(moves) });
      // Words without a time of their own lane may stand between in the text; only their order can refuse.
      if (!applied.ok) throw new Error(`${applied.failure.code} ${applied.failure.detail}`);
      expect(checkInvariants(applied.value.project)).toEqual([]);
      const back = apply(applied.value.project, applied.value.inverse);
      expect(back.ok && shown(back.value.project)).toEqual(shown(project));
    }),
    { numRuns: 500 },
  );
});
