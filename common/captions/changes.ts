import type { ChunkedList } from '../document/list.ts';
import { indexOf } from '../document/list.ts';
import { findWord } from '../document/queries.ts';
import type { Decisions, PinnedCue, Project, Utterance, Word, WordId } from '../document/types.ts';

/** What two versions of a document share at both ends, in document words, hidden ones too. */
export interface Shared {
  readonly before: number;
  readonly after: number;
}

/** Beyond so many changed decisions it is cheaper to derive everything. */
const FEW_DECISIONS = 64;

/**
 * Finds the words that may have changed between two versions, by identity of what they share.
 * null: better derive everything. `before` and `after` are Infinity when nothing that captions depend on
 * has changed. Cost: one comparison per utterance and per chunk of words in the changed utterance.
 */
export function sharedWords(
  old: { readonly utterances: readonly Utterance[]; readonly project: Project },
  project: Project,
  utterances: readonly Utterance[],
): Shared | null {
  let before = Number.POSITIVE_INFINITY;
  let after = Number.POSITIVE_INFINITY;
  const text = sharedText(old.utterances, utterances);
  if (text !== null) ({ before, after } = text);
  const decided = changedDecisions(old.project.decisions, project.decisions);
  if (decided === null) return null;
  if (decided.size === 0) return { before, after };
  const count = wordsIn(utterances, 0, utterances.length);
  for (const id of decided) {
    const place = findWord(project, id);
    if (place === null) continue;
    const index =
      wordsIn(utterances, 0, indexOf(project.utterances, place.utteranceAt)) +
      indexOf(place.utterance.words, place.wordAt);
    before = Math.min(before, index);
    after = Math.min(after, count - 1 - index);
  }
  return { before, after };
}

export function wordsIn(utterances: readonly Utterance[], from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) count += (utterances[at] as Utterance).words.length;
  return count;
}

/** null: the utterances are the same. */
function sharedText(old: readonly Utterance[], utterances: readonly Utterance[]): Shared | null {
  const shorter = Math.min(old.length, utterances.length);
  let from = 0;
  while (from < shorter && old[from] === utterances[from]) from++;
  if (from === old.length && from === utterances.length) return null;
  let oldTo = old.length;
  let newTo = utterances.length;
  while (oldTo > from && newTo > from && old[oldTo - 1] === utterances[newTo - 1]) {
    oldTo--;
    newTo--;
  }
  let before = wordsIn(utterances, 0, from);
  let after = wordsIn(utterances, newTo, utterances.length);
  const room = Math.min(wordsIn(old, from, oldTo), wordsIn(utterances, from, newTo));
  let start = 0;
  if (room > 0) {
    const oldFirst = old[from] as Utterance;
    const newFirst = utterances[from] as Utterance;
    if (sameVoice(oldFirst, newFirst)) start = Math.min(room, sharedStart(oldFirst.words, newFirst.words));
    const oldLast = old[oldTo - 1] as Utterance;
    const newLast = utterances[newTo - 1] as Utterance;
    if (sameVoice(oldLast, newLast)) after += Math.min(room - start, sharedEnd(oldLast.words, newLast.words));
  }
  before += start;
  return { before, after };
}

function sameVoice(left: Utterance, right: Utterance): boolean {
  return left.speakerId === right.speakerId && left.language === right.language;
}

/** Words at the start that are the same; whole shared chunks are skipped. */
function sharedStart(left: ChunkedList<Word>, right: ChunkedList<Word>): number {
  let count = 0;
  for (let chunk = 0; chunk < left.chunks.length; chunk++) {
    const one = left.chunks[chunk] ?? [];
    const other = right.chunks[chunk] ?? [];
    if (one !== other) return count + sharedItems(one, other, 0, 0, 1);
    count += one.length;
  }
  return count;
}

function sharedEnd(left: ChunkedList<Word>, right: ChunkedList<Word>): number {
  let count = 0;
  for (let back = 1; back <= left.chunks.length; back++) {
    const one = left.chunks[left.chunks.length - back] ?? [];
    const other = right.chunks[right.chunks.length - back] ?? [];
    if (one !== other) return count + sharedItems(one, other, one.length - 1, other.length - 1, -1);
    count += one.length;
  }
  return count;
}

function sharedItems<T>(
  left: readonly T[],
  right: readonly T[],
  leftFrom: number,
  rightFrom: number,
  step: 1 | -1,
): number {
  const most = Math.min(left.length, right.length);
  let count = 0;
  while (count < most && left[leftFrom + step * count] === right[rightFrom + step * count]) count++;
  return count;
}

/** Words whose decisions differ; null when they are many. Only what captions are made of is compared. */
function changedDecisions(old: Decisions, now: Decisions): ReadonlySet<WordId> | null {
  const ids = new Set<WordId>();
  compareMaps(old.breaks, now.breaks, (id) => ids.add(id));
  compareMaps(old.placements, now.placements, (id) => ids.add(id));
  compareMaps(old.cueStyles, now.cueStyles, (id) => ids.add(id));
  compareMaps(old.pinnedCues, now.pinnedCues, (id, before, after) => {
    for (const cue of [before, after]) if (cue !== undefined) addPinned(ids, id, cue);
  });
  if (old.hidden !== now.hidden) {
    for (const id of old.hidden) if (!now.hidden.has(id)) ids.add(id);
    for (const id of now.hidden) if (!old.hidden.has(id)) ids.add(id);
  }
  return ids.size > FEW_DECISIONS ? null : ids;
}

function addPinned(ids: Set<WordId>, id: WordId, cue: PinnedCue): void {
  ids.add(id);
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
