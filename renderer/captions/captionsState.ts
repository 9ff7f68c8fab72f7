import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import type { WordId } from '../../common/document/types.ts';
import type { EditorSession } from '../session/session.ts';

/** A cue's text while the caret is in it: in the table or in the box below the picture. */
export interface CueCaret {
  /** First word of the cue. */
  readonly cue: () => WordId;
  /** Place in the text with its lines joined by one space. */
  readonly offset: () => number;
  /** Brings what was typed into the document; false when that is refused. */
  readonly commit: () => boolean;
}

/** After so many letters, spaces and line ends not counted: 0 is the start, Infinity the end. */
export interface CaretWish {
  readonly letters: number;
}

/** What the captions table shows, for this window alone. */
export interface CaptionsState {
  readonly filter: 'all' | 'problems';
  /** The row whose text is being edited, by the cue's first word. */
  readonly editing: WordId | null;
  /** Where the caret goes when a row becomes the edited one; a new object each time. */
  readonly enter: CaretWish;
  /** A cue that is being written by hand starts here; null = none is. */
  readonly writingFromMs: number | null;
  readonly caret: CueCaret | null;
}

const states = new WeakMap<EditorSession, StoreApi<CaptionsState>>();

export function captionsState(session: EditorSession): StoreApi<CaptionsState> {
  const known = states.get(session);
  if (known !== undefined) return known;
  const made = createStore<CaptionsState>(() => ({
    filter: 'all',
    editing: null,
    enter: { letters: Number.POSITIVE_INFINITY },
    writingFromMs: null,
    caret: null,
  }));
  states.set(session, made);
  return made;
}
