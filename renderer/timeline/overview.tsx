import { useEffect, useRef, useSyncExternalStore } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { useStore } from 'zustand';
import type { MediaView } from '../../common/contract/media.ts';
import { timesOfChunk } from '../../common/document/extents.ts';
import { useApp } from '../app/app.ts';
import { useDocument, useSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { scrollBy } from './navigate.ts';
import { columnsOf, type Peaks } from './peaks.ts';
import type { Lane } from './placed.ts';
import { loadSound } from './sound.ts';
import { readTheme, speakerPaint } from './theme.ts';
import { themeName, watchTheme } from './themeWatch.ts';

const HEIGHT = 32;
const WAVE_HEIGHT = 20;

/** The whole file in one strip: waveform, who speaks when, and the part that the timeline shows, which drags. */
export function Overview({
  lanes,
  durationMs,
}: {
  readonly lanes: readonly Lane[];
  readonly durationMs: number;
}) {
  // Canvases read their colours when they are drawn: another theme is another drawing.
  const theme = useSyncExternalStore(watchTheme, themeName);
  return (
    <div className="relative overflow-hidden border-t border-line-1" style={{ height: HEIGHT }}>
      <WholeWave key={theme} durationMs={durationMs} />
      <Turns key={`turns ${theme}`} lanes={lanes} durationMs={durationMs} />
      <Window durationMs={durationMs} />
    </div>
  );
}

function WholeWave({ durationMs }: { readonly durationMs: number }) {
  const app = useApp();
  const session = useSession();
  const host = useRef<HTMLDivElement>(null);
  const fileId = useDocument((document) => readyFile(document.state().media[0])?.fileId ?? null);
  useEffect(() => {
    const medium = readyFile(session.document.state().media[0]);
    // Drawn anew for another file, not for every news of the same.
    if (host.current === null || medium === null || medium.fileId !== fileId) return;
    const place = host.current;
    let wave: WaveSurfer | null = null;
    let isOver = false;
    loadSound(medium).then((sound) => {
      if (!isOver && sound !== null) wave = drawWhole(place, session.player.element, sound.peaks, durationMs);
    }, app.report);
    return () => {
      isOver = true;
      wave?.destroy();
    };
  }, [fileId, durationMs, session, app]);
  return <div ref={host} className="absolute inset-x-0 top-0" style={{ height: WAVE_HEIGHT }} />;
}

function readyFile(medium: MediaView | undefined): MediaView | null {
  return medium?.peaks.kind === 'ready' ? medium : null;
}

/**
 * wavesurfer with the player's own element and our peaks: its renderer asks for nothing else. The zoomed part is drawn
 * by the timeline itself, because wavesurfer's zoom costs 5–7 ms of script a step, above the 4 ms that a frame may.
 */
function drawWhole(
  container: HTMLElement,
  media: HTMLMediaElement,
  peaks: Peaks,
  durationMs: number,
): WaveSurfer {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  const theme = readTheme(container);
  return WaveSurfer.create({
    container,
    media,
    height: WAVE_HEIGHT,
    duration: durationMs / 1000,
    peaks: [new Float32Array([0, 0])],
    interact: false,
    autoScroll: false,
    hideScrollbar: true,
    cursorWidth: 0,
    waveColor: theme.wave,
    progressColor: theme.wave,
    cspNonce: nonce,
    renderFunction: (_dummy, canvas) => {
      // wavesurfer has set where this canvas lies and how wide it is before it calls.
      const width = canvas.canvas.width;
      const { height } = canvas.canvas;
      const columns = new Int8Array(width * 2);
      columnsOf(peaks, 0, durationMs / width, columns);
      canvas.fillStyle = theme.wave;
      canvas.beginPath();
      for (let x = 0; x < width; x++) {
        const top = height / 2 - ((columns[x * 2 + 1] ?? 0) / 127) * (height / 2);
        const bottom = height / 2 - ((columns[x * 2] ?? 0) / 127) * (height / 2);
        canvas.rect(x, top, 1, Math.max(1, bottom - top));
      }
      canvas.fill();
    },
  });
}

/** A line for each of the first lanes, drawn when the words change and the page has time for it. */
function Turns({ lanes, durationMs }: { readonly lanes: readonly Lane[]; readonly durationMs: number }) {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useStore(session.timeline, (view) => view.widthPx);
  const utterances = useDocument((document) => document.project().utterances);
  useEffect(() => {
    const idle = requestIdleCallback(
      () => {
        const target = canvas.current;
        const context = target?.getContext('2d');
        if (target == null || context == null || width === 0) return;
        target.width = Math.round(width * devicePixelRatio);
        target.height = Math.round((HEIGHT - WAVE_HEIGHT) * devicePixelRatio);
        context.scale(devicePixelRatio, devicePixelRatio);
        const theme = readTheme(target);
        const rowHeight = Math.max(2, Math.min(4, (HEIGHT - WAVE_HEIGHT) / Math.max(1, lanes.length)));
        const indexOf = new Map(lanes.map(({ speakerId }, index) => [speakerId, index]));
        const paints = lanes.map(({ color }) => speakerPaint(theme, color).solid);
        const drawnTo = lanes.map(() => 0);
        for (const group of utterances.chunks) {
          const { starts, ends } = timesOfChunk(group);
          for (let at = 0; at < group.length; at++) {
            const first = starts[at] ?? Number.POSITIVE_INFINITY;
            const last = ends[at] ?? Number.NEGATIVE_INFINITY;
            if (first > last) continue;
            const index = indexOf.get(group[at]?.speakerId ?? null) ?? 0;
            const x = (first / durationMs) * width;
            const end = Math.max(x + 1, (last / durationMs) * width);
            // Of six thousand turns most fall into a pixel that is drawn already.
            if (end <= (drawnTo[index] ?? 0)) continue;
            drawnTo[index] = Math.ceil(end);
            context.fillStyle = paints[index] ?? theme.text3;
            context.fillRect(x, index * rowHeight, Math.ceil(end) - x, rowHeight - 1);
          }
        }
      },
      { timeout: 500 },
    );
    return () => cancelIdleCallback(idle);
  }, [utterances, lanes, width, durationMs]);
  return (
    <canvas
      ref={canvas}
      className="absolute inset-x-0 w-full"
      style={{ top: WAVE_HEIGHT, height: HEIGHT - WAVE_HEIGHT }}
    />
  );
}

/** The frame around what the timeline shows. Dragging it scrolls; a press elsewhere goes there. */
function Window({ durationMs }: { readonly durationMs: number }) {
  const session = useSession();
  const { timeline, player } = session;
  const { leftMs, pxPerSecond, widthPx } = useStore(timeline);
  const lengthMs = (widthPx * 1000) / pxPerSecond;
  const dragged = useRef(false);
  const toTime = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * durationMs;
  };
  const centre = (atMs: number) => {
    timeline.setState((view) =>
      scrollBy({ ...view, leftMs: Math.max(0, atMs - lengthMs / 2) }, 0, durationMs),
    );
  };
  return (
    <div
      role="scrollbar"
      aria-label={say('timeline.wholeFile')}
      aria-controls="timeline-canvas"
      aria-orientation="horizontal"
      aria-valuenow={Math.round(leftMs)}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs)}
      tabIndex={-1}
      className="absolute inset-0 cursor-pointer"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = true;
        centre(toTime(event));
      }}
      onPointerMove={(event) => {
        if (dragged.current) centre(toTime(event));
      }}
      onPointerUp={() => {
        dragged.current = false;
      }}
      onDoubleClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        player.seek(((event.clientX - box.left) / box.width) * durationMs);
      }}
    >
      <span
        className="absolute inset-y-0 border border-text-3 bg-text-1/10"
        style={{
          left: `${(leftMs / durationMs) * 100}%`,
          width: `${Math.max(0.4, Math.min(100, (lengthMs / durationMs) * 100))}%`,
        }}
      />
    </div>
  );
}
