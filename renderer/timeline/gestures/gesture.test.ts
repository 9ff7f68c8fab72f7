import { describe, expect, test } from 'vitest';
import { captionSettings, deriveCaptions } from '../../../common/captions/captions.ts';
import { plain } from '../../../common/captions/profiles/plain.ts';
import { apply } from '../../../common/document/apply.ts';
import { idSource } from '../../../common/document/ids.ts';
import type { Project } from '../../../common/document/types.ts';
import { projectOf, shown, wordsOf } from '../../../tests/support/wordNotation.ts';
import { beginGesture, type Grab, type Ground, type Held } from './gesture.ts';

const talk = projectOf(wordsOf('one 1000-1200 two 1200-1300 three 1500-1900 four 2000-2100'));
const free: Held = { timeMs: 0, speakerId: 's', alt: false, ctrl: false, shift: false };

function ground(project: Project, choice: Partial<Ground>): Ground {
  return {
    project,
    captions: deriveCaptions(project, plain, captionSettings(project)),
    pxPerSecond: 100,
    snap: false,
    push: false,
    attractions: [],
    newIds: idSource('test'),
    ...choice,
  };
}

function result(project: Project, on: Ground, grab: Grab, held: readonly Partial<Held>[]): Project {
  const gesture = beginGesture(grab, on);
  for (const one of held) gesture.move({ ...free, ...one });
  const dropped = gesture.drop();
  if (dropped === null) return project;
  if (!dropped.edit.ok) throw new Error(dropped.edit.failure.code);
  const applied = apply(project, dropped.edit.value);
  if (!applied.ok) throw new Error(applied.failure.code);
  return applied.value.project;
}

const times = (project: Project) => shown(project).map((line) => line.split(' ').at(-1));
const edge: Grab = { kind: 'edge', wordId: 'w1', edge: 'end' };

describe('dragging an edge', () => {
  test('touches the document once, with where it was let go', () => {
    const on = ground(talk, {});
    const gesture = beginGesture(edge, on);
    expect(gesture.drop()).toBeNull();
    gesture.move({ ...free, timeMs: 1400 });
    gesture.move({ ...free, timeMs: 1350 });
    expect(gesture.drop()).toEqual({
      label: 'editing.moveEdge',
      edit: {
        ok: true,
        value: {
          kind: 'setWordTimes',
          words: [{ wordId: 'w1', startMs: 1200, endMs: 1350, timing: 'user' }],
        },
      },
    });
  });

  test('back to where it was is nothing', () => {
    expect(result(talk, ground(talk, {}), edge, [{ timeMs: 1400 }, { timeMs: 1300 }])).toBe(talk);
  });

  test('snaps to a neighbour and says so; Shift turns that round', () => {
    const on = ground(talk, { snap: true });
    const gesture = beginGesture(edge, on);
    expect(gesture.move({ ...free, timeMs: 1450 }).snapped).toEqual({ ms: 1500, kind: 'word' });
    expect(times(result(talk, on, edge, [{ timeMs: 1450 }]))[1]).toBe('1200-1500');
    expect(times(result(talk, on, edge, [{ timeMs: 1450, shift: true }]))[1]).toBe('1200-1450');
    const off = ground(talk, { attractions: [{ ms: 1400, kind: 'playhead' }] });
    expect(times(result(talk, off, edge, [{ timeMs: 1390, shift: true }]))[1]).toBe('1200-1400');
  });

  test('with Ctrl ripples within the cue, with Shift as well along the lane', () => {
    const two = projectOf(
      wordsOf('one 1000-1200 two 1200-1300'),
      wordsOf('five 9000-9200').map((word) => ({ ...word, id: 'x0' })),
    );
    const grab: Grab = { kind: 'edge', wordId: 'w0', edge: 'end' };
    expect(times(result(two, ground(two, {}), grab, [{ timeMs: 1300, ctrl: true }]))).toEqual([
      '1000-1300',
      '1300-1400',
      '9000-9200',
    ]);
    expect(times(result(two, ground(two, {}), grab, [{ timeMs: 1300, ctrl: true, shift: true }]))).toEqual([
      '1000-1300',
      '1300-1400',
      '9100-9300',
    ]);
  });

  test('with Alt parts words that touch; in push mode neighbours make way', () => {
    const grab: Grab = { kind: 'edge', wordId: 'w0', edge: 'end' };
    expect(times(result(talk, ground(talk, {}), grab, [{ timeMs: 1100, alt: true }])).slice(0, 2)).toEqual([
      '1000-1100',
      '1200-1300',
    ]);
    expect(times(result(talk, ground(talk, { push: true }), grab, [{ timeMs: 1300 }])).slice(0, 2)).toEqual([
      '1000-1300',
      '1300-1400',
    ]);
  });
});

describe('dragging words', () => {
  test('moves them in time on their own lane', () => {
    const grab: Grab = { kind: 'bodies', wordIds: ['w0', 'w1'], atMs: 1100 };
    expect(times(result(talk, ground(talk, {}), grab, [{ timeMs: 900 }]))).toEqual([
      '800-1000',
      '1000-1100',
      '1500-1900',
      '2000-2100',
    ]);
  });

  test('onto another lane gives them to its speaker and leaves their times', () => {
    const withTwo: Project = { ...talk, speakers: [...talk.speakers, { id: 't', name: 'Two', color: 1 }] };
    const grab: Grab = { kind: 'bodies', wordIds: ['w1', 'w2'], atMs: 1250 };
    const gesture = beginGesture(grab, ground(withTwo, {}));
    expect(gesture.move({ ...free, timeMs: 1400, speakerId: 't' }).toSpeaker).toBe('t');
    const moved = result(withTwo, ground(withTwo, {}), grab, [{ timeMs: 1400, speakerId: 't' }]);
    expect(times(moved)).toEqual(times(talk));
    const speakers = moved.utterances.chunks.flat().map(({ speakerId }) => speakerId);
    expect(speakers).toEqual(['s', 't', 's']);
  });
});

test('one word dragged onto another lane takes its whole turn along, with Alt only itself', () => {
  const withTwo: Project = { ...talk, speakers: [...talk.speakers, { id: 't', name: 'Two', color: 1 }] };
  const grab: Grab = { kind: 'bodies', wordIds: ['w1'], atMs: 1250 };
  const speakers = (held: Partial<Held>) =>
    result(withTwo, ground(withTwo, {}), grab, [{ timeMs: 1250, speakerId: 't', ...held }])
      .utterances.chunks.flat()
      .map(({ speakerId }) => speakerId);
  expect(speakers({})).toEqual(['t']);
  expect(speakers({ alt: true })).toEqual(['s', 't', 's']);
});

test('the edge of a cue pins it where it was let go', () => {
  const on = ground(talk, {});
  const moved = result(talk, on, { kind: 'cue', cue: 0, edge: 'end' }, [{ timeMs: 4000 }]);
  expect([...moved.decisions.pinnedCues.values()]).toMatchObject([{ endMs: 4000 }]);
  expect(
    result(talk, on, { kind: 'cue', cue: 0, edge: 'start' }, [{ timeMs: 99_000 }]).decisions.pinnedCues.size,
  ).toBe(1);
});
