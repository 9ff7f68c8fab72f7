import { toArray } from '../../../common/document/list.ts';
import type { Project, SpeakerId, Utterance, Word } from '../../../common/document/types.ts';

/** A word with a time; what a person can take hold of. */
export interface Timed {
  readonly word: Word;
  readonly startMs: number;
  readonly endMs: number;
}

const timedOf = new WeakMap<Utterance, readonly Timed[]>();

/** The timed words of an utterance in order; the same array while the utterance is the same. */
export function timedWords(utterance: Utterance): readonly Timed[] {
  const known = timedOf.get(utterance);
  if (known !== undefined) return known;
  const made = toArray(utterance.words).flatMap((word): Timed[] =>
    word.startMs === null || word.endMs === null ? [] : [{ word, startMs: word.startMs, endMs: word.endMs }],
  );
  timedOf.set(utterance, made);
  return made;
}

/**
 * All timed words of a lane in order of time. Made once for each gesture: 150,000 words of one speaker take some
 * ten milliseconds, before anything moves.
 */
export function laneWords({ utterances }: Project, speakerId: SpeakerId | null): readonly Timed[] {
  const words: Timed[] = [];
  for (const chunk of utterances.chunks) {
    for (const utterance of chunk) {
      if (utterance.speakerId === speakerId) for (const timed of timedWords(utterance)) words.push(timed);
    }
  }
  // Utterances of nobody may overlap; those of a speaker are in order already.
  return speakerId === null ? words.sort((left, right) => left.startMs - right.startMs) : words;
}

/** Index of a word in its lane; −1 where it has no time. */
export function placeInLane(lane: readonly Timed[], { id, startMs }: Word): number {
  if (startMs === null) return -1;
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lane[middle]?.startMs ?? 0) < startMs) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < lane.length && lane[at]?.startMs === startMs; at++) {
    if (lane[at]?.word.id === id) return at;
  }
  return -1;
}
