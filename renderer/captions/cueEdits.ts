import type { Captions } from '../../common/captions/captions.ts';
import type { Cue } from '../../common/captions/cue.ts';
import type { Failure } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import type { Operation } from '../../common/document/operations.ts';
import type { EditStep } from '../document/openDocument.ts';
import type { EditorSession, Selection } from '../session/session.ts';
import type { MessageId } from '../text/text.ts';
import { captionsState } from './captionsState.ts';
import { cuesAt, indexOfCue, indexOfWord, lastStartingBy, wordAtOffset } from './cueLookup.ts';

/** How edits of cues reach the document: from keys, the table and the box alike. */

interface Asked {
  readonly captions: Captions;
  readonly selection: Selection;
  readonly timeMs: number;
  readonly at: number;
}

/** Each of twenty actions asks for the chosen cue whenever something changes. */
const asked = new WeakMap<EditorSession, Asked>();

/** The chosen cue; else the one with the chosen word; else the one at the playhead; −1 in a project without cues. */
export function chosenCue(session: EditorSession): number {
  const captions = session.document.captions();
  const selection = session.selection.getState();
  const timeMs = session.player.timeMs();
  const known = asked.get(session);
  if (known?.captions === captions && known.selection === selection && known.timeMs === timeMs)
    return known.at;
  const at = chosenIn(captions, selection, timeMs);
  asked.set(session, { captions, selection, timeMs, at });
  return at;
}

export function chosenIn(captions: Captions, selection: Selection, timeMs: number): number {
  const chosen = indexOfCue(captions, selection.cue);
  if (chosen >= 0) return chosen;
  const word = selection.focus === null ? -1 : indexOfWord(captions, selection.focus);
  if (word >= 0) return word;
  const { cues } = captions;
  return cuesAt(cues, timeMs)[0] ?? Math.min(cues.length - 1, Math.max(0, lastStartingBy(cues, timeMs)));
}

/** Chooses a cue and shows it on the picture, unless that is playing. */
export function chooseCue(session: EditorSession, at: number, by: Selection['by']): void {
  const cue = session.document.captions().cues[at];
  if (cue === undefined) return;
  const { firstWordId } = cue;
  session.selection.setState({
    words: [],
    anchor: firstWordId,
    focus: firstWordId,
    cue: firstWordId,
    by,
  });
  if (!session.player.state.getState().playing) session.player.seek(cue.startMs);
}

/** The cue goes by another first word now; what is chosen and edited follows it. */
export function followCue(session: EditorSession, from: Cue, to: Cue | undefined): void {
  if (to === undefined || to.firstWordId === from.firstWordId) return;
  const { selection } = session;
  if (selection.getState().cue === from.firstWordId) {
    selection.setState({ cue: to.firstWordId, anchor: to.firstWordId, focus: to.firstWordId });
  }
  const state = captionsState(session);
  if (state.getState().editing === from.firstWordId) state.setState({ editing: to.firstWordId });
}

export type Tell = (failure: Failure) => void;

/** Carries out an edit of the chosen cue, or says why it cannot be; true when it was done. */
export function edit(
  session: EditorSession,
  composed: Result<Operation | null>,
  step: { readonly label: MessageId; readonly group: EditStep['group'] },
  tell: Tell,
): boolean {
  if (!composed.ok) {
    tell(composed.failure);
    return false;
  }
  if (composed.value === null) return true;
  const changed = session.document.change(composed.value, step);
  if (!changed.ok) tell(changed.failure);
  return changed.ok;
}

/** Where keys cut a cue: at the caret, after what was typed there was taken in; else at the playhead. */
export function cutPlace(
  session: EditorSession,
): { readonly at: number; readonly wordId: string | null } | null {
  const { caret } = captionsState(session).getState();
  if (caret !== null) {
    const offset = caret.offset();
    if (!caret.commit()) return null;
    const at = indexOfCue(session.document.captions(), caret.cue());
    const cue = session.document.captions().cues[at];
    return cue === undefined ? null : { at, wordId: wordAtOffset(cue, offset)?.id ?? null };
  }
  const { cues } = session.document.captions();
  const timeMs = session.player.timeMs();
  const chosen = chosenCue(session);
  const cue = cues[chosen];
  if (cue === undefined) return null;
  const { focus } = session.selection.getState();
  const words = cue.lines.flatMap((line) => line.words);
  const isWithin = timeMs > cue.startMs && timeMs < cue.endMs;
  const next = isWithin
    ? words.slice(1).find((word) => middleOf(word.startMs, word.endMs) >= timeMs)
    : undefined;
  const focused = words.slice(1).find(({ id }) => id === focus);
  return { at: chosen, wordId: next?.id ?? focused?.id ?? null };
}

function middleOf(startMs: number | null, endMs: number | null): number {
  return startMs === null || endMs === null ? Number.NEGATIVE_INFINITY : (startMs + endMs) / 2;
}
