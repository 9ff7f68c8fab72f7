import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import { dropDecisions, idAfter, missing, putUtterances, replaceUtterance, takeUtterance } from './draft.ts';
import { concat, indexOf, itemAt, itemsOf, lastPosition, slice, toArray } from './list.ts';
import type {
  AssignSpeaker,
  InsertUtterances,
  JoinUtterances,
  MoveUtterance,
  RemoveUtterances,
  SetUtteranceLanguage,
  SplitUtterance,
} from './operations.ts';
import { pinAround } from './pins.ts';
import { findSpeaker, findUtterance, findWord, type UtterancePlace, wordBefore } from './queries.ts';
import { insertWholeUtterances, removeWholeUtterance, taken } from './spliceWords.ts';
import type { SpeakerId, Utterance, UtteranceId, Word } from './types.ts';

export function splitUtterance(draft: Draft, operation: SplitUtterance): Failure | null {
  const { wordId, newUtteranceId } = operation;
  const place = findWord(draft.project, wordId);
  if (place === null) return missing(`word ${wordId}`);
  if (findUtterance(draft.project, newUtteranceId) !== null) return taken(`utterance ${newUtteranceId}`);
  const { utterance } = place;
  const at = indexOf(utterance.words, place.wordAt);
  if (at === 0)
    return failure('edit.impossible', { detail: `utterance ${utterance.id} starts with this word` });
  const beforeId = idAfter(draft, place.utteranceAt);
  replaceUtterance(draft, place.utteranceAt, { ...utterance, words: slice(utterance.words, 0, at) });
  const words = slice(utterance.words, at, utterance.words.length);
  const failed = putUtterances(draft, beforeId, [{ ...utterance, id: newUtteranceId, words }]);
  if (failed !== null) return failed;
  draft.placed.add(utterance.id).add(newUtteranceId);
  draft.undo.push({ kind: 'joinUtterances', utteranceId: utterance.id, nextId: newUtteranceId });
  return null;
}

export function joinUtterances(draft: Draft, operation: JoinUtterances): Failure | null {
  const { utteranceId, nextId } = operation;
  const into = findUtterance(draft.project, utteranceId);
  const next = findUtterance(draft.project, nextId);
  if (into === null || next === null) return missing(`utterance ${into === null ? utteranceId : nextId}`);
  if (utteranceId === nextId)
    return failure('edit.impossible', { detail: 'an utterance cannot join itself' });
  const { speakerId, language } = into.utterance;
  if (next.utterance.speakerId !== speakerId || next.utterance.language !== language) {
    return failure('edit.impossible', { detail: 'the utterances differ in speaker or language' });
  }
  const firstWord = itemAt(next.utterance.words, 0);
  if (firstWord === null) return missing(`words of utterance ${nextId}`);
  // Undone by splitting again and moving the part back to where it stood.
  const failed = moveUtterance(draft, {
    kind: 'moveUtterance',
    utteranceId: nextId,
    beforeId: idAfter(draft, into.at),
  });
  if (failed !== null) return failed;
  takeUtterance(draft, findUtterance(draft.project, nextId)?.at ?? next.at);
  const place = findUtterance(draft.project, utteranceId);
  if (place === null) return missing(`utterance ${utteranceId}`);
  const last = lastPosition(into.utterance.words);
  const lastWord = last === null ? null : into.utterance.words.chunks[last.chunk]?.[last.offset];
  replaceUtterance(draft, place.at, {
    ...into.utterance,
    words: concat(into.utterance.words, next.utterance.words),
  });
  draft.placed.delete(nextId);
  draft.placed.add(utteranceId);
  // The seam is where order or overlap can break.
  for (const word of [...untilTimed(next.utterance), lastWord]) if (word) draft.timedWords.add(word.id);
  draft.undo.push({ kind: 'splitUtterance', wordId: firstWord.id, newUtteranceId: nextId });
  return null;
}

function untilTimed(utterance: Utterance): Word[] {
  for (const word of itemsOf(utterance.words)) if (word.startMs !== null) return [word];
  return [];
}

export function insertUtterances(draft: Draft, operation: InsertUtterances): Failure | null {
  for (const { id, speakerId } of operation.utterances) {
    if (id === '') return failure('edit.impossible', { detail: 'an utterance without an id' });
    if (!knowsSpeaker(draft, speakerId)) return missing(`speaker ${speakerId}`);
  }
  return insertWholeUtterances(
    draft,
    operation.beforeId,
    operation.utterances.map(({ id, speakerId, language }) => ({ id, speakerId, language })),
    operation.utterances.map(({ words }) => words),
  );
}

export function removeUtterances(draft: Draft, operation: RemoveUtterances): Failure | null {
  for (const utteranceId of operation.utteranceIds) {
    const place = findUtterance(draft.project, utteranceId);
    if (place === null) return missing(`utterance ${utteranceId}`);
    removeWholeUtterance(draft, place, toArray(place.utterance.words));
  }
  return null;
}

