import type { CuePlacement, CueSource, SpeakerId, Word, WordId } from '../document/types.ts';

/** One line of a cue. Its text never leaves out or adds a word; `mark` is drawn before it. */
export interface CueLine {
  readonly speakerId: SpeakerId | null;
  readonly words: readonly Word[];
  /** The words joined, without `mark`. */
  readonly text: string;
  /** What the profile puts before the line, such as the dash of a second speaker; mostly ''. */
  readonly mark: string;
}

/** A caption on screen: a pure function of the document, its decisions and a profile. */
export interface Cue {
  readonly firstWordId: WordId;
  readonly lastWordId: WordId;
  /** Integer milliseconds on the media clock, half-open. */
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly CueLine[];
  /** Fixed by a person or an imported file: times and lines are not derived. */
  readonly pinned: boolean;
  readonly placement: CuePlacement | null;
  readonly style: string | null;
  readonly source: CueSource | null;
}
