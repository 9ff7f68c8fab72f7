import type { StoreApi } from 'zustand/vanilla';
import type { Monitor } from './monitor.ts';
import { placeInRange } from './playClock.ts';
import type { PlayerState } from './player.ts';
import type { RangeSound } from './rangeSound.ts';

interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

/** Plays a stretch once or round and round. */
export interface RangePlayer {
  readonly play: (range: Range, times: 'once' | 'loop') => void;
  readonly stop: () => void;
  readonly isActive: () => boolean;
  /** Where it is, also before the sound has come; null while no range plays. */
  readonly timeMs: () => number | null;
  readonly setRate: (rate: number) => void;
  /** Called in each frame: brings the picture back to the start of a loop. */
  readonly keepGoing: () => void;
}

interface Parts {
  readonly element: HTMLMediaElement;
  readonly monitor: Monitor;
  readonly state: StoreApi<PlayerState>;
  readonly place: (ms: number) => void;
  readonly hasPicture: () => boolean;
  readonly onChange: () => void;
}

/** Beyond that a gap of some milliseconds at the turn is not heard, and the sound need not be fetched. */
const LONGEST_IN_MEMORY_MS = 30_000;

interface Active {
  readonly range: Range;
  readonly times: 'once' | 'loop';
  /** `waiting` for the sound, `memory` heard from samples, `element` heard from the file. */
  by: 'waiting' | 'memory' | 'element';
  sound: RangeSound | null;
  rounds: number;
}

export function createRangePlayer({
  element,
  monitor,
  state,
  place,
  hasPicture,
  onChange,
}: Parts): RangePlayer {
  let active: Active | null = null;
  const placeOf = ({ range, sound, times }: Active) =>
    sound === null ? null : placeInRange(range, sound.playedMs(), times);
  const finish = (endMs: number | null) => {
    if (active === null) return;
    active.sound?.stop();
    active = null;
    element.pause();
    element.muted = state.getState().muted;
    if (endMs !== null) place(endMs);
    state.setState({ loop: null });
    onChange();
  };
  const playElement = (own: Active) => {
    own.by = 'element';
    element.muted = state.getState().muted;
    element.play().catch(() => finish(null));
  };
  const begin = async (own: Active) => {
    const { range, times } = own;
    const isShort = range.endMs - range.startMs <= LONGEST_IN_MEMORY_MS;
    const sound = isShort
      ? await monitor.play(range, times, () => {
          // Back to where it began: what was listened to stays under the playhead.
          if (active === own) finish(range.startMs);
        })
      : null;
    if (active !== own) {
      sound?.stop();
    } else if (sound === null) {
      playElement(own);
    } else {
      own.sound = sound;
      own.by = 'memory';
      // The picture runs along silently.
      element.muted = true;
      if (hasPicture()) element.play().catch(() => undefined);
    }
    onChange();
  };
  return {
    play: (range, times) => {
      active?.sound?.stop();
      const own: Active = { range, times, by: 'waiting', sound: null, rounds: 0 };
      active = own;
      place(range.startMs);
      state.setState({ loop: times === 'loop' ? range : null });
      begin(own).catch(() => playElement(own));
      onChange();
    },
    stop: () => {
      if (active === null) return;
      const { range, by } = active;
      const atMs = by === 'element' ? element.currentTime * 1000 : (placeOf(active)?.timeMs ?? range.startMs);
      finish(Math.round(atMs));
    },
    isActive: () => active !== null,
    timeMs: () => {
      if (active === null) return null;
      if (active.by !== 'element') return placeOf(active)?.timeMs ?? active.range.startMs;
      // The element may still be on its way to the start.
      return Math.max(active.range.startMs, Math.min(active.range.endMs, element.currentTime * 1000));
    },
    setRate: (rate) => active?.sound?.setRate(rate),
    keepGoing: () => {
      if (active === null) return;
      const { range, times } = active;
      if (active.by === 'element') {
        if (!element.seeking && element.currentTime * 1000 >= range.endMs) {
          if (times === 'once') finish(range.startMs);
          else place(range.startMs);
        }
        return;
      }
      const rounds = placeOf(active)?.rounds ?? 0;
      if (rounds > active.rounds && times === 'loop' && hasPicture()) place(range.startMs);
      active.rounds = rounds;
    },
  };
}
