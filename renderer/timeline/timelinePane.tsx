import { Crosshair, FoldHorizontal, Magnet, UnfoldHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { MediaView } from '../../common/contract/media.ts';
import { findWord } from '../../common/document/queries.ts';
import type { Project, Word, WordId } from '../../common/document/types.ts';
import { runAction } from '../actions/action.ts';
import { ActionIcon } from '../actions/actionButton.tsx';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { ContextMenu } from '../design/menu.tsx';
import { Progress } from '../design/progress.tsx';
import { SpeakerKey } from '../design/speaker.tsx';
import { useDocument, useSelection, useSession, useView } from '../session/session.ts';
import { explainHere } from '../text/failures.ts';
import { figure, mediaLength, mediaTime, timeLeft } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { timelineMenu } from './menu.ts';
import { zoomAt } from './navigate.ts';
import { Overview } from './overview.tsx';
import { rowsFor } from './rows.ts';
import { createSurface, type Surface } from './surface.ts';

/** Waveform, a lane for each speaker, cues, the whole file; everything is dragged here. */
export function TimelinePane() {
  const app = useApp();
  const session = useSession();
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const surface = useRef<Surface | null>(null);
  const [height, setHeight] = useState(0);
  const [, layOut] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    const place = host.current;
    if (canvas.current === null || place === null) return;
    const made = createSurface(canvas.current, app, session, layOut);
    surface.current = made;
    const observer = new ResizeObserver(() => {
      made.resize(place.clientWidth, place.clientHeight);
      setHeight(place.clientHeight);
    });
    observer.observe(place);
    layOut();
    return () => {
      observer.disconnect();
      made.destroy();
      surface.current = null;
    };
  }, [app, session]);
  const lanes = surface.current?.lanes() ?? [];
  const durationMs = useDocument((document) => {
    const ofMedia = document.project().media[0]?.durationMs ?? 0;
    const ofWords = document.captions().cues.at(-1)?.endMs ?? 0;
    return Math.max(ofMedia, ofWords, 10_000);
  });
  const rows = rowsFor(height, Math.max(1, lanes.length));
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface-1">
      <Bar />
      <div className="grid min-h-0 flex-1 grid-cols-[148px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_32px]">
        <Heads
          rows={rows}
          lanes={lanes}
          laneScroll={surface.current?.laneScroll() ?? 0}
          onGain={(gain) => surface.current?.setGain(gain)}
        />
        <ContextMenu entries={() => timelineMenu(session, app)} onOpen={() => {}}>
          <div ref={host} className="relative min-h-0 min-w-0 overflow-hidden">
            <Keyboard>
              <canvas
                ref={canvas}
                id="timeline-canvas"
                className="absolute inset-0 block size-full outline-none"
                tabIndex={-1}
              />
            </Keyboard>
            <Handles />
            <SoundState top={rows.wave.top} height={rows.wave.height} />
          </div>
        </ContextMenu>
        <div className="flex items-center border-r border-t border-line-1 px-3 t-12 text-text-3">
          <span className="flex-1">{say('timeline.wholeFile')}</span>
          <span className="figures">{mediaLength(durationMs)}</span>
        </div>
        <Overview lanes={lanes} durationMs={durationMs} />
      </div>
    </div>
  );
}

/** What keys and screen readers have of the canvas: one stop that says the chosen word with its times. */
function Keyboard({ children }: { readonly children: React.ReactNode }) {
  const session = useSession();
  const focus = useSelection((selection) => selection.focus);
  const word = useDocument((document) => wordOf(document.project(), focus));
  const value =
    word === null
      ? say('timeline.noWord')
      : word.startMs === null || word.endMs === null
        ? say('timeline.wordUntimed', { text: word.text })
        : say('timeline.word', {
            text: word.text,
            start: mediaTime(word.startMs),
            end: mediaTime(word.endMs),
          });
  return (
    <div
      role="slider"
      aria-label={say('timeline.lanes')}
      aria-valuetext={value}
      aria-valuenow={Math.round(word?.startMs ?? session.player.timeMs())}
      aria-valuemin={0}
      aria-valuemax={Math.round(Math.max(1, session.player.durationMs()))}
      tabIndex={0}
      data-timeline=""
      className="focus-inset absolute inset-0"
    >
      {children}
    </div>
  );
}

/**
 * The two edges of the chosen word as sliders, for keys and screen readers: arrows move by one nudge, with Shift by
 * a frame. The pointer takes hold of what is drawn below them.
 */
