import type { Timing } from '../document/types.ts';

/** A word on its way into the document; times may still be half known or cross each other. */
export interface WordDraft {
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly confidence: number | null;
  readonly timing: Timing | null;
  readonly glue: boolean;
  readonly speaker: string | null;
}

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** A segment's own times, as far as the file has them. */
export interface SegmentTimes {
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export interface RepairedTimes {
  readonly words: readonly WordDraft[];
  /** How many words got other times than the file gave them. */
  readonly repaired: number;
}

/** A word whose end is unknown lasts 0.35 s and 0.12 s a character at most: slow speech, not a pause. */
const LONGEST_BASE_MS = 350;
const LONGEST_PER_CHARACTER_MS = 120;

/** Below this a word cannot be seen; estimated words that would be shorter share their neighbour's time. */
const SHORTEST_MS = 20;

/**
 * Spreads words evenly by characters over a span, as `interpolated`. Rounding is shared, so that the first
 * word starts and the last one ends exactly on the span. An empty span leaves the words without times.
 */
export function spreadWords(words: readonly WordDraft[], span: TimeSpan): WordDraft[] {
  const lengths = words.map((word) => Math.max(1, word.text.length));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const duration = span.endMs - span.startMs;
  // With less than 1 ms a word some would be empty.
  if (duration < words.length)
    return words.map((word) => ({ ...word, startMs: null, endMs: null, timing: null }));
  let passed = 0;
  let startMs = span.startMs;
  return words.map((word, index) => {
    passed += lengths[index] ?? 1;
    const left = words.length - 1 - index;
    const ideal = span.startMs + Math.round((duration * passed) / total);
    const endMs = Math.min(Math.max(ideal, startMs + 1), span.endMs - left);
    const spread: WordDraft = { ...word, startMs, endMs, timing: 'interpolated' };
    startMs = endMs;
    return spread;
  });
}

interface Timed extends WordDraft {
  readonly startMs: number;
  readonly endMs: number;
}

function isTimed(word: WordDraft | undefined): word is Timed {
  return word !== undefined && word.startMs !== null && word.endMs !== null && word.endMs > word.startMs;
}

/**
 * Words that WhisperX gave a neighbour's time (its `nearest` filling): unscored among scored ones and with
 * the same span. They are moved into the free time beside that neighbour.
 */
function separateCopies(words: readonly WordDraft[]): RepairedTimes {
  const scored = words.some((word) => word.timing === 'aligned' && word.confidence !== null);
  if (!scored) return { words, repaired: 0 };
  const result = words.map(
    (word): WordDraft =>
      word.timing === 'aligned' && word.confidence === null && word.startMs !== null
        ? { ...word, timing: 'interpolated' }
        : word,
  );
  let repaired = 0;
  for (let i = 0; i < result.length; i++) {
    if (result[i]?.timing !== 'interpolated') continue;
    let end = i + 1;
    while (result[end]?.timing === 'interpolated') end++;
    const run = result.slice(i, end);
    const before = result[i - 1];
    const after = result[end];
    const copies = run.some((word) => sameSpan(word, before) || sameSpan(word, after));
    if (copies) {
      const gap = freeSpan(before, after, run);
      if (gap !== null) {
        replaceAt(result, i, spreadWords(run, gap));
      } else {
        const shared = sameSpan(run[0], before) ? i - 1 : i;
        const group = result.slice(shared, shared + run.length + 1);
        const owner = group.find(isTimed);
        if (owner !== undefined) replaceAt(result, shared, spreadWords(group, owner));
      }
      repaired += run.length;
    }
    i = end - 1;
  }
  return { words: result, repaired };
}

/** `splice` would move the rest of the list every time. */
function replaceAt(words: WordDraft[], from: number, by: readonly WordDraft[]): void {
  for (const [offset, word] of by.entries()) words[from + offset] = word;
}

function sameSpan(a: WordDraft | undefined, b: WordDraft | undefined): boolean {
  return isTimed(a) && isTimed(b) && a.startMs === b.startMs && a.endMs === b.endMs;
}

/** The time between two words, as far as a run of words can use it; null when there is too little. */
function freeSpan(
  before: WordDraft | undefined,
  after: WordDraft | undefined,
  run: readonly WordDraft[],
): TimeSpan | null {
  const longest = run.reduce((sum, word) => sum + longestMs(word), 0);
  let span: TimeSpan | null = null;
  if (isTimed(before) && isTimed(after)) {
    span = { startMs: before.endMs, endMs: Math.min(after.startMs, before.endMs + longest) };
  } else if (isTimed(before)) {
    span = { startMs: before.endMs, endMs: before.endMs + longest };
  } else if (isTimed(after)) {
    span = { startMs: Math.max(0, after.startMs - longest), endMs: after.startMs };
  }
  return span !== null && span.endMs - span.startMs >= SHORTEST_MS * run.length ? span : null;
}

function longestMs(word: WordDraft): number {
  return LONGEST_BASE_MS + LONGEST_PER_CHARACTER_MS * word.text.length;
}

/** A word this far outside its segment has a wrong time. */
const OUTSIDE_MS = 1000;

function withoutStrayTimes(words: readonly WordDraft[], segment: SegmentTimes): WordDraft[] {
  const { startMs, endMs } = segment;
  if (startMs === null || endMs === null || endMs <= startMs) return [...words];
  return words.map((word) =>
    word.startMs !== null && (word.startMs > endMs + OUTSIDE_MS || word.startMs < startMs - OUTSIDE_MS)
      ? { ...word, startMs: null }
      : word,
  );
}

/**
 * Makes the times of one segment's words rise: half-known times are completed, ends that lie before their
 * start or beyond the next word are drawn in, words that start before the one in front of them share its
 * span. Words without any time stay so. Linear.
 */
export function repairSegmentTimes(source: readonly WordDraft[], segment: SegmentTimes): RepairedTimes {
  const separated = separateCopies(withoutStrayTimes(source, segment));
  const words = [...separated.words];
  let { repaired } = separated;
  // From the back: the next word's start that a word can trust is known then.
  let limitMs = segment.endMs;
  const limits: (number | null)[] = words.map(() => null);
  for (let i = words.length - 1; i >= 0; i--) {
    limits[i] = limitMs;
    const startMs = words[i]?.startMs ?? null;
    if (startMs !== null) limitMs = startMs;
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) continue;
    if (word.startMs === null) {
      if (word.endMs !== null) repaired++;
      words[i] = { ...word, endMs: null, timing: null };
      continue;
    }
    const group = crossingGroup(words, i);
    if (group > 1) {
      const span = groupSpan(words, i, group, segment.endMs);
      replaceAt(words, i, spreadWords(words.slice(i, i + group), span));
      repaired += group;
      i += group - 1;
      continue;
    }
    const end = soundEnd(word, word.startMs, limits[i] ?? null);
    if (end === word.endMs) continue;
    repaired++;
    words[i] =
      end === null
        ? { ...word, startMs: null, endMs: null, timing: null }
        : { ...word, endMs: end, timing: word.endMs === null ? 'interpolated' : word.timing };
  }
  return { words, repaired };
}

