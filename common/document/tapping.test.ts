import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import { apply } from './apply.ts';
import { checkInvariants } from './invariants.ts';
import { startTapping, type TapPass, tapBack, tapDown, tapGap, tappedTimes, tapUp } from './tapping.ts';
import type { Project } from './types.ts';

const talk = projectOf(wordsOf('one 100-200 two 200-300 three 500-900'));
const WORDS = ['w0', 'w1', 'w2'];

function edited(project: Project, pass: TapPass): readonly string[] {
  const operation = tappedTimes(project, pass);
  if (operation === null) return shown(project);
  const applied = apply(project, operation);
  if (!applied.ok) throw new Error(`${applied.failure.code} ${applied.failure.detail}`);
  expect(checkInvariants(applied.value.project)).toEqual([]);
  return shown(applied.value.project);
}

const tap = (pass: TapPass, atMs: number) => tapUp(tapDown(pass, atMs), atMs + 50);

describe('a pass', () => {
  test('of short taps ends each word where the next begins', () => {
    const pass = [1000, 1400, 2000].reduce(tap, startTapping(WORDS));
    expect(edited(talk, pass)).toEqual(['w0 one 1000-1400', 'w1 two 1400-2000', 'w2 three 2000-2400']);
  });

  test('with a held key lets the word last as long', () => {
    const held = tapUp(tapDown(startTapping(WORDS), 1000), 1700);
    expect(edited(talk, tap(held, 2000))).toEqual([
      'w0 one 1000-1700',
      'w1 two 2000-2100',
      'w2 three ~2100-2460',
    ]);
  });

  test('with the second key leaves a pause', () => {
    const paused = tapGap(tap(startTapping(WORDS), 1000), 1200);
    expect(edited(talk, tap(paused, 3000))[0]).toBe('w0 one 1000-1200');
  });

  test('that is taken back gives the word its old time again', () => {
    const pass = tapBack(tap(tap(startTapping(WORDS), 120), 210));
    expect(edited(talk, pass)).toEqual(['w0 one 120-220', 'w1 two ~220-500', 'w2 three 500-900']);
  });

  test('leaves words behind the last tap where they are', () => {
    expect(edited(talk, tap(startTapping(WORDS), 110))).toEqual([
      'w0 one 110-210',
      'w1 two ~210-500',
      'w2 three 500-900',
    ]);
  });

  test('of words without times touches no more than it reached', () => {
    const untimed = projectOf(wordsOf('one - two - three -'));
    expect(edited(untimed, tap(startTapping(WORDS), 1000))).toEqual([
      'w0 one 1000-1300',
      'w1 two -',
      'w2 three -',
    ]);
  });

  test('that has not begun changes nothing', () => {
    expect(tappedTimes(talk, startTapping(WORDS))).toBeNull();
  });
});

test('however a person taps, words stay in order', () => {
  const anyEvent = fc.record({
    by: fc.constantFrom(tapDown, tapUp, tapGap, tapBack),
    afterMs: fc.nat({ max: 900 }),
  });
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 20 }), fc.nat({ max: 2000 }), (events, startMs) => {
      let atMs = startMs;
      const pass = events.reduce((so, { by, afterMs }) => {
        atMs += afterMs;
        return by(so, atMs);
      }, startTapping(WORDS));
      edited(talk, pass);
    }),
  );
});
