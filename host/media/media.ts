import type { Result } from '../../common/contract/result.ts';
import type { MediaStream } from '../../common/document/types.ts';
import type { Rational } from '../../common/time/rational.ts';

export interface AudioTrack {
  /** 1-based among the audio tracks, as people count and `--audio-track` takes it. */
  readonly number: number;
  readonly streamIndex: number;
  readonly codec: string;
  readonly language: string | null;
  readonly isDefault: boolean;
  readonly channels: number;
  readonly rateHz: number;
}

/** What a file is, without decoding it. */
export interface MediaInfo {
  readonly path: string;
  readonly sizeBytes: number;
  readonly container: string;
  /** null when only decoding can tell (streamed WAV, MP3 without header). */
  readonly durationMs: number | null;
  readonly startOffsetMs: number;
  readonly streams: readonly MediaStream[];
  readonly audioTracks: readonly AudioTrack[];
  readonly frameRate: Rational | null;
  readonly video: { readonly codec: string; readonly width: number; readonly height: number } | null;
}

export type ChannelChoice = 'mix' | 'left' | 'right' | 'split';

export interface DecodeRequest {
  readonly info: MediaInfo;
  /** A number (1-based) or a language; null = the file's default track. */
  readonly audioTrack: string | null;
  readonly channel: Exclude<ChannelChoice, 'split'>;
  /** Media time to decode; null = all. */
  readonly range: { readonly startMs: number; readonly endMs: number } | null;
}

/** One decoded track: raw 16 kHz mono s16le, with its peaks file, in the cache. */
export interface DecodedAudio {
  readonly pcmPath: string;
  readonly peaksPath: string;
  readonly samples: number;
  /** Media time of the first sample. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly fingerprint: string;
  /** Sentences for the person, such as that the mix of both channels was silent and one was taken. */
  readonly notices: readonly string[];
  /** Ends the hold on the cached files, so that the cache may drop them. */
  readonly release: () => Promise<void>;
}

export interface DecodeProgress {
  readonly doneMs: number;
  readonly totalMs: number | null;
}

/** Made by `createMediaService` in `mediaService.ts`. */
export interface MediaService {
  readonly probe: (path: string, signal: AbortSignal) => Promise<Result<MediaInfo>>;
  /** From the cache at once where the same content was decoded with the same choices before. */
  readonly decode: (
    request: DecodeRequest,
    onProgress: (progress: DecodeProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<DecodedAudio>>;
  readonly fingerprint: (path: string) => Promise<Result<string>>;
  readonly cacheSizeBytes: () => Promise<number>;
}
