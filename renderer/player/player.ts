import type { StoreApi } from 'zustand/vanilla';

/** What the transport shows; times are read with `timeMs`, which changes too often for a store. */
export interface PlayerState {
  readonly playing: boolean;
  /** 0.25–4; 1 is as recorded. */
  readonly rate: number;
  /** 0–1. */
  readonly volume: number;
  readonly muted: boolean;
  /** What goes round until it is stopped; null = nothing. */
  readonly loop: { readonly startMs: number; readonly endMs: number } | null;
  readonly status: 'empty' | 'loading' | 'ready' | 'failed';
}

/**
 * The playback clock of one window, in integer milliseconds of the media clock. Views never touch the media
 * element. Short ranges (a word, a cue) play from decoded sound, exact to the sample.
 */
export interface Player {
  readonly state: StoreApi<PlayerState>;
  /** Where playback is now; also while a range plays. */
  readonly timeMs: () => number;
  readonly durationMs: () => number;
  readonly play: () => void;
  readonly pause: () => void;
  readonly toggle: () => void;
  readonly seek: (timeMs: number) => void;
  /** By frames of the picture (25 a second without one), exact: −1 shows the frame before. */
  readonly step: (frames: number) => void;
  readonly playRange: (startMs: number, endMs: number, times: 'once' | 'loop') => void;
  /** Short bits of sound while a person drags the playhead. */
  readonly scrub: (timeMs: number) => void;
  readonly setRate: (rate: number) => void;
  readonly setVolume: (volume: number) => void;
  readonly setMuted: (muted: boolean) => void;
  /** Called in each animation frame while time moves, and once after every seek. */
  readonly onTime: (listener: (timeMs: number) => void) => () => void;
  /** Media time at which an event happened that the browser stamped with `timeStamp` (tap-to-sync). */
  readonly timeOfEvent: (timeStampMs: number) => number;
  /** The element that shows the picture, for the pane to place. */
  readonly element: HTMLVideoElement;
  readonly close: () => void;
}
