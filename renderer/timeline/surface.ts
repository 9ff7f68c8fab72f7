import type { Violation } from '../../common/captions/checks/violation.ts';
import { findWord } from '../../common/document/queries.ts';
import type { App } from '../app/app.ts';
import { chosenIn } from '../captions/cueEdits.ts';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { NO_PREVIEW } from './gestures/preview.ts';
import { reveal } from './navigate.ts';
import { paintFrame } from './paintFrame.ts';
import { type Lane, lanesOf } from './placed.ts';
import { listenToPointer, type Pointed } from './pointer.ts';
import { rowsFor } from './rows.ts';
import type { Scene } from './scene.ts';
import { loadSound, type TimelineSound } from './sound.ts';
import { readTheme, type Theme } from './theme.ts';
import { watchTheme } from './themeWatch.ts';

/** Below this many samples in a pixel the waveform is drawn from the samples themselves. */
const SAMPLES_FROM_PX_PER_SECOND = 2_000;
/** After a person has scrolled by hand the view does not follow for so long. */
const HANDS_OFF_MS = 3_000;

/** The timeline's canvas with everything that pointer and wheel do on it; React gives it its size and no more. */
export interface Surface {
  readonly resize: (width: number, height: number) => void;
  readonly lanes: () => readonly Lane[];
  /** How far the lanes are scrolled, for the heads beside them. */
  readonly laneScroll: () => number;
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
  let gain = 1;
  const pointed: Pointed = {
    hovered: null,
    preview: NO_PREVIEW,
    band: null,
    laneScroll: 0,
    handsMs: Number.NEGATIVE_INFINITY,
    isDragging: false,
  };
  let sound: TimelineSound | null = null;
  let frame = 0;
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
      laneScroll: pointed.laneScroll,
      durationMs: durationMs(),
      playheadMs: player.timeMs(),
      selected: new Set(current.words),
      chosenCue: chosenIn(captions, current, player.timeMs()),
      hovered: pointed.hovered,
      doubtBelow: settings.getState().doubtBelow,
      preview: pointed.preview,
      band: pointed.band,
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

  const follow = (timeMs: number) => {
    // A jump while nothing plays was asked for: it is shown, whatever was scrolled before.
    const isFree = !player.state.getState().playing || performance.now() - pointed.handsMs > HANDS_OFF_MS;
    if (choices.getState().follow && isFree && !pointed.isDragging) {
      const before = timeline.getState();
      const after = reveal(before, timeMs, durationMs());
      if (after !== before) timeline.setState(after);
    }
    refresh();
  };

  const stopPointer = listenToPointer(canvas, app, session, pointed, {
    scene,
    durationMs,
    sound: () => sound,
    refresh,
    onLayout,
  });
  const recolor = () => {
    theme = readTheme(canvas);
    refresh();
  };
  globalThis.document.fonts.ready.then(refresh, app.report);
  const stops = [
    watchTheme(recolor),
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
    laneScroll: () => pointed.laneScroll,
    setGain: (next) => {
      gain = next;
      refresh();
    },
    refresh,
    destroy: () => {
      cancelAnimationFrame(frame);
      cancelIdleCallback(idle);
      stopPointer();
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
