import { matchWords } from '../../common/document/matchWords.ts';
import type { Word } from '../../common/document/types.ts';
import type { EngineSegment } from '../engines/engine.ts';
import type { AlignWindow } from './alignment.ts';

export interface Anchored {
  /** Words of the text that were heard, alike at least. */
  readonly matched: number;
  readonly windows: readonly AlignWindow[];
}

/** A pair that differs by more than this is a guess of the alignment, not a word that was heard. */
const ALIKE = 0.5;

/**
 * Spreads the words of a text over the stretches of speech that were heard. Words that match tell their
 * stretch; those between them go to the side where heard words are left over. Each stretch becomes one window.
 */
export function anchorWords(words: readonly Word[], heard: readonly EngineSegment[]): Anchored {
  const heardWords = heard.flatMap((segment, at) => segment.words.map(({ text }) => ({ text, segment: at })));
  const matches = matchWords(
    heardWords.map((word) => word.text),
    words.map((word) => word.text),
  ).filter((match) => match.distance <= ALIKE);
  const segmentOf: (number | null)[] = words.map(() => null);
  let matched = 0;
  for (const match of matches) {
    const segment = heardWords[match.referenceIndex]?.segment ?? null;
    for (let at = 0; at < match.hypothesisCount; at++) segmentOf[match.hypothesisIndex + at] = segment;
    matched += match.hypothesisCount;
  }
  const unheard = leftOver(heard, heardWords, matches);
  fillGaps(segmentOf, heard.length, unheard);
  const windows = heard.map(({ startMs, endMs }) => ({ startMs, endMs, words: [] as Word[] }));
  for (const [index, word] of words.entries()) windows[segmentOf[index] ?? -1]?.words.push(word);
  return { matched, windows: windows.filter((window) => window.words.length > 0) };
}

interface LeftOver {
  /** Heard words after the last one, and before the first one, that the text has; by segment. */
  readonly tail: readonly number[];
  readonly head: readonly number[];
}

function leftOver(
  heard: readonly EngineSegment[],
  heardWords: readonly { readonly segment: number }[],
  matches: readonly { readonly referenceIndex: number; readonly referenceCount: number }[],
): LeftOver {
  const isMatched = heardWords.map(() => false);
  for (const match of matches) {
    for (let at = 0; at < match.referenceCount; at++) isMatched[match.referenceIndex + at] = true;
  }
  const head = heard.map(() => 0);
  const tail = heard.map(() => 0);
  let before = 0;
  for (const [segment, { words }] of heard.entries()) {
    const own = isMatched.slice(before, before + words.length);
    const first = own.indexOf(true);
    head[segment] = first < 0 ? own.length : first;
    tail[segment] = first < 0 ? own.length : own.length - 1 - own.lastIndexOf(true);
    before += words.length;
  }
  return { head, tail };
}

/** Gives every word a segment, in order, so that times cannot run backwards. */
function fillGaps(segmentOf: (number | null)[], segments: number, { head, tail }: LeftOver): void {
  let at = 0;
  while (at < segmentOf.length) {
    if (segmentOf[at] !== null) {
      at++;
      continue;
    }
    let end = at;
    while (end < segmentOf.length && segmentOf[end] === null) end++;
    spread(segmentOf, at, end, segmentOf[at - 1] ?? 0, segmentOf[end] ?? segments - 1, head, tail);
    at = end;
  }
}

/** Shares a run of words among segments `first` to `last` by how much was heard there and not found in the text. */
function spread(
  segmentOf: (number | null)[],
  from: number,
  to: number,
  first: number,
  last: number,
  head: readonly number[],
  tail: readonly number[],
): void {
  const room: number[] = [];
  for (let segment = first; segment <= last; segment++) {
    const isEdge = segment === first || segment === last;
    const free = segment === first ? tail[segment] : head[segment];
    // A little for the segments that hold the neighbours, so that a word heard nowhere joins one of them.
    room.push((free ?? 0) + (isEdge ? 0.01 : 0));
  }
  const total = room.reduce((sum, words) => sum + words, 0);
  let segment = 0;
  let filled = room[0] ?? 0;
  for (let at = from; at < to; at++) {
    const share = ((at - from + 0.5) / (to - from)) * total;
    while (share > filled && segment < room.length - 1) {
      segment++;
      filled += room[segment] ?? 0;
    }
    segmentOf[at] = first + segment;
  }
}
