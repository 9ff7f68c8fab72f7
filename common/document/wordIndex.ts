import { changedRange, eachChangedChunk } from './chunkChanges.ts';
import type { ChunkedList, ListPosition } from './list.ts';
import { itemAtPosition } from './list.ts';
import type { Utterance, UtteranceId, Word, WordId } from './types.ts';

/**
 * Where a word or an utterance stands, found by id in about a microsecond, in any version of a document.
 *
 * All versions that grew out of each other share one index of hints. A hint names a chunk by a tag that the
 * chunk hands on to the copy that replaces it, so an edit updates the hints of the words it moves (128 at
 * most) and nothing else. A hint is never trusted: it is checked against the version that was asked about,
 * and where it fails (an old version asked with newer hints) the version is searched, about 1 ms for
 * 150,000 words. So answers are right for every version, and quick for those near the newest.
 */
interface Hints {
  readonly words: Map<WordId, WordChunkTag>;
  readonly utterances: Map<UtteranceId, UtteranceHint>;
  /** Words that were hinted at more than one chunk. Any other, where its chunk is, is in it or nowhere. */
  readonly moved: Set<WordId>;
  /** Words that have a hint but are not in versions of the generation `exact`: deleted ones need no search there. */
  readonly departed: Set<WordId>;
  exact: Generation | null;
  /** Searches in vain since `exact` was last set by counting. */
  misses: number;
}

/** Stands for the versions that hold the same ids, one made from the other; an object only to be told apart. */
interface Generation {
  readonly hints: Hints;
}

/** After so many searches of 1 ms each, counting through the version once (30 ms) is cheaper. */
const MANY_MISSES = 16;

/** Stands for a chunk through all its copies. Its fields are guesses. */
interface ChunkTag {
  /** Where the chunk was last seen, among how many. */
  position: number;
  among: number;
}

interface WordChunkTag extends ChunkTag {
  utteranceId: UtteranceId;
  /** Where in the chunk a word was last found: one operation asks for the same few times. */
  offset: number;
}

/** A chunk holds 128 utterances; looking through them costs 5 µs when they are not in the processor's cache. */
interface UtteranceHint {
  tag: ChunkTag;
  offset: number;
}

type Utterances = ChunkedList<Utterance>;

const generations = new WeakMap<Utterances, Generation>();
const wordTags = new WeakMap<readonly Word[], WordChunkTag>();
const utteranceTags = new WeakMap<readonly Utterance[], ChunkTag>();

export interface UtterancePlace {
  readonly utterance: Utterance;
  readonly at: ListPosition;
}

export interface WordPlace {
  readonly word: Word;
  /** Position within the utterance's words. */
  readonly wordAt: ListPosition;
  readonly utterance: Utterance;
  /** Position within the project's utterances. */
  readonly utteranceAt: ListPosition;
}

/** The first call on a document that no operation made builds the hints: about 30 ms for 150,000 words. */
export function locateUtterance(utterances: Utterances, id: UtteranceId): UtterancePlace | null {
  const { hints } = generationOf(utterances);
  const hint = hints.utterances.get(id);
  if (hint === undefined) return null;
  const chunk = findTagged(utterances.chunks, utteranceTags, hint.tag);
  const offset = offsetOfId(utterances.chunks[chunk], id, hint.offset);
  if (offset >= 0) {
    hint.offset = offset;
    return utterancePlace(utterances, { chunk, offset });
  }
  for (let position = 0; position < utterances.chunks.length; position++) {
    const other = utterances.chunks[position] ?? [];
    const found = offsetOfId(other, id, 0);
    if (found < 0) continue;
    hintUtterances(hints, other, { position, among: utterances.chunks.length });
    return utterancePlace(utterances, { chunk: position, offset: found });
  }
  return null;
}

/** As `locateUtterance`, for a word. */
export function locateWord(utterances: Utterances, id: WordId): WordPlace | null {
  const generation = generationOf(utterances);
  const { hints } = generation;
  const tag = hints.words.get(id);
  if (tag === undefined) return null;
  if (hints.exact === generation && hints.departed.has(id)) return null;
  const place = locateUtterance(utterances, tag.utteranceId);
  if (place !== null) {
    const { words } = place.utterance;
    const chunk = findTagged(words.chunks, wordTags, tag);
    const offset = offsetOfId(words.chunks[chunk], id, tag.offset);
    if (offset >= 0) {
      tag.offset = offset;
      return wordPlace(place, { chunk, offset });
    }
    if (chunk >= 0 && !hints.moved.has(id)) return null;
  }
  const found = searchWord(utterances, id, hints);
  if (found === null && hints.exact !== generation && ++hints.misses >= MANY_MISSES) {
    recordAllDepartures(hints, utterances, generation);
  }
  return found;
}

/**
 * Lets `after` share the hints of `before`, which it was made from. Cost: one comparison per chunk, and one
 * hint per word that is new or stands in another chunk.
 */
