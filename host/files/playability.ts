import type { MediaInfo, PlaybackFacts } from '../media/media.ts';

/** Why a browser does not play a file as it is. */
export type StandInReason =
  | 'container'
  | 'picture-codec'
  | 'picture-format'
  | 'sound-codec'
  | 'other-track'
  | 'clock';

export type Playability =
  | { readonly kind: 'original' }
  | {
      readonly kind: 'proxy';
      readonly reasons: readonly StandInReason[];
      /** What the original gives while its stand-in is made; `sound` where that is right and on the right clock. */
      readonly meanwhile: 'sound' | 'nothing';
    };

/** What Chromium opens. AVI, MPEG-TS, FLV, ASF and MXF it refuses (`DEMUXER_ERROR_COULD_NOT_OPEN`). */
const CONTAINERS: ReadonlySet<string> = new Set([
  'mp4',
  'mov',
  'matroska',
  'webm',
  'wav',
  'flac',
  'ogg',
  'mp3',
  'aac',
]);
const PICTURES: ReadonlySet<string> = new Set(['h264', 'vp8', 'vp9', 'av1']);
const SOUNDS: ReadonlySet<string> = new Set(['aac', 'mp3', 'opus', 'vorbis', 'flac']);
const PCM: ReadonlySet<string> = new Set([
  'pcm_s16le',
  'pcm_s24le',
  'pcm_s32le',
  'pcm_f32le',
  'pcm_u8',
  'pcm_mulaw',
  'pcm_alaw',
]);
/** More than a word can be off before a person sees it. */
const CLOCK_TOLERANCE_MS = 4;

/** Whether a browser plays the file with picture and sound, on the clock that its words are timed by. */
export function playability(info: MediaInfo, facts: PlaybackFacts): Playability {
  const reasons: StandInReason[] = [];
  const track = info.audioTracks.find(({ isDefault }) => isDefault) ?? info.audioTracks[0];
  const { picture } = facts;
  if (!CONTAINERS.has(info.container)) reasons.push('container');
  if (picture !== null && !PICTURES.has(picture.codec)) reasons.push('picture-codec');
  if (picture !== null && !isShownFormat(picture.codec, picture.pixelFormat)) reasons.push('picture-format');
  if (track !== undefined && !playsSound(track.codec, info.container)) reasons.push('sound-codec');
  if (track !== undefined && track.number !== 1) reasons.push('other-track');
  if (Math.abs(facts.startMs) > CLOCK_TOLERANCE_MS) reasons.push('clock');
  if (reasons.length === 0) return { kind: 'original' };
  const pictureOnly = reasons.every((reason) => reason === 'picture-codec' || reason === 'picture-format');
  return { kind: 'proxy', reasons, meanwhile: pictureOnly && track !== undefined ? 'sound' : 'nothing' };
}

function playsSound(codec: string, container: string): boolean {
  return SOUNDS.has(codec) || (container === 'wav' && PCM.has(codec));
}

function isShownFormat(codec: string, pixelFormat: string | null): boolean {
  if (pixelFormat === null) return true;
  return codec === 'h264' ? /^yuvj?420p$/u.test(pixelFormat) : true;
}
