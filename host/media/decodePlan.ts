import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { fitsLanguage } from './language.ts';
import type { AudioTrack, DecodeRequest, MediaInfo } from './media.ts';

/** What every engine reads: 16 kHz, mono, 16 bits. */
export const RATE_HZ = 16_000;
const SAMPLES_PER_MS = RATE_HZ / 1000;
export const BYTES_PER_MS = SAMPLES_PER_MS * 2;

/**
 * Part of the cache key: raise it when the same request would give other samples.
 * 1: FFmpeg 9 resampler, downmix normalised, first timestamps kept.
 */
export const DECODER_VERSION = 1;

/** Longest recording that is decoded, 48 h = 5.5 GB: a false time stamp must not fill the disk with silence. */
const LONGEST_MS = 48 * 3600 * 1000;
/** Decoded before a range and thrown away: overlapping codecs need some packets before they are exact. */
const PREROLL_MS = 500;

const TIME_INDEXED: ReadonlySet<string> = new Set(['mp4', 'mov', 'matroska', 'webm', 'wav', 'flac']);

/** FFmpeg sets the clock of these by the streams that it was asked for alone (its flag TS_DISCONT). */
const CLOCK_BY_USE: ReadonlySet<string> = new Set(['mpegts', 'mpeg', 'ogg', 'wtv', 'dhav']);

/** True for containers with an exact index of times; in the others a seek only guesses. */
export function isTimeIndexed(container: string): boolean {
  return TIME_INDEXED.has(container);
}

/** `sum` adds up channels that have no layout which a downmix could know (nine wires of a field recorder). */
export type ChannelPick = 'mix' | 'sum' | 'left' | 'right';

export interface DecodePlan {
  readonly track: AudioTrack;
  readonly pick: ChannelPick;
  readonly range: { readonly startMs: number; readonly endMs: number } | null;
  readonly container: string;
  /** The other streams must be read as well, or FFmpeg would take the start of this one for the film's. */
  readonly needsOthers: boolean;
}

/** Chooses the track and the channel; fails when the file has no such thing. */
export function planDecode(request: DecodeRequest): Result<DecodePlan> {
  const { info, channel, range } = request;
  const track = chooseTrack(info, request.audioTrack);
  if (!track.ok) return track;
  const channels = track.value.channels;
  if (channel === 'right' && channels === 1) {
    return fail(failure('media.channel-missing', { file: info.path, detail: 'right, the track is mono' }));
  }
  if (range !== null && !isInside(range, info.durationMs)) {
    const length = info.durationMs === null ? 'unknown' : seconds(info.durationMs);
    const detail = `it begins at ${seconds(range.startMs)}, the recording is ${length} long`;
    return fail(failure('media.range-outside', { file: info.path, detail }));
  }
  // FFmpeg knows layouts for up to 8 channels, 16 and 24.
  const hasLayout = channels <= 8 || channels === 16 || channels === 24;
  const pick = channel === 'mix' && !hasLayout ? 'sum' : channel;
  return succeed({
    track: track.value,
    pick: channels === 1 ? 'mix' : pick,
    range,
    container: info.container,
    needsOthers: CLOCK_BY_USE.has(info.container) && info.streams.length > 1,
  });
}

/** A number (from 1) or a language; null takes the track flagged as default, else the first. */
export function chooseTrack(info: MediaInfo, wish: string | null): Result<AudioTrack> {
  const tracks = info.audioTracks;
  const first = tracks[0];
  if (first === undefined) return fail(failure('media.no-audio', { file: info.path }));
  if (wish === null) return succeed(tracks.find((track) => track.isDefault) ?? first);
  const found = /^\d+$/u.test(wish)
    ? tracks.find((track) => track.number === Number(wish))
    : tracks.find((track) => fitsLanguage(track.language, wish));
  if (found !== undefined) return succeed(found);
  const offered = tracks.map((track) => `${track.number} (${track.language ?? track.codec})`).join(', ');
  return fail(failure('media.track-missing', { file: info.path, detail: `${wish}; there is ${offered}` }));
}

/** Options before and after `-i` that turn the track into the raw file, on the player's clock. */
export function decodeArguments(
  plan: DecodePlan,
  output: string,
): { readonly inputArguments: readonly string[]; readonly outputArguments: readonly string[] } {
  const startMs = plan.range?.startMs ?? 0;
  const seekMs = isTimeIndexed(plan.container) ? Math.max(0, startMs - PREROLL_MS) : 0;
  const endMs = Math.min(plan.range?.endMs ?? LONGEST_MS, startMs + LONGEST_MS);
  return {
    // A broken packet is no reason to stop: what can be decoded is worth having.
    inputArguments: [
      ...['-v', 'warning', '-max_error_rate', '1'],
      ...(seekMs > 0 ? ['-ss', `${seekMs}ms`] : []),
    ],
    outputArguments: [
      ...['-map', `0:a:${plan.track.number - 1}`],
      ...['-af', [...pickFilter(plan), ...resampleFilter(startMs - seekMs, endMs - seekMs)].join(',')],
      ...['-f', 's16le', '-y', output],
      ...(plan.needsOthers
        ? ['-map', '0:v?', '-map', '0:a?', '-c', 'copy', '-t', `${endMs}ms`, '-f', 'null', '-']
        : []),
    ],
  };
}

/** Loudness of each channel, as FFmpeg's `astats` prints it; for the check on cancelled mixes. */
export function measureArguments(plan: DecodePlan): ReturnType<typeof decodeArguments> {
  return {
    inputArguments: ['-v', 'info', '-max_error_rate', '1'],
    outputArguments: [
      ...['-map', `0:a:${plan.track.number - 1}`],
      ...['-af', 'astats=measure_perchannel=RMS_level:measure_overall=none', '-f', 'null', '-'],
    ],
  };
}

function pickFilter(plan: DecodePlan): readonly string[] {
  switch (plan.pick) {
    case 'mix':
      return [];
    case 'left':
      return ['pan=mono|c0=c0'];
    case 'right':
      return ['pan=mono|c0=c1'];
    case 'sum': {
      const count = plan.track.channels;
      return [`pan=mono|c0=${Array.from({ length: count }, (_, i) => `${1 / count}*c${i}`).join('+')}`];
    }
  }
}

/**
 * - `async=1:first_pts=0` fills what is missing before the first and between later time stamps, so that
 *   sample n lies at n/16 ms after the container's start even when the sound begins later than the picture.
 * - `rematrix_maxval=1` keeps the mix from clipping: a channel's share is divided by the sum of shares.
 * - `asetnsamples` hands on 1-second blocks. FFmpeg 9 passes each through several threads; with the codec's
 *   own 21 ms blocks the hour of AAC took 7.6 s instead of 5.3 s, of WAV 2.5 s instead of 1.7 s.
 *   It must stand last: before the resampler it would hide gaps between time stamps.
 */
function resampleFilter(fromMs: number, toMs: number): readonly string[] {
  return [
    `aresample=osr=${RATE_HZ}:ochl=mono:osf=s16:async=1:first_pts=0:rematrix_maxval=1`,
    `atrim=start_sample=${Math.round(fromMs * SAMPLES_PER_MS)}:end_sample=${Math.round(toMs * SAMPLES_PER_MS)}`,
    'asetnsamples=16384:p=0',
  ];
}

function isInside(
  range: { readonly startMs: number; readonly endMs: number },
  durationMs: number | null,
): boolean {
  if (!(range.startMs >= 0 && range.endMs > range.startMs)) return false;
  return durationMs === null || range.startMs < durationMs;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
