import { expect, test } from 'vitest';
import { onsetsOf } from './onsets.ts';
import { snapTo } from './snap.ts';

const word = { ms: 1000, kind: 'word' } as const;
const playhead = { ms: 1040, kind: 'playhead' } as const;

test('an edge falls to what lies within eight pixels', () => {
  expect(snapTo(1079, [word], 100, null)).toEqual(word);
  expect(snapTo(1081, [word], 100, null)).toBeNull();
  expect(snapTo(1010, [word], 1000, null)).toBeNull();
});

test('a word counts more than the playhead, however near', () => {
  expect(snapTo(1040, [playhead, word], 100, null)).toEqual(word);
  expect(snapTo(1100, [playhead, word], 100, null)).toEqual(playhead);
});

test('of two of a kind the nearer one wins', () => {
  const other = { ms: 1050, kind: 'word' } as const;
  expect(snapTo(1040, [word, other], 100, null)).toEqual(other);
});

test('what was caught holds on half as far again', () => {
  expect(snapTo(1119, [word], 100, word)).toEqual(word);
  expect(snapTo(1121, [word], 100, word)).toBeNull();
});

test('sound begins and ends where its loudness does', () => {
  const samples = new Int16Array(16_000);
  const tone = (fromMs: number, toMs: number) => {
    for (let at = fromMs * 16; at < toMs * 16; at++) samples[at] = at % 8 < 4 ? 8000 : -8000;
  };
  tone(200, 400);
  tone(420, 500);
  tone(700, 900);
  expect(onsetsOf(samples, 5000)).toEqual([5200, 5500, 5700, 5900]);
  expect(onsetsOf(new Int16Array(16_000), 0)).toEqual([]);
  expect(onsetsOf(new Int16Array(10), 0)).toEqual([]);
});
