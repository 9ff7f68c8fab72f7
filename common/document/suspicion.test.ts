import { describe, expect, test } from 'vitest';
import { projectOf, wordsOf } from '../../tests/support/wordNotation.ts';
import { itemAt } from './list.ts';
import { suspicionsOf } from './suspicion.ts';
import type { Word } from './types.ts';

function told(words: readonly Word[]): string[] {
  const utterance = itemAt(projectOf(words).utterances, 0);
  if (utterance === null) return [];
  return suspicionsOf(utterance, 0.55).map(({ wordId, reasons }) => {
    const text = words.find(({ id }) => id === wordId)?.text;
    return `${text}: ${reasons.join(' ')}`;
  });
}
const change = (words: readonly Word[], at: number, part: Partial<Word>) =>
  words.map((word, index) => (index === at ? { ...word, ...part } : word));

describe('a word deserves a look', () => {
  test('when the engine was not sure of it, and not when it was', () => {
    const words = wordsOf('the 0-200 weather 250-700');
    expect(told(words)).toEqual([]);
    expect(told(change(words, 1, { confidence: 0.3 }))).toEqual(['weather: unsure']);
  });

  test('when it has no time, or a guessed one among others that are known', () => {
    expect(told(wordsOf('a 0-100 b - c 300-400'))).toEqual(['b: untimed']);
    const guess = change(wordsOf('one 0-200 two 250-400 three 450-700'), 1, { timing: 'interpolated' });
    expect(told(guess)).toEqual(['two: estimated']);
    expect(told(guess.map((word) => ({ ...word, timing: 'interpolated' })))).toEqual([]);
  });

  test('when it lasts longer than it can be said, unless a person wanted that', () => {
    const words = wordsOf('so 0-1500 what 1600-1900');
    expect(told(words)).toEqual(['so: long']);
    expect(told(change(words, 0, { timing: 'user' }))).toEqual([]);
    expect(told(wordsOf('2014 0-1500'))).toEqual([]);
    expect(told(wordsOf('unbelievable 0-1500'))).toEqual([]);
  });

  test('when it is over before it can be said', () => {
    expect(told(wordsOf('understanding 0-60'))).toEqual(['understanding: short']);
  });

  test('when more is said than anybody can say in that time', () => {
    const fast = wordsOf('nobody 0-100 speaks 110-210 quickly 220-320 enough 330-430 today 440-520');
    expect(told(fast)).toHaveLength(5);
    const usual = wordsOf('nobody 0-350 speaks 360-700 quickly 710-1100 enough 1110-1400 today 1410-1800');
    expect(told(usual)).toEqual([]);
  });

  test('when it is said over and over, alone or in a phrase', () => {
    expect(told(wordsOf('no 0-200 no 250-450'))).toEqual([]);
    expect(told(wordsOf('no 0-200 no 250-450 No. 500-700'))).toEqual(['no: repeated', 'No.: repeated']);
    const loop = wordsOf('i 0-90 see 100-300 i 400-490 see 500-700 i 800-890 see 900-1100');
    expect(told(loop)).toEqual(['i: repeated', 'see: repeated', 'i: repeated', 'see: repeated']);
  });

  test('the more, the more reasons there are', () => {
    const words = change(wordsOf('so 0-1500 what 1600-1900'), 0, { confidence: 0.1 });
    const utterance = itemAt(projectOf(words).utterances, 0);
    const [first] = utterance === null ? [] : suspicionsOf(utterance, 0.55);
    expect(first?.reasons).toEqual(['unsure', 'long']);
    expect(first?.score).toBeCloseTo(0.85);
  });

  test('never when it is a sound', () => {
    const sound = change(wordsOf('[applause] 0-9000'), 0, { kind: 'sound', confidence: 0.1 });
    expect(told(sound)).toEqual([]);
  });
});
