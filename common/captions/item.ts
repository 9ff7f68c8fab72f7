import type { BreakWish, PinnedCue, SpeakerId, Word } from '../document/types.ts';
import type { WordShape } from './grammar/shape.ts';
import type { Rules } from './rules.ts';

/** A pinned cue's words, line by line, with who speaks each line. */
export interface PinnedItem {
  readonly cue: PinnedCue;
  readonly lines: readonly { readonly speakerId: SpeakerId | null; readonly words: readonly Word[] }[];
}

/**
 * What the segmenter sees: a visible word, or a whole pinned cue, in reading order, with the cost of a
 * break after it. Immutable and shared between derivations, so that its identity says "nothing changed".
 */
export interface Item {
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
  /** False: the word has no time, and the times here are where it must lie. */
  readonly isTimed: boolean;
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

/** An item while it is made: what depends on its neighbours is filled in once they are known. */
export type Entry = { -readonly [Key in keyof Item]: Item[Key] };

/** 1 where a space stands before the item when it does not start a line, else 0. */
export function spaceBefore(item: Item): number {
  return item.word.glue ? 0 : 1;
}
