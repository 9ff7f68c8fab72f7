import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import {
  changeDecisions,
  idAfter,
  missing,
  putUtterances,
  replaceUtterance,
  takeUtterance,
} from './draft.ts';
import type { ListPosition } from './list.ts';
import { borderAfter, itemsBetween, listOf, spliceBetween } from './list.ts';
import type { SpliceWords } from './operations.ts';
import { pinsBorderedBy, rekeyed } from './pins.ts';
import { findUtterance, findWord, type UtterancePlace, wordAfter, wordBefore } from './queries.ts';
import type { Utterance, Word, WordId } from './types.ts';
import { wordProblem } from './wordRules.ts';

/** What happens to pinned cues where words are replaced: new words inherit from those that they replace. */
type Inheritance = 'inherit' | 'leave';

/**
 * Removes and inserts words in one utterance. An utterance that would be left without words goes; what becomes
 * of the decisions about removed words is settled at the end of the draft, since they may come back before.
 */
export function spliceWords(draft: Draft, operation: SpliceWords, inheritance: Inheritance): Failure | null {
  const { utteranceId, afterWordId, throughWordId, words } = operation;
  const place = findUtterance(draft.project, utteranceId);
  if (place === null) return missing(`utterance ${utteranceId}`);
  const from = afterWordId === null ? borderAfter(null) : borderBehind(draft, place, afterWordId);
  const to = throughWordId === null ? from : borderBehind(draft, place, throughWordId);
  if (from === null || to === null) {
    return missing(`word ${from === null ? afterWordId : throughWordId} in utterance ${utteranceId}`);
  }
  if (to.chunk < from.chunk || (to.chunk === from.chunk && to.offset < from.offset))
    return failure('edit.impossible', { detail: `${throughWordId} stands before ${afterWordId}` });
  const list = place.utterance.words;
  const removed = itemsBetween(list, from, to);
  const problem = problemOf(draft, words, removed);
  if (problem !== null) return problem;
  if (removed.length === list.length && words.length === 0) {
    removeWholeUtterance(draft, place, removed);
    return null;
  }
  recordRemoval(draft, removed, words, inheritance);
  replaceUtterance(draft, place.at, { ...place.utterance, words: spliceBetween(list, from, to, words) });
  for (const word of words) {
    draft.removed.delete(word.id);
    if (word.startMs !== null) draft.timedWords.add(word.id);
  }
  draft.placed.add(utteranceId);
  const lastNew = words[words.length - 1]?.id ?? null;
  draft.undo.push({ kind: 'spliceWords', utteranceId, afterWordId, throughWordId: lastNew, words: removed });
  return null;
}

/** Takes an utterance out with all its words. */
export function removeWholeUtterance(draft: Draft, place: UtterancePlace, words: readonly Word[]): void {
  const { id, speakerId, language } = place.utterance;
  recordRemoval(draft, words, [], 'leave');
  const beforeId = idAfter(draft, place.at);
  takeUtterance(draft, place.at);
  draft.placed.delete(id);
  draft.reassigned.delete(id);
  draft.undo.push({ kind: 'insertUtterances', beforeId, utterances: [{ id, speakerId, language, words }] });
}

/** Puts whole utterances in; their words are new, or were removed by the same draft. */
export function insertWholeUtterances(
  draft: Draft,
  beforeId: string | null,
  utterances: readonly Omit<Utterance, 'words'>[],
  wordsOf: readonly (readonly Word[])[],
): Failure | null {
  const added: Utterance[] = [];
  for (let at = 0; at < utterances.length; at++) {
    const utterance = utterances[at] as Omit<Utterance, 'words'>;
    const words = wordsOf[at] ?? [];
    if (words.length === 0)
      return failure('edit.impossible', { detail: `utterance ${utterance.id} has no words` });
    if (findUtterance(draft.project, utterance.id) !== null) return taken(`utterance ${utterance.id}`);
    added.push({ ...utterance, words: listOf(words) });
  }
  const all = wordsOf.flat();
  const problem = problemOf(draft, all, []);
  if (problem !== null) return problem;
  if (new Set(added.map(({ id }) => id)).size < added.length) return taken('an utterance given twice');
  const failed = putUtterances(draft, beforeId, added);
  if (failed !== null) return failed;
  for (const word of all) draft.removed.delete(word.id);
  for (const { id } of added) {
    draft.placed.add(id);
    draft.reassigned.add(id);
  }
  draft.undo.push({ kind: 'removeUtterances', utteranceIds: added.map(({ id }) => id) });
  return null;
}

export function taken(what: string): Failure {
  return failure('edit.taken', { detail: what });
}

