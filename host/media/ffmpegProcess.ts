import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { execa } from 'execa';
import { systemErrorCode } from './systemErrors.ts';

/**
 * Demuxers that hold their own media. Left out on purpose: everything that names other files or
 * addresses (hls, dash, concat, imf, sdp, rtsp, webm_dash_manifest), devices, pictures, raw picture
 * streams, subtitles and game formats. FFmpeg probes the content, so a playlist named `.mp4` would be
 * opened as one; only this list stops it, the protocol list does not (measured on FFmpeg 5.1 and 9.0).
 */
const CONTAINERS = [
  ...['aac', 'ac3', 'ac4', 'aiff', 'amr', 'amrnb', 'amrwb', 'ape', 'asf', 'au', 'avi', 'caf', 'dhav', 'dsf'],
  ...['dts', 'dtshd', 'dv', 'eac3', 'flac', 'flv', 'gsm', 'gxf', 'iff', 'loas', 'matroska', 'mlp', 'mov'],
  ...[
    'mp3',
    'mpc',
    'mpc8',
    'mpeg',
    'mpegts',
    'mxf',
    'nut',
    'ogg',
    'oma',
    'qcp',
    'rm',
    'sox',
    'tak',
    'truehd',
  ],
  ...['tta', 'voc', 'w64', 'wav', 'wtv', 'wv'],
].join(',');

/**
 * Decoders of sound, and of pictures only the three that reorder frames: FFmpeg decodes a little of every
 * stream to describe it, and without these it takes the start of late sound for the start of the film.
 * All other picture decoders stay shut, for most holes were found there (MagicYUV, CVE-2026-8461); size and
 * rate of their pictures come from the container and are the same without.
 */
const DECODERS = [
  ...['h264', 'hevc', 'vvc'],
  ...['aac', 'aac_latm', 'ac3', 'adpcm_ima_qt', 'adpcm_ima_wav', 'adpcm_ms', 'adpcm_swf', 'adpcm_yamaha'],
  ...['alac', 'als', 'amrnb', 'amrwb', 'ape', 'atrac1', 'atrac3', 'atrac3al', 'atrac3plus', 'atrac3plusal'],
  ...['cook', 'dca', 'dsd_lsbf', 'dsd_lsbf_planar', 'dsd_msbf', 'dsd_msbf_planar', 'dvaudio', 'eac3', 'evrc'],
  ...['flac', 'g722', 'g723_1', 'g726', 'g726le', 'g729', 'gsm', 'gsm_ms', 'ilbc', 'libopencore_amrnb'],
  ...[
    'libopencore_amrwb',
    'libopus',
    'libvorbis',
    'mace3',
    'mace6',
    'mlp',
    'mp1',
    'mp1float',
    'mp2',
    'mp2float',
  ],
  ...[
    'mp3',
    'mp3adu',
    'mp3adufloat',
    'mp3float',
    'mp3on4',
    'mp3on4float',
    'mpc7',
    'mpc8',
    'nellymoser',
    'opus',
  ],
  ...['pcm_alaw', 'pcm_bluray', 'pcm_dvd', 'pcm_f16le', 'pcm_f24le', 'pcm_f32be', 'pcm_f32le', 'pcm_f64be'],
  ...[
    'pcm_f64le',
    'pcm_mulaw',
    'pcm_s16be',
    'pcm_s16be_planar',
    'pcm_s16le',
    'pcm_s16le_planar',
    'pcm_s24be',
  ],
  ...[
    'pcm_s24le',
    'pcm_s24le_planar',
    'pcm_s32be',
    'pcm_s32le',
    'pcm_s32le_planar',
    'pcm_s64be',
    'pcm_s64le',
  ],
  ...[
    'pcm_s8',
    'pcm_s8_planar',
    'pcm_u16be',
    'pcm_u16le',
    'pcm_u24be',
    'pcm_u24le',
    'pcm_u32be',
    'pcm_u32le',
  ],
  ...[
    'pcm_u8',
    'qcelp',
    'qdm2',
    'qdmc',
    'ralf',
    'real_144',
    'real_288',
    's302m',
    'sbc',
    'sipr',
    'speex',
    'tak',
  ],
  ...[
    'truehd',
    'truespeech',
    'tta',
    'vorbis',
    'wavpack',
    'wmalossless',
    'wmapro',
    'wmav1',
    'wmav2',
    'wmavoice',
  ],
].join(',');

/**
 * Decoders of pictures, opened only where a picture is really needed: a stand-in, a thumbnail, the format of
 * its pixels. They run on files that a person chose to play. Left out: screen recorders' and games' formats
 * that no camera and no editing program writes.
 */
