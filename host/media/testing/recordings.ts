import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { succeed } from '../../../common/contract/result.ts';
import type { DecodedAudio, DecodeRequest, MediaService } from '../media.ts';
import { createMediaService, type MediaTools, systemFreeBytes } from '../mediaService.ts';

export const NEVER: AbortSignal = new AbortController().signal;

/** The app's FFmpeg. The test runner names it; without it no test of this folder means anything. */
export function testFfmpeg(): string {
  const program = process.env.WORDLANE_FFMPEG;
  if (program === undefined || program === '') {
    throw new Error('WORDLANE_FFMPEG must name the ffmpeg program for these tests');
  }
  return program;
}

/** Makes a recording. Arguments as for ffmpeg, the path of the output last. */
export async function makeRecording(...args: readonly string[]): Promise<string> {
  await execa(testFfmpeg(), ['-nostdin', '-v', 'error', '-y', ...args]);
  const path = args.at(-1);
  if (path === undefined) throw new Error('The output is missing');
  return path;
}

/** An input: one click of 10 ms at each of the times, in silence. */
export function clicksAt(seconds: readonly number[], durationSeconds: number, rateHz: number): string[] {
  const clicks = seconds.map((at) => `between(t,${at},${at + 0.01})`).join('+');
  const source = `aevalsrc=exprs='0.8*sin(2*PI*1000*t)*(${clicks})':s=${rateHz}:d=${durationSeconds}`;
  return ['-f', 'lavfi', '-i', source];
}

/** An input: noise that sounds nowhere twice the same, so that two decodes can be laid over each other. */
export function noise(durationSeconds: number, rateHz: number): string[] {
  const source = `anoisesrc=color=pink:seed=7:amplitude=0.5:r=${rateHz}:d=${durationSeconds}`;
  return ['-f', 'lavfi', '-i', source];
}

export function picture(durationSeconds: number, rate: string): string[] {
  return ['-f', 'lavfi', '-i', `testsrc=size=64x48:rate=${rate}:d=${durationSeconds}`];
}

export interface Workbench {
  readonly folder: string;
  readonly cacheDir: string;
  readonly service: MediaService;
  readonly remove: () => Promise<void>;
}

/** A temporary folder with a media service of its own; some of its effects may be replaced. */
export async function createWorkbench(replaced: Partial<MediaTools>): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-media-'));
  const cacheDir = join(folder, 'cache');
  const service = createMediaService({
    ffmpegPath: async () => succeed(testFfmpeg()),
    cacheDir,
    cacheCapBytes: 1e9,
    nowMs: () => Date.now(),
    freeBytes: systemFreeBytes,
    ...replaced,
  });
  return { folder, cacheDir, service, remove: () => rm(folder, { recursive: true, force: true }) };
}

export type Choice = Partial<Omit<DecodeRequest, 'info'>>;

/** Probes and decodes; throws the failure when there is one. */
export async function decodeFile(service: MediaService, path: string, choice: Choice): Promise<DecodedAudio> {
  const decoded = await tryDecode(service, path, choice);
  if (!decoded.ok) throw new Error(`${decoded.failure.code}: ${decoded.failure.detail}`);
  return decoded.value;
}

export async function tryDecode(
  service: MediaService,
  path: string,
  choice: Choice,
): ReturnType<MediaService['decode']> {
  const info = await service.probe(path, NEVER);
  if (!info.ok) return info;
  const request = { info: info.value, audioTrack: null, channel: 'mix' as const, range: null, ...choice };
  return service.decode(request, () => undefined, NEVER);
}

export async function readSamples(path: string): Promise<Int16Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array((await file.stat()).size);
    await file.read(bytes, 0, bytes.length, 0);
    return new Int16Array(bytes.buffer, 0, bytes.length >> 1);
  } finally {
    await file.close();
  }
}

/** Milliseconds of the first samples of all sounds that follow at least 100 ms of near silence. */
export function onsetsMs(samples: Int16Array, threshold: number): number[] {
  const onsets: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  samples.forEach((sample, index) => {
    if (Math.abs(sample) < threshold) return;
    if (index - lastLoud > 1600) onsets.push(index / 16);
    lastLoud = index;
  });
  return onsets;
}

/** What lies in a cache folder, without the entries' random names. */
export async function entryNames(cacheDir: string): Promise<string[]> {
  return (await readdir(cacheDir)).map((name) => name.replace(/^partial-.*/u, 'partial')).sort();
}
