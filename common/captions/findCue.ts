import type { Word, WordId } from '../document/types.ts';
import type { Captions } from './captions.ts';
import type { Cue } from './cue.ts';

/** Cues looked at around a word's time before all of them are: pinned cues may lie anywhere. */
const NEAR = 8;

/**
 * Index of the cue that shows a word; null for a hidden word and one that is not there. Some microseconds where the
 * cue lies at the word's time, about a millisecond among 15,000 cues otherwise.
 */
export function cueIndexOfWord({ cues }: Captions, word: Pick<Word, 'id' | 'startMs'>): number | null {
  if (word.startMs !== null) {
    const near = firstAfter(cues, word.startMs);
    for (let at = Math.max(0, near - NEAR); at < Math.min(cues.length, near + NEAR); at++) {
      if (holds(cues[at], word.id)) return at;
    }
  }
  const found = cues.findIndex((cue) => holds(cue, word.id));
  return found < 0 ? null : found;
}

/** Index of the first cue that begins after a time. */
function firstAfter(cues: readonly Cue[], timeMs: number): number {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle]?.startMs ?? 0) > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

function holds(cue: Cue | undefined, wordId: WordId): boolean {
  return cue?.lines.some((line) => line.words.some(({ id }) => id === wordId)) === true;
}
