import type { Violation } from '../../common/captions/checks/violation.ts';
import { findWord } from '../../common/document/queries.ts';
import type { WordId } from '../../common/document/types.ts';
import type { App } from '../app/app.ts';
import { chooseCue, chosenIn } from '../captions/cueEdits.ts';
import { carryOut, single } from '../editing/edit.ts';
import { selectTo, selectWord, selectWords } from '../session/select.ts';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { beginGesture, type Gesture, type Grab, type Held } from './gestures/gesture.ts';
import { NO_PREVIEW, type Preview } from './gestures/preview.ts';
import type { Attraction } from './gestures/snap.ts';
import { type Hit, hitTest, laneAt, wordsInBand } from './hit.ts';
import { reveal, scrollBy, zoomAt } from './navigate.ts';
import { paintFrame } from './paintFrame.ts';
import { type Lane, lanesOf } from './placed.ts';
import { rowsFor } from './rows.ts';
import type { Scene } from './scene.ts';
import { loadSound, onsetsAround, type TimelineSound } from './sound.ts';
import { readTheme, type Theme } from './theme.ts';

/** Below this many samples in a pixel the waveform is drawn from the samples themselves. */
const SAMPLES_FROM_PX_PER_SECOND = 2_000;
/** A press that moves less is a click. */
const CLICK_PX = 3;
/** After a person has scrolled by hand the view does not follow for so long. */
const HANDS_OFF_MS = 3_000;
const WHEEL_ZOOM = 0.0022;

/** The timeline's canvas with everything that pointer and wheel do on it; React gives it its size and no more. */
export interface Surface {
  readonly resize: (width: number, height: number) => void;
  readonly lanes: () => readonly Lane[];
  readonly setGain: (gain: number) => void;
  /** Draws anew in the next frame. */
  readonly refresh: () => void;
  readonly destroy: () => void;
}

