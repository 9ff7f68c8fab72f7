import { StateEffect } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { findSpeaker, findWord, wordsAt } from '../../common/document/queries.ts';
import type { WordId } from '../../common/document/types.ts';
import { SPEAKER_COLORS } from '../design/speaker.tsx';
import type { EditorSession } from '../session/session.ts';
import { type Line, lineOfWord, spotsOf } from './lines.ts';
import { textModel } from './model.ts';

/** After a person has scrolled by hand the text stays where it is for so long. */
const HANDS_OFF_MS = 4_000;

/** Names of the CSS highlights: one a colour, one for nobody. */
const NAMES = [...Array.from({ length: SPEAKER_COLORS }, (_, color) => `spoken-${color + 1}`), 'spoken-0'];

/** Keys that only choose or type; those with a modifier are commands, playing among them. */
const isHandsOn = ({ ctrlKey, metaKey, altKey }: KeyboardEvent) => !ctrlKey && !metaKey && !altKey;

/**
 * Lights the words that are being spoken while time moves, and marks their turns with a bar, outside the editor's own
 * drawing: highlights change no DOM, so caret and composition are left alone. Costs a look-up a frame, and more only
 * when a word begins or ends, or when the editor has drawn its lines anew, which empties the highlights' ranges.
 */
export function lightSpoken(view: EditorView, session: EditorSession): () => void {
  const { player, document, view: choices } = session;
  const bars = barsBeside(view);
  let lit: string | null = null;
  let scrolledMs = Number.NEGATIVE_INFINITY;
  let isRedrawing = false;

  const highlight = (timeMs: number) => {
    const words = wordsAt(document.project(), timeMs);
    const key = words.map(({ word }) => word.id).join(' ');
    if (key === lit) return;
    lit = key;
    const ranges = new Map<string, Range[]>();
    const positions: number[] = [];
    for (const { word, utterance } of words) {
      const place = placeOf(view, session, word.id);
      if (place === null) continue;
      positions.push(place.from);
      if (place.from < view.viewport.from || place.to > view.viewport.to) continue;
      const range = rangeOf(view, place.from, place.to);
      const speaker =
        utterance.speakerId === null ? null : findSpeaker(document.project(), utterance.speakerId);
      const name = `spoken-${speaker?.color == null ? 0 : (speaker.color % SPEAKER_COLORS) + 1}`;
      ranges.set(name, [...(ranges.get(name) ?? []), range]);
    }
    for (const name of NAMES) {
      const own = ranges.get(name);
      if (own === undefined) CSS.highlights.delete(name);
      else CSS.highlights.set(name, new Highlight(...own));
    }
    const [first] = positions;
    // In a pause the bar stays where somebody spoke last.
    if (first === undefined) return;
    bars.show(positions);
    if (!isRedrawing) follow(first);
  };

  const follow = (position: number) => {
    const isFollowing = choices.getState().follow && player.state.getState().playing;
    if (!isFollowing || performance.now() - scrolledMs < HANDS_OFF_MS) return;
    const block = view.lineBlockAt(position);
    const { scrollDOM } = view;
    const top = block.top - scrollDOM.scrollTop;
    if (top >= 0 && block.bottom - scrollDOM.scrollTop <= scrollDOM.clientHeight - 40) return;
    view.dispatch({ effects: EditorView.scrollIntoView(position, { y: 'start', yMargin: 60 }) });
  };

  const redraw = () => {
    lit = null;
    isRedrawing = true;
    highlight(player.timeMs());
    bars.redraw();
    isRedrawing = false;
  };
  view.dispatch({ effects: StateEffect.appendConfig.of(EditorView.updateListener.of(redraw)) });

  const stop = new AbortController();
  const hands = () => {
    scrolledMs = performance.now();
  };
  view.scrollDOM.addEventListener('wheel', hands, { passive: true, signal: stop.signal });
  view.scrollDOM.addEventListener('pointerdown', hands, { signal: stop.signal });
  view.scrollDOM.addEventListener(
    'keydown',
    (event) => {
      if (isHandsOn(event)) hands();
    },
    { signal: stop.signal },
  );
  const stopTime = player.onTime(highlight);
  return () => {
    stop.abort();
    stopTime();
    bars.remove();
    for (const name of NAMES) CSS.highlights.delete(name);
  };
}

/** The playhead of the transcript: a bar at the left of each turn that is spoken, over the editor and not in it. */
function barsBeside(view: EditorView): {
  readonly show: (positions: readonly number[]) => void;
  readonly redraw: () => void;
  readonly remove: () => void;
} {
  const box = view.scrollDOM.appendChild(document.createElement('div'));
  box.className = 'tr-bars';
  box.setAttribute('aria-hidden', 'true');
  let shown: readonly number[] = [];
  const draw = () => {
    const blocks = new Map(
      shown
        .filter((position) => position <= view.state.doc.length)
        .map((position) => view.lineBlockAt(position))
        .map((block) => [block.from, block]),
    );
    while (box.childElementCount > blocks.size) box.lastElementChild?.remove();
    while (box.childElementCount < blocks.size) box.appendChild(document.createElement('i'));
    [...blocks.values()].forEach(({ top, height }, at) => {
      const { style } = box.children[at] as HTMLElement;
      style.top = `${top + view.documentPadding.top}px`;
      style.height = `${height}px`;
    });
  };
  return {
    show: (positions) => {
      shown = positions;
      draw();
    },
    redraw: draw,
    remove: () => box.remove(),
  };
}

function placeOf(
  view: EditorView,
  { document }: EditorSession,
  wordId: WordId,
): { readonly from: number; readonly to: number } | null {
  const place = findWord(document.project(), wordId);
  if (place === null) return null;
  const { lines }: { readonly lines: readonly Line[] } = view.state.field(textModel);
  const index = lineOfWord(lines, { utterance: place.utterance, wordAt: place.wordAt, id: wordId });
  const piece = lines[index]?.piece;
  if (piece === undefined || index >= view.state.doc.lines) return null;
  const shown = view.state.doc.line(index + 1);
  const spot = spotsOf(piece, shown.text).find(({ word }) => word.id === wordId);
  return spot === undefined ? null : { from: shown.from + spot.from, to: shown.from + spot.to };
}

function rangeOf(view: EditorView, from: number, to: number): Range {
  const start = view.domAtPos(from, 1);
  const end = view.domAtPos(to, -1);
  const range = document.createRange();
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, end.offset);
  return range;
}
