import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import type { EditorSession } from '../session/session.ts';

export interface PlayerPaneState {
  /** The timecode is a field, in which a time to go to is typed. */
  readonly goingTo: boolean;
}

const states = new WeakMap<EditorSession, StoreApi<PlayerPaneState>>();

export function playerPaneState(session: EditorSession): StoreApi<PlayerPaneState> {
  const known = states.get(session);
  if (known !== undefined) return known;
  const made = createStore<PlayerPaneState>(() => ({ goingTo: false }));
  states.set(session, made);
  return made;
}
