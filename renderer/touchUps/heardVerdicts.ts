import type { HeardDifference, HeardRange, HeardWord } from '../../common/document/heardAgain.ts';
import { wordsInRange } from '../../common/document/queries.ts';
import { normaliseWord } from '../../common/document/similarity.ts';
import type { Project, WordId } from '../../common/document/types.ts';

export type Verdict = 'take' | 'keep';

/** What a person decided of each difference, by `keyOf`; none where nothing was decided. */
export type Verdicts = ReadonlyMap<string, Verdict>;

/** Sound before and behind a difference that is played with it: a word alone is hard to make out. */
const AROUND_MS = 300;

/** The same for the same difference, though others were taken over or edited meanwhile. */
export function keyOf({ old, heard, utteranceId, after }: HeardDifference): string {
  // A difference without old words has nothing of its own but where it stands.
  const place = old.length > 0 ? old.map(({ id, text }) => [id, text]) : [utteranceId, after?.id ?? null];
  return JSON.stringify([place, heard.map(({ text, startMs }) => [text, startMs])]);
}

/** The same words with other capitals or punctuation. */
export function isSpelling({ old, heard }: HeardDifference): boolean {
  const said = (words: readonly { readonly text: string }[]) =>
    words.map(({ text }) => normaliseWord(text)).join(' ');
  return said(old) === said(heard);
}

export function taken(
  differences: readonly HeardDifference[],
  verdicts: Verdicts,
): readonly HeardDifference[] {
  return differences.filter((difference) => verdicts.get(keyOf(difference)) === 'take');
}

/** The next difference that is not decided, behind `from` and then from the beginning; `from` when all are. */
export function nextOpen(differences: readonly HeardDifference[], verdicts: Verdicts, from: number): number {
  for (let away = 1; away < differences.length; away++) {
    const at = (from + away) % differences.length;
    const difference = differences[at];
    if (difference !== undefined && !verdicts.has(keyOf(difference))) return at;
  }
  return from;
}

/** The sound that a difference is about, with a little around it; within the stretch that was heard. */
export function soundOf({ old, heard, after }: HeardDifference, range: HeardRange): HeardRange {
  const timed = [...old, ...heard].filter(({ startMs, endMs }) => startMs !== null && endMs !== null);
  if (timed.length === 0) {
    const fromMs = after?.endMs ?? range.startMs;
    return { startMs: Math.max(range.startMs, fromMs - AROUND_MS), endMs: range.endMs };
  }
  const startMs = Math.min(...timed.map((word) => word.startMs ?? range.startMs)) - AROUND_MS;
  const endMs = Math.max(...timed.map((word) => word.endMs ?? range.endMs)) + AROUND_MS;
  return { startMs: Math.max(range.startMs, startMs), endMs: Math.min(range.endMs, endMs) };
}

/** What came of recognising a stretch again. */
export type Outcome =
  /** Neither stood anything there, nor was anything heard. */
  | 'nothing'
  /** Words were heard where nothing stands. */
  | 'new'
  /** Nothing was heard where words stand: each of them is a difference. */
  | 'silent'
  | 'same'
  | 'differs';

export function outcomeOf(
  project: Project,
  range: HeardRange,
  heard: readonly HeardWord[],
  differences: readonly HeardDifference[],
): Outcome {
  const stands = wordsInRange(project, range.startMs, range.endMs).some(({ word }) => {
    const middleMs = ((word.startMs ?? 0) + (word.endMs ?? 0)) / 2;
    return middleMs >= range.startMs && middleMs < range.endMs;
  });
  if (heard.length === 0) return stands ? 'silent' : 'nothing';
  if (!stands) return 'new';
  return differences.length === 0 ? 'same' : 'differs';
}

/** The words of the document that a difference is about, else the one that it stands behind. */
export function wordsAbout({ old, after }: HeardDifference): readonly WordId[] {
  if (old.length > 0) return old.map(({ id }) => id);
  return after === null ? [] : [after.id];
}