export function inheritHints(before: Utterances, after: Utterances): void {
  if (before === after) return;
  const generation = generations.get(before);
  if (generation === undefined) return;
  const { hints } = generation;
  const changed: ChangedWords = { removed: [], added: [] };
  const oldUtterances: Utterance[] = [];
  const newUtterances: Utterance[] = [];
  eachChangedChunk(before.chunks, after.chunks, (oldChunk, newChunk, position) => {
    const { start, oldEnd, newEnd } = changedRange(oldChunk ?? [], newChunk ?? []);
    for (let at = start; oldChunk !== null && at < oldEnd; at++)
      oldUtterances.push(oldChunk[at] as Utterance);
    if (newChunk === null) return;
    const tag = (oldChunk && utteranceTags.get(oldChunk)) ?? { position, among: after.chunks.length };
    utteranceTags.set(newChunk, tag);
    for (let at = start; at < newEnd; at++) {
      const utterance = newChunk[at] as Utterance;
      newUtterances.push(utterance);
      hintUtterance(hints, utterance.id, tag, at);
    }
  });
  const oldById = new Map(oldUtterances.map((utterance) => [utterance.id, utterance]));
  for (const utterance of newUtterances) {
    const old = oldById.get(utterance.id) ?? null;
    oldById.delete(utterance.id);
    if (old?.words !== utterance.words) hintWords(hints, old?.words ?? null, utterance, changed);
  }
  for (const utterance of oldById.values()) changed.removed.push(...utterance.words.chunks);
  generations.set(after, nextGeneration(generation, changed));
}

/** A version that grew from an older one than the newest: counted through once, so that no search repeats. */
function recordAllDepartures(hints: Hints, utterances: Utterances, generation: Generation): void {
  hints.departed.clear();
  for (const id of hints.words.keys()) hints.departed.add(id);
  for (const chunk of utterances.chunks) {
    for (const { words } of chunk) {
      for (const inChunk of words.chunks) for (const { id } of inChunk) hints.departed.delete(id);
    }
  }
  hints.exact = generation;
  hints.misses = 0;
}

/** Stretches of words that went and that came; what did both only moved. */
interface ChangedWords {
  readonly removed: (readonly Word[])[];
  readonly added: (readonly Word[])[];
}

/** Where ids changed a new generation begins, and what is recorded as departed holds for it instead. */
function nextGeneration(generation: Generation, changed: ChangedWords): Generation {
  if (changed.removed.length === 0 && changed.added.length === 0) return generation;
  const { hints } = generation;
  const kept = new Set(changed.removed);
  const added = changed.added.filter((words) => !kept.delete(words));
  if (kept.size === 0 && added.length === 0) return generation;
  const next = { hints };
  const isKnown = hints.exact === generation;
  hints.exact = isKnown ? next : null;
  for (const words of kept) for (const { id } of words) hints.departed.add(id);
  for (const words of added) for (const { id } of words) hints.departed.delete(id);
  return next;
}

function generationOf(utterances: Utterances): Generation {
  const known = generations.get(utterances);
  if (known !== undefined) return known;
  const hints: Hints = {
    words: new Map(),
    utterances: new Map(),
    moved: new Set(),
    departed: new Set(),
    misses: 0,
    exact: null,
  };
  for (let position = 0; position < utterances.chunks.length; position++) {
    const chunk = utterances.chunks[position] ?? [];
    hintUtterances(hints, chunk, utteranceTags.get(chunk) ?? { position, among: utterances.chunks.length });
    for (const utterance of chunk) {
      for (let at = 0; at < utterance.words.chunks.length; at++) {
        const words = utterance.words.chunks[at] ?? [];
        const here = {
          utteranceId: utterance.id,
          offset: 0,
          position: at,
          among: utterance.words.chunks.length,
        };
        hintChunk(hints, words, wordTags.get(words) ?? here);
      }
    }
  }
  const generation = { hints };
  hints.exact = generation;
  generations.set(utterances, generation);
  return generation;
}

function hintWords(
  hints: Hints,
  before: ChunkedList<Word> | null,
  utterance: Utterance,
  changed: ChangedWords,
): void {
  const among = utterance.words.chunks.length;
  eachChangedChunk(before?.chunks ?? [], utterance.words.chunks, (oldChunk, newChunk, position) => {
    const here = { utteranceId: utterance.id, offset: 0, position, among };
    const { start, oldEnd, newEnd } = changedRange(oldChunk ?? [], newChunk ?? []);
    if (oldChunk !== null && newChunk !== null && sameIds(oldChunk, newChunk, start, oldEnd, newEnd)) {
      const tag = wordTags.get(oldChunk);
      if (tag === undefined) hintChunk(hints, newChunk, here);
      else wordTags.set(newChunk, tag);
      return;
    }
    if (oldChunk !== null) changed.removed.push(part(oldChunk, start, oldEnd));
    if (newChunk === null) return;
    changed.added.push(part(newChunk, start, newEnd));
    hintChanged(hints, oldChunk, newChunk, here, start, newEnd);
  });
}

