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

/**
 * Lights the words that are being spoken while time moves, outside the editor's own drawing: highlights change no
 * DOM, so caret and composition are left alone. Costs a look-up a frame, and more only when a word begins or ends.
 */
export function lightSpoken(view: EditorView, session: EditorSession): () => void {
  const { player, document, view: choices } = session;
  let lit = '';
  let scrolledMs = Number.NEGATIVE_INFINITY;
  let playing: HTMLElement | null = null;

  const highlight = (timeMs: number) => {
    const words = wordsAt(document.project(), timeMs);
    const key = words.map(({ word }) => word.id).join(' ');
    if (key === lit) return;
    lit = key;
    const ranges = new Map<string, Range[]>();
    let first: number | null = null;
    for (const { word, utterance } of words) {
      const place = placeOf(view, session, word.id);
      if (place === null) continue;
      first ??= place.from;
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
    if (first !== null) follow(first);
  };

  const follow = (position: number) => {
    const block = view.lineBlockAt(position);
    const dom = lineElement(view, block.from);
    if (dom !== playing) {
      playing?.classList.remove('tr-playing');
      dom?.classList.add('tr-playing');
      playing = dom;
    }
    const isFollowing = choices.getState().follow && player.state.getState().playing;
    if (!isFollowing || performance.now() - scrolledMs < HANDS_OFF_MS) return;
    const { scrollDOM } = view;
    const top = block.top - scrollDOM.scrollTop;
    if (top >= 0 && block.bottom - scrollDOM.scrollTop <= scrollDOM.clientHeight - 40) return;
    view.dispatch({ effects: EditorView.scrollIntoView(position, { y: 'start', yMargin: 60 }) });
  };

  const hands = () => {
    scrolledMs = performance.now();
  };
  view.scrollDOM.addEventListener('wheel', hands, { passive: true });
  view.scrollDOM.addEventListener('pointerdown', hands);
  const stops = [
    player.onTime(highlight),
    // The lines were drawn anew: their ranges are other ones.
    document.subscribe(() => {
      lit = '';
      requestAnimationFrame(() => highlight(player.timeMs()));
    }),
  ];
  const redraw = () => {
    lit = '';
    requestAnimationFrame(() => highlight(player.timeMs()));
  };
  view.scrollDOM.addEventListener('scrollend', redraw);
  return () => {
    for (const stop of stops) stop();
    view.scrollDOM.removeEventListener('wheel', hands);
    view.scrollDOM.removeEventListener('pointerdown', hands);
    view.scrollDOM.removeEventListener('scrollend', redraw);
    for (const name of NAMES) CSS.highlights.delete(name);
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

function lineElement(view: EditorView, position: number): HTMLElement | null {
  const { node } = view.domAtPos(position);
  const element = node instanceof HTMLElement ? node : node.parentElement;
  return element?.closest<HTMLElement>('.cm-line') ?? null;
}
