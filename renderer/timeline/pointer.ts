import type { WordId } from '../../common/document/types.ts';
import type { App } from '../app/app.ts';
import { chooseCue } from '../captions/cueEdits.ts';
import { carryOut, single } from '../editing/edit.ts';
import { selectTo, selectWord, selectWords } from '../session/select.ts';
import type { EditorSession } from '../session/session.ts';
import { beginGesture, type Gesture, type Grab, type Held } from './gestures/gesture.ts';
import { NO_PREVIEW, type Preview } from './gestures/preview.ts';
import type { Attraction } from './gestures/snap.ts';
import { type Hit, hitTest, laneAt, wordsInBand } from './hit.ts';
import { scrollBy, zoomAt } from './navigate.ts';
import type { Scene } from './scene.ts';
import { onsetsAround, type TimelineSound } from './sound.ts';

/** A press that moves less is a click. */
const CLICK_PX = 3;
const WHEEL_ZOOM = 0.0022;

/** What pointer and wheel have done to the picture; the surface draws it. */
export interface Pointed {
  hovered: WordId | null;
  preview: Preview;
  band: Scene['band'];
  laneScroll: number;
  /** When a person last scrolled by hand. */
  handsMs: number;
  isDragging: boolean;
}

export interface PointerContext {
  readonly scene: () => Scene;
  readonly durationMs: () => number;
  readonly sound: () => TimelineSound | null;
  readonly refresh: () => void;
  readonly onLayout: () => void;
}

