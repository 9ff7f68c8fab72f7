import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import type { IdSource } from './ids.ts';
import { itemAt, lastPosition } from './list.ts';
import type { DecisionChange, Operation, OverlapRule } from './operations.ts';
import { type WordPlace, wordAfter, wordsBetween } from './queries.ts';
import type { PinnedCue, Project, SpeakerId, UtteranceId, WordId } from './types.ts';

/** Operations for what people ask for in one gesture, made of simpler ones. */

/**
 * Gives a stretch of words, across utterances where it spans several, to a speaker: utterances are split at its
 * ends. Fails when the words are not there or out of order.
 */
export function assignSpeakerToWords(
  project: Project,
  span: { readonly firstWordId: WordId; readonly lastWordId: WordId },
  to: { readonly speakerId: SpeakerId | null; readonly overlaps: OverlapRule },
  ids: IdSource,
): Result<Operation> {
  const places = wordsBetween(project, span.firstWordId, span.lastWordId);
  const [first] = places;
  const last = places[places.length - 1];
  if (first === undefined || last === undefined || last.word.id !== span.lastWordId) {
    return fail(failure('edit.missing', { detail: `words ${span.firstWordId} to ${span.lastWordId}` }));
  }
  const operations: Operation[] = [];
  const utteranceIds = new Set<UtteranceId>(places.map(({ utterance }) => utterance.id));
  if (!isFirst(first)) {
    const newUtteranceId = ids.next();
    operations.push({ kind: 'splitUtterance', wordId: first.word.id, newUtteranceId });
    utteranceIds.delete(first.utterance.id);
    utteranceIds.add(newUtteranceId);
  }
  const next = isLast(last) ? null : wordAfter(project, last);
  if (next !== null)
    operations.push({ kind: 'splitUtterance', wordId: next.word.id, newUtteranceId: ids.next() });
  operations.push({ kind: 'assignSpeaker', utteranceIds: [...utteranceIds], ...to });
  return succeed({ kind: 'batch', operations });
}

/** “From here on”: the rest of the word's utterance goes to a speaker. */
export function assignSpeakerFrom(
  project: Project,
  place: WordPlace,
  to: { readonly speakerId: SpeakerId | null; readonly overlaps: OverlapRule },
  ids: IdSource,
): Result<Operation> {
  const last = itemAt(place.utterance.words, place.utterance.words.length - 1);
  const span = { firstWordId: place.word.id, lastWordId: last?.id ?? place.word.id };
  return assignSpeakerToWords(project, span, to, ids);
}

function isFirst({ wordAt }: WordPlace): boolean {
  return wordAt.chunk === 0 && wordAt.offset === 0;
}

function isLast({ utterance, wordAt }: WordPlace): boolean {
  const last = lastPosition(utterance.words);
  return last !== null && last.chunk === wordAt.chunk && last.offset === wordAt.offset;
}

export function pinCue(cue: PinnedCue): Operation {
  return { kind: 'decide', changes: [{ about: 'pinnedCues', wordId: cue.firstWordId, value: cue }] };
}

export function unpinCue(firstWordId: WordId): Operation {
  return { kind: 'decide', changes: [{ about: 'pinnedCues', wordId: firstWordId, value: null }] };
}

/** Cuts words from the captions, or takes them in again (`value` null); the transcript keeps them. */
export function hideWords(wordIds: readonly WordId[], value: true | null): Operation {
  return {
    kind: 'decide',
    changes: wordIds.map((wordId): DecisionChange => ({ about: 'hidden', wordId, value })),
  };
}

/** Marks words as looked at, or not (`value` null). */
export function reviewWords(wordIds: readonly WordId[], value: true | null): Operation {
  return {
    kind: 'decide',
    changes: wordIds.map((wordId): DecisionChange => ({ about: 'reviewed', wordId, value })),
  };
}
