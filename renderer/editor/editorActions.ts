import { registerActions } from '../actions/action.ts';
import { captionsActions } from '../captions/captionsActions.ts';
import { editingActions } from '../editing/editingActions.ts';
import { playerActions } from '../player/playerActions.ts';
import { timelineActions } from '../timeline/timelineActions.ts';
import { transcriptActions } from '../transcript/transcriptActions.ts';

/** Adds what a person can do in the editor; called when the editor is fetched. */
export function registerEditorActions(): void {
  for (const area of [playerActions, captionsActions, timelineActions, transcriptActions, editingActions]) {
    registerActions(area);
  }
}
