import { describe, expect, test } from 'vitest';
import { type HeardWord, heardDifferences } from '../../common/document/heardAgain.ts';
import { projectOf, wordsOf } from '../../tests/support/wordNotation.ts';
import { isSpelling, keyOf, nextOpen, outcomeOf, soundOf, taken, type Verdict } from './heardVerdicts.ts';

const heardOf = (notation: string): HeardWord[] =>
  wordsOf(notation).map(({ text, startMs, endMs, timing, glue }) => ({
    ...{ text, startMs, endMs, timing, glue },
    confidence: 0.7,
  }));

const range = { startMs: 0, endMs: 10_000 };
const talk = projectOf(wordsOf('the 1000-1200 whether 1300-1500 is 1600-1700 nice 1800-1900'));
const heard = heardOf('The 1000-1200 weather 1310-1520 is 1600-1700 nice 1800-1900 indeed 1950-1990');
const differences = heardDifferences(talk, range, heard);
const [capital, misheard, added] = differences;

describe('a decision on a difference', () => {
  test('stays with it when the text before it changes', () => {
    const typed = wordsOf('so 900-950').map((word) => ({ ...word, id: 'typed' }));
    const spoken = wordsOf('the 1000-1200 whether 1300-1500 is 1600-1700 nice 1800-1900');
    const edited = projectOf([...typed, ...spoken]);
    const again = heardDifferences(edited, range, heard);
    expect(differences).toHaveLength(3);
    const keys = new Set(again.map(keyOf));
    expect(misheard !== undefined && keys.has(keyOf(misheard))).toBe(true);
  });

  test('is gone with it when somebody corrected the word by hand', () => {
    const corrected = projectOf(wordsOf('the 1000-1200 weather 1300-1500 is 1600-1700 nice 1800-1900'));
    const keys = heardDifferences(corrected, range, heard).map(keyOf);
    expect(misheard !== undefined && keys.includes(keyOf(misheard))).toBe(false);
    expect(added !== undefined && keys.includes(keyOf(added))).toBe(true);
  });

  test('takes only what was accepted, and leads to what is open', () => {
    if (capital === undefined || misheard === undefined) throw new Error('there are differences');
    const verdicts = new Map<string, Verdict>([
      [keyOf(capital), 'keep'],
      [keyOf(misheard), 'take'],
    ]);
    expect(taken(differences, verdicts)).toEqual([misheard]);
    expect(nextOpen(differences, verdicts, 0)).toBe(2);
    expect(nextOpen(differences, verdicts, 2)).toBe(2);
  });
});

describe('a difference', () => {
  test('of capitals alone is told from one of words', () => {
    expect(differences.map(isSpelling)).toEqual([true, false, false]);
  });

  test('is played with a little around it, within the stretch', () => {
    if (capital === undefined || misheard === undefined) throw new Error('there are differences');
    expect(soundOf(misheard, range)).toEqual({ startMs: 1000, endMs: 1820 });
    expect(soundOf(capital, { startMs: 900, endMs: 10_000 })).toEqual({ startMs: 900, endMs: 1500 });
  });
});

describe('what came of it', () => {
  const outcome = (words: readonly HeardWord[], of = range) =>
    outcomeOf(talk, of, words, heardDifferences(talk, of, words));

  test('has a name where there is nothing to choose from', () => {
    const later = { startMs: 5000, endMs: 6000 };
    expect(outcome(heard)).toBe('differs');
    expect(outcome(heardOf('the 1000-1200 whether 1300-1500 is 1600-1700 nice 1800-1900'))).toBe('same');
    expect(outcome([])).toBe('silent');
    expect(outcome([], later)).toBe('nothing');
    expect(outcome(heardOf('hello 5100-5300'), later)).toBe('new');
  });
});
