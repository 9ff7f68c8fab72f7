import type { Rational } from '../time/rational.ts';
import type { Failure } from './failure.ts';

/** A file that a person dropped, chose or named, before anything is done with it. */
export interface InputFile {
  readonly path: string;
  readonly name: string;
  readonly kind: 'media' | 'project' | 'captions';
  readonly sizeBytes: number;
}

/** What is known of a media file before it is decoded. */
export interface MediaFacts {
  /** null when only decoding can tell. */
  readonly durationMs: number | null;
  /** Size as it is shown; null without picture. */
  readonly picture: { readonly width: number; readonly height: number; readonly codec: string } | null;
  readonly frameRate: Rational | null;
  readonly audio: { readonly codec: string; readonly rateHz: number; readonly channels: number } | null;
}

/** How far something that is made in the background has come. */
export type Making =
  | { readonly kind: 'none' }
  | { readonly kind: 'making'; readonly fraction: number | null; readonly etaSeconds: number | null }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * A project's media as a window shows it. Files go by opaque id: `/media/<fileId>?k=<key>` plays,
 * `/media/<fileId>/peaks`, `/media/<fileId>/pcm?from=&to=` (samples) and `/media/<fileId>/thumbnail` tell more.
 */
export interface MediaView {
  /** As in the document. */
  readonly mediaId: string;
  readonly name: string;
  readonly path: string;
  readonly state: 'missing' | 'ready' | 'failed';
  readonly failure: Failure | null;
  readonly fileId: string | null;
  /** Grants access to the URLs of this file alone. */
  readonly key: string | null;
  readonly facts: MediaFacts | null;
  /** Whether the browser engine plays the file as it is; `proxy` tells of the stand-in where it does not. */
  readonly playable: 'original' | 'proxy' | 'unknown';
  readonly proxy: Making;
  /** The waveform; with it the decoded sound is there as well. */
  readonly peaks: Making;
}
