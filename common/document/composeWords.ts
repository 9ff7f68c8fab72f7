import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { shareSpan } from './fillTimes.ts';
import type { IdSource } from './ids.ts';
import type { Operation } from './operations.ts';
import { findWord, wordAfter } from './queries.ts';
import { graphemes } from './tokens.ts';
import type { Project, Word, WordId } from './types.ts';

/** Words cut and put together by hand, as operations. */

/**
 * Cuts a word before its `at`-th character as people count them; each part gets its share of the time by
 * length. The first part keeps the id and so all decisions. Fails where one part would be empty.
 */
export function splitWord(project: Project, wordId: WordId, at: number, ids: IdSource): Result<Operation> {
  const place = findWord(project, wordId);
  if (place === null) return fail(failure('edit.missing', { detail: `word ${wordId}` }));
  const { word, utterance } = place;
  const characters = graphemes(word.text);
  const first = characters.slice(0, at).join('').trim();
  const second = characters.slice(at).join('').trim();
  if (first === '' || second === '') {
    return fail(failure('edit.impossible', { detail: `“${word.text}” cannot be cut there` }));
  }
  const parts = shareSpan(word.startMs, word.endMs, [{ text: first }, { text: second }]);
  const { alternatives: _, ...rest } = word;
  const timing = (part: number) => (parts[part]?.startMs === null ? null : 'interpolated');
  const words: Word[] = [
    { ...rest, text: first, ...parts[0], timing: timing(0) },
    { ...rest, id: ids.next(), text: second, ...parts[1], timing: timing(1), glue: false },
  ];
  return succeed({
    kind: 'replaceWords',
    utteranceId: utterance.id,
    firstWordId: wordId,
    lastWordId: wordId,
    words,
  });
}

/** Makes one word of a word and the one after it in the same utterance, without a space, from the start of the first to the end of the second. */
export function joinWithNext(project: Project, wordId: WordId): Result<Operation> {
  const place = findWord(project, wordId);
  const next = place === null ? null : wordAfter(project, place);
  if (place === null || next === null || next.utterance.id !== place.utterance.id) {
    return fail(failure('edit.impossible', { detail: 'no word of the same utterance follows' }));
  }
  const { alternatives: _, ...first } = place.word;
  const second = next.word;
  const confidence =
    first.confidence === null || second.confidence === null
      ? null
      : Math.min(first.confidence, second.confidence);
  const word: Word = {
    ...first,
    text: first.text + second.text,
    startMs: first.startMs ?? second.startMs,
    endMs: second.endMs ?? first.endMs,
    timing: first.timing ?? second.timing,
    confidence,
  };
  return succeed({
    kind: 'replaceWords',
    utteranceId: place.utterance.id,
    firstWordId: wordId,
    lastWordId: second.id,
    words: [word],
  });
}

/** Takes another hearing of the engine for a word: its text and confidence; the old text becomes the alternative. */
export function takeAlternative(project: Project, wordId: WordId, index: number): Result<Operation> {
  const word = findWord(project, wordId)?.word;
  const taken = word?.alternatives?.[index];
  if (word === undefined || taken === undefined) {
    return fail(failure('edit.missing', { detail: `alternative ${index + 1}` }));
  }
  const old = { text: word.text, confidence: word.confidence };
  const alternatives = (word.alternatives ?? []).map((other, at) => (at === index ? old : other));
  const operations: Operation[] = [
    { kind: 'setWordText', words: [{ wordId, text: taken.text }] },
    {
      kind: 'setWordDetails',
      words: [{ wordId, confidence: taken.confidence, wordKind: word.kind, glue: word.glue, alternatives }],
    },
    { kind: 'decide', changes: [{ about: 'reviewed', wordId, value: true }] },
  ];
  return succeed({ kind: 'batch', operations });
}
