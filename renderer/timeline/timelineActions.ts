import { findWord, type WordPlace, wordAfter, wordBefore } from '../../common/document/queries.ts';
import type { Action, ActionContext } from '../actions/action.ts';
import { focusedWord, hasSelection } from '../editing/edit.ts';
import { selectedWords, selectWord, selectWords } from '../session/select.ts';
import type { EditorSession, TimelineView } from '../session/session.ts';
import type { MessageId } from '../text/text.ts';
import { leastZoom, scrollBy, showRange, zoomAt } from './navigate.ts';

const STEP = 1.5;

function durationOf({ document, player }: EditorSession): number {
  const { cues } = document.captions();
  return Math.max(player.durationMs(), (cues.at(-1)?.endMs ?? 0) + 2000, 10_000);
}

/** Zooms at the playhead where it is in sight, else in the middle. */
function zoom(session: EditorSession, factor: number): void {
  const view = session.timeline.getState();
  const x = ((session.player.timeMs() - view.leftMs) * view.pxPerSecond) / 1000;
  const at = x >= 0 && x <= view.widthPx ? x : view.widthPx / 2;
  session.timeline.setState(zoomAt(view, factor, at, durationOf(session)));
}

function move(session: EditorSession, change: (view: TimelineView) => TimelineView): void {
  session.timeline.setState(change(session.timeline.getState()));
}

/** The next word on the same lane, or of the text where none is chosen; it is heard as well. */
function step(session: EditorSession, direction: 1 | -1): void {
  const project = session.document.project();
  const from = focusedWord(session);
  let place: WordPlace | null = from;
  if (from === null) {
    const first = project.utterances.chunks[0]?.[0]?.words.chunks[0]?.[0];
    place = first === undefined ? null : findWord(project, first.id);
  } else {
    do place = place === null ? null : direction > 0 ? wordAfter(project, place) : wordBefore(project, place);
    while (place !== null && place.utterance.speakerId !== from.utterance.speakerId);
  }
  if (place === null) return;
  selectWord(session, place.word.id, 'keys');
  const { startMs, endMs } = place.word;
  if (startMs !== null && endMs !== null) session.player.playRange(startMs, endMs, 'once');
}

function zoomSelection(session: EditorSession): void {
  const project = session.document.project();
  const words = selectedWords(session).map((id) => findWord(project, id)?.word);
  const starts = words.flatMap((word) => (word?.startMs == null ? [] : [word.startMs]));
  const ends = words.flatMap((word) => (word?.endMs == null ? [] : [word.endMs]));
  if (starts.length === 0) return;
  move(session, (view) => showRange(view, Math.min(...starts), Math.max(...ends), durationOf(session)));
}

function selectLane(session: EditorSession): void {
  const place = focusedWord(session);
  if (place === null) return;
  const words = session.document
    .project()
    .utterances.chunks.flat()
    .filter(({ speakerId }) => speakerId === place.utterance.speakerId)
    .flatMap(({ words: list }) => list.chunks.flat().map(({ id }) => id));
  selectWords(session, words, 'keys');
}

function act(
  name: string,
  keys: readonly string[],
  run: (session: EditorSession) => void,
  isEnabled: (context: ActionContext) => boolean,
): Action {
  const id = `timeline.${name}`;
  return {
    id,
    label: id as MessageId,
    keys,
    place: 'timeline',
    whileTyping: false,
    menu: name.startsWith('zoom') || name === 'fit' ? { name: 'view', group: 5 } : null,
    isEnabled,
    isChecked: null,
    run: ({ session }) => {
      if (session !== null) run(session);
    },
  };
}

const always = ({ session }: ActionContext) => session !== null;

/** Moving about in the timeline by keys. Escape leaves it, so that Tab can mean words in it. */
export const timelineActions: readonly Action[] = [
  act('nextWord', ['Tab', 'KeyX'], (session) => step(session, 1), always),
  act('previousWord', ['Shift+Tab', 'KeyZ'], (session) => step(session, -1), always),
  act('zoomIn', ['Equal', 'NumpadAdd'], (session) => zoom(session, STEP), always),
  act('zoomOut', ['Minus', 'NumpadSubtract'], (session) => zoom(session, 1 / STEP), always),
  act('zoomSelection', ['Shift+KeyF'], zoomSelection, hasSelection),
  act(
    'fit',
    ['Shift+Digit0'],
    (session) =>
      move(session, (view) => ({ ...view, leftMs: 0, pxPerSecond: leastZoom(view, durationOf(session)) })),
    always,
  ),
  act(
    'scrollOn',
    ['PageDown'],
    (session) => move(session, (view) => scrollBy(view, view.widthPx * 0.8, durationOf(session))),
    always,
  ),
  act(
    'scrollBack',
    ['PageUp'],
    (session) => move(session, (view) => scrollBy(view, -view.widthPx * 0.8, durationOf(session))),
    always,
  ),
  act('selectLane', ['$mod+KeyA'], selectLane, hasSelection),
  act('leave', ['Escape'], () => leave(), always),
];

/** Gives the focus to what comes after the timeline, so that Tab goes on from there. */
function leave(): void {
  const own = document.activeElement;
  if (own instanceof HTMLElement) own.blur();
  document.querySelector<HTMLElement>('[data-keys="transcript"], [data-keys="captions"]')?.focus();
}
