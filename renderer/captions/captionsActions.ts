import {
  breakLine,
  deleteCue,
  hideCue,
  joinLines,
  mergeCues,
  pinShown,
  retimeCue,
  splitCue,
  unpin,
} from '../../common/captions/composeCues.ts';
import type { Cue } from '../../common/captions/cue.ts';
import type { Result } from '../../common/contract/result.ts';
import type { Operation } from '../../common/document/operations.ts';
import { msOfFrame } from '../../common/time/frames.ts';
import type { Action, ActionContext } from '../actions/action.ts';
import { frameAt } from '../player/frames.ts';
import type { EditorSession } from '../session/session.ts';
import type { MessageId } from '../text/text.ts';
import { captionsState } from './captionsState.ts';
import { chooseCue, chosenCue, cutPlace, edit } from './cueEdits.ts';

type Run = (session: EditorSession, context: ActionContext) => void;

interface Wish {
  readonly id: string;
  readonly label: MessageId;
  readonly keys: readonly string[];
  /** `captions` for single letters, which mean other things in other panes. */
  readonly place: Action['place'];
  readonly group: number | null;
  readonly needs: 'cue' | 'pinned' | 'unpinned' | 'next' | 'previous' | 'lines' | 'session';
  readonly run: Run;
}

/** What is offered for cues. Keys with a modifier and function keys also work while their text is typed. */
export const captionsActions: readonly Action[] = (
  [
    wish('cues.split', ['$mod+KeyB'], 'editor', 1, 'cue', split),
    wish('cues.mergeNext', ['$mod+Shift+KeyM'], 'editor', 1, 'next', (session, { app }) =>
      merge(session, chosenCue(session), app.tell),
    ),
    wish('cues.mergePrevious', ['$mod+Alt+KeyM'], 'editor', 1, 'previous', (session, { app }) =>
      merge(session, chosenCue(session) - 1, app.tell),
    ),
    wish('cues.lineBreak', ['$mod+Enter'], 'captions', 2, 'cue', lineBreak),
    wish('cues.joinLines', ['$mod+Shift+KeyJ'], 'editor', 2, 'lines', (session, context) =>
      change(session, context, 'cues.joinLines', joinLines(session.document.captions(), chosenCue(session))),
    ),
    wish('cues.pin', ['$mod+KeyP'], 'captions', 3, 'unpinned', (session, context) =>
      change(session, context, 'cues.pin', pinShown(session.document.captions(), chosenCue(session))),
    ),
    wish('cues.unpin', ['$mod+KeyP'], 'captions', 3, 'pinned', (session, context) =>
      change(session, context, 'cues.unpin', unpin(session.document.captions(), chosenCue(session))),
    ),
    wish('cues.previous', ['Alt+ArrowUp'], 'editor', 4, 'previous', (session) => {
      chooseCue(session, chosenCue(session) - 1, 'keys');
    }),
    wish('cues.next', ['Alt+ArrowDown'], 'editor', 4, 'next', (session) => {
      chooseCue(session, chosenCue(session) + 1, 'keys');
    }),
    wish('cues.setIn', ['KeyI', 'F11'], 'editor', 5, 'cue', (session, context) => {
      retime(session, context, 'cues.setIn', (_cue, nowMs) => ({ startMs: nowMs, endMs: null }));
    }),
    wish('cues.setOut', ['KeyO', 'F12'], 'editor', 5, 'cue', (session, context) => {
      retime(session, context, 'cues.setOut', (_cue, nowMs) => ({ startMs: null, endMs: nowMs }));
    }),
    wish('cues.setOutAndNext', ['KeyG', 'F10'], 'editor', 5, 'cue', (session, context) => {
      const at = chosenCue(session);
      const done = retime(session, context, 'cues.setOut', (_cue, nowMs) => ({
        startMs: null,
        endMs: nowMs,
      }));
      if (done && at + 1 < session.document.captions().cues.length) chooseCue(session, at + 1, 'keys');
    }),
    wish('cues.shiftEarlier', ['Alt+Comma'], 'editor', 6, 'cue', shift(-1, 'both')),
    wish('cues.shiftLater', ['Alt+Period'], 'editor', 6, 'cue', shift(1, 'both')),
    wish('cues.endEarlier', ['Alt+Shift+Comma'], 'editor', 6, 'cue', shift(-1, 'end')),
    wish('cues.endLater', ['Alt+Shift+Period'], 'editor', 6, 'cue', shift(1, 'end')),
    wish('cues.insert', ['Insert', '$mod+Shift+Enter'], 'editor', 7, 'session', (session) => {
      session.view.setState({ text: 'captions' });
      captionsState(session).setState({ writingFromMs: session.player.timeMs() });
    }),
    wish('cues.hide', ['$mod+Shift+KeyH'], 'captions', 7, 'cue', (session, context) => {
      removed(session, context, 'cues.hide', hideCue);
    }),
    wish('cues.delete', ['Delete'], 'captions', 7, 'cue', (session, context) => {
      removed(session, context, 'cues.delete', deleteCue);
    }),
    wish('cues.edit', ['F2'], 'editor', 7, 'cue', (session) => {
      session.view.setState({ text: 'captions' });
      const cue = session.document.captions().cues[chosenCue(session)];
      captionsState(session).setState({
        editing: cue?.firstWordId ?? null,
        enter: { letters: Number.POSITIVE_INFINITY },
      });
    }),
    wish('problems.next', ['F8'], 'captions', 8, 'session', (session) => toProblem(session, 1)),
    wish('problems.previous', ['Shift+F8'], 'captions', 8, 'session', (session) => toProblem(session, -1)),
  ] satisfies readonly Wish[]
).map(actionOf);

