import type { MediaView } from '../../common/contract/media.ts';
import { type Sound, soundOf } from '../player/pcm.ts';
import { onsetsOf } from './gestures/onsets.ts';
import { type Peaks, readPeaks } from './peaks.ts';

/** What the timeline knows of a file's sound. */
export interface TimelineSound {
  readonly fileId: string;
  readonly peaks: Peaks;
  readonly samples: Sound;
}

const known = new Map<string, Promise<TimelineSound | null>>();

/** Fetches the waveform of a file once; null where it is not there. 19.6 MB for ten hours. */
export function loadSound(medium: MediaView): Promise<TimelineSound | null> {
  const { fileId, key } = medium;
  if (fileId === null || key === null) return Promise.resolve(null);
  const before = known.get(fileId);
  if (before !== undefined) return before;
  const loading = fetchPeaks(`/media/${fileId}/peaks?k=${key}`).then((peaks) => {
    if (peaks === null) {
      known.delete(fileId);
      return null;
    }
    // Bound: `fetch` wants its window.
    return { fileId, peaks, samples: soundOf(`/media/${fileId}/pcm?k=${key}`, (...args) => fetch(...args)) };
  });
  known.set(fileId, loading);
  return loading;
}

async function fetchPeaks(url: string): Promise<Peaks | null> {
  const answer = await fetch(url);
  return answer.ok ? readPeaks(await answer.arrayBuffer()) : null;
}

/** Onsets within a second and a half around a time; empty while the sound is not there. */
export async function onsetsAround({ samples }: TimelineSound, atMs: number): Promise<readonly number[]> {
  const fromMs = Math.max(0, Math.round(atMs) - 1500);
  const read = await samples.read(fromMs, Math.round(atMs) + 1500);
  if (read === null) return [];
  return onsetsOf(
    Int16Array.from(read, (value) => value * 32_767),
    fromMs,
  );
}
