/**
 * A persistent list in chunks: replacing one element copies one chunk and the list of chunks, and shares
 * all the rest, so that a monologue of 150,000 words is edited as cheaply as a short cue.
 * Plain data; never empty chunks; a chunk holds at most `CHUNK_SIZE` elements.
 */
export interface ChunkedList<T> {
  readonly length: number;
  readonly chunks: readonly (readonly T[])[];
}

/** Where an element stands: which chunk, and which element of it. */
export interface ListPosition {
  readonly chunk: number;
  readonly offset: number;
}

/** 128 was the cheapest chunk for one edit plus one chunk-table copy at 150,000 words (1.0 µs). */
export const CHUNK_SIZE = 128;

/** New lists leave room for some insertions: splitting a full chunk costs several times as much as one. */
const FILLED_CHUNK = CHUNK_SIZE - 16;

/** A chunk that an edit leaves smaller than this joins a neighbour, so that deletions do not litter. */
const SPARSE_CHUNK = CHUNK_SIZE / 4;

export const EMPTY_LIST: ChunkedList<never> = { length: 0, chunks: [] };

export function listOf<T>(items: Iterable<T>): ChunkedList<T> {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let length = 0;
  for (const item of items) {
    if (chunk.length === FILLED_CHUNK) {
      chunks.push(chunk);
      chunk = [];
    }
    chunk.push(item);
    length++;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return { length, chunks };
}

export function* itemsOf<T>(list: ChunkedList<T>): Generator<T, void, undefined> {
  for (const chunk of list.chunks) yield* chunk;
}

export function toArray<T>(list: ChunkedList<T>): T[] {
  return list.chunks.flat() as T[];
}

/** Position of the element with this index; null outside `[0, length)`. Cost: a binary search over the chunks. */
export function positionOf<T>(list: ChunkedList<T>, index: number): ListPosition | null {
  if (index < 0 || index >= list.length) return null;
  const lastChunk = list.chunks.length - 1;
  const lastStart = list.length - (list.chunks[lastChunk]?.length ?? 0);
  if (index >= lastStart) return { chunk: lastChunk, offset: index - lastStart };
  const starts = startsOf(list);
  let chunk = 0;
  let beyond = starts.length;
  while (beyond - chunk > 1) {
    const middle = (chunk + beyond) >> 1;
    if ((starts[middle] as number) <= index) chunk = middle;
    else beyond = middle;
  }
  return { chunk, offset: index - (starts[chunk] as number) };
}

/** Index of the element at a position. */
export function indexOf<T>(list: ChunkedList<T>, position: ListPosition): number {
  return (startsOf(list)[position.chunk] ?? list.length) + position.offset;
}

/** The element at an index, null outside `[0, length)`. */
export function itemAt<T>(list: ChunkedList<T>, index: number): T | null {
  const position = positionOf(list, index);
  return position === null ? null : itemAtPosition(list, position);
}

export function itemAtPosition<T>(list: ChunkedList<T>, position: ListPosition): T | null {
  return list.chunks[position.chunk]?.[position.offset] ?? null;
}

/** The position after this one; null at the end. */
export function positionAfter<T>(list: ChunkedList<T>, position: ListPosition): ListPosition | null {
  const { chunk, offset } = position;
  if (offset + 1 < (list.chunks[chunk]?.length ?? 0)) return { chunk, offset: offset + 1 };
  return chunk + 1 < list.chunks.length ? { chunk: chunk + 1, offset: 0 } : null;
}

/** The position before this one; null at the start. */
export function positionBefore<T>(list: ChunkedList<T>, position: ListPosition): ListPosition | null {
  const { chunk, offset } = position;
  if (offset > 0) return { chunk, offset: offset - 1 };
  const previous = list.chunks[chunk - 1];
  return previous === undefined ? null : { chunk: chunk - 1, offset: previous.length - 1 };
}

export function lastPosition<T>(list: ChunkedList<T>): ListPosition | null {
  const chunk = list.chunks.length - 1;
  const last = list.chunks[chunk];
  return last === undefined ? null : { chunk, offset: last.length - 1 };
}

/** Replaces one element. A position outside the list is a bug and throws. */
export function replaceAt<T>(list: ChunkedList<T>, position: ListPosition, item: T): ChunkedList<T> {
  const old = list.chunks[position.chunk];
  if (old === undefined || position.offset < 0 || position.offset >= old.length) {
    throw new RangeError(`no element at ${position.chunk}:${position.offset}`);
  }
  const chunk = old.slice();
  chunk[position.offset] = item;
  const chunks = list.chunks.slice();
  chunks[position.chunk] = chunk;
  const next = { length: list.length, chunks };
  // Every chunk still starts where it did.
  const starts = knownStarts.get(list);
  if (starts !== undefined) knownStarts.set(next, starts);
  return next;
}

/**
 * Removes `deleteCount` elements at `index` and puts `items` there. Only the chunks at the two borders are
 * rebuilt. A range outside the list is a bug and throws.
 */
export function splice<T>(
  list: ChunkedList<T>,
  index: number,
  deleteCount: number,
  items: readonly T[],
): ChunkedList<T> {
  if (index < 0 || deleteCount < 0 || index + deleteCount > list.length) {
    throw new RangeError(`cannot splice ${deleteCount} at ${index} of ${list.length}`);
  }
  if (deleteCount === 0 && items.length === 0) return list;
  const from = borderAt(list, index);
  const to = deleteCount === 0 ? from : borderAt(list, index + deleteCount);
  return spliceBetween(list, from, to, items);
}

/**
 * Puts `items` in the place of the elements between two borders. A border is the position of the element behind it, or
 * one past the last of a chunk. Where positions are known this spares the search for them by index, which in an edited
 * list of a thousand chunks takes 5 µs.
 */
export function spliceBetween<T>(
  list: ChunkedList<T>,
  from: ListPosition,
  to: ListPosition,
  items: readonly T[],
): ChunkedList<T> {
  const deleteCount = countBetween(list, from, to);
  if (from.chunk < to.chunk && from.offset === list.chunks[from.chunk]?.length) {
    // Nothing of this chunk goes, and it need not be made anew.
    return spliceBetween(list, { chunk: from.chunk + 1, offset: 0 }, to, items);
  }
  let first = from.chunk;
  // `to` may point at the end of a chunk; the chunk then gives nothing to the tail and is dropped whole.
  let last = to.chunk;
  const head = list.chunks[first]?.slice(0, from.offset) ?? [];
  let middle = head.concat(items, list.chunks[last]?.slice(to.offset) ?? []);
  if (middle.length < SPARSE_CHUNK) {
    const before = list.chunks[first - 1];
    const after = list.chunks[last + 1];
    if (before !== undefined && before.length + middle.length <= CHUNK_SIZE) {
      middle = before.concat(middle);
      first--;
    } else if (after !== undefined && after.length + middle.length <= CHUNK_SIZE) {
      middle = middle.concat(after);
      last++;
    }
  }
  const chunks = list.chunks.slice();
  if (first === last && middle.length > 0 && middle.length <= CHUNK_SIZE) chunks[first] = middle;
  else chunks.splice(first, last - first + 1, ...evenChunks(middle));
  return { length: list.length - deleteCount + items.length, chunks };
}

/** The border behind an element, see `spliceBetween`; of null the start of the list. */
export function borderAfter(position: ListPosition | null): ListPosition {
  return position === null ? { chunk: 0, offset: 0 } : { chunk: position.chunk, offset: position.offset + 1 };
}

/** The elements between two borders, see `spliceBetween`. */
export function itemsBetween<T>(list: ChunkedList<T>, from: ListPosition, to: ListPosition): T[] {
  if (from.chunk === to.chunk) return list.chunks[from.chunk]?.slice(from.offset, to.offset) ?? [];
  const items = list.chunks[from.chunk]?.slice(from.offset) ?? [];
  for (let chunk = from.chunk + 1; chunk < to.chunk; chunk++) items.push(...(list.chunks[chunk] ?? []));
  items.push(...(list.chunks[to.chunk]?.slice(0, to.offset) ?? []));
  return items;
}

function countBetween<T>(list: ChunkedList<T>, from: ListPosition, to: ListPosition): number {
  let count = to.offset - from.offset;
  for (let chunk = from.chunk; chunk < to.chunk; chunk++) count += list.chunks[chunk]?.length ?? 0;
  return count;
}

/** The elements `[from, to)`; whole chunks are shared. */
export function slice<T>(list: ChunkedList<T>, from: number, to: number): ChunkedList<T> {
  if (from < 0 || to > list.length || from > to) {
    throw new RangeError(`cannot slice ${from}–${to} of ${list.length}`);
  }
  if (from === to) return EMPTY_LIST;
  if (from === 0 && to === list.length) return list;
  const chunks: (readonly T[])[] = [];
  let start = 0;
  for (const chunk of list.chunks) {
    const end = start + chunk.length;
    if (start >= to) break;
    if (end > from) {
      const whole = start >= from && end <= to;
      chunks.push(whole ? chunk : chunk.slice(Math.max(0, from - start), to - start));
    }
    start = end;
  }
  return { length: to - from, chunks };
}

/** One list after the other; chunks are shared, small ones at the seam become one. */
export function concat<T>(left: ChunkedList<T>, right: ChunkedList<T>): ChunkedList<T> {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const seamLeft = left.chunks[left.chunks.length - 1] ?? [];
  const seamRight = right.chunks[0] ?? [];
  const chunks =
    seamLeft.length + seamRight.length <= CHUNK_SIZE
      ? [...left.chunks.slice(0, -1), [...seamLeft, ...seamRight], ...right.chunks.slice(1)]
      : [...left.chunks, ...right.chunks];
  return { length: left.length + right.length, chunks };
}

/** Replaces every element by `change(element)`; chunks in which nothing changed are shared. */
export function mapItems<T>(list: ChunkedList<T>, change: (item: T, index: number) => T): ChunkedList<T> {
  let index = 0;
  let changedAny = false;
  const chunks = list.chunks.map((chunk) => {
    let changed: T[] | null = null;
    for (let offset = 0; offset < chunk.length; offset++) {
      const item = chunk[offset] as T;
      const next = change(item, index++);
      if (next === item) continue;
      changed ??= chunk.slice();
      changed[offset] = next;
    }
    if (changed !== null) changedAny = true;
    return changed ?? chunk;
  });
  return changedAny ? { length: list.length, chunks } : list;
}

/** Like `positionOf`, but an index at a seam belongs to the earlier chunk, and the end has a place too. */
function borderAt<T>(list: ChunkedList<T>, index: number): ListPosition {
  return borderAfter(index === 0 ? null : positionOf(list, index - 1));
}

/**
 * Index of the first element of each chunk. Kept for long lists, since asking a thousand chunks for their lengths
 * costs 5 µs.
 */
const knownStarts = new WeakMap<ChunkedList<unknown>, Uint32Array>();
const LONG_LIST_CHUNKS = 8;

function startsOf<T>(list: ChunkedList<T>): Uint32Array {
  const known = knownStarts.get(list);
  if (known !== undefined) return known;
  const starts = new Uint32Array(list.chunks.length);
  let start = 0;
  for (let chunk = 0; chunk < starts.length; chunk++) {
    starts[chunk] = start;
    start += list.chunks[chunk]?.length ?? 0;
  }
  if (list.chunks.length > LONG_LIST_CHUNKS) knownStarts.set(list, starts);
  return starts;
}

function evenChunks<T>(items: readonly T[]): (readonly T[])[] {
  if (items.length === 0) return [];
  if (items.length <= CHUNK_SIZE) return [items];
  const count = Math.ceil(items.length / CHUNK_SIZE);
  const chunks: (readonly T[])[] = [];
  for (let part = 0; part < count; part++) {
    const start = Math.floor((part * items.length) / count);
    chunks.push(items.slice(start, Math.floor(((part + 1) * items.length) / count)));
  }
  return chunks;
}