function wish(
  id: string,
  keys: readonly string[],
  place: Action['place'],
  group: number | null,
  needs: Wish['needs'],
  run: Run,
): Wish {
  return { id, label: `action.${id}` as MessageId, keys, place, group, needs, run };
}

function actionOf({ id, label, keys, place, group, needs, run }: Wish): Action {
  return {
    id,
    label,
    keys,
    place,
    whileTyping: keys.every((key) => /[+]|^F\d/u.test(key) && !/^Shift\+Key/u.test(key)),
    menu: group === null ? null : { name: 'cues', group },
    isEnabled: ({ session }) => session !== null && isThere(session, needs),
    isChecked: null,
    run: (context) => {
      if (context.session !== null) run(context.session, context);
    },
  };
}

function isThere(session: EditorSession, needs: Wish['needs']): boolean {
  if (needs === 'session') return true;
  const { cues } = session.document.captions();
  const at = chosenCue(session);
  const cue = cues[at];
  if (cue === undefined) return false;
  switch (needs) {
    case 'cue':
      return true;
    case 'pinned':
      return cue.pinned;
    case 'unpinned':
      return !cue.pinned;
    case 'next':
      return at + 1 < cues.length;
    case 'previous':
      return at > 0;
    case 'lines':
      return cue.lines.length > 1;
  }
}

/** All edits of one cue's times within this time are one step of undo. */
const TIMING_GROUP_MS = 800;

function change(
  session: EditorSession,
  { app }: ActionContext,
  id: string,
  composed: Result<Operation>,
): boolean {
  return edit(session, composed, { label: `action.${id}` as MessageId, group: null }, app.tell);
}

function split(session: EditorSession, context: ActionContext): void {
  const place = cutPlace(session);
  if (place === null) return;
  if (place.wordId === null) {
    context.app.tell({ code: 'edit.impossible', file: null, detail: 'a cue is split between two words' });
    return;
  }
  const { wordId } = place;
  const done = change(
    session,
    context,
    'cues.split',
    splitCue(session.document.captions(), place.at, wordId),
  );
  if (!done) return;
  const isTyping = captionsState(session).getState().caret !== null;
  chooseSplit(session, wordId, isTyping);
}

