import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import type { HeardAgain, StartTouchUp, TouchUpView } from '../../common/contract/touchUps.ts';
import type { HeardRange } from '../../common/document/heardAgain.ts';
import type { Project } from '../../common/document/types.ts';
import { type EditorSession, useSession } from '../session/session.ts';

/** What a person is asked before work begins. */
export type TouchUpSheet =
  | { readonly kind: 'align'; readonly wordIds: readonly string[] }
  | { readonly kind: 'speakers' }
  | { readonly kind: 'redo'; readonly range: HeardRange };

export interface TouchUpState {
  readonly sheet: TouchUpSheet | null;
  /** As the host tells of them; also what another window began. */
  readonly views: readonly TouchUpView[];
  /** What this window asked for, to ask again, with the project as it was then. */
  readonly asked: ReadonlyMap<string, { readonly request: StartTouchUp; readonly project: Project }>;
  /** What was heard and waits to be gone through; one at a time. */
  readonly review: { readonly touchUpId: string; readonly heard: HeardAgain } | null;
}

const states = new WeakMap<EditorSession, StoreApi<TouchUpState>>();

/** The work on parts of an open project that this window knows of. */
export function touchUpState(session: EditorSession): StoreApi<TouchUpState> {
  const known = states.get(session);
  if (known !== undefined) return known;
  const made = createStore<TouchUpState>(() => ({ sheet: null, views: [], asked: new Map(), review: null }));
  states.set(session, made);
  return made;
}

export function useTouchUps<T>(read: (state: TouchUpState) => T): T {
  return useStore(touchUpState(useSession()), read);
}
