import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeProject } from '../../tests/support/large.ts';
import { matchWords } from './matchWords.ts';
import { allWords } from './queries.ts';
import { wordDistance } from './similarity.ts';

/** `0=0`, `1=1+2` for a split, `3+4=2` for a join. */
function pairs(reference: string, hypothesis: string): string {
  const side = (index: number, count: number) => (count === 2 ? `${index}+${index + 1}` : `${index}`);
  return matchWords(reference.split(' '), hypothesis.split(' '))
    .map(
      (match) =>
        `${side(match.referenceIndex, match.referenceCount)}=${side(match.hypothesisIndex, match.hypothesisCount)}`,
    )
    .join(' ');
}

describe('matching words of two texts', () => {
  test.each([
    ['equal', 'one two three', 'one two three', '0=0 1=1 2=2'],
    ['other case and marks', 'One, two', 'one two!', '0=0 1=1'],
    ['a typing error', 'the quick fox', 'the quikc fox', '0=0 1=1 2=2'],
    ['another word in its place', 'the quick fox', 'the slow fox', '0=0 1=1 2=2'],
    ['a removed word', 'the quick fox', 'the fox', '0=0 2=1'],
    ['an added word', 'the fox', 'the quick fox', '0=0 1=2'],
    ['an added article', 'fox', 'a fox', '0=1'],
    ['a split', 'everyone came', 'every one came', '0=0+1 1=2'],
    ['a join', 'every one came', 'everyone came', '0+1=0 2=1'],
    ['another script', 'привет мир', 'Привет, Мир!', '0=0 1=1'],
    ['signs only', '♪ ♫', '♫', '1=0'],
  ])('%s', (_, reference, hypothesis, expected) => {
    expect(pairs(reference, hypothesis)).toBe(expected);
  });

  const anyWords = fc.array(fc.constantFrom('a', 'b', 'ab', 'abc', 'hello', 'helo', 'world', '…', 'Ä'), {
    maxLength: 60,
  });

  test('pairs go forward, and no word is in two', () => {
    fc.assert(
      fc.property(anyWords, anyWords, (reference, hypothesis) => {
        let left = 0;
        let right = 0;
        for (const match of matchWords(reference, hypothesis)) {
          expect(match.referenceIndex).toBeGreaterThanOrEqual(left);
          expect(match.hypothesisIndex).toBeGreaterThanOrEqual(right);
          left = match.referenceIndex + match.referenceCount;
          right = match.hypothesisIndex + match.hypothesisCount;
          expect(match.referenceCount + match.hypothesisCount).toBeLessThan(4);
        }
        expect(left).toBeLessThanOrEqual(reference.length);
        expect(right).toBeLessThanOrEqual(hypothesis.length);
      }),
    );
  });

  test('a text matches itself word by word', () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        expect(
          matchWords(words, words).map((match) => [
            match.referenceIndex,
            match.hypothesisIndex,
            match.distance,
          ]),
        ).toEqual(words.map((_, at) => [at, at, 0]));
      }),
    );
  });

  test('long texts that only repeat are matched to the end', () => {
    const song = Array.from({ length: 30_000 }, () => 'la');
    const longer = [...song, ...song];
    expect(matchWords(song, longer)).toHaveLength(song.length);
    const mixed = longer.map((_, at) => (at % 3 === 0 ? 'la' : 'lo'));
    expect(matchWords(mixed, mixed.toSpliced(20_000, 40)).length).toBeGreaterThan(59_900);
  });
});

describe('distance of words', () => {
  test('is 0 for equal, 1 for nothing alike, and the share of letters to change between', () => {
    expect([wordDistance('abc', 'abc'), wordDistance('abc', 'xyz'), wordDistance('', 'a')]).toEqual([
      0, 1, 1,
    ]);
    expect(wordDistance('kitten', 'sitting')).toBeCloseTo(3 / 7);
  });

  test('is the same both ways and never more than 1', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        const distance = wordDistance(left, right);
        expect(distance).toBe(wordDistance(right, left));
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        expect(distance === 0).toBe(left === right);
      }),
    );
  });
});

describe('corrections of a real length', () => {
  /** Words with the index of the true one behind each, after typing errors, replacements, splits and so on. */
  function corrected(words: readonly string[], rate: number, seed: number) {
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const out: { text: string; from: number | null }[] = [];
    words.forEach((text, from) => {
      const kind = random() < rate ? Math.floor(random() * 6) : -1;
      const middle = Math.ceil(text.length / 2);
      if (kind === 0) out.push({ text: `${text.slice(0, middle)}${text.slice(middle + 1)}x`, from });
      else if (kind === 1) out.push({ text: 'somebody', from });
      else if (kind === 2) out.push({ text, from }, { text: 'really', from: null });
      else if (kind === 3 && text.length > 3)
        out.push({ text: text.slice(0, middle), from }, { text: text.slice(middle), from });
      else if (kind === 4) out.push({ text: text.toUpperCase(), from });
      else if (kind !== 5) out.push({ text, from });
    });
    return out;
  }

  test.each([
    [12, 0.2, 0.98],
    [12, 0.5, 0.95],
    [60, 0.2, 0.98],
    [60, 0.5, 0.95],
    [20_000, 0.08, 0.985],
  ])('%i words with %f of them edited keep their places', (length, rate, expected) => {
    const words = [...allWords(largeProject({ words: 20_000, speakers: 1, asMonologue: true }))].map(
      ({ text }) => text,
    );
    let right = 0;
    let all = 0;
    for (let start = 0; start + length <= words.length && all < 20_000; start += length) {
      const part = words.slice(start, start + length);
      const typed = corrected(part, rate, start + 1);
      const found = new Map<number, number>();
      for (const { referenceIndex, hypothesisIndex, hypothesisCount } of matchWords(
        part,
        typed.map(({ text }) => text),
      )) {
        for (let step = 0; step < hypothesisCount; step++) found.set(hypothesisIndex + step, referenceIndex);
      }
      typed.forEach(({ from }, at) => {
        if (from === null) return;
        all++;
        if (found.get(at) === from) right++;
      });
    }
    expect(right / all).toBeGreaterThan(expected);
  });
});
