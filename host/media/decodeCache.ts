import { createFolderCache, type FolderCache, type FolderEntry, type HeldFolder } from './folderCache.ts';

export const PCM_FILE = 'audio.s16le';
export const PEAKS_FILE = 'audio.peaks';

/** What is known of decoded sound beside its two files. */
export interface AboutSound {
  readonly samples: number;
  readonly startMs: number;
  readonly fingerprint: string;
  readonly notices: readonly string[];
}

export type CacheEntry = FolderEntry<AboutSound>;
export type HeldEntry = HeldFolder<AboutSound>;
export type DecodeCache = FolderCache<AboutSound>;

/** Decoded audio on disk: the samples and their peaks. */
export function createDecodeCache(root: string, capBytes: number, nowMs: () => number): DecodeCache {
  return createFolderCache(root, capBytes, nowMs, { files: [PCM_FILE, PEAKS_FILE], isAbout: isAboutSound });
}

function isAboutSound(value: object): value is AboutSound {
  const about: Partial<Record<keyof AboutSound, unknown>> = value;
  return (
    Number.isSafeInteger(about.samples) &&
    Number.isSafeInteger(about.startMs) &&
    typeof about.fingerprint === 'string' &&
    Array.isArray(about.notices)
  );
}
