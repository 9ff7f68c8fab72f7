import { createStore } from 'zustand/vanilla';
import { msOfFrame, seekSecondsOfFrame } from '../../common/time/frames.ts';
import type { OpenDocument } from '../document/openDocument.ts';
import type { Connection } from '../host/connection.ts';
import { frameAt, seekSecondsAt } from './frames.ts';
import { createMonitor } from './monitor.ts';
import { type ClockPair, mediaTimeAt } from './playClock.ts';
import type { Player, PlayerState } from './player.ts';
import { createRangePlayer } from './rangePlayer.ts';
import { createSeeker } from './seeker.ts';
import { chooseSource, frameRateOf, hasPicture, type Source } from './source.ts';

const SLOWEST = 0.25;
const FASTEST = 4;

const STATUS = { missing: 'empty', failed: 'failed', awaited: 'loading' } as const;

/** The player of a project's first medium. Everything that it holds is released by `close`. */
export function createPlayer(document: OpenDocument, connection: Connection): Player {
  const element = window.document.createElement('video');
  element.preload = 'auto';
  element.playsInline = true;
  element.preservesPitch = true;
  const state = createStore<PlayerState>(() => ({
    playing: false,
    rate: 1,
    volume: 1,
    muted: false,
    loop: null,
    status: 'empty',
  }));
  const listeners = new Set<(timeMs: number) => void>();
  const cleanup: (() => void)[] = [];
  const on = (type: keyof HTMLMediaElementEventMap, listener: () => void) => {
    element.addEventListener(type, listener);
    cleanup.push(() => element.removeEventListener(type, listener));
  };
  const media = () => document.state().media;
  const rate = () => frameRateOf(media());

  /** Where a person put the playhead, to the millisecond; the element stands at most a quarter frame off. */
  let placedMs: number | null = null;
  /** What the browser engine says is on screen, in seconds. */
  let shownSeconds: number | null = null;
  let pair: ClockPair = { atMs: 0, mediaMs: 0, rate: 0 };
  const exactMs = () => range.timeMs() ?? placedMs ?? element.currentTime * 1000;
  const timeMs = () => Math.round(exactMs());
  const durationMs = () => {
    const known = document.project().media[0]?.durationMs ?? media()[0]?.facts?.durationMs ?? null;
    return known ?? (Number.isFinite(element.duration) ? Math.round(element.duration * 1000) : 0);
  };
  const isMoving = () => range.isActive() || !element.paused;
  const tell = () => {
    pair = { atMs: performance.now(), mediaMs: exactMs(), rate: isMoving() ? state.getState().rate : 0 };
    const now = timeMs();
    for (const listener of listeners) listener(now);
  };
  let frame = 0;
  const tick = () => {
    range.keepGoing();
    tell();
    frame = isMoving() ? requestAnimationFrame(tick) : 0;
  };
  const sync = () => {
    const playing = isMoving();
    if (state.getState().playing !== playing) state.setState({ playing });
    if (playing && frame === 0) tick();
    else if (!playing) tell();
  };
  const seeker = createSeeker(element, tell);
  const place = (ms: number) => {
    const endMs = durationMs();
    placedMs = Math.max(0, endMs > 0 ? Math.min(ms, endMs) : ms);
    seeker.seekTo(hasPicture(media()) ? seekSecondsAt(placedMs, rate()) : placedMs / 1000);
  };
  const seek = (ms: number) => {
    range.stop();
    place(Math.round(ms));
    // While it plays, time goes on from there as soon as the element is there.
    tell();
  };
  const monitor = createMonitor(() => media()[0] ?? null, state);
  const range = createRangePlayer({
    element,
    monitor,
    state,
    place,
    hasPicture: () => hasPicture(media()) && element.videoWidth > 0,
    onChange: () => sync(),
  });
  const play = () => {
    range.stop();
    if (element.ended) place(0);
    element.play().catch(() => sync());
  };
  const pause = () => {
    range.stop();
    element.pause();
    sync();
  };

  on('play', () => {
    if (!range.isActive() && !seeker.isBusy()) placedMs = null;
    sync();
  });
  on('playing', () => {
    if (!seeker.isBusy()) placedMs = null;
  });
  on('seeked', () => {
    if (!element.paused && !range.isActive() && !seeker.isBusy()) placedMs = null;
  });
  on('pause', sync);
  on('ended', sync);
  const watchFrames = () => {
    element.requestVideoFrameCallback((_now, { mediaTime }) => {
      shownSeconds = mediaTime;
      watchFrames();
    });
  };
  watchFrames();
  const frameNow = () => {
    if (placedMs !== null || range.isActive()) return frameAt(timeMs(), rate());
    const { numerator, denominator } = rate();
    const perSecond = numerator / denominator;
    const isFresh = shownSeconds !== null && Math.abs(shownSeconds - element.currentTime) < 2 / perSecond;
    if (isFresh && shownSeconds !== null) return Math.round(shownSeconds * perSecond);
    return Math.floor(element.currentTime * perSecond + 1e-6);
  };
  const step = (frames: number) => {
    const from = frameNow();
    pause();
    const last = frameAt(Math.max(0, durationMs() - 1), rate());
    const target = Math.max(0, durationMs() > 0 ? Math.min(from + frames, last) : from + frames);
    placedMs = msOfFrame(target, rate());
    seeker.seekTo(seekSecondsOfFrame(target, rate()));
    tell();
  };

  const stopPlaying = (status: PlayerState['status']) => {
    if (element.hasAttribute('src')) unload(element);
    state.setState({ status });
  };
  let source: Source = { kind: 'none' };
  let known: ReturnType<typeof media>[number] | null | undefined = null;
  let preparedFile: string | null = null;
  const load = () => {
    const [medium] = media();
    if (medium === known) return;
    known = medium;
    const before = source;
    source = chooseSource(media());
    if (source.kind === 'none') return stopPlaying('empty');
    const { fileId } = source.medium;
    if (fileId !== null && fileId !== preparedFile && source.kind !== 'missing') {
      preparedFile = fileId;
      connection.rpc.projects.prepareMedia.mutate({ fileId }).catch(() => undefined);
    }
    if (source.kind !== 'play') return stopPlaying(STATUS[source.kind]);
    if (before.kind === 'play' && before.url === source.url) return;
    const wasPlaying = !element.paused;
    const atMs = timeMs();
    state.setState({ status: 'loading' });
    shownSeconds = null;
    element.src = source.url;
    place(atMs);
    if (wasPlaying) element.play().catch(() => sync());
  };
  on('loadedmetadata', () => {
    // Loading sets the rate back to the usual one.
    element.playbackRate = state.getState().rate;
    state.setState({ status: 'ready' });
    tell();
  });
  on('error', () => {
    // The stand-in for what does not play at all is still being made.
    const isAwaited = source.kind === 'play' && source.as === 'sound' && source.proxy.kind !== 'failed';
    state.setState({ status: isAwaited ? 'loading' : 'failed' });
    sync();
  });
  load();
  cleanup.push(document.subscribe(load));

  return {
    state,
    element,
    timeMs,
    durationMs,
    play,
    pause,
    toggle: () => (isMoving() ? pause() : play()),
    seek,
    step,
    playRange: (startMs, endMs, times) => {
      if (endMs <= startMs) return;
      element.pause();
      range.play({ startMs: Math.round(startMs), endMs: Math.round(endMs) }, times);
    },
    scrub: (ms) => {
      seek(ms);
      monitor.grain(timeMs());
    },
    setRate: (wanted) => {
      const next = Math.min(FASTEST, Math.max(SLOWEST, wanted));
      element.playbackRate = next;
      range.setRate(next);
      state.setState({ rate: next });
    },
    setVolume: (wanted) => {
      const volume = Math.min(1, Math.max(0, wanted));
      element.volume = volume;
      state.setState({ volume });
    },
    setMuted: (muted) => {
      if (!range.isActive()) element.muted = muted;
      state.setState({ muted });
    },
    onTime: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    timeOfEvent: (timeStampMs) => mediaTimeAt(pair, timeStampMs),
    close: () => {
      range.stop();
      cancelAnimationFrame(frame);
      for (const undo of cleanup) undo();
      seeker.close();
      monitor.close();
      listeners.clear();
      unload(element);
    },
  };
}

/** Lets go of the file: a paused element would hold its connection and its decoder. */
function unload(element: HTMLMediaElement): void {
  element.pause();
  element.removeAttribute('src');
  element.load();
}
