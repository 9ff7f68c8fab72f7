import type { Timing } from './types.ts';
import { LATEST_MS } from './wordRules.ts';

export interface RepairableWord {
  startMs: number | null;
  endMs: number | null;
  timing: Timing | null;
  readonly speaker: string | null;
}

/** What a word without a usable length gets, where there is room: one frame at 25 fps. */
export const SHORTEST_WORD_MS = 40;

/**
 * Makes times valid in place, word by word in the order of speech: integers, half-open, never empty, starts
 * never going back and no overlap within a speaker. Nobody (`null`) counts as one more speaker.
 *
 * - What is not a finite number, is later than any recording, or lies before the media's start, is no time (an end before zero) or is
 *   cut at zero (a start).
 * - An empty or negative length becomes 40 ms, less where the next word comes sooner.
 * - Overlap: the earlier word gives way while 40 ms of it are left, else the later one starts at its end.
 * - A word that lies wholly before what its speaker said already has no honest time and loses it.
 *
 * Times that are valid stay as they are, rounded to the millisecond.
 */
export function repairTimes(words: readonly RepairableWord[]): void {
  const lastOf = new Map<string | null, RepairableWord>();
  for (const word of words) {
    roundTimes(word);
    const { startMs } = word;
    if (startMs === null) continue;
    const before = lastOf.get(word.speaker);
    if (before === undefined || placeAfter(before, word)) lastOf.set(word.speaker, word);
  }
}

function roundTimes(word: RepairableWord): void {
  const { startMs: start, endMs: end } = word;
  if (start === null || !isTime(start)) {
    forget(word);
    return;
  }
  const startMs = Math.max(0, Math.round(start));
  const endMs = end === null || !isTime(end) ? startMs : Math.round(end);
  if (endMs <= 0 && start < 0) {
    forget(word);
    return;
  }
  word.startMs = startMs;
  word.endMs = endMs > startMs ? endMs : startMs + SHORTEST_WORD_MS;
  // A time of unknown origin came with what was imported.
  word.timing ??= 'imported';
}

function isTime(ms: number): boolean {
  return Number.isFinite(ms) && ms < LATEST_MS - SHORTEST_WORD_MS;
}

/** True when the word has kept a time. */
function placeAfter(before: RepairableWord, word: RepairableWord): boolean {
  const { startMs, endMs } = word;
  const { startMs: beforeStartMs, endMs: beforeEndMs } = before;
  if (startMs === null || endMs === null || beforeStartMs === null || beforeEndMs === null) return true;
  if (startMs >= beforeEndMs) return true;
  if (startMs - beforeStartMs >= SHORTEST_WORD_MS) {
    before.endMs = startMs;
    return true;
  }
  if (endMs > beforeEndMs) {
    word.startMs = beforeEndMs;
    return true;
  }
  forget(word);
  return false;
}

function forget(word: RepairableWord): void {
  word.startMs = null;
  word.endMs = null;
  word.timing = null;
}