function hintChanged(
  hints: Hints,
  oldChunk: readonly Word[] | null,
  newChunk: readonly Word[],
  here: WordChunkTag,
  start: number,
  end: number,
): void {
  const carried = wordTags.get(newChunk);
  if (carried !== undefined && hints.words.get(newChunk[0]?.id ?? '') === carried) {
    // A chunk that came whole from another utterance (a split, a join): the hints of its words stand.
    carried.utteranceId = here.utteranceId;
    carried.position = here.position;
    carried.among = here.among;
    return;
  }
  const tag = oldChunk === null ? undefined : wordTags.get(oldChunk);
  if (tag === undefined) {
    hintChunk(hints, newChunk, here);
    return;
  }
  wordTags.set(newChunk, tag);
  for (let at = start; at < end; at++) hintWord(hints, newChunk[at]?.id ?? '', tag);
}

function part(chunk: readonly Word[], start: number, end: number): readonly Word[] {
  return start === 0 && end === chunk.length ? chunk : chunk.slice(start, end);
}

function sameIds(
  oldChunk: readonly Word[],
  newChunk: readonly Word[],
  start: number,
  oldEnd: number,
  newEnd: number,
): boolean {
  if (oldEnd !== newEnd) return false;
  for (let at = start; at < oldEnd; at++) if (oldChunk[at]?.id !== newChunk[at]?.id) return false;
  return true;
}

function hintUtterances(hints: Hints, chunk: readonly Utterance[], tag: ChunkTag): void {
  utteranceTags.set(chunk, tag);
  for (let at = 0; at < chunk.length; at++) hintUtterance(hints, chunk[at]?.id ?? '', tag, at);
}

function hintUtterance(hints: Hints, id: UtteranceId, tag: ChunkTag, offset: number): void {
  const known = hints.utterances.get(id);
  if (known === undefined) hints.utterances.set(id, { tag, offset });
  else {
    known.tag = tag;
    known.offset = offset;
  }
}

function hintChunk(hints: Hints, chunk: readonly Word[], tag: WordChunkTag): void {
  wordTags.set(chunk, tag);
  for (const word of chunk) hintWord(hints, word.id, tag);
}

function hintWord(hints: Hints, id: WordId, tag: WordChunkTag): void {
  const known = hints.words.get(id);
  if (known === tag) return;
  if (known !== undefined) hints.moved.add(id);
  hints.words.set(id, tag);
}

/**
 * Looks where the tag was last seen: there as counted from the start, and from the end, since an edit leaves either
 * what precedes it or what follows in place; then outward from where it is if edits were spread evenly. -1 when this
 * version has no such chunk.
 */
function findTagged<T extends ChunkTag, C extends object>(
  chunks: readonly C[],
  tags: WeakMap<C, T>,
  tag: T,
): number {
  const { position, among } = tag;
  const isAt = (at: number) => {
    const chunk = chunks[at];
    if (chunk === undefined || tags.get(chunk) !== tag) return false;
    tag.position = at;
    tag.among = chunks.length;
    return true;
  };
  if (isAt(position)) return position;
  const fromEnd = position + chunks.length - among;
  if (isAt(fromEnd)) return fromEnd;
  const even = Math.round((position * chunks.length) / Math.max(1, among));
  const from = Math.max(0, Math.min(even, chunks.length - 1));
  for (let distance = 0; distance < chunks.length; distance++) {
    if (isAt(from + distance)) return from + distance;
    if (isAt(from - distance)) return from - distance;
  }
  return -1;
}

function offsetOfId(
  chunk: readonly { readonly id: string }[] | undefined,
  id: string,
  likely: number,
): number {
  if (chunk === undefined) return -1;
  if (chunk[likely]?.id === id) return likely;
  for (let offset = 0; offset < chunk.length; offset++) if (chunk[offset]?.id === id) return offset;
  return -1;
}

/** What is found the slow way gets fresh hints, so that its neighbours are found quickly next time. */
function searchWord(utterances: Utterances, id: WordId, hints: Hints): WordPlace | null {
  for (let chunk = 0; chunk < utterances.chunks.length; chunk++) {
    const inChunk = utterances.chunks[chunk] ?? [];
    for (let offset = 0; offset < inChunk.length; offset++) {
      const { id: utteranceId, words } = inChunk[offset] as Utterance;
      for (let wordChunk = 0; wordChunk < words.chunks.length; wordChunk++) {
        const wordOffset = offsetOfId(words.chunks[wordChunk], id, 0);
        if (wordOffset < 0) continue;
        const here = { utteranceId, offset: 0, position: wordChunk, among: words.chunks.length };
        hintChunk(hints, words.chunks[wordChunk] ?? [], here);
        const place = utterancePlace(utterances, { chunk, offset });
        return place === null ? null : wordPlace(place, { chunk: wordChunk, offset: wordOffset });
      }
    }
  }
  return null;
}

function utterancePlace(utterances: Utterances, at: ListPosition): UtterancePlace | null {
  const utterance = itemAtPosition(utterances, at);
  return utterance === null ? null : { utterance, at };
}

function wordPlace(place: UtterancePlace, wordAt: ListPosition): WordPlace | null {
  const word = itemAtPosition(place.utterance.words, wordAt);
  return word === null ? null : { word, wordAt, utterance: place.utterance, utteranceAt: place.at };
}