const PICTURE_DECODERS = [
  ...['av1', 'libdav1d', 'cfhd', 'cinepak', 'dnxhd', 'dvvideo', 'ffv1', 'ffvhuff', 'flv', 'h261', 'h263'],
  ...['h263i', 'h263p', 'hap', 'huffyuv', 'indeo5', 'jpeg2000', 'mjpeg', 'mpeg1video', 'mpeg2video'],
  ...['mpeg4', 'mpegvideo', 'msmpeg4v1', 'msmpeg4', 'msmpeg4v2', 'msrle', 'msvideo1', 'prores', 'qtrle'],
  ...['rawvideo', 'rpza', 'rv10', 'rv20', 'rv30', 'rv40', 'svq1', 'svq3', 'theora', 'utvideo', 'v210'],
  ...['vc1', 'vp6', 'vp6f', 'vp8', 'vp9', 'wmv1', 'wmv2', 'wmv3', 'yuv4', 'zlib'],
].join(',');

/** Enough for the banner of a file with hundreds of streams; a damaged file can write gigabytes. */
const KEPT_BYTES = 64 * 1024;

export interface FfmpegRun {
  readonly ffmpeg: string;
  /** Before `-i`: options of the input. */
  readonly inputArguments: readonly string[];
  readonly input: string;
  /** After `-i`: filters and the output. */
  readonly outputArguments: readonly string[];
  /** `pictures` opens the picture decoders as well. */
  readonly reads: 'sound' | 'pictures';
  /** `low` gives way to everything that a person waits for. */
  readonly priority: 'usual' | 'low';
  /** Takes what it writes to standard output, as text; null closes standard output. */
  readonly onOutput: ((text: string) => void) | null;
  /** Processor seconds after which the system ends it, so that no file can keep it busy for ever. */
  readonly processorSeconds: number;
}

export interface FfmpegOutcome {
  readonly end: 'exited' | 'aborted' | 'killed' | 'not-started';
  readonly exitCode: number | null;
  /** First and last 64 KiB of what it wrote; why it did not start, when it did not. */
  readonly messages: string;
}

/** A path as ffmpeg takes it literally: never an option, a protocol or a pattern. */
export function fileArgument(path: string): string {
  return `file:${resolve(path)}`;
}

/**
 * Runs ffmpeg on one local file: no shell, no inherited environment, no standard input, no playlists,
 * no network. Never rejects. Aborting kills it with all its children at once; it settles when it is gone.
 */
export async function runFfmpeg(run: FfmpegRun, signal: AbortSignal): Promise<FfmpegOutcome> {
  if (signal.aborted) return { end: 'aborted', exitCode: null, messages: '' };
  const child = execa(run.ffmpeg, ffmpegArguments(run), {
    shell: false,
    extendEnv: false,
    env: process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? 'C:\\Windows' } : {},
    stdin: 'ignore',
    stdout: run.onOutput === null ? 'ignore' : 'pipe',
    stderr: 'pipe',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    cancelSignal: signal,
    killSignal: 'SIGKILL',
    killDescendants: true,
  });
  const messages = collect();
  child.nodeChildProcess.stderr?.on('data', messages.add);
  const { onOutput } = run;
  if (onOutput !== null) {
    const text = new StringDecoder('utf8');
    child.nodeChildProcess.stdout?.on('data', (chunk: Buffer) => onOutput(text.write(chunk)));
  }
  if (run.priority === 'low') lowerPriority(child.nodeChildProcess.pid);
  const result = await child;
  const exitCode = result.exitCode ?? null;
  if (result.isCanceled) return { end: 'aborted', exitCode, messages: messages.text() };
  if (result.signal !== undefined) return { end: 'killed', exitCode, messages: messages.text() };
  if (exitCode === null) {
    return { end: 'not-started', exitCode, messages: result.originalMessage ?? result.shortMessage ?? '' };
  }
  return { end: 'exited', exitCode, messages: messages.text() };
}

export function ffmpegArguments(run: FfmpegRun): readonly string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-protocol_whitelist', 'file,pipe'],
    // Windows builds know the option but not the limit behind it, and warn.
    ...(process.platform === 'win32' ? [] : ['-timelimit', String(Math.ceil(run.processorSeconds))]),
    ...['-format_whitelist', CONTAINERS],
    ...['-codec_whitelist', run.reads === 'pictures' ? `${DECODERS},${PICTURE_DECODERS}` : DECODERS],
    ...run.inputArguments,
    ...['-i', fileArgument(run.input)],
    ...run.outputArguments,
  ];
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch (error) {
    // It has ended already, or the system does not let us; then it runs as everything else does.
    if (systemErrorCode(error) === null) throw error;
  }
}

function collect() {
  const head: Buffer[] = [];
  let headBytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  return {
    add: (chunk: Buffer) => {
      if (headBytes < KEPT_BYTES) {
        head.push(chunk);
        headBytes += chunk.length;
      } else {
        tail = Buffer.concat([tail, chunk]).subarray(-KEPT_BYTES);
      }
    },
    text: () => Buffer.concat([...head, tail]).toString('utf8'),
  };
}
