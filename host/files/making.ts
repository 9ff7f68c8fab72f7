import type { MediaService } from '../media/media.ts';
import type { FileParts, OpenedFile } from './files.ts';
import type { Known } from './known.ts';
import type { Lane } from './lane.ts';
import { createProgress } from './progress.ts';

/** What one maker works on, and where it puts what it made. */
export interface Workplace {
  readonly known: Known;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  readonly show: (change: Partial<Pick<OpenedFile, 'proxy' | 'peaks'>>) => void;
  /** Held while the file is open with this content; then `release` is called. */
  readonly keep: (parts: Partial<FileParts>, release: () => Promise<void>) => void;
}

export type Maker = (place: Workplace) => Promise<void>;

/** Decodes the track that is transcribed, as its job will: one decode serves both. */
export async function makeWaveform(place: Workplace, media: MediaService, lane: Lane): Promise<void> {
  const { known, signal } = place;
  const progress = createProgress(place.nowMs);
  const decoded = await lane.run(
    () =>
      media.decode(
        { info: known.info, audioTrack: null, channel: 'mix', range: null },
        ({ doneMs, totalMs }) => {
          const peaks = progress(totalMs === null || totalMs <= 0 ? null : Math.min(1, doneMs / totalMs));
          if (peaks !== null) place.show({ peaks });
        },
        signal,
      ),
    signal,
  );
  if (decoded === null) return;
  if (!decoded.ok) {
    const cancelled = decoded.failure.code === 'cancelled';
    place.show({ peaks: cancelled ? { kind: 'none' } : { kind: 'failed', failure: decoded.failure } });
    return;
  }
  const { peaksPath, pcmPath, release } = decoded.value;
  place.keep({ peaksPath, pcmPath }, release);
  place.show({ peaks: { kind: 'ready' } });
}
