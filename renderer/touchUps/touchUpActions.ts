import type { Action, ActionContext } from '../actions/action.ts';
import { hasSelection } from '../editing/edit.ts';
import { selectedWords } from '../session/select.ts';
import { cancelTouchUp, startTouchUp } from './following.ts';
import { meantRange } from './redoRange.ts';
import { touchUpState } from './touchUpState.ts';

function hasWords({ session }: ActionContext): boolean {
  return session !== null && session.document.project().utterances.length > 0;
}

/** The newest that is at work; null when nothing is. */
function running({ session }: ActionContext): string | null {
  if (session === null) return null;
  const { views } = touchUpState(session).getState();
  return views.findLast(({ state }) => state === 'running')?.touchUpId ?? null;
}

/** Work of engines on a part, or one side, of the open project. */
export const touchUpActions: readonly Action[] = [
  {
    id: 'words.align',
    label: 'editing.align',
    keys: ['$mod+Shift+KeyA'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 4 },
    isEnabled: hasSelection,
    isChecked: null,
    run: ({ app, session }) => {
      if (session === null) return;
      session.document.settle();
      startTouchUp(app, session, { kind: 'align', wordIds: selectedWords(session), engine: null });
    },
  },
  {
    id: 'words.alignWith',
    label: 'touchUps.alignWithAction',
    keys: [],
    place: 'editor',
    whileTyping: false,
    menu: { name: 'words', group: 4 },
    isEnabled: hasSelection,
    isChecked: null,
    run: ({ session }) => {
      if (session === null) return;
      session.document.settle();
      touchUpState(session).setState({ sheet: { kind: 'align', wordIds: selectedWords(session) } });
    },
  },
  {
    id: 'words.recogniseAgain',
    label: 'touchUps.redoAction',
    keys: ['$mod+Shift+KeyE'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 4 },
    isEnabled: ({ session }) => session !== null && session.player.durationMs() > 0,
    isChecked: null,
    run: ({ session }) => {
      if (session === null) return;
      session.document.settle();
      const range = meantRange(session);
      if (range !== null) touchUpState(session).setState({ sheet: { kind: 'redo', range } });
    },
  },
  {
    id: 'speakers.tellApart',
    label: 'touchUps.speakersAction',
    keys: [],
    place: 'editor',
    whileTyping: false,
    menu: { name: 'words', group: 5 },
    isEnabled: hasWords,
    isChecked: null,
    run: ({ session }) => {
      if (session !== null) touchUpState(session).setState({ sheet: { kind: 'speakers' } });
    },
  },
  {
    id: 'touchUps.cancel',
    label: 'touchUps.cancelAction',
    keys: ['Escape'],
    place: 'editor',
    whileTyping: true,
    menu: null,
    isEnabled: (context) => running(context) !== null,
    isChecked: null,
    run: (context) => {
      const touchUpId = running(context);
      if (touchUpId !== null) cancelTouchUp(context.app, touchUpId);
    },
  },
];
