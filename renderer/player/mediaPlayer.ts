import { createStore } from 'zustand/vanilla';
import type { OpenDocument } from '../document/openDocument.ts';
import type { Connection } from '../host/connection.ts';
import type { Player, PlayerState } from './player.ts';

/** The player of a project's first medium. */
export function createPlayer(document: OpenDocument, _connection: Connection): Player {
  const element = window.document.createElement('video');
  element.preload = 'auto';
  element.playsInline = true;
  const state = createStore<PlayerState>(() => ({
    playing: false,
    rate: 1,
    volume: 1,
    muted: false,
    loop: null,
    status: 'empty',
  }));
  const listeners = new Set<(timeMs: number) => void>();
  const timeMs = () => Math.round(element.currentTime * 1000);
  const tell = () => {
    for (const listener of listeners) listener(timeMs());
  };
  let frame = 0;
  const tick = () => {
    tell();
    frame = requestAnimationFrame(tick);
  };
  element.addEventListener('play', () => {
    state.setState({ playing: true });
    cancelAnimationFrame(frame);
    tick();
  });
  element.addEventListener('pause', () => {
    state.setState({ playing: false });
    cancelAnimationFrame(frame);
    tell();
  });
  element.addEventListener('seeked', tell);
  element.addEventListener('loadedmetadata', () => state.setState({ status: 'ready' }));
  element.addEventListener('error', () => state.setState({ status: 'failed' }));
  const load = () => {
    const [medium] = document.state().media;
    if (medium === undefined || medium.fileId === null || medium.key === null) return;
    const url = `/media/${medium.fileId}?k=${medium.key}`;
    if (element.getAttribute('src') === url || medium.playable !== 'original') return;
    state.setState({ status: 'loading' });
    element.src = url;
  };
  load();
  const stop = document.subscribe(load);
  const play = () => {
    element.play().catch(() => state.setState({ playing: false }));
  };
  return {
    state,
    element,
    timeMs,
    durationMs: () => document.project().media[0]?.durationMs ?? 0,
    play,
    pause: () => element.pause(),
    toggle: () => (element.paused ? play() : element.pause()),
    seek: (ms) => {
      element.currentTime = ms / 1000;
    },
    step: (frames) => {
      element.currentTime += frames / 25;
    },
    playRange: (startMs) => {
      element.currentTime = startMs / 1000;
      play();
    },
    scrub: (ms) => {
      element.currentTime = ms / 1000;
    },
    setRate: (rate) => {
      element.playbackRate = rate;
      state.setState({ rate });
    },
    setVolume: (volume) => {
      element.volume = volume;
      state.setState({ volume });
    },
    setMuted: (muted) => {
      element.muted = muted;
      state.setState({ muted });
    },
    onTime: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    timeOfEvent: () => timeMs(),
    close: () => {
      stop();
      cancelAnimationFrame(frame);
      element.removeAttribute('src');
      element.load();
    },
  };
}
