import type { Edge, Touching } from '../../common/document/composeTimes.ts';
import { joinToNext, moveEdge } from '../../common/document/composeTimes.ts';
import { joinWithNext, splitWord } from '../../common/document/composeWords.ts';
import { graphemes } from '../../common/document/tokens.ts';
import { framesPerSecond } from '../../common/time/frameRate.ts';
import type { Action, ActionContext } from '../actions/action.ts';
import { selectedWords, selectWords } from '../session/select.ts';
import type { EditorSession } from '../session/session.ts';
import type { MessageId } from '../text/text.ts';
import { carryOut, focusedWord, hasFocus, hasSelection, NUDGE_WITHIN_MS, single } from './edit.ts';

/** One frame of the picture in milliseconds; 40 without picture. */
function frameMs(session: EditorSession): number {
  const rate = session.document.project().media.find((one) => one.frameRate !== null)?.frameRate ?? null;
  return rate === null ? 40 : 1000 / framesPerSecond(rate);
}

/** Moves an edge of the chosen word by hand; a burst of nudges is one step of undo. */
function nudge(context: ActionContext, edge: Edge, byMs: number, touching: Touching): void {
  const { session } = context;
  const place = session === null ? null : focusedWord(session);
  if (session === null || place === null) return;
  const { id, startMs, endMs } = place.word;
  const at = edge === 'start' ? startMs : endMs;
  if (at === null) return;
  const moved = moveEdge(session.document.project(), id, edge, at + byMs, touching);
  const group = { key: `nudge ${edge} ${id}`, withinMs: NUDGE_WITHIN_MS };
  carryOut(context, session, moved, { label: 'editing.nudge', group });
}

/** Sets an edge of the chosen word at the playhead. */
function edgeToPlayhead(context: ActionContext, edge: Edge): void {
  const { session } = context;
  const place = session === null ? null : focusedWord(session);
  if (session === null || place === null) return;
  const { word } = place;
  const timeMs = Math.round(session.player.timeMs());
  if (word.startMs === null) {
    const startMs = edge === 'start' ? timeMs : Math.max(0, timeMs - 300);
    const times = { wordId: word.id, startMs, endMs: startMs + 300, timing: 'user' } as const;
    const edit = { ok: true, value: { kind: 'setWordTimes', words: [times] } } as const;
    carryOut(context, session, edit, single('editing.setTime'));
    return;
  }
  const moved = moveEdge(session.document.project(), word.id, edge, timeMs, 'together');
  carryOut(context, session, moved, single('editing.setTime'));
}

interface Nudge {
  readonly id: string;
  readonly label: MessageId;
  readonly keys: readonly string[];
  readonly edge: Edge;
  readonly direction: 1 | -1;
  readonly step: 'nudge' | 'frame' | 'fine';
}

const NUDGES: readonly Nudge[] = (['start', 'end'] as const).flatMap((edge) =>
  ([-1, 1] as const).flatMap((direction) =>
    (['nudge', 'frame', 'fine'] as const).map((step): Nudge => {
      const arrow = direction < 0 ? 'ArrowLeft' : 'ArrowRight';
      const shift = edge === 'end' ? 'Shift+' : '';
      const extra = { nudge: '', frame: 'Control+', fine: 'Meta+' }[step];
      const side = edge === 'start' ? 'Start' : 'End';
      const way = direction < 0 ? 'Earlier' : 'Later';
      const suffix = { nudge: '', frame: 'Frame', fine: 'Fine' } as const;
      return {
        id: `words.${edge}${way}${suffix[step]}`,
        label: `editing.nudge${side}${way}${suffix[step]}` satisfies MessageId,
        keys: [`Alt+${extra}${shift}${arrow}`],
        edge,
        direction,
        step,
      };
    }),
  ),
);

function stepMs(session: EditorSession, step: Nudge['step']): number {
  if (step === 'fine') return 1;
  return step === 'frame' ? frameMs(session) : session.settings.getState().nudgeMs;
}

const usual = { place: 'timeline', whileTyping: false, isEnabled: hasFocus, isChecked: null } as const;

/** What keys and menus do with the chosen words: their edges, their extent, themselves. */
export const wordActions: readonly Action[] = [
  ...NUDGES.map(
    ({ id, label, keys, edge, direction, step }): Action => ({
      ...usual,
      id,
      label,
      keys,
      menu: step === 'nudge' ? { name: 'words', group: 2 } : null,
      run: (context) => {
        const { session } = context;
        if (session !== null) nudge(context, edge, direction * stepMs(session, step), 'together');
      },
    }),
  ),
  {
    ...usual,
    id: 'words.startAtPlayhead',
    label: 'editing.startAtPlayhead',
    keys: ['BracketLeft'],
    menu: { name: 'words', group: 1 },
    run: (context) => edgeToPlayhead(context, 'start'),
  },
  {
    ...usual,
    id: 'words.endAtPlayhead',
    label: 'editing.endAtPlayhead',
    keys: ['BracketRight'],
    menu: { name: 'words', group: 1 },
    run: (context) => edgeToPlayhead(context, 'end'),
  },
  {
    ...usual,
    id: 'words.closeGap',
    label: 'editing.closeGap',
    keys: ['Shift+KeyJ'],
    menu: { name: 'words', group: 1 },
    run: (context) => {
      const { session } = context;
      const place = session === null ? null : focusedWord(session);
      if (session === null || place === null) return;
      const edit = joinToNext(session.document.project(), place.word.id);
      carryOut(context, session, edit, single('editing.closeGap'));
    },
  },
  {
    ...usual,
    id: 'words.split',
    label: 'editing.splitWord',
    keys: ['Shift+KeyK'],
    menu: { name: 'words', group: 3 },
    run: (context) => {
      const { session } = context;
      const place = session === null ? null : focusedWord(session);
      if (session === null || place === null) return;
      const at = splitPoint(place.word, session.player.timeMs());
      const edit = splitWord(session.document.project(), place.word.id, at, session.document.newIds);
      carryOut(context, session, edit, single('editing.splitWord'));
    },
  },
  {
    ...usual,
    id: 'words.joinNext',
    label: 'editing.joinWord',
    keys: ['$mod+KeyJ'],
    menu: { name: 'words', group: 3 },
    run: (context) => {
      const { session } = context;
      const place = session === null ? null : focusedWord(session);
      if (session === null || place === null) return;
      const edit = joinWithNext(session.document.project(), place.word.id);
      carryOut(context, session, edit, single('editing.joinWord'));
    },
  },
  {
    ...usual,
    id: 'words.delete',
    label: 'editing.deleteWords',
    keys: ['Delete', 'Backspace'],
    menu: { name: 'words', group: 3 },
    isEnabled: hasSelection,
    run: (context) => {
      const { session } = context;
      if (session === null) return;
      const wordIds = selectedWords(session);
      const edit = { ok: true, value: { kind: 'deleteWords', wordIds } } as const;
      if (carryOut(context, session, edit, single('editing.deleteWords'))) selectWords(session, [], 'keys');
    },
  },
];

/** Where a word is cut: where the playhead stands in it, else in the middle; never at its ends. */
function splitPoint(
  word: { readonly text: string; readonly startMs: number | null; readonly endMs: number | null },
  timeMs: number,
): number {
  const characters = graphemes(word.text).length;
  const { startMs, endMs } = word;
  const inside = startMs !== null && endMs !== null && timeMs > startMs && timeMs < endMs;
  const share = inside ? (timeMs - startMs) / (endMs - startMs) : 0.5;
  return Math.min(characters - 1, Math.max(1, Math.round(characters * share)));
}
