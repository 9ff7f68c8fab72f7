import type { StoreApi } from 'zustand/vanilla';
import type { MediaView } from '../../common/contract/media.ts';
import { type Sound, soundOf } from './pcm.ts';
import type { PlayerState } from './player.ts';
import { createGrains, GRAIN_MS, playSamples, type RangeSound } from './rangeSound.ts';

/** The way of decoded sound to the loudspeaker, made when it is first needed. */
export interface Monitor {
  /** null: the sound cannot be had (yet), or the browser lets nothing sound before a click or a key. */
  readonly play: (
    range: { readonly startMs: number; readonly endMs: number },
    times: 'once' | 'loop',
    onEnd: () => void,
  ) => Promise<RangeSound | null>;
  readonly grain: (atMs: number) => void;
  readonly close: () => void;
}

interface Wiring {
  readonly context: AudioContext;
  readonly gain: GainNode;
  readonly grains: ReturnType<typeof createGrains>;
}

export function createMonitor(medium: () => MediaView | null, state: StoreApi<PlayerState>): Monitor {
  let wiring: Wiring | null = null;
  let known: { readonly url: string; readonly sound: Sound } | null = null;
  const sound = (): Sound | null => {
    const { fileId = null, key = null } = medium() ?? {};
    if (fileId === null || key === null) return null;
    const url = `/media/${fileId}/pcm?k=${encodeURIComponent(key)}`;
    if (known?.url !== url) known = { url, sound: soundOf(url, fetch.bind(window)) };
    return known.sound;
  };
  const level = ({ volume, muted }: PlayerState) => (muted ? 0 : volume);
  const wired = (): Wiring | null => {
    if (!navigator.userActivation.hasBeenActive) return null;
    if (wiring === null) {
      // The hardware's own rate: the context resamples 16 kHz better than it would be played at it.
      const context = new AudioContext({ latencyHint: 'interactive' });
      const gain = context.createGain();
      gain.gain.value = level(state.getState());
      gain.connect(context.destination);
      wiring = { context, gain, grains: createGrains(context, gain) };
    }
    return wiring;
  };
  const unsubscribe = state.subscribe((next) => {
    if (wiring !== null) wiring.gain.gain.value = level(next);
  });
  return {
    play: async (range, times, onEnd) => {
      const samples = await (sound()?.read(range.startMs, range.endMs) ?? null);
      const output = wired();
      if (samples === null || samples.length === 0 || output === null) return null;
      const { context, gain } = output;
      await context.resume();
      const latencySeconds = context.outputLatency || context.baseLatency || 0;
      const { rate } = state.getState();
      return playSamples(context, gain, samples, { times, rate, latencySeconds }, onEnd);
    },
    grain: (atMs) => {
      const from = Math.max(0, atMs - GRAIN_MS / 2);
      const samples = sound()?.have(from, from + GRAIN_MS) ?? null;
      const output = wired();
      if (output === null) return;
      if (samples === null) {
        // Heard with the next movement: a late grain would sound at the wrong place.
        sound()
          ?.read(from, from + GRAIN_MS)
          .catch(() => undefined);
        return;
      }
      if (output.context.state === 'suspended') output.context.resume().catch(() => undefined);
      output.grains(samples);
    },
    close: () => {
      unsubscribe();
      wiring?.context.close().catch(() => undefined);
      wiring = null;
      known = null;
    },
  };
}
