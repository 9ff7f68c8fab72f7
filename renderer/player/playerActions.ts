import { findWord, wordsAt } from '../../common/document/queries.ts';
import type { Word } from '../../common/document/types.ts';
import type { Action, ActionContext } from '../actions/action.ts';
import { chosenCue } from '../captions/cueEdits.ts';
import type { EditorSession } from '../session/session.ts';
import type { MessageId } from '../text/text.ts';
import { playerPaneState } from './playerPaneState.ts';
import { shuttleOf } from './shuttle.ts';

type Run = (session: EditorSession) => void | Promise<void>;
type Ask = (session: EditorSession) => boolean;

/** Where single letters mean playing; while text is typed they are letters. */
const HERE: Action['place'] = 'editor';

const RATE_STEPS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const;
/** Around a word or its edges: long enough to hear the neighbour, short enough to wait for. */
const LISTEN_MS = 500;

const always: Ask = () => true;

/** Everything that a person can do with the player by keys, menu and palette. */
export const playerActions: readonly Action[] = [
  act('playback.toggle', ['Control+Space'], HERE, 1, always, ({ player }) => player.toggle()),
  act('playback.toggleHere', ['Space'], 'timeline', null, always, ({ player }) => player.toggle()),
  act('playback.shuttleBack', ['KeyJ'], HERE, 1, always, ({ player }) => shuttleOf(player).press('back')),
  act('playback.shuttleStop', ['KeyK'], HERE, 1, always, ({ player }) => shuttleOf(player).press('stop')),
  act('playback.shuttleOn', ['KeyL'], HERE, 1, always, ({ player }) => shuttleOf(player).press('on')),
  act('playback.frameBack', ['Comma'], HERE, 2, always, ({ player }) => player.step(-1)),
  act('playback.frameOn', ['Period'], HERE, 2, always, ({ player }) => player.step(1)),
  act('playback.back', ['ArrowLeft'], 'timeline', null, always, seekBy(-1000)),
  act('playback.on', ['ArrowRight'], 'timeline', null, always, seekBy(1000)),
  act('playback.backFar', ['Shift+ArrowLeft'], 'timeline', null, always, seekBy(-5000)),
  act('playback.onFar', ['Shift+ArrowRight'], 'timeline', null, always, seekBy(5000)),
  act('playback.toStart', ['Home'], 'timeline', 3, always, ({ player }) => player.seek(0)),
  act('playback.toEnd', ['End'], 'timeline', 3, always, ({ player }) => player.seek(player.durationMs())),
  act('playback.goTo', ['$mod+KeyG'], HERE, 3, always, (session) => {
    playerPaneState(session).setState({ goingTo: true });
  }),
  act('playback.playCue', ['F5'], HERE, 4, hasCue, playCue),
  act(
    'playback.playWord',
    ['KeyS'],
    HERE,
    4,
    hasWord,
    playAround((from, to) => [from, to]),
  ),
  act(
    'playback.playBefore',
    ['KeyQ'],
    HERE,
    4,
    hasWord,
    playAround((from) => [from - LISTEN_MS, from]),
  ),
  act(
    'playback.playAfter',
    ['KeyW'],
    HERE,
    4,
    hasWord,
    playAround((_from, to) => [to, to + LISTEN_MS]),
  ),
  act(
    'playback.playStart',
    ['KeyE'],
    HERE,
    4,
    hasWord,
    playAround((from, to) => [from, Math.min(to, from + LISTEN_MS)]),
  ),
  act(
    'playback.playEnd',
    ['KeyD'],
    HERE,
    4,
    hasWord,
    playAround((from, to) => [Math.max(from, to - LISTEN_MS), to]),
  ),
  {
    ...act('playback.loop', ['Shift+KeyL'], HERE, 5, (session) => canLoop(session), loop),
    isChecked: ({ session }) => session !== null && session.player.state.getState().loop !== null,
  },
  act('playback.slower', ['Shift+Comma'], HERE, 6, always, ({ player }) => changeRate(player, -1)),
  act('playback.faster', ['Shift+Period'], HERE, 6, always, ({ player }) => changeRate(player, 1)),
  act('playback.normalRate', ['Backslash'], HERE, 6, always, ({ player }) => player.setRate(1)),
  {
    ...act('playback.mute', ['Shift+KeyM'], HERE, 7, always, ({ player }) =>
      player.setMuted(!player.state.getState().muted),
    ),
    isChecked: ({ session }) => session?.player.state.getState().muted ?? false,
  },
  {
    ...act('player.safeArea', [], HERE, 8, always, ({ view }) =>
      view.setState(({ safeArea }) => ({ safeArea: !safeArea })),
    ),
    isChecked: ({ session }) => session?.view.getState().safeArea ?? false,
  },
  {
    ...act('player.pictureInPicture', [], HERE, 8, canFloat, floatPicture),
    isChecked: ({ session }) =>
      session !== null && document.pictureInPictureElement === session.player.element,
  },
];

