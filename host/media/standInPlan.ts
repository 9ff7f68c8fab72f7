import { type Result, succeed } from '../../common/contract/result.ts';
import { type DecodePlan, planDecode } from './decodePlan.ts';
import { fileArgument } from './ffmpegProcess.ts';
import type { PictureFacts, StandInRequest } from './media.ts';

/**
 * Part of the cache key: raise it when the same request would give another file.
 * 1: x264 veryfast at quality 23, half a second between key frames, AAC 160 kbit/s; FLAC beside copied pictures.
 */
export const RECIPE_VERSION = 1;

const MAX_HEIGHT = 1080;
/** All common rates divide it: 29.97 frames a second are 3003 of it a frame. */
const CLOCK_HZ = 90_000;
/** Key frames a second: a seek then decodes at most half a second of pictures. */
const KEY_FRAMES_PER_SECOND = 2;
const FALLBACK_RATE = 25;
/** AAC goes from 8 to 96 kHz; above 48 kHz nothing is heard. */
const MAX_SOUND_HZ = 48_000;

/** Options that turn a file into its stand-in; `sound` null where it has none. */
export function standInArguments(
  request: StandInRequest,
  sound: DecodePlan | null,
  output: string,
): { readonly inputArguments: readonly string[]; readonly outputArguments: readonly string[] } {
  return {
    inputArguments: [
      ...['-v', 'warning', '-max_error_rate', '1'],
      ...['-progress', 'pipe:1', '-stats_period', '0.5'],
    ],
    outputArguments: [
      ...pictureArguments(request),
      ...soundArguments(request, sound),
      ...['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-max_muxing_queue_size', '4096'],
      ...['-movflags', '+faststart', '-video_track_timescale', String(CLOCK_HZ)],
      ...['-f', 'mp4', '-y', fileArgument(output)],
      // Otherwise the clock of some containers would begin with the streams that are used here.
      ...(sound?.needsOthers ? ['-map', '0:v?', '-map', '0:a?', '-c', 'copy', '-f', 'null', '-'] : []),
    ],
  };
}

/** The track whose sound the stand-in carries, as a decode of it would go; null without sound. */
export function planStandInSound({ info, sound }: StandInRequest): Result<DecodePlan | null> {
  if (sound === 'none') return succeed(null);
  return planDecode({ info, audioTrack: null, channel: 'mix', range: null });
}

function pictureArguments({ facts, picture }: StandInRequest): readonly string[] {
  if (picture === 'none' || facts.picture === null) return ['-vn'];
  if (picture === 'copy') return ['-map', '0:v:0', '-c:v', 'copy'];
  const rate = ratio(facts.picture) ?? FALLBACK_RATE;
  return [
    ...['-map', '0:v:0', '-vf', pictureFilters(facts.picture).join(',')],
    // Every picture keeps its own time; the encoder's clock would otherwise round it to a whole frame.
    ...['-fps_mode:v', 'passthrough', '-enc_time_base:v', `1/${CLOCK_HZ}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-bf', '0'],
    ...['-g', String(Math.max(1, Math.round(rate / KEY_FRAMES_PER_SECOND)))],
  ];
}

/** Filters from a picture as it was recorded to one that every browser shows. */
function pictureFilters(picture: PictureFacts): readonly string[] {
  const { rate } = picture;
  return [
    ...(picture.isInterlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    ...(picture.isVariableRate && rate !== null
      ? [`fps=fps=${rate.numerator}/${rate.denominator}:start_time=0:round=near`]
      : []),
    ...sizeFilters(`min(${MAX_HEIGHT}\\,ih)`),
    ...rangeFilters(picture),
    'format=yuv420p',
  ];
}

/** Square pixels at a height, both sides even as 4:2:0 needs it. */
function sizeFilters(height: string): readonly string[] {
  return [`scale=w='max(2\\,2*round(${height}*dar/2))':h='max(2\\,2*round(${height}/2))'`, 'setsar=1'];
}

/** A small picture of the same look, for thumbnails. */
export function thumbnailFilters(picture: PictureFacts, width: number): string {
  return [
    `scale=w=${width}:h='max(2\\,2*round(${width}/dar/2))'`,
    'setsar=1',
    ...rangeFilters(picture),
    'format=yuvj420p',
  ].join(',');
}

/** Brings PQ and HLG to the range of ordinary screens; 100 cd/m2 is what those are made for. */
function rangeFilters({ isHighRange }: PictureFacts): readonly string[] {
  if (!isHighRange) return [];
  return [
    'zscale=t=linear:npl=100',
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=tv',
  ];
}

function soundArguments({ picture, sound }: StandInRequest, plan: DecodePlan | null): readonly string[] {
  if (plan === null) return ['-an'];
  const map = ['-map', `0:a:${plan.track.number - 1}`];
  if (sound === 'copy') return [...map, '-c:a', 'copy'];
  const { channels, rateHz } = plan.track;
  const wires = Array.from({ length: channels }, (_, wire) => `${1 / channels}*c${wire}`).join('+');
  const isMono = channels === 1 || plan.pick === 'sum';
  return [
    ...map,
    '-af',
    [
      ...(plan.pick === 'sum' ? [`pan=mono|c0=${wires}`] : []),
      // As the decode for engines does it, so that both clocks are one.
      'aresample=async=1:first_pts=0',
    ].join(','),
    ...['-ac', isMono ? '1' : '2'],
    ...(rateHz > MAX_SOUND_HZ ? ['-ar', String(MAX_SOUND_HZ)] : []),
    ...(picture === 'encode' ? aacArguments(isMono) : FLAC_ARGUMENTS),
  ];
}

/** Where the sound is what one waits for: an hour takes 6 s in FLAC, 20 s in AAC by its fast coder, 53 s by the other. */
const FLAC_ARGUMENTS = ['-c:a', 'flac', '-compression_level', '0', '-sample_fmt', 's16'];

function aacArguments(isMono: boolean): readonly string[] {
  return ['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', isMono ? '96k' : '160k'];
}

function ratio({ rate }: PictureFacts): number | null {
  return rate === null ? null : rate.numerator / rate.denominator;
}
