import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import { missing } from './draft.ts';
import { EMPTY_LIST, indexOf, itemAt, itemAtPosition, positionBefore } from './list.ts';
import type { DeleteWords, InsertWords, ReplaceWords, SpliceWords } from './operations.ts';
import { findUtterance, findWord, wordAfter } from './queries.ts';
import { extendPin, openPin, spliceWords } from './spliceWords.ts';
import type { UtteranceId, WordId } from './types.ts';

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
  const places = new Map<UtteranceId, Map<number, WordId>>();
  for (const wordId of operation.wordIds) {
    const place = findWord(draft.project, wordId);
    if (place === null) return missing(`word ${wordId}`);
    const { utterance, wordAt } = place;
    const indices = places.get(utterance.id) ?? new Map<number, WordId>();
    places.set(utterance.id, indices.set(indexOf(utterance.words, wordAt), wordId));
  }
  for (const [utteranceId, indices] of places) {
    const words = findUtterance(draft.project, utteranceId)?.utterance.words ?? EMPTY_LIST;
    // Run by run from the end, so that the word before an earlier run is still there to name its place.
    for (const { first, last } of runsOf([...indices.keys()]).reverse()) {
      const afterWordId = itemAt(words, first - 1)?.id ?? null;
      const throughWordId = indices.get(last) ?? null;
      const splice: SpliceWords = { kind: 'spliceWords', utteranceId, afterWordId, throughWordId, words: [] };
      const failed = spliceWords(draft, splice, 'leave');
      if (failed !== null) return failed;
    }
  }
  return null;
}

function runsOf(indices: number[]): { readonly first: number; readonly last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const index of indices.sort((left, right) => left - right)) {
    const run = runs[runs.length - 1];
    if (run !== undefined && run.last === index - 1) run.last = index;
    else runs.push({ first: index, last: index });
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
