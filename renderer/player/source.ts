import type { Failure } from '../../common/contract/failure.ts';
import type { Making, MediaView } from '../../common/contract/media.ts';
import type { Rational } from '../../common/time/rational.ts';

/** What a project's first medium gives to play. */
export type Source =
  | { readonly kind: 'none' }
  | { readonly kind: 'missing'; readonly medium: MediaView }
  | { readonly kind: 'failed'; readonly medium: MediaView; readonly failure: Failure | null }
  /** Nothing of it plays until its stand-in is there. */
  | { readonly kind: 'awaited'; readonly medium: MediaView; readonly proxy: Making }
  | {
      readonly kind: 'play';
      readonly medium: MediaView;
      readonly url: string;
      /** `sound`: the file as it is, of which the browser engine plays no picture. */
      readonly as: 'original' | 'proxy' | 'sound';
      /** How far the stand-in is that will play instead. */
      readonly proxy: Making;
    };

/**
 * Chooses what plays. One URL serves the original until its stand-in is ready and the stand-in from then on, so
 * the address says which of both is meant: the element would not load the same address again.
 */
export function chooseSource(media: readonly MediaView[]): Source {
  const [medium] = media;
  if (medium === undefined) return { kind: 'none' };
  if (medium.state === 'missing') return { kind: 'missing', medium };
  const { fileId, key, playable, proxy } = medium;
  if (medium.state === 'failed' || fileId === null || key === null) {
    return { kind: 'failed', medium, failure: medium.failure };
  }
  const as = playable !== 'proxy' ? 'original' : proxy.kind === 'ready' ? 'proxy' : 'sound';
  if (as === 'sound' && !soundsMeanwhile(medium)) return { kind: 'awaited', medium, proxy };
  const url = `/media/${fileId}?k=${encodeURIComponent(key)}&as=${as}`;
  return { kind: 'play', medium, url, as, proxy };
}

/** Pictures that browser engines show: a file with one of these needs its stand-in for its container or its sound. */
const SHOWN_PICTURES: ReadonlySet<string> = new Set(['h264', 'vp8', 'vp9', 'av1']);

function soundsMeanwhile({ facts }: MediaView): boolean {
  const codec = facts?.picture?.codec ?? null;
  return codec !== null && !SHOWN_PICTURES.has(codec);
}

/** 25 a second where there is no picture: the usual grid of captions without one. */
export const NO_PICTURE_RATE: Rational = { numerator: 25, denominator: 1 };

/** By what stepping and frame counts go. */
export function frameRateOf(media: readonly MediaView[]): Rational {
  return media[0]?.facts?.frameRate ?? NO_PICTURE_RATE;
}

export function hasPicture(media: readonly MediaView[]): boolean {
  const facts = media[0]?.facts;
  return facts !== null && facts !== undefined && facts.picture !== null;
}
