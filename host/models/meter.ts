import type { ModelProgress } from '../../common/contract/models.ts';

/** The speed is that of the last seconds: an average over an hour would hide that the line is dead. */
const WINDOW_MS = 5_000;

export interface Meter {
  /** What has arrived or been copied so far. */
  readonly at: (
    doneBytes: number,
    totalBytes: number | null,
  ) => Pick<ModelProgress, 'doneBytes' | 'totalBytes' | 'bytesPerSecond' | 'etaSeconds'>;
}

/** Speed and time left. What lay there before the first call does not count as speed. */
export function createMeter(nowMs: () => number): Meter {
  let samples: readonly { readonly atMs: number; readonly bytes: number }[] = [];
  return {
    at: (doneBytes, totalBytes) => {
      const atMs = nowMs();
      samples = [...samples.filter((each) => atMs - each.atMs <= WINDOW_MS), { atMs, bytes: doneBytes }];
      const [first] = samples;
      const seconds = first === undefined ? 0 : (atMs - first.atMs) / 1000;
      const bytesPerSecond =
        first === undefined || seconds < 0.2 ? null : Math.max(0, (doneBytes - first.bytes) / seconds);
      const isKnown = totalBytes !== null && bytesPerSecond !== null && bytesPerSecond > 0;
      const etaSeconds = isKnown ? Math.max(0, (totalBytes - doneBytes) / bytesPerSecond) : null;
      return { doneBytes, totalBytes, bytesPerSecond, etaSeconds };
    },
  };
}

/** `1.6 GB`, `340 MB`, `12 kB`: decimal units, as shops and file managers count. */
export function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}
