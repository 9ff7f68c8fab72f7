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
const chunkTimes = new WeakMap<readonly Utterance[], ChunkTimes>();

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

/** Whether no word of a chunk has a time. Most have: one look at the `nearest` spares one at each word. */
export function isUntimed(chunk: readonly Word[], nearest: number): boolean {
  const startMs = chunk[nearest]?.startMs ?? null;
  return startMs === null && extentOfWords(chunk) === null;
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
  const extent = union(words.chunks);
  extentsOfNobody.set(words, extent);
  return extent;
}

/**
 * When each utterance of a chunk is heard, side by side in memory: looking through 128 utterances object by object
 * costs 30 µs when they are not in the processor's cache. Without times: start +∞, end −∞, never within a range.
 */
export interface ChunkTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export function timesOfChunk(chunk: readonly Utterance[]): ChunkTimes {
  const known = chunkTimes.get(chunk);
  if (known !== undefined) return known;
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < chunk.length; at++) note(starts, ends, at, chunk[at] as Utterance);
  return remember(chunk, starts, ends);
}

/** Tells the times of a chunk that differs from another in one utterance, where those of the other are known. */
export function carryTimes(before: readonly Utterance[], after: readonly Utterance[], at: number): void {
  const known = chunkTimes.get(before);
  const changed = after[at];
  if (known === undefined || changed === undefined || changed.speakerId === null) return;
  const starts = known.starts.slice();
  const ends = known.ends.slice();
  note(starts, ends, at, changed);
  remember(after, starts, ends);
}

function note(starts: number[], ends: number[], at: number, utterance: Utterance): void {
  const extent = extentOfUtterance(utterance);
  starts[at] = extent?.startMs ?? Number.POSITIVE_INFINITY;
  ends[at] = extent?.endMs ?? Number.NEGATIVE_INFINITY;
}

function remember(
  chunk: readonly Utterance[],
  starts: readonly number[],
  ends: readonly number[],
): ChunkTimes {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < starts.length; at++) {
    startMs = Math.min(startMs, starts[at] as number);
    endMs = Math.max(endMs, ends[at] as number);
  }
  const times = { startMs, endMs, starts, ends };
  chunkTimes.set(chunk, times);
  return times;
}

/** The time at which an utterance stands in the order of utterances; null when no word of it has one. */
export function startOfUtterance(utterance: Utterance): number | null {
  return firstStart(utterance.words);
}

function firstStart(words: ChunkedList<Word>): number | null {
  for (let index = 0; index < words.chunks.length; index++) {
    const chunk = words.chunks[index] ?? [];
    if (index > 0 && isUntimed(chunk, 0)) continue;
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
    if (chunk < words.chunks.length - 1 && isUntimed(inChunk, inChunk.length - 1)) continue;
    for (let at = inChunk.length - 1; at >= 0; at--) {
      const endMs = inChunk[at]?.endMs ?? null;
      if (endMs !== null) return endMs;
    }
  }
  return null;
}

function union(chunks: readonly (readonly Word[])[]): Extent | null {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const chunk of chunks) {
    const extent = extentOfWords(chunk);
    if (extent === null) continue;
    startMs = Math.min(startMs, extent.startMs);
    endMs = Math.max(endMs, extent.endMs);
  }
  return startMs === Number.POSITIVE_INFINITY ? null : { startMs, endMs };
}