function soundEnd(word: WordDraft, startMs: number, limitMs: number | null): number | null {
  const limit = limitMs !== null && limitMs > startMs ? limitMs : null;
  if (word.endMs !== null && word.endMs > startMs) {
    return limit === null ? word.endMs : Math.min(word.endMs, limit);
  }
  return Math.min(startMs + longestMs(word), limit ?? Number.POSITIVE_INFINITY);
}

/** How many words from `from` on start no later than the first of them; untimed ones between count too. */
function crossingGroup(words: readonly WordDraft[], from: number): number {
  const startMs = words[from]?.startMs ?? null;
  if (startMs === null) return 1;
  let size = 1;
  for (let i = from + 1; i < words.length; i++) {
    const next = words[i]?.startMs ?? null;
    if (next === null) continue;
    if (next > startMs) break;
    size = i - from + 1;
  }
  return size;
}

function groupSpan(
  words: readonly WordDraft[],
  from: number,
  size: number,
  segmentEndMs: number | null,
): TimeSpan {
  const group = words.slice(from, from + size);
  const startMs = group[0]?.startMs ?? 0;
  let next: number | null = null;
  for (let i = from + size; i < words.length && next === null; i++) next = words[i]?.startMs ?? null;
  let endMs = startMs;
  for (const word of group) endMs = Math.max(endMs, word.endMs ?? 0);
  for (const limit of [next, segmentEndMs])
    if (limit !== null && limit > startMs) endMs = Math.min(endMs, limit);
  return { startMs, endMs };
}
