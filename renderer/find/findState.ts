import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EditorSession } from '../session/session.ts';
import { type Match, matchesIn, type Search, searchFor, type Wish } from './search.ts';

export interface FindState {
  readonly search: Search;
  readonly replacement: string;
  /** Index of the match that is shown; −1 = none yet. */
  readonly at: number;
}

const states = new WeakMap<EditorSession, StoreApi<FindState>>();

/** What is looked for in a project; it stays while the bar is closed, for F3. */
export function findState(session: EditorSession): StoreApi<FindState> {
  const known = states.get(session);
  if (known !== undefined) return known;
  const made = createStore<FindState>(() => ({
    search: searchFor({ text: '', matchCase: false, wholeWords: false }),
    replacement: '',
    at: -1,
  }));
  states.set(session, made);
  return made;
}

export function seek(session: EditorSession, wish: Wish): void {
  findState(session).setState({ search: searchFor(wish), at: -1 });
}

export function currentMatches(session: EditorSession): readonly Match[] {
  return matchesIn(session.document.project(), findState(session).getState().search);
}

/** Shows the next match or the one before, round the end: its words are chosen, so every view goes there. */
export function goToMatch(session: EditorSession, direction: 1 | -1): void {
  const matches = currentMatches(session);
  if (matches.length === 0) return;
  const { at } = findState(session).getState();
  const from = at < 0 ? placeOfSelection(session, matches, direction) : at + direction;
  showMatch(session, matches, (from + matches.length) % matches.length);
}

export function showMatch(session: EditorSession, matches: readonly Match[], at: number): void {
  const match = matches[at];
  if (match === undefined) return;
  findState(session).setState({ at });
  const { firstWordId, lastWordId } = match;
  const words = firstWordId === lastWordId ? [firstWordId] : [firstWordId, lastWordId];
  session.selection.setState({ words, anchor: firstWordId, focus: lastWordId, cue: null, by: 'keys' });
}

/** The first match from where the person is: a search begins there and not at the top. */
function placeOfSelection(session: EditorSession, matches: readonly Match[], direction: 1 | -1): number {
  const { focus } = session.selection.getState();
  const same = matches.findIndex(
    ({ firstWordId, lastWordId }) => firstWordId === focus || lastWordId === focus,
  );
  if (same >= 0) return same;
  return direction > 0 ? 0 : matches.length - 1;
}
