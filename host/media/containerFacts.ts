import {
  FilePathSource,
  FLAC,
  Input,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';

/** What the container's own tables say, read without a process in 1–20 ms and at most 8 MiB of memory. */
export interface ContainerFacts {
  readonly container: string;
  /** End of the longest track by the tables; null when they do not say. */
  readonly durationMs: number | null;
  /** Null where only FFmpeg knows everything in it (pictures, subtitles, foreign codecs). */
  readonly audioOnly:
    | readonly {
        readonly codec: string;
        readonly channels: number;
        readonly rateHz: number;
      }[]
    | null;
}

// Named one by one: the library's list of all formats has HLS, which would fetch addresses.
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, WAVE, FLAC, OGG];

const CONTAINER_NAMES: Readonly<Record<string, string>> = {
  MP4: 'mp4',
  'QuickTime File Format': 'mov',
  Matroska: 'matroska',
  WebM: 'webm',
  WAVE: 'wav',
  FLAC: 'flac',
  Ogg: 'ogg',
};

/** FFmpeg's names, which the rest of the program uses. */
const CODEC_NAMES: Readonly<Record<string, string>> = {
  'pcm-s16': 'pcm_s16le',
  'pcm-s24': 'pcm_s24le',
  'pcm-s32': 'pcm_s32le',
  'pcm-f32': 'pcm_f32le',
  'pcm-f64': 'pcm_f64le',
  'pcm-u8': 'pcm_u8',
  ulaw: 'pcm_mulaw',
  alaw: 'pcm_alaw',
  flac: 'flac',
  opus: 'opus',
  vorbis: 'vorbis',
};

const LIMIT_MS = 3_000;

// It would print a line for every codec that it does not know, on our standard error.
Logging.level = LogLevel.Silent;

/** Null when it is no container that these tables are read of, or reading took more than 3 s. */
export async function readContainerFacts(path: string): Promise<ContainerFacts | null> {
  const input = new Input({ source: new FilePathSource(path), formats: FORMATS });
  let timer: NodeJS.Timeout | null = null;
  const tooLong = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), LIMIT_MS);
  });
  const reading = readFacts(input).catch(notUnderstood);
  try {
    return await Promise.race([reading, tooLong]);
  } finally {
    if (timer !== null) clearTimeout(timer);
    input.dispose();
  }
}

async function readFacts(input: Input): Promise<ContainerFacts | null> {
  const container = CONTAINER_NAMES[(await input.getFormat()).name];
  if (container === undefined) return null;
  const tracks = await input.getTracks();
  if (tracks.length === 0) return null;
  const simple = container === 'wav' || container === 'flac' || container === 'ogg';
  const seconds = container === 'ogg' ? await input.computeDuration() : await input.getDurationFromMetadata();
  const durationMs = seconds === null || !Number.isFinite(seconds) ? null : Math.round(seconds * 1000);
  if (!simple) return { container, durationMs, audioOnly: null };

  const audio = await Promise.all(
    tracks.map(async (track) => {
      const codec = CODEC_NAMES[(await track.getCodec()) ?? ''];
      if (!track.isAudioTrack() || codec === undefined) return null;
      return { codec, channels: await track.getNumberOfChannels(), rateHz: await track.getSampleRate() };
    }),
  );
  const known = audio.filter((track) => track !== null);
  return { container, durationMs, audioOnly: known.length === tracks.length ? known : null };
}

/**
 * The library throws plain Errors for every file that it does not understand, and asserts on damaged ones;
 * FFmpeg is asked next and says what is wrong.
 */
function notUnderstood(error: unknown): null {
  if (error instanceof Error) return null;
  throw error;
}
