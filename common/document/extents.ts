import type { ChunkedList } from './list.ts';
import type { Utterance, Word } from './types.ts';

/** The stretch of media time that some words cover: from the earliest start to the latest end. */
export interface Extent {
  readonly startMs: number;
  readonly endMs: number;
}

/** Chunks are immutable, so what is known of one stays known. Null: nothing in it has a time. */
const wordChunkExtents = new WeakMap<readonly Word[], Extent | null>();
const extentsOfNobody = new WeakMap<ChunkedList<Word>, Extent | null>();
const utteranceChunkExtents = new WeakMap<readonly Utterance[], Extent | null>();

/** Cost: the length of the chunk the first time, a look-up afterwards. */
export function extentOfWords(chunk: readonly Word[]): Extent | null {
  const known = wordChunkExtents.get(chunk);
  if (known !== undefined) return known;
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < chunk.length; at++) {
    const word = chunk[at] as Word;
    if (word.startMs === null || word.endMs === null) continue;
    if (word.startMs < startMs) startMs = word.startMs;
    if (word.endMs > endMs) endMs = word.endMs;
  }
  const extent = startMs === Number.POSITIVE_INFINITY ? null : { startMs, endMs };
  wordChunkExtents.set(chunk, extent);
  return extent;
}

/**
 * Cost: constant for a named speaker, whose words never overlap, so that the last one ends last; for nobody one
 * step per chunk of words the first time.
 */
export function extentOfUtterance(utterance: Utterance): Extent | null {
  const { words } = utterance;
  if (utterance.speakerId === null) return extentOfNobody(words);
  const startMs = firstStart(words);
  const endMs = startMs === null ? null : lastEnd(words);
  return startMs === null || endMs === null ? null : { startMs, endMs };
}

function extentOfNobody(words: ChunkedList<Word>): Extent | null {
  const known = extentsOfNobody.get(words);
  if (known !== undefined) return known;
  const extent = union(words.chunks, extentOfWords);
  extentsOfNobody.set(words, extent);
  return extent;
}

export function extentOfUtterances(chunk: readonly Utterance[]): Extent | null {
  const known = utteranceChunkExtents.get(chunk);
  if (known !== undefined) return known;
  const extent = union(chunk, extentOfUtterance);
  utteranceChunkExtents.set(chunk, extent);
  return extent;
}

/** The time at which an utterance stands in the order of utterances; null when no word of it has one. */
export function startOfUtterance(utterance: Utterance): number | null {
  return firstStart(utterance.words);
}

function firstStart(words: ChunkedList<Word>): number | null {
  for (let index = 0; index < words.chunks.length; index++) {
    const chunk = words.chunks[index] ?? [];
    if (index > 0 && extentOfWords(chunk) === null) continue;
    // Words stand in time order: the first that has a time has the earliest.
    for (let at = 0; at < chunk.length; at++) {
      const startMs = chunk[at]?.startMs ?? null;
      if (startMs !== null) return startMs;
    }
  }
  return null;
}

function lastEnd(words: ChunkedList<Word>): number | null {
  for (let chunk = words.chunks.length - 1; chunk >= 0; chunk--) {
    const inChunk = words.chunks[chunk] ?? [];
    if (chunk < words.chunks.length - 1 && extentOfWords(inChunk) === null) continue;
    for (let at = inChunk.length - 1; at >= 0; at--) {
      const endMs = inChunk[at]?.endMs ?? null;
      if (endMs !== null) return endMs;
    }
  }
  return null;
}

function union<T>(parts: readonly T[], extentOf: (part: T) => Extent | null): Extent | null {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < parts.length; at++) {
    const extent = extentOf(parts[at] as T);
    if (extent === null) continue;
    if (extent.startMs < startMs) startMs = extent.startMs;
    if (extent.endMs > endMs) endMs = extent.endMs;
  }
  return startMs === Number.POSITIVE_INFINITY ? null : { startMs, endMs };
}
