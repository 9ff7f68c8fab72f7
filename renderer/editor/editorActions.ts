import { type Action, registerActions } from '../actions/action.ts';
import { captionsActions } from '../captions/captionsActions.ts';
import { editingActions } from '../editing/editingActions.ts';
import { findActions } from '../find/findActions.ts';
import { playerActions } from '../player/playerActions.ts';
import { reviewActions } from '../review/reviewActions.ts';
import { timelineActions } from '../timeline/timelineActions.ts';
import { touchUpActions } from '../touchUps/touchUpActions.ts';
import { transcriptActions } from '../transcript/transcriptActions.ts';
import { focusPane } from './paneFocus.ts';

/** What concerns the panes as such. */
const paneActions: readonly Action[] = [
  {
    id: 'view.nextPane',
    label: 'frame.nextPane',
    keys: ['F6'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'view', group: 8 },
    isEnabled: () => true,
    isChecked: null,
    run: () => focusPane(1),
  },
  {
    id: 'view.previousPane',
    label: 'frame.previousPane',
    keys: ['Shift+F6'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'view', group: 8 },
    isEnabled: () => true,
    isChecked: null,
    run: () => focusPane(-1),
  },
];

/** Adds what a person can do in the editor; called when the editor is fetched. */
export function registerEditorActions(): void {
  for (const area of [
    paneActions,
    playerActions,
    captionsActions,
    timelineActions,
    transcriptActions,
    editingActions,
    findActions,
    touchUpActions,
    reviewActions,
  ]) {
    registerActions(area);
  }
}
