import type { AudioTrack, MediaInfo, PlaybackFacts, StreamPlan } from '../media/media.ts';

/** Why a browser does not play a file as it is. */
export type StandInReason =
  /** It does not open the file. */
  | 'container'
  /** It opens the file and shows no picture, without a word. */
  | 'picture-codec'
  /** It opens the file and gives no sound, without a word. */
  | 'sound-codec'
  /** It plays the first sound track, not the one that is transcribed. */
  | 'other-track'
  /** Its time 0 is not the media clock's. */
  | 'clock'
  /** After a seek its sound is not that of the time that it shows. */
  | 'seeking';

export type Playability =
  | { readonly kind: 'original' }
  | {
      readonly kind: 'proxy';
      readonly reasons: readonly StandInReason[];
      /** What the original gives while its stand-in is made: `sound` where that is right and on the right clock. */
      readonly meanwhile: 'sound' | 'nothing';
      readonly picture: StreamPlan;
      readonly sound: StreamPlan;
    };

interface Subject {
  readonly container: string;
  readonly picture: PlaybackFacts['picture'];
  readonly track: AudioTrack | null;
  readonly startMs: number;
  /** How much later the sound begins than the picture; 0 where one of them is missing. */
  readonly soundLaterMs: number;
}

/** A quarter of a frame at 60 frames a second: nobody sees it, and no file that begins at 0 is off by more. */
const CLOCK_TOLERANCE_MS = 4;
/** Sound may begin this much late in Matroska: AAC begins 21 ms after 0 where a writer keeps its lead-in. */
const LATE_SOUND_MS = 40;

const ISO_SOUNDS = ['aac', 'opus', 'vorbis', 'flac', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be'];
/**
 * What Chromium opens, with the sounds that it plays there and seeks in exactly. All of it was measured in
 * Chromium 153 (tests/web/playability.spec.ts), picture by picture and sample by sample:
 *
 * - MP3 plays, but a seek lands up to 0.4 s off with a table of contents and 2 s without (240 s, variable
 *   rate), and 23 ms off within MP4. Ogg Vorbis and FLAC seek up to 1 s off; only Ogg Opus is exact.
 * - H.264 of every pixel format (4:2:2, 4:4:4, 10 bits) is shown, by the processor where no chip does it.
 * - Vorbis in WebM is up to 21 ms off after a seek, which is less than a frame.
 */
const OPENED: Readonly<Record<string, { readonly sounds: readonly string[]; readonly pictures: boolean }>> = {
  mp4: { sounds: [...ISO_SOUNDS, 'pcm_f32le', 'pcm_mulaw', 'pcm_alaw'], pictures: true },
  mov: { sounds: [...ISO_SOUNDS, 'pcm_f32le', 'pcm_mulaw', 'pcm_alaw'], pictures: true },
  matroska: { sounds: ['aac', 'opus', 'vorbis', 'flac', 'pcm_s16le', 'pcm_s24le'], pictures: true },
  webm: { sounds: ['aac', 'opus', 'vorbis', 'flac', 'pcm_s16le', 'pcm_s24le'], pictures: true },
  wav: {
    sounds: ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_mulaw', 'pcm_alaw'],
    pictures: false,
  },
  flac: { sounds: ['flac'], pictures: false },
  aac: { sounds: ['aac'], pictures: false },
  ogg: { sounds: ['opus'], pictures: false },
  mp3: { sounds: [], pictures: false },
};
const INEXACT_SOUNDS: ReadonlySet<string> = new Set(['mp3', 'vorbis', 'flac']);
const PICTURES: ReadonlySet<string> = new Set(['h264', 'vp8', 'vp9', 'av1']);

const RULES: readonly {
  readonly reason: StandInReason;
  readonly holds: (subject: Subject) => boolean;
}[] = [
  { reason: 'container', holds: ({ container }) => !(container in OPENED) },
  {
    reason: 'picture-codec',
    holds: ({ container, picture }) =>
      picture !== null && !(PICTURES.has(picture.codec) && OPENED[container]?.pictures !== false),
  },
  {
    reason: 'sound-codec',
    holds: ({ container, track }) => track !== null && !plays(container, track) && !isInexact(track),
  },
  {
    reason: 'seeking',
    holds: ({ container, track }) => track !== null && !plays(container, track) && isInexact(track),
  },
  { reason: 'other-track', holds: ({ track }) => track !== null && track.number !== 1 },
  { reason: 'clock', holds: ({ startMs }) => Math.abs(startMs) > CLOCK_TOLERANCE_MS },
  {
    // Until the sound begins, Chromium shows the picture of that moment wherever one seeks.
    reason: 'clock',
    holds: ({ container, soundLaterMs }) =>
      (container === 'matroska' || container === 'webm') && soundLaterMs > LATE_SOUND_MS,
  },
];

/** Pictures that an MP4 takes as they are, from containers that give each a time of its own. */
const COPIED_PICTURES: ReadonlySet<string> = new Set(['h264', 'vp9', 'av1']);
const TIMED_CONTAINERS: ReadonlySet<string> = new Set(['mp4', 'mov', 'matroska', 'webm', 'mpegts', 'flv']);
/** Containers that say how much of the first AAC packet is lead-in. */
const EXACT_AAC: ReadonlySet<string> = new Set(['mp4', 'mov']);

/** Whether a browser plays the file with picture and sound, on the clock that its words are timed by. */
export function playability(info: MediaInfo, facts: PlaybackFacts): Playability {
  const track = info.audioTracks.find(({ isDefault }) => isDefault) ?? info.audioTracks[0] ?? null;
  const { picture } = facts;
  const soundStartMs = track === null ? undefined : facts.audioStartsMs[track.number - 1];
  const subject: Subject = {
    container: info.container,
    picture,
    track,
    startMs: facts.startMs,
    soundLaterMs: picture === null ? 0 : (soundStartMs ?? picture.startMs) - picture.startMs,
  };
  const reasons = [...new Set(RULES.filter(({ holds }) => holds(subject)).map(({ reason }) => reason))];
  if (reasons.length === 0) return { kind: 'original' };
  const isSoundRight = reasons.every((reason) => reason === 'picture-codec');
  return {
    kind: 'proxy',
    reasons,
    meanwhile: isSoundRight && track !== null ? 'sound' : 'nothing',
    picture: picturePlan(info.container, picture),
    sound: soundPlan(info.container, track, reasons),
  };
}

function plays(container: string, { codec }: AudioTrack): boolean {
  // What cannot be opened has its reason already.
  return OPENED[container]?.sounds.includes(codec) ?? true;
}

function isInexact({ codec }: AudioTrack): boolean {
  return INEXACT_SOUNDS.has(codec);
}

function picturePlan(container: string, picture: PlaybackFacts['picture']): StreamPlan {
  if (picture === null) return 'none';
  return COPIED_PICTURES.has(picture.codec) && TIMED_CONTAINERS.has(container) ? 'copy' : 'encode';
}

function soundPlan(
  container: string,
  track: AudioTrack | null,
  reasons: readonly StandInReason[],
): StreamPlan {
  if (track === null) return 'none';
  return track.codec === 'aac' && EXACT_AAC.has(container) && !reasons.includes('clock') ? 'copy' : 'encode';
}
