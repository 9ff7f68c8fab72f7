import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import { missing, replaceUtterance } from './draft.ts';
import { mapItems, replaceAt } from './list.ts';
import type { SetWordDetails, SetWordText, SetWordTimes, WordDetails, WordTimes } from './operations.ts';
import { findWord, type WordPlace } from './queries.ts';
import type { UtteranceId, Word, WordId } from './types.ts';
import { timesProblem } from './wordRules.ts';

export function setWordTimes(draft: Draft, operation: SetWordTimes): Failure | null {
  for (const times of operation.words) {
    const problem = timesProblem(times);
    if (problem !== null) return failure('edit.time', { detail: `word ${times.wordId}: ${problem}` });
  }
  const before: WordTimes[] = [];
  const failed = changeWords(draft, operation.words, (word, { startMs, endMs, timing }) => {
    before.push({ wordId: word.id, startMs: word.startMs, endMs: word.endMs, timing: word.timing });
    draft.timedWords.add(word.id);
    return { ...word, startMs, endMs, timing };
  });
  draft.undo.push({ kind: 'setWordTimes', words: before });
  return failed;
}

export function setWordText(draft: Draft, operation: SetWordText): Failure | null {
  const before: { wordId: WordId; text: string }[] = [];
  for (const { wordId, text } of operation.words) {
    if (text === '' || text !== text.trim()) {
      return failure('edit.impossible', {
        detail: `a word cannot be ${JSON.stringify(text)}, see ${wordId}`,
      });
    }
  }
  const failed = changeWords(draft, operation.words, (word, { text }) => {
    before.push({ wordId: word.id, text: word.text });
    return { ...word, text };
  });
  draft.undo.push({ kind: 'setWordText', words: before });
  return failed;
}

export function setWordDetails(draft: Draft, operation: SetWordDetails): Failure | null {
  const before: WordDetails[] = [];
  for (const { wordId, confidence } of operation.words) {
    if (confidence !== null && !(confidence >= 0 && confidence <= 1)) {
      return failure('edit.impossible', { detail: `confidence ${confidence} of word ${wordId}` });
    }
  }
  const failed = changeWords(draft, operation.words, (word, details) => {
    const { alternatives, ...rest } = word;
    before.push({
      wordId: word.id,
      confidence: word.confidence,
      wordKind: word.kind,
      glue: word.glue,
      alternatives: alternatives ?? null,
    });
    const next = { ...rest, confidence: details.confidence, kind: details.wordKind, glue: details.glue };
    return details.alternatives === null ? next : { ...next, alternatives: details.alternatives };
  });
  draft.undo.push({ kind: 'setWordDetails', words: before });
  return failed;
}

/** From this many words of one utterance on, one pass over it is cheaper than as many copies of its chunks. */
const MANY_WORDS = 16;

interface Change<C> {
  readonly place: WordPlace;
  readonly by: C;
}

function changeWords<C extends { readonly wordId: WordId }>(
  draft: Draft,
  changes: readonly C[],
  change: (word: Word, by: C) => Word,
): Failure | null {
  const byUtterance = new Map<UtteranceId, Change<C>[]>();
  for (const by of changes) {
    const place = findWord(draft.project, by.wordId);
    if (place === null) return missing(`word ${by.wordId}`);
    const group = byUtterance.get(place.utterance.id);
    if (group === undefined) byUtterance.set(place.utterance.id, [{ place, by }]);
    else group.push({ place, by });
  }
  for (const [utteranceId, group] of byUtterance) {
    // Replaced utterances stay in their places, so those that were found first still hold.
    const { utterance, utteranceAt } = (group[0] as Change<C>).place;
    let { words } = utterance;
    if (group.length < MANY_WORDS) {
      for (const { place: word, by } of group) words = replaceAt(words, word.wordAt, change(word.word, by));
    } else {
      const changeOf = new Map(group.map(({ by }) => [by.wordId, by]));
      words = mapItems(words, (word) => {
        const by = changeOf.get(word.id);
        return by === undefined ? word : change(word, by);
      });
    }
    replaceUtterance(draft, utteranceAt, { ...utterance, words });
    draft.placed.add(utteranceId);
  }
  return null;
}