/** The second half is where a person goes on. */
function chooseSplit(session: EditorSession, firstWordId: string, isTyping: boolean): void {
  session.selection.setState({
    words: [],
    anchor: firstWordId,
    focus: firstWordId,
    cue: firstWordId,
    by: 'keys',
  });
  const state = captionsState(session);
  if (isTyping && state.getState().editing !== null)
    state.setState({ editing: firstWordId, enter: { letters: 0 } });
}

export function merge(session: EditorSession, at: number, tell: ActionContext['app']['tell']): void {
  const { caret } = captionsState(session).getState();
  if (caret?.commit() === false) return;
  const captions = session.document.captions();
  const cue = captions.cues[at];
  const step = { label: 'action.cues.mergeNext', group: null } as const;
  if (cue === undefined || !edit(session, mergeCues(captions, at), step, tell)) return;
  const { firstWordId } = cue;
  session.selection.setState({
    words: [],
    anchor: firstWordId,
    focus: firstWordId,
    cue: firstWordId,
    by: 'keys',
  });
  const state = captionsState(session);
  const letters = cue.lines.reduce((sum, { text }) => sum + text.replace(/\s/gu, '').length, 0);
  // The caret stands where both met.
  if (caret !== null && state.getState().editing !== null) {
    state.setState({ editing: firstWordId, enter: { letters } });
  }
}

function lineBreak(session: EditorSession, context: ActionContext): void {
  const place = cutPlace(session);
  if (place?.wordId === null || place === null) return;
  change(session, context, 'cues.lineBreak', breakLine(session.document.captions(), place.at, place.wordId));
}

function retime(
  session: EditorSession,
  { app }: ActionContext,
  id: string,
  wanted: (cue: Cue, nowMs: number) => { readonly startMs: number | null; readonly endMs: number | null },
): boolean {
  const captions = session.document.captions();
  const at = chosenCue(session);
  const cue = captions.cues[at];
  if (cue === undefined) return false;
  const { startMs, endMs } = wanted(cue, session.player.timeMs());
  const times = { startMs: startMs ?? cue.startMs, endMs: endMs ?? cue.endMs };
  const group = { key: `cue-times ${cue.firstWordId}`, withinMs: TIMING_GROUP_MS };
  const label = `action.${id}` as MessageId;
  const done = edit(session, retimeCue(captions, at, times), { label, group }, app.tell);
  if (done) keepChosen(session, cue);
  return done;
}

function shift(frames: number, what: 'both' | 'end'): Run {
  return (session, context) => {
    const { frameRate } = session.document.captions().settings;
    const by = (ms: number) => Math.max(0, msOfFrame(frameAt(ms, frameRate) + frames, frameRate));
    retime(session, context, what === 'end' ? 'cues.endLater' : 'cues.shiftLater', (cue) => {
      if (what === 'end') return { startMs: null, endMs: by(cue.endMs) };
      const startMs = by(cue.startMs);
      return { startMs, endMs: startMs + cue.endMs - cue.startMs };
    });
  };
}

/** A cue that was merely at the playhead is chosen by editing it. */
function keepChosen(session: EditorSession, { firstWordId }: Cue): void {
  if (session.selection.getState().cue === firstWordId) return;
  session.selection.setState({
    words: [],
    anchor: firstWordId,
    focus: firstWordId,
    cue: firstWordId,
    by: 'keys',
  });
}

function removed(
  session: EditorSession,
  context: ActionContext,
  id: string,
  compose: typeof deleteCue,
): void {
  const at = chosenCue(session);
  if (!change(session, context, id, compose(session.document.captions(), at))) return;
  const last = session.document.captions().cues.length - 1;
  if (last >= 0) chooseCue(session, Math.min(at, last), 'keys');
}

function toProblem(session: EditorSession, direction: 1 | -1): void {
  const found = session.document.violations();
  const from = chosenCue(session);
  const next =
    direction === 1 ? found.find(({ cue }) => cue > from) : found.findLast(({ cue }) => cue < from);
  const around = next ?? (direction === 1 ? found[0] : found[found.length - 1]);
  if (around !== undefined) chooseCue(session, around.cue, 'keys');
}
