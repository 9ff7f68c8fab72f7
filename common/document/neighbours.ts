import { itemAtPosition, type ListPosition, positionAfter, positionBefore } from './list.ts';
import { eachUtteranceInRange, eachWordInRange, type WordPlace } from './queries.ts';
import type { Project, Utterance, Word } from './types.ts';

/** The timed words of the same lane right before and after a word; null where there is none within a minute. */
export interface Neighbours {
  readonly before: Word | null;
  readonly after: Word | null;
}

/** Farther words hold up no edit by hand. */
const REACH_MS = 60_000;

/**
 * What a word's edges can run into: the timed words around it in its utterance, else those of the speaker's
 * other utterances. Utterances of nobody do not see one another.
 */
export function neighboursOf(project: Project, { utterance, word, wordAt }: WordPlace): Neighbours {
  const before = timedFrom(utterance, wordAt, positionBefore);
  const after = timedFrom(utterance, wordAt, positionAfter);
  const { startMs, endMs } = word;
  if (utterance.speakerId === null || startMs === null || endMs === null) return { before, after };
  let earlier = before;
  let later = after;
  const others = (fromMs: number, toMs: number, see: (other: Word) => void) => {
    eachUtteranceInRange(project.utterances, fromMs, toMs, (other) => {
      if (other.id !== utterance.id && other.speakerId === utterance.speakerId) {
        eachWordInRange(other, fromMs, toMs, see);
      }
    });
  };
  others(startMs - REACH_MS, startMs, (other) => {
    if ((other.endMs ?? 0) > (earlier?.endMs ?? -1) && (other.startMs ?? 0) < startMs) earlier = other;
  });
  others(endMs, endMs + REACH_MS, (other) => {
    const sooner = later === null || (other.startMs ?? 0) < (later.startMs ?? 0);
    if (sooner && (other.startMs ?? 0) >= endMs) later = other;
  });
  return { before: earlier, after: later };
}

function timedFrom({ words }: Utterance, from: ListPosition, step: typeof positionAfter): Word | null {
  for (let at = step(words, from); at !== null; at = step(words, at)) {
    const word = itemAtPosition(words, at);
    if (word !== null && word.startMs !== null) return word;
  }
  return null;
}
