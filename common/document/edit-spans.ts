import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import { missing } from './draft.ts';
import { itemAtPosition, positionBefore } from './list.ts';
import type { DeleteWords, InsertWords, ReplaceWords } from './operations.ts';
import { findUtterance, findWord, wordAfter } from './queries.ts';
import { extendPin, openPin, spliceWords } from './splice-words.ts';
import type { Utterance, UtteranceId, WordId } from './types.ts';

export function insertWords(draft: Draft, operation: InsertWords): Failure | null {
  const { utteranceId, afterWordId, words } = operation;
  const place = findUtterance(draft.project, utteranceId);
  if (place === null) return missing(`utterance ${utteranceId}`);
  if (words.length === 0) return failure('edit.impossible', { detail: 'there are no words to insert' });
  const beforePlace = afterWordId === null ? null : findWord(draft.project, afterWordId);
  const first0 = itemAtPosition(place.utterance.words, { chunk: 0, offset: 0 });
  const after = beforePlace === null ? first0 : (wordAfter(draft.project, beforePlace)?.word ?? null);
  const failed = spliceWords(
    draft,
    { kind: 'spliceWords', utteranceId, afterWordId, throughWordId: null, words },
    'leave',
  );
  if (failed !== null) return failed;
  const [first, last] = [words[0], words[words.length - 1]];
  if (first === undefined || last === undefined) return null;
  if (operation.joinsCue === 'previous') extendPin(draft, afterWordId, last.id);
  if (operation.joinsCue === 'next') openPin(draft, after?.id ?? null, first.id);
  return null;
}

export function deleteWords(draft: Draft, operation: DeleteWords): Failure | null {
  const doomed = new Set(operation.wordIds);
  const utterances = new Set<UtteranceId>();
  for (const wordId of doomed) {
    const place = findWord(draft.project, wordId);
    if (place === null) return missing(`word ${wordId}`);
    utterances.add(place.utterance.id);
  }
  for (const utteranceId of utterances) {
    const failed = deleteWithin(draft, utteranceId, doomed);
    if (failed !== null) return failed;
  }
  return null;
}

/** Run by run from the end, so that what is left of an earlier run can still be named. */
function deleteWithin(draft: Draft, utteranceId: UtteranceId, doomed: ReadonlySet<WordId>): Failure | null {
  const runs = runsOf(findUtterance(draft.project, utteranceId)?.utterance ?? null, doomed);
  for (const { afterWordId, throughWordId } of runs.reverse()) {
    const failed = spliceWords(
      draft,
      { kind: 'spliceWords', utteranceId, afterWordId, throughWordId, words: [] },
      'leave',
    );
    if (failed !== null) return failed;
  }
  return null;
}

function runsOf(
  utterance: Utterance | null,
  doomed: ReadonlySet<WordId>,
): { afterWordId: WordId | null; throughWordId: WordId }[] {
  const runs: { afterWordId: WordId | null; throughWordId: WordId }[] = [];
  let before: WordId | null = null;
  let inRun = false;
  for (const chunk of utterance?.words.chunks ?? []) {
    for (const { id } of chunk) {
      if (doomed.has(id)) {
        const run = runs[runs.length - 1];
        if (inRun && run !== undefined) run.throughWordId = id;
        else runs.push({ afterWordId: before, throughWordId: id });
        inRun = true;
      } else {
        inRun = false;
        before = id;
      }
    }
  }
  return runs;
}

export function replaceWords(draft: Draft, operation: ReplaceWords): Failure | null {
  const { utteranceId, firstWordId, lastWordId, words } = operation;
  const place = findUtterance(draft.project, utteranceId);
  const first = findWord(draft.project, firstWordId);
  if (place === null || first === null || first.utterance.id !== utteranceId) {
    return missing(`word ${firstWordId} in utterance ${utteranceId}`);
  }
  const list = place.utterance.words;
  const position = positionBefore(list, first.wordAt);
  const before = position === null ? null : (itemAtPosition(list, position)?.id ?? null);
  return spliceWords(
    draft,
    { kind: 'spliceWords', utteranceId, afterWordId: before, throughWordId: lastWordId, words },
    'inherit',
  );
}