function act(
  id: string,
  keys: readonly string[],
  place: Action['place'],
  group: number | null,
  ask: Ask,
  run: Run,
): Action {
  return {
    id,
    label: `action.${id}` as MessageId,
    keys,
    place,
    whileTyping: keys.some((key) => /^(\$mod|Control)\+|^F\d/u.test(key)),
    menu: group === null ? null : { name: 'playback', group },
    isEnabled: ({ session }: ActionContext) => session !== null && ask(session),
    isChecked: null,
    run: async ({ session }: ActionContext) => {
      if (session !== null) await run(session);
    },
  };
}

function seekBy(ms: number): Run {
  return ({ player }) => player.seek(player.timeMs() + ms);
}

function changeRate({ state, setRate }: EditorSession['player'], direction: 1 | -1): void {
  const { rate } = state.getState();
  const next =
    direction === 1 ? RATE_STEPS.find((step) => step > rate) : RATE_STEPS.findLast((step) => step < rate);
  if (next !== undefined) setRate(next);
}

function hasCue(session: EditorSession): boolean {
  return chosenCue(session) >= 0;
}

function playCue(session: EditorSession): void {
  const cue = session.document.captions().cues[chosenCue(session)];
  if (cue !== undefined) session.player.playRange(cue.startMs, cue.endMs, 'once');
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The chosen words from the first that has a time to the last; without a choice the word at the playhead. */
function chosenSpan({ document, selection, player }: EditorSession): Span | null {
  const project = document.project();
  const { words, focus } = selection.getState();
  const ids = words.length > 0 ? words : focus === null ? [] : [focus];
  const chosen = ids.flatMap((id) => findWord(project, id)?.word ?? []);
  return spanOf(chosen) ?? spanOf(wordsAt(project, player.timeMs()).map(({ word }) => word));
}

function spanOf(words: readonly Word[]): Span | null {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const word of words) {
    if (word.startMs === null || word.endMs === null) continue;
    startMs = Math.min(startMs, word.startMs);
    endMs = Math.max(endMs, word.endMs);
  }
  return endMs > startMs ? { startMs, endMs } : null;
}

function hasWord(session: EditorSession): boolean {
  return chosenSpan(session) !== null;
}

function playAround(range: (fromMs: number, toMs: number) => readonly [number, number]): Run {
  return (session) => {
    const span = chosenSpan(session);
    if (span === null) return;
    const [fromMs, toMs] = range(span.startMs, span.endMs);
    session.player.playRange(Math.max(0, fromMs), toMs, 'once');
  };
}

function canLoop(session: EditorSession): boolean {
  return session.player.state.getState().loop !== null || hasCue(session) || hasWord(session);
}

/** The chosen words; without any the chosen cue. Once more ends it. */
function loop(session: EditorSession): void {
  const { player, selection } = session;
  if (player.state.getState().loop !== null) {
    player.pause();
    return;
  }
  const cue = session.document.captions().cues[chosenCue(session)];
  const { words } = selection.getState();
  const span = words.length > 0 ? chosenSpan(session) : (cue ?? chosenSpan(session));
  if (span !== null) player.playRange(span.startMs, span.endMs, 'loop');
}

function canFloat({ player }: EditorSession): boolean {
  return document.pictureInPictureEnabled && player.element.videoWidth > 0;
}

async function floatPicture({ player }: EditorSession): Promise<void> {
  if (document.pictureInPictureElement === player.element) await document.exitPictureInPicture();
  else await player.element.requestPictureInPicture();
}