export function moveUtterance(draft: Draft, operation: MoveUtterance): Failure | null {
  const { utteranceId, beforeId } = operation;
  const place = findUtterance(draft.project, utteranceId);
  if (place === null) return missing(`utterance ${utteranceId}`);
  if (beforeId === utteranceId || beforeId === idAfter(draft, place.at)) return null;
  const before = beforeId === null ? null : findUtterance(draft.project, beforeId);
  if (beforeId !== null && before === null) return missing(`utterance ${beforeId}`);
  // Pins come loose before the move, so that undoing moves back first and pins again afterwards.
  loosenPins(draft, place);
  if (before !== null) loosenPinAcross(draft, before);
  const home = idAfter(draft, place.at);
  takeUtterance(draft, place.at);
  const failed = putUtterances(draft, beforeId, [place.utterance]);
  if (failed !== null) return failed;
  draft.undo.push({ kind: 'moveUtterance', utteranceId, beforeId: home });
  draft.placed.add(utteranceId);
  return null;
}

/**
 * A cue that is pinned across utterances comes loose when one of them moves away or another moves in between: it
 * would otherwise take in words that nobody pinned.
 */
function loosenPins(draft: Draft, place: UtterancePlace): void {
  if (draft.project.decisions.pinnedCues.size === 0) return;
  const { utterance, at } = place;
  const last = lastPosition(utterance.words);
  if (last === null) return;
  for (const wordAt of [{ chunk: 0, offset: 0 }, last]) {
    const word = utterance.words.chunks[wordAt.chunk]?.[wordAt.offset];
    if (word === undefined) continue;
    const pin = pinAround(draft.project, { word, wordAt, utterance, utteranceAt: at });
    if (pin === null) continue;
    const ends = [pin.firstWordId, pin.lastWordId].map((id) => findWord(draft.project, id)?.utterance.id);
    if (ends.every((id) => id === utterance.id)) continue;
    dropDecisions(draft, [{ about: 'pinnedCues', wordId: pin.firstWordId, value: null }]);
  }
}

/** As `loosenPins`, for a cue that is pinned across the start of an utterance. */
function loosenPinAcross(draft: Draft, { utterance, at }: UtterancePlace): void {
  const wordAt = { chunk: 0, offset: 0 };
  const word = itemAt(utterance.words, 0);
  if (word === null || draft.project.decisions.pinnedCues.size === 0) return;
  const before = wordBefore(draft.project, { word, wordAt, utterance, utteranceAt: at });
  const pin = before === null ? null : pinAround(draft.project, before);
  if (pin === null || pin.lastWordId === before?.word.id) return;
  dropDecisions(draft, [{ about: 'pinnedCues', wordId: pin.firstWordId, value: null }]);
}

export function setUtteranceLanguage(draft: Draft, operation: SetUtteranceLanguage): Failure | null {
  return changeUtterances(
    draft,
    operation.utteranceIds,
    (utterance) => utterance.language,
    (utterance) => ({ ...utterance, language: operation.language }),
    (language, utteranceIds) => ({ kind: 'setUtteranceLanguage', utteranceIds, language }),
  );
}

export function assignSpeaker(draft: Draft, operation: AssignSpeaker): Failure | null {
  const { speakerId, utteranceIds, overlaps } = operation;
  if (!knowsSpeaker(draft, speakerId)) return missing(`speaker ${speakerId}`);
  if (overlaps === 'trim' && speakerId !== null) draft.trimmed.add(speakerId);
  for (const utteranceId of utteranceIds) draft.reassigned.add(utteranceId);
  return changeUtterances(
    draft,
    utteranceIds,
    (utterance) => utterance.speakerId,
    (utterance) => ({ ...utterance, speakerId }),
    (before, ids) => ({ kind: 'assignSpeaker', utteranceIds: ids, speakerId: before, overlaps: 'refuse' }),
  );
}

function knowsSpeaker(draft: Draft, speakerId: SpeakerId | null): boolean {
  return speakerId === null || findSpeaker(draft.project, speakerId) !== null;
}

/** Changes a field of utterances; undone by one operation per former value. */
function changeUtterances<V>(
  draft: Draft,
  utteranceIds: readonly UtteranceId[],
  read: (utterance: Utterance) => V,
  change: (utterance: Utterance) => Utterance,
  inverse: (before: V, utteranceIds: readonly UtteranceId[]) => Draft['undo'][number],
): Failure | null {
  const before = new Map<V, UtteranceId[]>();
  for (const utteranceId of utteranceIds) {
    const place = findUtterance(draft.project, utteranceId);
    if (place === null) return missing(`utterance ${utteranceId}`);
    const value = read(place.utterance);
    const next = change(place.utterance);
    if (read(next) === value) continue;
    before.set(value, [...(before.get(value) ?? []), utteranceId]);
    replaceUtterance(draft, place.at, next);
  }
  for (const [value, ids] of before) draft.undo.push(inverse(value, ids));
  return null;
}
