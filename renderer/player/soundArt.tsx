import { useEffect, useRef } from 'react';
import { useDocument, useSession } from '../session/session.ts';
import { loudness, PCM_RATE_HZ, soundOf } from './pcm.ts';

/** What the small waveform shows before and after now. */
const AROUND_MS = 3000;
/** Sound is fetched in pieces of this grid, so that playing on asks once in so long. */
const PIECE_MS = 8000;
/** The ear's own time for loudness is about that (the fast setting of sound level meters has 125 ms). */
const LEVEL_MS = 120;
/** What the meter shows, from its left end to its right: speech lies between −40 and −10 dB. */
const QUIETEST_DB = -54;
const BAR_PX = 3;

/** In place of a picture: the sound around now, moving past the middle, and how loud it is. */
export function SoundArt() {
  const { player } = useSession();
  const medium = useDocument((document) => document.state().media[0] ?? null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const level = useRef<HTMLDivElement>(null);
  const fileId = medium?.fileId ?? null;
  const key = medium?.key ?? null;
  const isDecoded = medium?.peaks.kind === 'ready';
  useEffect(() => {
    const place = canvas.current;
    const bar = level.current;
    if (place === null || bar === null || fileId === null || key === null || !isDecoded) return;
    const pieces = new Map<number, Float32Array | null>();
    const sound = soundOf(`/media/${fileId}/pcm?k=${encodeURIComponent(key)}`, fetch.bind(window));
    const samplesAt = (fromMs: number, toMs: number): Float32Array => {
      const piece = Math.floor(Math.max(0, fromMs) / PIECE_MS);
      const samples = pieces.get(piece) ?? null;
      if (samples === null) return EMPTY;
      const from = ((fromMs - piece * PIECE_MS) * PCM_RATE_HZ) / 1000;
      return samples.subarray(Math.max(0, from), Math.max(0, from + ((toMs - fromMs) * PCM_RATE_HZ) / 1000));
    };
    let isOpen = true;
    const want = (piece: number) => {
      if (piece < 0 || pieces.has(piece) || piece * PIECE_MS > player.durationMs()) return;
      pieces.set(piece, null);
      if (pieces.size > 16) pieces.delete(pieces.keys().next().value ?? 0);
      sound
        .read(piece * PIECE_MS, (piece + 1) * PIECE_MS)
        .then((samples) => {
          if (samples === null) pieces.delete(piece);
          else pieces.set(piece, samples);
          if (isOpen) draw(player.timeMs());
        })
        .catch(() => pieces.delete(piece));
    };
    const draw = (nowMs: number) => {
      const first = Math.floor((nowMs - AROUND_MS) / PIECE_MS);
      for (let piece = first; piece <= Math.floor((nowMs + AROUND_MS) / PIECE_MS); piece++) want(piece);
      drawWave(place, nowMs, samplesAt);
      const heard = player.state.getState().playing ? loudness(samplesAt(nowMs - LEVEL_MS, nowMs)) : 0;
      const decibels = 20 * Math.log10(Math.max(heard, 1e-6));
      bar.style.transform = `scaleX(${Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DB))})`;
    };
    draw(player.timeMs());
    const stop = player.onTime(draw);
    const stopState = player.state.subscribe(() => draw(player.timeMs()));
    const resized = new ResizeObserver(() => draw(player.timeMs()));
    resized.observe(place);
    return () => {
      isOpen = false;
      stop();
      stopState();
      resized.disconnect();
    };
  }, [player, fileId, key, isDecoded]);
  return (
    <div aria-hidden="true" className="absolute inset-0 flex flex-col justify-center gap-4 px-[12%] pb-[14%]">
      <canvas ref={canvas} className="h-1/3 w-full text-wave-core" />
      <div className="h-1 flex-none overflow-hidden rounded-block bg-picture-line">
        <div ref={level} className="h-full origin-left bg-ok" style={{ transform: 'scaleX(0)' }} />
      </div>
    </div>
  );
}

const EMPTY = new Float32Array(0);

function drawWave(
  place: HTMLCanvasElement,
  nowMs: number,
  samplesAt: (fromMs: number, toMs: number) => Float32Array,
): void {
  const { clientWidth: width, clientHeight: height } = place;
  const scale = window.devicePixelRatio;
  if (place.width !== Math.round(width * scale) || place.height !== Math.round(height * scale)) {
    place.width = Math.round(width * scale);
    place.height = Math.round(height * scale);
  }
  const pen = place.getContext('2d');
  if (pen === null || width === 0) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(place).color;
  const msPerBar = (2 * AROUND_MS * BAR_PX) / width;
  // Bars stand at fixed times, so that they move and do not shimmer.
  const firstBar = Math.floor((nowMs - AROUND_MS) / msPerBar);
  const bars = Math.ceil(width / BAR_PX) + 1;
  for (let at = 0; at < bars; at++) {
    const fromMs = (firstBar + at) * msPerBar;
    if (fromMs < 0) continue;
    let most = 0;
    const samples = samplesAt(Math.round(fromMs), Math.round(fromMs + msPerBar));
    for (let sample = 0; sample < samples.length; sample += 4)
      most = Math.max(most, Math.abs(samples[sample] ?? 0));
    const x = width / 2 + ((fromMs - nowMs) / msPerBar) * BAR_PX;
    const tall = Math.max(1, most * height);
    pen.globalAlpha = fromMs <= nowMs ? 1 : 0.45;
    pen.fillRect(x, (height - tall) / 2, BAR_PX - 1, tall);
  }
  pen.globalAlpha = 1;
  pen.fillRect(Math.round(width / 2), 0, 1, height);
}
