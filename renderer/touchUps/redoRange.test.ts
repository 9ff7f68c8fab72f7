import { describe, expect, test } from 'vitest';
import { projectOf, wordsOf } from '../../tests/support/wordNotation.ts';
import { rangeOfWords } from './redoRange.ts';

describe('the stretch of chosen words', () => {
  test('has half of a short pause around it, and no more than 250 ms of a long one', () => {
    const talk = projectOf(wordsOf('a 0-900 b 1000-1200 c 1300-1500 d 3000-3200'));
    expect(rangeOfWords(talk, ['w1', 'w2'])).toEqual({ startMs: 950, endMs: 1750 });
    expect(rangeOfWords(talk, ['w0'])).toEqual({ startMs: 0, endMs: 950 });
  });

  test('ends where somebody else begins, and is as long as the words where people talk at once', () => {
    const talk = projectOf(
      wordsOf('a 1000-1200'),
      wordsOf('x 1100-1400').map((word) => ({ ...word, id: 'x' })),
    );
    expect(rangeOfWords(talk, ['w0'])).toEqual({ startMs: 750, endMs: 1200 });
  });

  test('is unknown where no word has a time', () => {
    expect(rangeOfWords(projectOf(wordsOf('a - b -')), ['w0', 'w1'])).toBeNull();
  });
});
