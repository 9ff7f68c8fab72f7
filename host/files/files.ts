import type { Failure } from '../../common/contract/failure.ts';
import type { InputFile, Making, MediaFacts } from '../../common/contract/media.ts';
import type { Result } from '../../common/contract/result.ts';

/**
 * A media file that a person opened, known to pages by an opaque id. Facts, waveform and stand-in are made in
 * the background on first need; `watch` tells when they change.
 */
export interface OpenedFile {
  readonly fileId: string;
  readonly path: string;
  readonly facts: MediaFacts;
  readonly playable: 'original' | 'proxy' | 'unknown';
  readonly proxy: Making;
  readonly peaks: Making;
  /** Why it cannot be used any more: it vanished or became unreadable while open. What was made of it stays. */
  readonly failure: Failure | null;
}

/** Paths of what a page may fetch of a file; null while it is not there. */
export interface FileParts {
  /**
   * What plays: the original, or its stand-in once it is there. Where a browser plays the sound of the
   * original rightly but not its picture, that is the original until the stand-in is ready.
   */
  readonly playing: { readonly path: string; readonly type: string } | null;
  readonly peaksPath: string | null;
  /** Raw 16 kHz mono s16le whose first sample lies at 0 of the media clock. */
  readonly pcmPath: string | null;
  readonly thumbnailPath: string | null;
}

/** The media files that pages may fetch. Made by `createFileService` in `fileService.ts`. */
export interface FileService {
  /** Files and folders as a person dropped them, as the files in them; what cannot be used, with the reason. */
  readonly expand: (
    paths: readonly string[],
  ) => Promise<{ readonly files: readonly InputFile[]; readonly failures: readonly Failure[] }>;
  /**
   * Probes the file and gives it an id; the same path has the same id until the program ends. Opening it
   * again tries what failed before anew.
   */
  readonly open: (path: string, signal: AbortSignal) => Promise<Result<OpenedFile>>;
  /** null for an id that was never given. */
  readonly find: (fileId: string) => OpenedFile | null;
  readonly parts: (fileId: string) => FileParts | null;
  /** Starts decoding for the waveform, the stand-in where one is needed, and the thumbnail. Asking twice is one. */
  readonly prepare: (fileId: string) => void;
  /** Called after every change of any file; returns the way to stop. */
  readonly watch: (listener: (file: OpenedFile) => void) => () => void;
  /** Ends what is being made; resolves when its processes are gone. */
  readonly close: () => Promise<void>;
}
