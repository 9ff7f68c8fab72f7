import type { WordTimes } from '../../../common/document/operations.ts';
import type { SpeakerId, WordId } from '../../../common/document/types.ts';

/** Times that a gesture would give, before it is let go; drawn instead of the document's. */
export interface Moved {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Preview {
  readonly words: ReadonlyMap<WordId, Moved>;
  /** The cue whose edge is dragged. */
  readonly cue: (Moved & { readonly firstWordId: WordId }) | null;
  /** The lane onto which the words would come; undefined = they stay on theirs. */
  readonly toSpeaker: SpeakerId | null | undefined;
  /** What the dragged edge has caught on. */
  readonly snapped: { readonly ms: number; readonly kind: SnapKind } | null;
}

export type SnapKind = 'word' | 'playhead' | 'onset' | 'cue' | 'frame';

export const NO_PREVIEW: Preview = { words: new Map(), cue: null, toSpeaker: undefined, snapped: null };

/** The preview of words as times for the document; all of them are set by hand. */
export function timesOf(words: ReadonlyMap<WordId, Moved>): readonly WordTimes[] {
  return [...words].map(([wordId, { startMs, endMs }]) => ({ wordId, startMs, endMs, timing: 'user' }));
}
