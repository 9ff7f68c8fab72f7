import { hideWords, reviewWords } from '../../common/document/compose.ts';
import type { Action, ActionContext } from '../actions/action.ts';
import { carryOut, focusedWord, hasFocus, hasSelection, single } from '../editing/edit.ts';
import { selectedWords, selectWord } from '../session/select.ts';
import { nextDoubtful } from './doubt.ts';
import { speakerMenuState } from './speakerMenu.tsx';
import { chooseTurn } from './turns.ts';

/** Goes to the next word that the engine was not sure of, shows it and lets it be heard. */
function toDoubtful({ session }: ActionContext, direction: 1 | -1): void {
  if (session === null) return;
  session.document.settle();
  const project = session.document.project();
  const from = session.selection.getState().focus;
  const wordId = nextDoubtful(project, session.settings.getState().doubtBelow, from, direction);
  if (wordId === null) return;
  selectWord(session, wordId, 'keys');
  session.view.setState({ inspector: 'word' });
  const word = focusedWord(session)?.word;
  if (word?.startMs != null && word.endMs !== null)
    session.player.playRange(word.startMs, word.endMs, 'once');
}

/** At the caret where the text has it, else at the left of the transcript. */
function placeOfCaret(): DOMRect {
  const host = document.querySelector('.tr-host');
  const caret = host?.querySelector('.cm-focused .cm-cursor-primary');
  return (caret ?? host ?? document.body).getBoundingClientRect();
}

const hasProject = ({ session }: ActionContext) => session !== null;

export const transcriptActions: readonly Action[] = [
  {
    id: 'transcript.nextDoubtful',
    label: 'transcript.nextDoubtful',
    keys: ['F8'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 6 },
    isEnabled: hasProject,
    isChecked: null,
    run: (context) => toDoubtful(context, 1),
  },
  {
    id: 'transcript.previousDoubtful',
    label: 'transcript.previousDoubtful',
    keys: ['Shift+F8'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 6 },
    isEnabled: hasProject,
    isChecked: null,
    run: (context) => toDoubtful(context, -1),
  },
  {
    id: 'transcript.speaker',
    label: 'transcript.speakerOfTurn',
    keys: ['F9'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 5 },
    isEnabled: hasFocus,
    isChecked: null,
    run: (context) => {
      const { session } = context;
      if (session === null) return;
      session.document.settle();
      const utterance = focusedWord(session)?.utterance;
      if (utterance === undefined) return;
      // Several words that were chosen are what it is about; else it is the turn.
      if (selectedWords(session).length < 2) chooseTurn(session, utterance);
      session.view.setState({ text: 'transcript' });
      speakerMenuState(session).setState({ anchor: placeOfCaret() });
    },
  },
  {
    id: 'words.review',
    label: 'transcript.review',
    keys: ['$mod+Enter'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 6 },
    isEnabled: hasSelection,
    isChecked: null,
    run: (context) => {
      const { session } = context;
      if (session === null) return;
      session.document.settle();
      const edit = { ok: true, value: reviewWords(selectedWords(session), true) } as const;
      carryOut(context, session, edit, single('transcript.review'));
    },
  },
  {
    id: 'words.hide',
    label: 'transcript.hide',
    keys: ['$mod+Delete'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 6 },
    isEnabled: hasSelection,
    isChecked: null,
    run: (context) => {
      const { session } = context;
      if (session === null) return;
      session.document.settle();
      const words = selectedWords(session);
      const { hidden } = session.document.project().decisions;
      const areHidden = words.every((id) => hidden.has(id));
      const edit = { ok: true, value: hideWords(words, areHidden ? null : true) } as const;
      carryOut(context, session, edit, single('transcript.hide'));
    },
  },
];
