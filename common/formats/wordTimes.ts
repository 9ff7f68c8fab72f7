import { isPunctuationAt, type WordSpan } from './captionWords.ts';
import type { MarkedText } from './markedText.ts';

/** Times of the words of a cue, one entry a word in order; null where there is no honest time. */
export interface WordTimes {
  readonly starts: readonly (number | null)[];
  readonly ends: readonly (number | null)[];
  /** True where both ends were marked in the text. */
  readonly marked: readonly boolean[];
}

/** A moment that the file states, at a place among the letters of the cue. */
interface Anchor {
  /** Letters of words before it; spaces do not count. */
  readonly letters: number;
  readonly ms: number;
}

/**
 * Shares the time of a cue among its words by their length, between the moments that are known: its start and
 * end, and the times marked in its text. A mark behind a word ends it, a mark before one begins it, two marks
 * round a space leave a pause. Marks outside the cue or against the order are left out of account. Words that
 * would get no whole millisecond have no time. Linear.
 */
export function wordTimesOf(
  cue: { readonly startMs: number; readonly endMs: number; readonly text: MarkedText },
  lines: readonly (readonly WordSpan[])[],
): WordTimes {
  const spans = lines.length === 1 ? (lines[0] ?? []) : lines.flat();
  const { times } = cue.text;
  if (times.length === 0) return sharedTimes(cue.startMs, cue.endMs, spans);
  return timesBetween(anchorsOf(cue, spans), spans);
}

function sharedTimes(startMs: number, endMs: number, spans: readonly WordSpan[]): WordTimes {
  let letters = 0;
  for (const { from, to } of spans) letters += to - from;
  const starts: (number | null)[] = [];
  const ends: (number | null)[] = [];
  let passed = 0;
  let start = startMs;
  for (const { from, to } of spans) {
    passed += to - from;
    const end = shareOf(startMs, endMs, passed, letters);
    const hasLength = end > start;
    starts.push(hasLength ? start : null);
    ends.push(hasLength ? end : null);
    if (hasLength) start = end;
  }
  return { starts, ends, marked: NONE_MARKED };
}

/** The moment at which `passed` of `letters` are spoken, in whole milliseconds. */
export function shareOf(startMs: number, endMs: number, passed: number, letters: number): number {
  return startMs + Math.round(((endMs - startMs) * passed) / letters);
}

const NONE_MARKED: readonly boolean[] = [];

function anchorsOf(
  cue: { readonly startMs: number; readonly endMs: number; readonly text: MarkedText },
  spans: readonly WordSpan[],
): readonly Anchor[] {
  const anchors: Anchor[] = [{ letters: 0, ms: cue.startMs }];
  const { text, times } = cue.text;
  let at = 0;
  let letters = 0;
  let last = cue.startMs;
  for (const { offset, ms } of times) {
    for (let span = spans[at]; span !== undefined && span.to <= offset; span = spans[++at])
      letters += span.to - span.from;
    if (ms < last || ms > cue.endMs) continue;
    last = ms;
    const span = spans[at];
    anchors.push({ letters: letters + (span === undefined ? 0 : lettersBefore(text, span, offset)), ms });
  }
  const all = spans.slice(at).reduce((sum, { from, to }) => sum + to - from, letters);
  anchors.push({ letters: all, ms: cue.endMs });
  return anchors;
}

/** How much of a word lies before a mark; punctuation at either end does not keep a mark inside the word. */
function lettersBefore(text: string, { from, to }: WordSpan, offset: number): number {
  if (offset <= from) return 0;
  let start = from;
  while (start < offset && isPunctuationAt(text, start)) start++;
  if (start === offset) return 0;
  let end = to;
  while (end > offset && isPunctuationAt(text, end - 1)) end--;
  return end === offset ? to - from : offset - from;
}

function timesBetween(anchors: readonly Anchor[], spans: readonly WordSpan[]): WordTimes {
  const starts: (number | null)[] = [];
  const ends: (number | null)[] = [];
  const marked: boolean[] = [];
  let at = 0;
  let passed = 0;
  let earliest = Number.NEGATIVE_INFINITY;
  const next = () => anchors[at + 1];
  for (const { from, to } of spans) {
    // The last anchor that is not behind the word's first letter.
    while ((next()?.letters ?? Number.POSITIVE_INFINITY) <= passed) at++;
    const isStartMarked = anchors[at]?.letters === passed;
    const start = Math.max(earliest, between(anchors, at, passed));
    passed += to - from;
    // The first anchor that is not before its last letter.
    while ((next()?.letters ?? Number.POSITIVE_INFINITY) < passed) at++;
    const end = between(anchors, at, passed);
    const hasLength = end > start;
    starts.push(hasLength ? start : null);
    ends.push(hasLength ? end : null);
    marked.push(isStartMarked && next()?.letters === passed);
    if (hasLength) earliest = end;
  }
  return { starts, ends, marked };
}

/** The moment of a place between the anchor at `index` and the next one. */
function between(anchors: readonly Anchor[], index: number, letters: number): number {
  const before = anchors[index];
  const after = anchors[index + 1];
  if (before === undefined) return 0;
  if (after === undefined || after.letters === before.letters) return before.ms;
  return shareOf(before.ms, after.ms, letters - before.letters, after.letters - before.letters);
}