function borderBehind(draft: Draft, place: UtterancePlace, wordId: WordId): ListPosition | null {
  const word = findWord(draft.project, wordId);
  if (word === null || word.utterance.id !== place.utterance.id) return null;
  return borderAfter(word.wordAt);
}

function problemOf(draft: Draft, words: readonly Word[], removed: readonly Word[]): Failure | null {
  const free = new Set(removed.map(({ id }) => id));
  const seen = new Set<WordId>();
  for (const word of words) {
    const problem = wordProblem(word);
    if (problem !== null) return failure('edit.impossible', { detail: `word ${word.id}: ${problem}` });
    if (seen.has(word.id)) return taken(`word ${word.id}, given twice`);
    seen.add(word.id);
    if (!free.has(word.id) && findWord(draft.project, word.id) !== null) return taken(`word ${word.id}`);
  }
  return null;
}

/**
 * Notes which words are gone and which stand in for them at the borders of pinned cues. Between two words that
 * stay, the new words take the old ones' places in proportion; a border whose word has no stand-in moves to the
 * word that stays beside it.
 */
function recordRemoval(
  draft: Draft,
  removed: readonly Word[],
  words: readonly Word[],
  inheritance: Inheritance,
): void {
  const [firstRemoved] = removed;
  const lastRemoved = removed[removed.length - 1];
  if (firstRemoved === undefined || lastRemoved === undefined) return;
  const firstPlace = findWord(draft.project, firstRemoved.id);
  const lastPlace = findWord(draft.project, lastRemoved.id);
  let previous = firstPlace === null ? null : (wordBefore(draft.project, firstPlace)?.word.id ?? null);
  const following = lastPlace === null ? null : (wordAfter(draft.project, lastPlace)?.word.id ?? null);
  const { pinnedCues } = draft.project.decisions;
  gapsBetween(removed, words, following).forEach(({ gone, come, next }, gap) => {
    gone.forEach((word, at) => {
      const forward = come[Math.ceil((at * come.length) / gone.length)]?.id ?? next;
      const backward = come[Math.ceil(((at + 1) * come.length) / gone.length) - 1]?.id ?? previous;
      draft.removed.set(word.id, { forward, backward });
      for (const pin of pinsBorderedBy(pinnedCues, word.id)) draft.loosened.add(pin.firstWordId);
    });
    const [first] = come;
    const last = come[come.length - 1];
    if (inheritance === 'inherit' && gone.length === 0 && first !== undefined && last !== undefined) {
      if (gap > 0) extendPin(draft, previous, last.id);
      else if (next !== following) openPin(draft, next, first.id);
    }
    previous = next;
  });
}

/** New words after the last word of a pinned cue, where nothing went, become part of it. */
export function extendPin(draft: Draft, previous: WordId | null, lastWordId: WordId): void {
  if (previous === null) return;
  for (const pin of pinsBorderedBy(draft.project.decisions.pinnedCues, previous)) {
    if (pin.lastWordId !== previous) continue;
    draft.loosened.add(pin.firstWordId);
    changeDecisions(draft, [{ about: 'pinnedCues', wordId: pin.firstWordId, value: { ...pin, lastWordId } }]);
  }
}

/** New words before the first word of a pinned cue become part of it where the replaced span starts with it. */
export function openPin(draft: Draft, next: WordId | null, firstWordId: WordId): void {
  const pin = next === null ? undefined : draft.project.decisions.pinnedCues.get(next);
  if (pin === undefined) return;
  draft.loosened.add(firstWordId);
  changeDecisions(draft, rekeyed(draft.project.decisions, pin, { ...pin, firstWordId }));
}

interface Gap {
  readonly gone: readonly Word[];
  readonly come: readonly Word[];
  /** The word that stays after the gap. */
  readonly next: WordId | null;
}

/** Cuts a replacement at the words that stay; where they changed order only the rising ones count. */
function gapsBetween(removed: readonly Word[], words: readonly Word[], following: WordId | null): Gap[] {
  const places = new Map(removed.map(({ id }, at) => [id, at]));
  const gaps: Gap[] = [];
  let oldAt = 0;
  let newAt = 0;
  words.forEach(({ id }, at) => {
    const stays = places.get(id);
    if (stays === undefined || stays < oldAt) return;
    gaps.push({ gone: removed.slice(oldAt, stays), come: words.slice(newAt, at), next: id });
    oldAt = stays + 1;
    newAt = at + 1;
  });
  gaps.push({ gone: removed.slice(oldAt), come: words.slice(newAt), next: following });
  return gaps;
}
