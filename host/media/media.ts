import type { Failure } from '../../common/contract/failure.ts';
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

/** What a browser's way with a file depends on, beyond `MediaInfo`. Times are the file's own, before any shift. */
export interface PlaybackFacts {
  /** Where the file's clock begins; the media clock is 0 there. */
  readonly startMs: number;
  readonly picture: PictureFacts | null;
  /** Start of each audio track, in the order of `MediaInfo.audioTracks`. */
  readonly audioStartsMs: readonly number[];
}

export interface PictureFacts {
  readonly codec: string;
  /** As FFmpeg names it, such as `High 4:2:2`; null when it says none. */
  readonly profile: string | null;
  /** `yuv420p` and so on; null when it cannot be told. */
  readonly pixelFormat: string | null;
  /** As it is shown: turned, and with square pixels. */
  readonly width: number;
  readonly height: number;
  readonly startMs: number;
  /** Mean frames a second. */
  readonly rate: Rational | null;
  readonly isVariableRate: boolean;
  /** Two half pictures a frame, which a browser shows as combs. */
  readonly isInterlaced: boolean;
  /** Brightness by PQ or HLG: shown as ordinary video it would look washed out. */
  readonly isHighRange: boolean;
}

/** What pages need beside the sound that engines read. Made by `createPlayback` in `playback.ts`. */
export interface Playback {
  /** About 40 ms: one short run of FFmpeg. */
  readonly inspect: (path: string, signal: AbortSignal) => Promise<Result<PlaybackFacts>>;
  /** Endings by which media is found in folders, lower case with their dot. */
  readonly endings: ReadonlySet<string>;
  /** Why a file cannot be media, by its size and first bytes; null when it may be. About 0.1 ms. */
  readonly refusal: (path: string) => Promise<Failure | null>;
  /**
   * An MP4 that browsers play, on the media clock: its time 0 is where the words' time is 0. From the cache at
   * once where the same content was asked for before. Runs with low priority; aborting leaves nothing behind.
   */
  readonly standIn: (
    request: StandInRequest,
    onProgress: (fraction: number | null) => void,
    signal: AbortSignal,
  ) => Promise<Result<HeldFile>>;
  /** A JPEG 160 pixels wide of an early, telling picture; null for a file without picture. */
  readonly thumbnail: (
    request: { readonly info: MediaInfo; readonly facts: PlaybackFacts },
    signal: AbortSignal,
  ) => Promise<Result<HeldFile | null>>;
}

/** What becomes of a stream: `copy` where browsers play it as it is coded, which costs seconds instead of minutes. */
export type StreamPlan = 'copy' | 'encode' | 'none';

export interface StandInRequest {
  readonly info: MediaInfo;
  readonly facts: PlaybackFacts;
  readonly picture: StreamPlan;
  /** Of the track that is transcribed. */
  readonly sound: StreamPlan;
}

/** A file in the cache, held until it is released. */
export interface HeldFile {
  readonly path: string;
  readonly release: () => Promise<void>;
}
