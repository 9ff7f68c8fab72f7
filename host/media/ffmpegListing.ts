import type { MediaStream } from '../../common/document/types.ts';
import type { Rational } from '../../common/time/rational.ts';
import { exactFrameRate } from './frameRate.ts';
import { trackLanguage } from './language.ts';
import type { AudioTrack, MediaInfo } from './media.ts';

/** What FFmpeg prints about an input that it could open. */
export interface FfmpegListing {
  readonly container: string;
  /** To 10 ms; null when FFmpeg does not know or only estimates it from the bit rate. */
  readonly durationMs: number | null;
  readonly startOffsetMs: number;
  readonly streams: readonly MediaStream[];
  readonly audioTracks: readonly AudioTrack[];
  readonly frameRate: Rational | null;
  readonly video: MediaInfo['video'];
}

const STREAM =
  /^ {2}Stream #0:(\d{1,4})(?:\[0x[0-9a-f]{1,8}\])?(?:\(([^()]{1,32})\))?: (Audio|Video|Subtitle|Data|Attachment|Unknown)(?:: (.*))?$/u;
const DURATION = /^ {2}Duration: (?:(\d{1,6}):(\d\d):(\d\d)\.(\d\d)|N\/A)(?:, start: (-?[\d.]{1,20}))?/u;

/**
 * Reads the banner of `ffmpeg -i` (there is no ffprobe beside the bundled program). Null when there is
 * none, that is, when FFmpeg could not open the file. Values of tags are indented further than streams,
 * also when they hold line feeds, so no tag can pretend to be a stream.
 */
export function parseFfmpegListing(messages: string): FfmpegListing | null {
  const lines = messages.split('\n').map((line) => line.replace(/\r$/u, ''));
  const first = lines.findIndex((line) => line.startsWith('Input #0, '));
  if (first < 0) return null;
  const container = /^Input #0, ([^ ]+?),? from /u.exec(lines[first] ?? '')?.[1] ?? 'unknown';

  let times: RegExpExecArray | null = null;
  const streams: MediaStream[] = [];
  const audioTracks: AudioTrack[] = [];
  let video: MediaInfo['video'] = null;
  let frameRate: Rational | null = null;

  for (const line of lines.slice(first + 1)) {
    times ??= DURATION.exec(line);
    const match = STREAM.exec(line);
    if (match === null) continue;
    const details = match[4] ?? '';
    const stream: MediaStream = {
      index: Number(match[1]),
      kind: streamKind(match[3] ?? '', details),
      codec: /^[\w.-]+/u.exec(details)?.[0] ?? 'unknown',
      language: trackLanguage(match[2] ?? ''),
      isDefault: details.includes('(default)'),
    };
    streams.push(stream);
    if (stream.kind === 'audio') {
      audioTracks.push({
        number: audioTracks.length + 1,
        streamIndex: stream.index,
        codec: stream.codec,
        language: stream.language,
        isDefault: stream.isDefault,
        channels: channelCount(details),
        rateHz: Number(/, (\d{1,7}) Hz/u.exec(details)?.[1] ?? 0),
      });
    }
    if (stream.kind === 'video' && video === null) {
      const size = /, (\d{1,6})x(\d{1,6})/u.exec(details);
      video = { codec: stream.codec, width: Number(size?.[1] ?? 0), height: Number(size?.[2] ?? 0) };
      frameRate = exactFrameRate(Number(/, ([\d.]{1,12})(k?) fps/u.exec(details)?.[1] ?? Number.NaN));
    }
  }

  return {
    container: containerName(container),
    durationMs: listedDuration(times, messages, audioTracks),
    startOffsetMs: Math.round(Number(times?.[5] ?? 0) * 1000),
    streams,
    audioTracks,
    frameRate,
    video,
  };
}

function listedDuration(
  times: RegExpExecArray | null,
  messages: string,
  audioTracks: readonly AudioTrack[],
): number | null {
  if (times?.[1] === undefined) return null;
  const estimated = messages.includes('Estimating duration from bitrate');
  const constantRate = audioTracks.every((track) => track.codec.startsWith('pcm_'));
  if (estimated && (!constantRate || messages.includes('Ignoring maximum wav data size'))) return null;
  const [hours, minutes, seconds, hundredths] = times.slice(1, 5).map(Number);
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000 + (hundredths ?? 0) * 10;
}

function streamKind(listed: string, details: string): MediaStream['kind'] {
  switch (listed) {
    case 'Audio':
      return 'audio';
    case 'Subtitle':
      return 'subtitle';
    case 'Video':
      // Cover art is a picture in a tag, not a moving picture.
      return details.includes('(attached pic)') || details.includes('(still image)') ? 'other' : 'video';
    default:
      return 'other';
  }
}

const LAYOUTS: Readonly<Record<string, number>> = {
  mono: 1,
  stereo: 2,
  downmix: 2,
  binaural: 2,
  quad: 4,
  hexagonal: 6,
  octagonal: 8,
  cube: 8,
  hexadecagonal: 16,
};

/** `stereo`, `5.1(side)`, `7.1.4`, `10 channels`; 0 when it is not said. */
function channelCount(details: string): number {
  const layout = /, \d{1,7} Hz, ([^,]{1,40})/u.exec(details)?.[1] ?? '';
  const counted = /^(\d{1,3}) channels/u.exec(layout)?.[1];
  if (counted !== undefined) return Number(counted);
  const name = /^[a-z]+/u.exec(layout)?.[0];
  if (name !== undefined) return LAYOUTS[name] ?? 0;
  const places = /^\d{1,2}(?:\.\d{1,2}){1,2}/u.exec(layout)?.[0] ?? '';
  return places.split('.').reduce((sum, count) => sum + Number(count), 0);
}

/** One short name out of FFmpeg's aliases. */
function containerName(listed: string): string {
  if (listed.startsWith('mov,')) return 'mp4';
  if (listed.startsWith('matroska,')) return 'matroska';
  return listed;
}
