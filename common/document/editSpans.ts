import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import { missing } from './draft.ts';
import { itemAtPosition, positionBefore } from './list.ts';
import type { DeleteWords, InsertWords, ReplaceWords, SpliceWords } from './operations.ts';
import { compareWordPlaces, findUtterance, findWord, type WordPlace, wordAfter } from './queries.ts';
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
  const byUtterance = new Map<UtteranceId, WordPlace[]>();
  for (const wordId of operation.wordIds) {
    const place = findWord(draft.project, wordId);
    if (place === null) return missing(`word ${wordId}`);
    const known = byUtterance.get(place.utterance.id);
    if (known === undefined) byUtterance.set(place.utterance.id, [place]);
    else known.push(place);
  }
  for (const [utteranceId, places] of byUtterance) {
    // Run by run from the end, so that the word before an earlier run is still there to name its place.
    for (const { first, last } of runsOf(places).reverse()) {
      const afterWordId = idBefore(first);
      const throughWordId = last.word.id;
      const splice: SpliceWords = { kind: 'spliceWords', utteranceId, afterWordId, throughWordId, words: [] };
      const failed = spliceWords(draft, splice, 'leave');
      if (failed !== null) return failed;
    }
  }
  return null;
}

/** Runs of words of one utterance that follow each other, in order. */
function runsOf(places: WordPlace[]): { readonly first: WordPlace; readonly last: WordPlace }[] {
  const runs: { first: WordPlace; last: WordPlace }[] = [];
  for (const place of places.sort(compareWordPlaces)) {
    const run = runs[runs.length - 1];
    const follows =
      run !== undefined && (run.last.word === place.word || idBefore(place) === run.last.word.id);
    if (follows) run.last = place;
    else runs.push({ first: place, last: place });
  }
  return runs;
}

function idBefore({ utterance, wordAt }: WordPlace): WordId | null {
  const position = positionBefore(utterance.words, wordAt);
  return position === null ? null : (itemAtPosition(utterance.words, position)?.id ?? null);
}

export function replaceWords(draft: Draft, operation: ReplaceWords): Failure | null {
  const { utteranceId, firstWordId, lastWordId, words } = operation;
  const place = findUtterance(draft.project, utteranceId);
  const first = findWord(draft.project, firstWordId);
  if (place === null || first === null || first.utterance.id !== utteranceId) {
    return missing(`word ${firstWordId} in utterance ${utteranceId}`);
  }
  return spliceWords(
    draft,
    { kind: 'spliceWords', utteranceId, afterWordId: idBefore(first), throughWordId: lastWordId, words },
    'inherit',
  );
}
