import type { DecodeProgress, MediaService, Playback } from '../media/media.ts';
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
  const decoded = await lane.run(() => {
    // Its time begins with its turn.
    const progress = createProgress(place.nowMs);
    const report = ({ doneMs, totalMs }: DecodeProgress) => {
      const peaks = progress(totalMs === null || totalMs <= 0 ? null : Math.min(1, doneMs / totalMs));
      if (peaks !== null) place.show({ peaks });
    };
    return media.decode({ info: known.info, audioTrack: null, channel: 'mix', range: null }, report, signal);
  }, signal);
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

/** The copy that a browser plays, where it does not play the original. */
export async function makeStandIn(place: Workplace, playback: Playback, lane: Lane): Promise<void> {
  const { info, playback: facts, playability } = place.known;
  if (playability.kind === 'original') return;
  const { picture, sound } = playability;
  const made = await lane.run(() => {
    const progress = createProgress(place.nowMs);
    const report = (fraction: number | null) => {
      const proxy = progress(fraction);
      if (proxy !== null) place.show({ proxy });
    };
    return playback.standIn({ info, facts, picture, sound }, report, place.signal);
  }, place.signal);
  if (made === null) return;
  if (!made.ok) {
    const cancelled = made.failure.code === 'cancelled';
    place.show({ proxy: cancelled ? { kind: 'none' } : { kind: 'failed', failure: made.failure } });
    return;
  }
  const type = facts.picture === null ? 'audio/mp4' : 'video/mp4';
  place.keep({ playing: { path: made.value.path, type } }, made.value.release);
  place.show({ proxy: { kind: 'ready' } });
}

/** A file without a picture that can be shown keeps none: its place is drawn otherwise, and nothing else is lost. */
export async function makeThumbnail(place: Workplace, playback: Playback, lane: Lane): Promise<void> {
  const { info, playback: facts } = place.known;
  const made = await lane.run(() => playback.thumbnail({ info, facts }, place.signal), place.signal);
  if (made?.ok !== true || made.value === null) return;
  place.keep({ thumbnailPath: made.value.path }, made.value.release);
  place.show({});
}
