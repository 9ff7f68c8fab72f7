import type { Word } from './types.ts';

/** Times must stay below this (100 days), so that arithmetic on them is exact everywhere. */
export const LATEST_MS = 8_640_000_000;

/** What is wrong with a word on its own; null when nothing is. */
export function wordProblem(word: Word): string | null {
  if (word.id === '') return 'a word without an id';
  if (word.text === '' || word.text !== word.text.trim()) return `text ${JSON.stringify(word.text)}`;
  const { confidence } = word;
  if (confidence !== null && !(confidence >= 0 && confidence <= 1)) return `confidence ${confidence}`;
  return timesProblem(word);
}

/** What is wrong with a word's times; null when nothing is. */
export function timesProblem(word: Pick<Word, 'startMs' | 'endMs' | 'timing'>): string | null {
  const { startMs, endMs, timing } = word;
  if (startMs === null || endMs === null) {
    if (startMs !== endMs) return 'only one of start and end';
    return timing === null ? null : `origin ${timing} without a time`;
  }
  if (timing === null) return 'a time without its origin';
  return extentProblem(startMs, endMs);
}

/** What is wrong with a half-open stretch of time; null when nothing is. */
export function extentProblem(startMs: number, endMs: number): string | null {
  return pinTimesProblem(startMs, endMs) ?? (startMs < endMs ? null : `${startMs}–${endMs} ms has no length`);
}

/**
 * What is wrong with the times of a pinned cue; null when nothing is. It may be empty or end before it begins:
 * files with such cues exist, and what an imported file says is kept.
 */
export function pinTimesProblem(startMs: number, endMs: number): string | null {
  if (!Number.isInteger(startMs) || !Number.isInteger(endMs))
    return `${startMs}–${endMs} is not whole milliseconds`;
  const isInside = Math.min(startMs, endMs) >= 0 && Math.max(startMs, endMs) <= LATEST_MS;
  return isInside ? null : `${startMs}–${endMs} ms is outside any recording`;
}