export function createSurface(
  canvas: HTMLCanvasElement,
  app: App,
  session: EditorSession,
  onLayout: () => void,
): Surface {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('the browser draws nothing');
  const { document, player, selection, timeline, view: choices, settings } = session;
  let theme: Theme = readTheme(canvas);
  let height = 0;
  let laneScroll = 0;
  let gain = 1;
  let hovered: WordId | null = null;
  let preview: Preview = NO_PREVIEW;
  let band: Scene['band'] = null;
  let sound: TimelineSound | null = null;
  let frame = 0;
  let handsMs = Number.NEGATIVE_INFINITY;
  let lanes: readonly Lane[] = lanesOf(document.project(), say('timeline.nobody'));
  let problems: ReadonlyMap<number, Violation['severity']> = new Map();
  let problemsOf: readonly Violation[] | null = null;

  const durationMs = () => {
    const { cues } = document.captions();
    return Math.max(player.durationMs(), (cues.at(-1)?.endMs ?? 0) + 2000, 10_000);
  };

  const scene = (): Scene => {
    const { leftMs, pxPerSecond, widthPx } = timeline.getState();
    const captions = document.captions();
    const current = selection.getState();
    return {
      project: document.project(),
      captions,
      problems,
      lanes,
      rows: rowsFor(height, lanes.length),
      theme,
      peaks: sound?.peaks ?? null,
      samples: samplesFor(leftMs, pxPerSecond, widthPx),
      gain,
      leftMs,
      pxPerMs: pxPerSecond / 1000,
      width: widthPx,
      laneScroll,
      durationMs: durationMs(),
      playheadMs: player.timeMs(),
      selected: new Set(current.words),
      chosenCue: chosenIn(captions, current, player.timeMs()),
      hovered,
      doubtBelow: settings.getState().doubtBelow,
      preview,
      band,
    };
  };

  const samplesFor = (leftMs: number, pxPerSecond: number, widthPx: number): Scene['samples'] => {
    if (sound === null || pxPerSecond < SAMPLES_FROM_PX_PER_SECOND) return null;
    const fromMs = Math.max(0, Math.floor(leftMs));
    const toMs = Math.ceil(leftMs + (widthPx * 1000) / pxPerSecond) + 1;
    const values = sound.samples.have(fromMs, toMs);
    if (values !== null) return { fromMs, values };
    sound.samples.read(fromMs, toMs).then((read) => read !== null && refresh(), app.report);
    return null;
  };

  const draw = () => {
    frame = 0;
    const scale = devicePixelRatio;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    paintFrame(context, scene());
  };
  const refresh = () => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };

  /** Problems are looked for when nothing else is to be done: they may be a moment late. */
  let idle = 0;
  const look = () => {
    idle = 0;
    const found = document.violations();
    if (found === problemsOf) return;
    problemsOf = found;
    const worst = new Map<number, Violation['severity']>();
    for (const { cue, severity } of found)
      if (severity === 'hard' || !worst.has(cue)) worst.set(cue, severity);
    problems = worst;
    refresh();
  };

  let speakers = document.project().speakers;
  let utterances = document.project().utterances;
  const onDocument = () => {
    const project = document.project();
    if (project.speakers !== speakers || project.utterances !== utterances) {
      ({ speakers, utterances } = project);
      const next = lanesOf(project, say('timeline.nobody'));
      const isSame = next.length === lanes.length && next.every((lane, at) => sameLane(lane, lanes[at]));
      lanes = next;
      if (!isSame) onLayout();
    }
    if (idle === 0) idle = requestIdleCallback(look, { timeout: 1000 });
    lookForSound();
    refresh();
  };

  const lookForSound = () => {
    const [medium] = document.state().media;
    if (medium === undefined || medium.peaks.kind !== 'ready' || medium.fileId === sound?.fileId) return;
    loadSound(medium).then((loaded) => {
      sound = loaded;
      refresh();
      onLayout();
    }, app.report);
  };

  // ——— pointer ———

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
      drag = { kind: 'pan', x };
      canvas.setPointerCapture(event.pointerId);
      return;
    }
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const hit = hitTest(scene(), x, y);
    if (hit.kind === 'ruler') {
      drag = { kind: 'scrub' };
      player.scrub(timeAt(x));
      return;
    }
    const grab = grabOf(hit, timeAt(x));
    if (grab === null) {
      drag = { kind: 'band' };
      return;
    }
    onsets = [];
    if (sound !== null) {
      onsetsAround(sound, timeAt(x)).then((found) => {
        onsets = found;
      }, app.report);
    }
    drag = { kind: 'press', grab, hit };
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
          band = { x0: pressed.x, y0: pressed.y, x1: x, y1: y };
        }
        break;
      case 'press':
        if (Math.hypot(x - pressed.x, y - pressed.y) <= CLICK_PX) break;
        if (drag.hit.kind === 'word' || drag.hit.kind === 'edge') ensureChosen(drag.hit.word.word.id);
        drag = { kind: 'gesture', gesture: beginGesture(drag.grab, ground()) };
        preview = drag.gesture.move(heldOf(event));
        break;
      case 'gesture':
        preview = drag.gesture.move(heldOf(event));
        break;
    }
    refresh();
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
    if (now === hovered) return;
    hovered = now;
    refresh();
  };

  const onUp = (event: PointerEvent) => {
    const was = drag;
    drag = null;
    if (was === null) return;
    if (was.kind === 'press') click(was.hit, event);
    if (was.kind === 'band') {
      if (band === null) clickEmpty(pressed.x, pressed.y);
      else selectWords(session, wordsInBand(scene(), band), 'timeline');
      band = null;
    }
    if (was.kind === 'scrub') player.seek(Math.max(0, timeAt(place(event).x)));
    if (was.kind === 'gesture') {
      const dropped = was.gesture.drop();
      preview = NO_PREVIEW;
      if (dropped !== null) carryOut({ app }, session, dropped.edit, single(dropped.label));
    }
    refresh();
  };

  const cancel = () => {
    drag = null;
    preview = NO_PREVIEW;
    band = null;
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
    if (sound === null) return;
    const fromMs = hit.edge === 'start' ? hit.word.startMs : hit.word.endMs;
    onsetsAround(sound, fromMs).then((found) => {
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
    handsMs = performance.now();
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
      laneScroll = Math.max(0, Math.min(rows.laneOverflow, laneScroll + event.deltaY));
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

  const follow = (timeMs: number) => {
    const isFollowing = choices.getState().follow && player.state.getState().playing;
    if (isFollowing && performance.now() - handsMs > HANDS_OFF_MS && drag === null) {
      const before = timeline.getState();
      const after = reveal(before, timeMs, durationMs());
      if (after !== before) timeline.setState(after);
    }
    refresh();
  };

  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerup', onUp);
  canvas.addEventListener('pointercancel', cancel);
  canvas.addEventListener('pointerleave', () => {
    hovered = null;
    refresh();
  });
  canvas.addEventListener('dblclick', onDouble);
  canvas.addEventListener('wheel', onWheel, { passive: false });
  window.addEventListener('keydown', onKey, { capture: true });
  const recolor = () => {
    theme = readTheme(canvas);
    refresh();
  };
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', recolor);
  const themes = new MutationObserver(recolor);
  themes.observe(globalThis.document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  globalThis.document.fonts.ready.then(refresh, app.report);
  const stops = [
    document.subscribe(onDocument),
    timeline.subscribe(refresh),
    choices.subscribe(refresh),
    settings.subscribe(refresh),
    player.onTime(follow),
    selection.subscribe((now, before) => {
      if (now.words !== before.words && now.by !== 'timeline') showFocus();
      refresh();
    }),
  ];
  const showFocus = () => {
    const { focus } = selection.getState();
    const word = focus === null ? null : findWord(document.project(), focus)?.word;
    if (word?.startMs == null) return;
    const before = timeline.getState();
    const after = reveal(before, word.startMs, durationMs());
    if (after !== before) timeline.setState(after);
  };
  onDocument();

  return {
    resize: (width, next) => {
      height = next;
      const scale = devicePixelRatio;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(next * scale);
      timeline.setState((before) => ({ ...before, widthPx: Math.round(width) }));
      draw();
    },
    lanes: () => lanes,
    setGain: (next) => {
      gain = next;
      refresh();
    },
    refresh,
    destroy: () => {
      cancelAnimationFrame(frame);
      cancelIdleCallback(idle);
      themes.disconnect();
      system.removeEventListener('change', recolor);
      window.removeEventListener('keydown', onKey, { capture: true });
      for (const stop of stops) stop();
    },
  };
}

function sameLane(left: Lane, right: Lane | undefined): boolean {
  return (
    right !== undefined &&
    left.speakerId === right.speakerId &&
    left.name === right.name &&
    left.color === right.color
  );
}