function Handles() {
  const app = useApp();
  const session = useSession();
  const focus = useSelection((selection) => selection.focus);
  const word = useDocument((document) =>
    focus === null ? null : (findWord(document.project(), focus)?.word ?? null),
  );
  const { leftMs, pxPerSecond } = useStore(session.timeline);
  if (word === null || word.startMs === null || word.endMs === null) return null;
  return (['start', 'end'] as const).map((edge) => {
    const ms = (edge === 'start' ? word.startMs : word.endMs) ?? 0;
    return (
      <div
        key={edge}
        role="slider"
        tabIndex={0}
        aria-label={say(edge === 'start' ? 'timeline.startOf' : 'timeline.endOf', { text: word.text })}
        aria-valuetext={mediaTime(ms)}
        aria-valuenow={ms}
        aria-valuemin={0}
        aria-valuemax={Math.round(Math.max(ms, session.player.durationMs()))}
        className="pointer-events-none absolute bottom-11 h-9 w-1"
        style={{ left: ((ms - leftMs) * pxPerSecond) / 1000 - 2 }}
        onKeyDown={(event) => {
          const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (direction === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          event.stopPropagation();
          const side = edge === 'start' ? 'start' : 'end';
          const step = event.shiftKey ? 'Frame' : '';
          runAction(`words.${side}${direction < 0 ? 'Earlier' : 'Later'}${step}`, { app, session });
        }}
      />
    );
  });
}

function wordOf(project: Project, wordId: WordId | null): Word | null {
  return wordId === null ? null : (findWord(project, wordId)?.word ?? null);
}

function Bar() {
  const focus = useSelection((selection) => selection.focus);
  const count = useSelection((selection) => selection.words.length);
  const word = useDocument((document) => wordOf(document.project(), focus));
  return (
    <header className="flex h-8 flex-none items-center gap-1 border-b border-line-1 bg-surface-2 px-3">
      <Toggle name="snap" icon={Magnet} />
      <Toggle name="push" icon={UnfoldHorizontal} />
      <Toggle name="follow" icon={Crosshair} />
      <p className="figures min-w-0 flex-1 truncate text-center t-12">
        {word !== null && (
          <>
            <bdi className="font-semibold">{word.text}</bdi>{' '}
            {word.startMs !== null && word.endMs !== null && (
              <span className="text-text-2">
                {mediaTime(word.startMs)} – {mediaTime(word.endMs)}{' '}
                {say('timeline.ms', { ms: word.endMs - word.startMs })}
              </span>
            )}
            {count > 1 && <span className="text-text-3"> · {say('timeline.chosen', { count })}</span>}
          </>
        )}
      </p>
      <ZoomFigure />
      <ActionIcon action="timeline.zoomOut" icon={ZoomOut} size="small" />
      <ZoomSlider />
      <ActionIcon action="timeline.zoomIn" icon={ZoomIn} size="small" />
      <ActionIcon action="timeline.fit" icon={FoldHorizontal} size="small" />
    </header>
  );
}

/** Alone, so that a step of zoom draws this and not the bar. */
function ZoomFigure() {
  const zoom = useStore(useSession().timeline, (view) => view.pxPerSecond);
  return (
    <span className="figures t-12 text-text-2">
      {say('timeline.zoom', { zoom: figure(zoom, zoom < 10 ? 1 : 0) })}
    </span>
  );
}

/** From one pixel for ten seconds to five hundred for a second, each step by the same factor. */
const ZOOM_STEPS = 100;
const ZOOM_FROM = 0.1;
const ZOOM_TO = 5000;

function ZoomSlider() {
  const session = useSession();
  const { timeline, player } = session;
  const zoom = useStore(timeline, (view) => view.pxPerSecond);
  const step = (Math.log(zoom / ZOOM_FROM) / Math.log(ZOOM_TO / ZOOM_FROM)) * ZOOM_STEPS;
  return (
    <input
      type="range"
      aria-label={say('timeline.zoomSlider')}
      aria-valuetext={say('timeline.zoom', { zoom: figure(zoom, zoom < 10 ? 1 : 0) })}
      min={0}
      max={ZOOM_STEPS}
      value={Math.min(ZOOM_STEPS, Math.max(0, step))}
      className="w-24 accent-accent"
      onChange={(event) => {
        const wanted = ZOOM_FROM * (ZOOM_TO / ZOOM_FROM) ** (Number(event.target.value) / ZOOM_STEPS);
        const view = timeline.getState();
        const x = ((player.timeMs() - view.leftMs) * view.pxPerSecond) / 1000;
        const at = x >= 0 && x <= view.widthPx ? x : view.widthPx / 2;
        timeline.setState(zoomAt(view, wanted / view.pxPerSecond, at, Math.max(10_000, player.durationMs())));
      }}
    />
  );
}

function Toggle({ name, icon }: { readonly name: 'snap' | 'push' | 'follow'; readonly icon: typeof Magnet }) {
  const app = useApp();
  const session = useSession();
  const on = useView((view) => view[name]);
  return (
    <Button
      kind="quiet"
      size="small"
      aria-pressed={on}
      className={classes(on && 'text-text-1!', on && '[&>svg]:text-accent-text')}
      onClick={() => {
        session.view.setState({ [name]: !on });
        app.changeSettings({ [name]: !on });
      }}
    >
      <Icon of={icon} size={16} />
      {say(`timeline.${name}`)}
    </Button>
  );
}

interface HeadsProps {
  readonly rows: ReturnType<typeof rowsFor>;
  readonly lanes: ReturnType<Surface['lanes']>;
  readonly laneScroll: number;
  readonly onGain: (gain: number) => void;
}

const GAINS = [1, 2, 4, 8] as const;

function Heads({ rows, lanes, laneScroll, onGain }: HeadsProps) {
  const [gain, setGain] = useState<(typeof GAINS)[number]>(1);
  const profile = useDocument((document) => document.captions().profile.title);
  const row = 'flex items-center gap-2 border-line-1 px-3 t-12';
  return (
    <div className="min-h-0 overflow-hidden border-r border-line-1">
      <div className={classes(row, 'border-b text-text-3')} style={{ height: rows.ruler.height }}>
        {say('timeline.time')}
      </div>
      <div className={classes(row, 'items-start pt-1.5 text-text-3')} style={{ height: rows.wave.height }}>
        <span className="flex-1">{say('timeline.waveform')}</span>
        <button
          type="button"
          aria-label={`${say('timeline.gain')}: ${gain}×`}
          title={say('timeline.gain')}
          className="hit-24 figures border-0 bg-transparent p-0 text-text-3 hover:text-text-1"
          onClick={() => {
            const next = GAINS[(GAINS.indexOf(gain) + 1) % GAINS.length] ?? 1;
            setGain(next);
            onGain(next);
          }}
        >
          {gain}×
        </button>
      </div>
      <div className="overflow-hidden" style={{ height: rows.lanes.height }}>
        {lanes.map((lane) => (
          <div
            key={lane.speakerId ?? ''}
            className={classes(row, 'border-t text-text-1')}
            style={{ height: rows.laneHeight, transform: `translateY(${-laneScroll}px)` }}
          >
            {lane.number > 0 ? (
              <SpeakerKey color={lane.color} number={lane.number} />
            ) : (
              <span className="size-4.5" />
            )}
            <bdi className={classes('truncate font-medium', lane.number === 0 && 'text-text-3')}>
              {lane.name}
            </bdi>
          </div>
        ))}
      </div>
      <div className={classes(row, 'border-t text-text-3')} style={{ height: rows.cues.height }}>
        <span className="flex-1">{say('timeline.cues')}</span>
        <span className="truncate">{profile}</span>
      </div>
    </div>
  );
}

/** What stands in place of the waveform while it is not there. Everything else works meanwhile. */
function SoundState({ top, height }: { readonly top: number; readonly height: number }) {
  const medium = useDocument((document) => document.state().media[0] ?? null);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    // A waveform from the cache is there at once: nothing is said for a moment.
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  const text = textOf(medium);
  if (text === null || !isLate) return null;
  const making = medium?.peaks.kind === 'making' ? medium.peaks : null;
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 grid place-content-center gap-1 text-center t-12 text-text-2"
      style={{ top, height }}
    >
      <p className="figures">{text}</p>
      {making !== null && <Progress label={text} fraction={making.fraction} tone="accent" className="w-60" />}
    </div>
  );
}

function textOf(medium: MediaView | null): string | null {
  if (medium === null) return say('timeline.noMedia');
  if (medium.state === 'missing') return say('timeline.missing', { name: medium.name });
  switch (medium.peaks.kind) {
    case 'none':
      return medium.state === 'failed' && medium.failure !== null ? explainHere(medium.failure).reason : null;
    case 'making': {
      const { etaSeconds } = medium.peaks;
      return etaSeconds === null
        ? say('timeline.reading')
        : say('timeline.readingLeft', { time: timeLeft(etaSeconds) });
    }
    case 'failed':
      return explainHere(medium.peaks.failure).reason;
    case 'ready':
      return null;
  }
}
