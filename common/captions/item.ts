import type { BreakWish, PinnedCue, SpeakerId, Word } from '../document/types.ts';
import type { WordShape } from './grammar/shape.ts';
import type { Rules } from './rules.ts';

/** A pinned cue's words, line by line, with who speaks each line. */
export interface PinnedItem {
  readonly cue: PinnedCue;
  readonly lines: readonly { readonly speakerId: SpeakerId | null; readonly words: readonly Word[] }[];
}

/** A visible word, or a whole pinned cue, as it stands in reading order. */
export interface Entry {
  /** The word; of a pinned cue its first visible one. */
  readonly word: Word;
  readonly shape: WordShape;
  readonly pinned: PinnedItem | null;
  readonly startsUtterance: boolean;
  readonly speakerId: SpeakerId | null;
  /** Tells voices apart where speakers are unknown but talk over each other. */
  readonly voice: string | null;
  readonly rules: Rules;
  /** In units of width.ts, without the space. */
  readonly units: number;
  readonly characters: number;
  readonly wish: BreakWish | null;
  /** null: the word has no time. */
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/**
 * What the segmenter sees: an entry with the cost of a break after it. Immutable and shared between
 * derivations, so that its identity says "nothing changed here".
 */
export interface Item extends Entry {
  /** Of the word, or where it must lie when it has no time of its own. */
  readonly startMs: number;
  readonly endMs: number;
  /** Cost of a line break after the item; negative where a break is good. Integer. */
  readonly lineBreakCost: number;
  /** Cost of ending a cue after the item. Integer. */
  readonly cueBreakCost: number;
  /** A cue must end after the item. */
  readonly endsCue: boolean;
  /** The next item is another voice's. */
  readonly endsVoice: boolean;
}

/** 1 where a space stands before the entry when it does not start a line, else 0. */
export function spaceBefore(entry: Entry): number {
  return entry.word.glue ? 0 : 1;
}
