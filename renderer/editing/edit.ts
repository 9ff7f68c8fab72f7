import type { Result } from '../../common/contract/result.ts';
import type { Operation } from '../../common/document/operations.ts';
import { findWord, type WordPlace } from '../../common/document/queries.ts';
import type { ActionContext } from '../actions/action.ts';
import type { EditStep } from '../document/openDocument.ts';
import { selectedWords } from '../session/select.ts';
import type { EditorSession } from '../session/session.ts';
import type { MessageId } from '../text/text.ts';

/** Nudges within this time of one another are one step of undo. */
export const NUDGE_WITHIN_MS = 800;

/** An edit that stands alone in Undo. */
export function single(label: MessageId): EditStep {
  return { label, group: null };
}

/** Carries out a composed edit. Null is nothing to do; a refusal is told to the person. True when something changed. */
export function carryOut(
  { app }: Pick<ActionContext, 'app'>,
  session: EditorSession,
  edit: Result<Operation | null>,
  step: EditStep,
): boolean {
  if (!edit.ok) {
    app.tell(edit.failure);
    return false;
  }
  if (edit.value === null) return false;
  const done = session.document.change(edit.value, step);
  if (!done.ok) app.tell(done.failure);
  return done.ok;
}

/** The word that keys work on; null when none is chosen. */
export function focusedWord(session: EditorSession): WordPlace | null {
  const { focus } = session.selection.getState();
  return focus === null ? null : findWord(session.document.project(), focus);
}

export function hasSelection({ session }: ActionContext): boolean {
  return session !== null && selectedWords(session).length > 0;
}

export function hasFocus({ session }: ActionContext): boolean {
  return session !== null && focusedWord(session) !== null;
}