/** Turns presses, drags and the wheel on the canvas into seeking, choosing and edits. Gives the way to stop. */
export function listenToPointer(
  canvas: HTMLCanvasElement,
  app: App,
  session: EditorSession,
  pointed: Pointed,
  { scene, durationMs, sound, refresh, onLayout }: PointerContext,
): () => void {
  const { document, player, selection, timeline, view: choices } = session;
  const place = (event: PointerEvent | MouseEvent | WheelEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const timeAt = (x: number) => {
    const { leftMs, pxPerSecond } = timeline.getState();
    return leftMs + (x * 1000) / pxPerSecond;
  };

  type Drag =
    | { readonly kind: 'scrub' }
    | { readonly kind: 'pan'; x: number }
    | { readonly kind: 'band' }
    | { readonly kind: 'press'; readonly grab: Grab; readonly hit: Hit }
    | { readonly kind: 'gesture'; readonly gesture: Gesture };
  let drag: Drag | null = null;
  const setDrag = (next: Drag | null) => {
    drag = next;
    pointed.isDragging = next !== null;
  };
  let pressed = { x: 0, y: 0 };

  const attractionsAt = (onsets: readonly number[]): readonly Attraction[] => [
    { ms: player.timeMs(), kind: 'playhead' },
    ...onsets.map((ms): Attraction => ({ ms, kind: 'onset' })),
  ];

  let onsets: readonly number[] = [];
  const ground = () => ({
    project: document.project(),
    captions: document.captions(),
    pxPerSecond: timeline.getState().pxPerSecond,
    snap: choices.getState().snap,
    push: choices.getState().push,
    attractions: attractionsAt(onsets),
    newIds: document.newIds,
  });

  const grabOf = (hit: Hit, atMs: number): Grab | null => {
    const chosen = selection.getState().words;
    if (hit.kind === 'edge') {
      const id = hit.word.word.id;
      const isOuter = chosen.length > 1 && (hit.edge === 'start' ? chosen[0] === id : chosen.at(-1) === id);
      return isOuter
        ? { kind: 'outer', wordIds: chosen, edge: hit.edge }
        : { kind: 'edge', wordId: id, edge: hit.edge };
    }
    if (hit.kind === 'word') {
      const id = hit.word.word.id;
      return { kind: 'bodies', wordIds: chosen.includes(id) ? chosen : [id], atMs };
    }
    return hit.kind === 'cueEdge' ? { kind: 'cue', cue: hit.cue, edge: hit.edge } : null;
  };

  const heldOf = (event: PointerEvent): Held => {
    const { x, y } = place(event);
    return {
      timeMs: timeAt(x),
      speakerId: laneAt(scene(), y)?.speakerId,
      alt: event.altKey,
      ctrl: event.ctrlKey || event.metaKey,
      shift: event.shiftKey,
    };
  };

  const onDown = (event: PointerEvent) => {
    canvas.focus({ preventScroll: true });
    const { x, y } = place(event);
    pressed = { x, y };
    if (event.button === 1) {
      setDrag({ kind: 'pan', x });
      canvas.setPointerCapture(event.pointerId);
      return;
    }
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const hit = hitTest(scene(), x, y);
    if (hit.kind === 'ruler') {
      setDrag({ kind: 'scrub' });
      player.scrub(timeAt(x));
      return;
    }
    const grab = grabOf(hit, timeAt(x));
    if (grab === null) {
      setDrag({ kind: 'band' });
      return;
    }
    onsets = [];
    const own = sound();
    if (own !== null) {
      onsetsAround(own, timeAt(x)).then((found) => {
        onsets = found;
      }, app.report);
    }
    setDrag({ kind: 'press', grab, hit });
  };

  const onMove = (event: PointerEvent) => {
    const { x, y } = place(event);
    if (drag === null) {
      hover(x, y);
      return;
    }
    switch (drag.kind) {
      case 'scrub':
        player.scrub(Math.max(0, timeAt(x)));
        break;
      case 'pan':
        timeline.setState(scrollBy(timeline.getState(), drag.x - x, durationMs()));
        drag.x = x;
        break;
      case 'band':
        if (Math.hypot(x - pressed.x, y - pressed.y) > CLICK_PX) {
          pointed.band = { x0: pressed.x, y0: pressed.y, x1: x, y1: y };
        }
        break;
      case 'press':
        if (Math.hypot(x - pressed.x, y - pressed.y) <= CLICK_PX) break;
        if (drag.hit.kind === 'word' || drag.hit.kind === 'edge') ensureChosen(drag.hit.word.word.id);
        beginDrag(drag.grab, event);
        break;
      case 'gesture':
        pointed.preview = drag.gesture.move(heldOf(event));
        break;
    }
    refresh();
  };

  const beginDrag = (grab: Grab, event: PointerEvent) => {
    const gesture = beginGesture(grab, ground());
    setDrag({ kind: 'gesture', gesture });
    pointed.preview = gesture.move(heldOf(event));
  };

  const ensureChosen = (wordId: WordId) => {
    if (!selection.getState().words.includes(wordId)) selectWord(session, wordId, 'timeline');
  };

  const hover = (x: number, y: number) => {
    const hit = hitTest(scene(), x, y);
    const now = hit.kind === 'word' || hit.kind === 'edge' ? hit.word.word.id : null;
    canvas.style.cursor =
      hit.kind === 'edge' || hit.kind === 'cueEdge' ? 'ew-resize' : hit.kind === 'word' ? 'grab' : 'default';
    canvas.title = hit.kind === 'word' ? hit.word.word.text : '';
    if (now === pointed.hovered) return;
    pointed.hovered = now;
    refresh();
  };

  const onUp = (event: PointerEvent) => {
    const was = drag;
    setDrag(null);
    if (was === null) return;
    if (was.kind === 'press') click(was.hit, event);
    if (was.kind === 'band') {
      if (pointed.band === null) clickEmpty(pressed.x, pressed.y);
      else selectWords(session, wordsInBand(scene(), pointed.band), 'timeline');
      pointed.band = null;
    }
    if (was.kind === 'scrub') player.seek(Math.max(0, timeAt(place(event).x)));
    if (was.kind === 'gesture') {
      const dropped = was.gesture.drop();
      pointed.preview = NO_PREVIEW;
      if (dropped !== null) carryOut({ app }, session, dropped.edit, single(dropped.label));
    }
    refresh();
  };

  const cancel = () => {
    setDrag(null);
    pointed.preview = NO_PREVIEW;
    pointed.band = null;
    refresh();
  };

  const click = (hit: Hit, event: PointerEvent) => {
    if (hit.kind === 'cueEdge') {
      chooseCue(session, hit.cue, 'timeline');
      return;
    }
    if (hit.kind !== 'word' && hit.kind !== 'edge') return;
    const { id } = hit.word.word;
    if (event.shiftKey) selectTo(session, id, 'timeline');
    else if (event.ctrlKey || event.metaKey) toggle(id);
    else selectWord(session, id, 'timeline');
  };

  const toggle = (id: WordId) => {
    const { words } = selection.getState();
    const next = words.includes(id) ? words.filter((one) => one !== id) : [...words, id];
    selectWords(session, next, 'timeline');
  };

  const clickEmpty = (x: number, y: number) => {
    const hit = hitTest(scene(), x, y);
    if (hit.kind === 'cue') chooseCue(session, hit.cue, 'timeline');
    else player.seek(Math.max(0, timeAt(x)));
  };

  const onDouble = (event: MouseEvent) => {
    const { x, y } = place(event);
    const hit = hitTest(scene(), x, y);
    if (hit.kind === 'word' && hit.word.isTimed) player.playRange(hit.word.startMs, hit.word.endMs, 'once');
    if (hit.kind === 'edge') snapToOnset(hit);
    if (hit.kind === 'cue' || hit.kind === 'cueEdge') {
      const cue = document.captions().cues[hit.cue];
      if (cue !== undefined) player.playRange(cue.startMs, cue.endMs, 'once');
    }
  };

  /** A double click on an edge puts it where sound begins or ends next to it. */
  const snapToOnset = (hit: Extract<Hit, { kind: 'edge' }>) => {
    const own = sound();
    if (own === null) return;
    const fromMs = hit.edge === 'start' ? hit.word.startMs : hit.word.endMs;
    onsetsAround(own, fromMs).then((found) => {
      const nearest = found.reduce<number | null>(
        (best, ms) => (best === null || Math.abs(ms - fromMs) < Math.abs(best - fromMs) ? ms : best),
        null,
      );
      if (nearest === null) return;
      const grab: Grab = { kind: 'edge', wordId: hit.word.word.id, edge: hit.edge };
      const gesture = beginGesture(grab, { ...ground(), snap: false });
      gesture.move({ timeMs: nearest, speakerId: undefined, alt: false, ctrl: false, shift: false });
      const dropped = gesture.drop();
      if (dropped !== null) carryOut({ app }, session, dropped.edit, single(dropped.label));
    }, app.report);
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = place(event);
    const before = timeline.getState();
    pointed.handsMs = performance.now();
    if (event.ctrlKey || event.altKey || event.metaKey) {
      timeline.setState(zoomAt(before, Math.exp(-event.deltaY * WHEEL_ZOOM), x, durationMs()));
      return;
    }
    const { rows } = scene();
    if (
      rows.laneOverflow > 0 &&
      !event.shiftKey &&
      y >= rows.lanes.top &&
      y < rows.cues.top &&
      event.deltaX === 0
    ) {
      pointed.laneScroll = Math.max(0, Math.min(rows.laneOverflow, pointed.laneScroll + event.deltaY));
      onLayout();
      refresh();
      return;
    }
    const delta = event.deltaX !== 0 ? event.deltaX : event.deltaY;
    timeline.setState(scrollBy(before, delta, durationMs()));
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || drag === null) return;
    event.stopPropagation();
    cancel();
  };

  const onLeave = () => {
    pointed.hovered = null;
    refresh();
  };
  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerup', onUp);
  canvas.addEventListener('pointercancel', cancel);
  canvas.addEventListener('pointerleave', onLeave);
  canvas.addEventListener('dblclick', onDouble);
  canvas.addEventListener('wheel', onWheel, { passive: false });
  window.addEventListener('keydown', onKey, { capture: true });
  // The canvas goes with its surface, and its listeners with it.
  return () => window.removeEventListener('keydown', onKey, { capture: true });
}
