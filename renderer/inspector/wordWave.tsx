import { useEffect, useRef } from 'react';
import { useDocument, useSession } from '../session/session.ts';
import { say } from '../text/text.ts';

/** Media time shown before and after the word. */
const AROUND_MS = 400;
const RATE_HZ = 16_000;
const HEIGHT_PX = 76;

/** The sound of the chosen word with what lies around it, from its samples. */
export function WordWave({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }) {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const medium = useDocument((document) => document.state().media[0] ?? null);
  const fromMs = Math.max(0, startMs - AROUND_MS);
  const toMs = endMs + AROUND_MS;
  const url =
    medium === null || medium.fileId === null || medium.peaks.kind !== 'ready'
      ? null
      : `/media/${medium.fileId}/pcm?k=${medium.key}&from=${samplesOf(fromMs)}&to=${samplesOf(toMs)}`;
  useEffect(() => {
    const target = canvas.current;
    if (target === null) return;
    const abort = new AbortController();
    const extent = { fromMs, toMs, startMs, endMs };
    draw(target, new Int16Array(0), extent);
    if (url !== null) {
      fetch(url, { signal: abort.signal })
        .then(async (answer) => (answer.ok ? new Int16Array(await answer.arrayBuffer()) : null))
        .then((samples) => {
          if (samples !== null) draw(target, samples, extent);
        })
        // Another word was chosen, or the sound is gone: the times below say enough.
        .catch(() => undefined);
    }
    return () => abort.abort();
  }, [url, fromMs, toMs, startMs, endMs]);
  return (
    <canvas
      ref={canvas}
      aria-label={say('inspector.wave')}
      role="img"
      className="w-full rounded-block bg-bg"
      style={{ height: HEIGHT_PX }}
      onDoubleClick={() => session.player.playRange(startMs, endMs, 'once')}
    />
  );
}

function samplesOf(ms: number): number {
  return Math.round((ms * RATE_HZ) / 1000);
}

interface Extent {
  readonly fromMs: number;
  readonly toMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

function draw(
  canvas: HTMLCanvasElement,
  samples: Int16Array,
  { fromMs, toMs, startMs, endMs }: Extent,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const scale = devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(HEIGHT_PX * scale);
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  const xOf = (ms: number) => ((ms - fromMs) / (toMs - fromMs)) * width;
  context.fillStyle = color('--accent-soft');
  context.fillRect(xOf(startMs), 0, xOf(endMs) - xOf(startMs), HEIGHT_PX);
  context.fillStyle = color('--wave-core');
  const middle = HEIGHT_PX / 2;
  const perPixel = samplesOf(toMs - fromMs) / Math.max(1, width);
  for (let x = 0; x < width && x * perPixel < samples.length; x++) {
    let low = 0;
    let high = 0;
    const end = Math.min(samples.length, Math.ceil((x + 1) * perPixel));
    for (let at = Math.floor(x * perPixel); at < end; at++) {
      const value = samples[at] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const top = middle - (high / 32_768) * (middle - 2);
    context.fillRect(x, top, 1, Math.max(1, middle - (low / 32_768) * (middle - 2) - top));
  }
  context.fillStyle = color('--accent');
  for (const edge of [startMs, endMs]) context.fillRect(Math.round(xOf(edge)) - 1, 0, 2, HEIGHT_PX);
}
