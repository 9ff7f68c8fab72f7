import type { ChunkedList } from '../document/list.ts';
import { indexOf } from '../document/list.ts';
import { findWord } from '../document/queries.ts';
import type { Decisions, PinnedCue, Project, Utterance, Word, WordId } from '../document/types.ts';

/** What two versions of a document share at both ends, in document words, hidden ones too. */
export interface Shared {
  readonly before: number;
  readonly after: number;
}

type Utterances = ChunkedList<Utterance>;

/** Beyond so many changed decisions it is cheaper to derive everything. */
const FEW_DECISIONS = 64;

/**
 * Finds the words that may have changed between two versions, by identity of what they share.
 * null: better derive everything. `before` and `after` are Infinity when nothing that captions depend on
 * has changed. Cost: one comparison per chunk.
 */
export function sharedWords(old: Project, now: Project): Shared | null {
  let before = Number.POSITIVE_INFINITY;
  let after = Number.POSITIVE_INFINITY;
  if (old.utterances !== now.utterances) ({ before, after } = sharedText(old.utterances, now.utterances));
  const decided = changedDecisions(old.decisions, now.decisions);
  if (decided === null) return null;
  if (decided.size === 0) return { before, after };
  const count = wordsIn(now.utterances, 0, now.utterances.chunks.length);
  for (const id of decided) {
    const place = findWord(now, id);
    if (place === null) continue;
    const { chunk, offset } = place.utteranceAt;
    let index = wordsIn(now.utterances, 0, chunk) + indexOf(place.utterance.words, place.wordAt);
    for (let at = 0; at < offset; at++) index += now.utterances.chunks[chunk]?.[at]?.words.length ?? 0;
    before = Math.min(before, index);
    after = Math.min(after, count - 1 - index);
  }
  return { before, after };
}

/** Chunks are immutable, so the number of words in one stays known. */
const chunkWords = new WeakMap<readonly Utterance[], number>();

/** Words in the chunks `[from, to)`. Cost: a look-up a chunk once they are known. */
export function wordsIn(utterances: Utterances, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const chunk = utterances.chunks[at] ?? [];
    let words = chunkWords.get(chunk);
    if (words === undefined) {
      words = 0;
      for (const utterance of chunk) words += utterance.words.length;
      chunkWords.set(chunk, words);
    }
    count += words;
  }
  return count;
}

function sharedText(old: Utterances, now: Utterances): Shared {
  const chunks = sharedEnds(old.chunks, now.chunks);
  let before = wordsIn(now, 0, chunks.before);
  let after = wordsIn(now, now.chunks.length - chunks.after, now.chunks.length);
  const left = old.chunks.slice(chunks.before, old.chunks.length - chunks.after).flat();
  const right = now.chunks.slice(chunks.before, now.chunks.length - chunks.after).flat();
  const same = sharedEnds(left, right);
  for (let at = 0; at < same.before; at++) before += (right[at] as Utterance).words.length;
  for (let at = 1; at <= same.after; at++) after += (right[right.length - at] as Utterance).words.length;

  const oldFirst = left[same.before];
  const newFirst = right[same.before];
  const oldLast = left[left.length - 1 - same.after];
  const newLast = right[right.length - 1 - same.after];
  const isInside = left.length > same.before + same.after && right.length > same.before + same.after;
  if (!isInside || !oldFirst || !newFirst || !oldLast || !newLast) return { before, after };
  if (sameVoice(oldFirst, newFirst)) before += sharedStart(oldFirst.words, newFirst.words);
  if (sameVoice(oldLast, newLast)) after += sharedEnd(oldLast.words, newLast.words);
  // A word that is repeated may be counted from both ends.
  const most = Math.min(wordsIn(old, 0, old.chunks.length), wordsIn(now, 0, now.chunks.length));
  return { before, after: Math.min(after, most - before) };
}

function sameVoice(left: Utterance, right: Utterance): boolean {
  return left.speakerId === right.speakerId && left.language === right.language;
}

function sharedEnds<T>(left: readonly T[], right: readonly T[]): Shared {
  const shorter = Math.min(left.length, right.length);
  let before = 0;
  while (before < shorter && left[before] === right[before]) before++;
  let after = 0;
  while (after < shorter - before && left[left.length - 1 - after] === right[right.length - 1 - after])
    after++;
  return { before, after };
}

/** Words at the start that are the same; whole shared chunks are skipped. */
function sharedStart(left: ChunkedList<Word>, right: ChunkedList<Word>): number {
  let count = 0;
  for (let chunk = 0; chunk < left.chunks.length; chunk++) {
    const one = left.chunks[chunk] ?? [];
    const other = right.chunks[chunk] ?? [];
    if (one !== other) return count + sharedEnds(one, other).before;
    count += one.length;
  }
  return count;
}

function sharedEnd(left: ChunkedList<Word>, right: ChunkedList<Word>): number {
  let count = 0;
  for (let back = 1; back <= left.chunks.length; back++) {
    const one = left.chunks[left.chunks.length - back] ?? [];
    const other = right.chunks[right.chunks.length - back] ?? [];
    if (one !== other) return count + sharedEnds(one.toReversed(), other.toReversed()).before;
    count += one.length;
  }
  return count;
}

/** Words whose decisions differ; null when they are many. Only what captions are made of is compared. */
function changedDecisions(old: Decisions, now: Decisions): ReadonlySet<WordId> | null {
  const ids = new Set<WordId>();
  const add = (id: WordId) => ids.add(id);
  compareMaps(old.breaks, now.breaks, add);
  compareMaps(old.placements, now.placements, add);
  compareMaps(old.cueStyles, now.cueStyles, add);
  compareMaps(old.pinnedCues, now.pinnedCues, (id, before, after) => {
    ids.add(id);
    for (const cue of [before, after]) if (cue !== undefined) addPinned(ids, cue);
  });
  if (old.hidden !== now.hidden) {
    for (const id of old.hidden) if (!now.hidden.has(id)) ids.add(id);
    for (const id of now.hidden) if (!old.hidden.has(id)) ids.add(id);
  }
  return ids.size > FEW_DECISIONS ? null : ids;
}

function addPinned(ids: Set<WordId>, cue: PinnedCue): void {
  ids.add(cue.firstWordId);
  ids.add(cue.lastWordId);
}

function compareMaps<V>(
  old: ReadonlyMap<WordId, V>,
  now: ReadonlyMap<WordId, V>,
  differs: (id: WordId, before: V | undefined, after: V | undefined) => void,
): void {
  if (old === now) return;
  for (const [id, value] of old) if (now.get(id) !== value) differs(id, value, now.get(id));
  for (const [id, value] of now) if (!old.has(id)) differs(id, undefined, value);
}
