import { createContext, useContext, useRef, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Settings } from '../../common/contract/settings.ts';
import type { WordId } from '../../common/document/types.ts';
import type { OpenDocument } from '../document/openDocument.ts';
import type { Connection } from '../host/connection.ts';
import type { Player } from '../player/player.ts';

/** The person's cursor: which words are chosen. It is not the player's place. */
export interface Selection {
  /** In document order; empty = nothing is chosen. */
  readonly words: readonly WordId[];
  /** Where a selection by Shift starts, and its other end; keys work on `focus`. */
  readonly anchor: WordId | null;
  readonly focus: WordId | null;
  /** First word of the chosen cue; null = the cue that holds `focus`. */
  readonly cue: WordId | null;
  /** Who chose last, so that a view does not scroll to what it chose itself. */
  readonly by: 'transcript' | 'captions' | 'timeline' | 'inspector' | 'keys';
}

/** The part of the media that the timeline shows. Everything that follows its zoom draws from this alone. */
export interface TimelineView {
  /** Media time at the left border; may be a fraction. */
  readonly leftMs: number;
  readonly pxPerSecond: number;
  /** Width of the part that shows time, without the heads. */
  readonly widthPx: number;
}

/** What the panes show. */
export interface EditorView {
  readonly text: 'transcript' | 'captions';
  readonly inspector: 'speakers' | 'checks' | 'review' | 'word' | 'history';
  /** Neighbour edges, playhead and onsets attract what is dragged. */
  readonly snap: boolean;
  /** Neighbours make way instead of stopping what is dragged. */
  readonly push: boolean;
  readonly follow: boolean;
  readonly safeArea: boolean;
  readonly find: { readonly open: boolean; readonly replace: boolean };
  readonly tapping: boolean;
  /** The sheet that shifts and stretches times is open. */
  readonly retiming: boolean;
}

/** Everything that the panes of one open project share. */
export interface EditorSession {
  readonly sessionId: string;
  readonly connection: Connection;
  readonly document: OpenDocument;
  readonly player: Player;
  readonly selection: StoreApi<Selection>;
  readonly timeline: StoreApi<TimelineView>;
  readonly view: StoreApi<EditorView>;
  readonly settings: StoreApi<Settings>;
  readonly close: () => void;
}

export const SessionContext = createContext<EditorSession | null>(null);

/** The project that the surrounding editor shows. Throws outside one. */
export function useSession(): EditorSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('there is no open project here');
  return session;
}

/**
 * Something read of the document, anew after every change of it. `read` must give the same object while what
 * it reads is the same (a field, a memoised result), or the component is drawn for every edit anywhere.
 */
export function useDocument<T>(read: (document: OpenDocument) => T): T {
  const { document } = useSession();
  const latest = useRef(read);
  latest.current = read;
  return useSyncExternalStore(document.subscribe, () => latest.current(document));
}

export function useSelection<T>(read: (selection: Selection) => T): T {
  return useStore(useSession().selection, read);
}

export function useView<T>(read: (view: EditorView) => T): T {
  return useStore(useSession().view, read);
}
