import type { WordStyle } from '../document/types.ts';

/**
 * The text of one cue with its markup taken out and kept beside it: what the inline markup of SRT, WebVTT and
 * ASS has in common, flat instead of a tree, because words want to know "what holds here".
 */
export interface MarkedText {
  /** Lines joined by line feeds. */
  readonly text: string;
  /** Stretches of the text in order, without holes; empty when nothing is marked anywhere. */
  readonly runs: readonly MarkedRun[];
  /** From `offset` on the text is spoken at `ms`, on the media clock. Ascending by offset. */
  readonly times: readonly { readonly offset: number; readonly ms: number }[];
}

export interface MarkedRun {
  /** First offset behind the run. */
  readonly end: number;
  readonly style: WordStyle;
  readonly voice: string | null;
}

export const NO_STYLE: WordStyle = {};

export function unmarked(text: string): MarkedText {
  return { text, runs: NO_RUNS, times: NO_TIMES };
}

const NO_RUNS: MarkedText['runs'] = [];
const NO_TIMES: MarkedText['times'] = [];

/** Collects a marked text from its beginning to its end. */
export interface MarkedTextBuilder {
  readonly add: (text: string, style: WordStyle, voice: string | null) => void;
  /** The text added from now on is spoken at `ms`. */
  readonly mark: (ms: number) => void;
  readonly finish: () => MarkedText;
}

export function markedTextBuilder(): MarkedTextBuilder {
  const pieces: string[] = [];
  const runs: MarkedRun[] = [];
  const times: { offset: number; ms: number }[] = [];
  let length = 0;
  return {
    add: (text, style, voice) => {
      if (text === '') return;
      pieces.push(text);
      length += text.length;
      const last = runs.at(-1);
      const goesOn = last !== undefined && last.voice === voice && sameStyle(last.style, style);
      if (goesOn) runs.pop();
      runs.push({ end: length, style, voice });
    },
    mark: (ms) => times.push({ offset: length, ms }),
    finish: () => {
      const isPlain = runs.every(({ style, voice }) => voice === null && sameStyle(style, NO_STYLE));
      return { text: pieces.join(''), runs: isPlain ? NO_RUNS : runs, times };
    },
  };
}

export function sameStyle(left: WordStyle, right: WordStyle): boolean {
  return (
    left === right ||
    ((left.italic ?? false) === (right.italic ?? false) &&
      (left.bold ?? false) === (right.bold ?? false) &&
      (left.underline ?? false) === (right.underline ?? false) &&
      left.color === right.color)
  );
}
