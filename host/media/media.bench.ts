import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { DecodePlan } from './decodePlan.ts';
import { decodeArguments } from './decodePlan.ts';
import { ffmpegArguments, fileArgument } from './ffmpegProcess.ts';
import { makeRecording, noise, testFfmpeg } from './testing/recordings.ts';

const SECONDS = 3600;
const ROUNDS = 6;

/**
 * One hour to 16 kHz with peaks, against the same FFmpeg command alone. Both run in turn, in changing order.
 * `ratio` is the median of the rounds' own ratios, which holds on a busy computer; the times are the fastest.
 */
async function decodeHour(kind: 'aac' | 'wav'): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-bench-'));
  try {
    const recording = await makeHour(kind, folder);
    const plainMs: number[] = [];
    const own: OwnDecode[] = [];
    const plain = async () => {
      plainMs.push(await plainDecode(kind, recording, join(folder, 'plain.s16le')));
      await rm(join(folder, 'plain.s16le'));
    };
    const withPeaks = async () => {
      own.push(await decodeInOwnProcess(recording, join(folder, 'cache')));
      await rm(join(folder, 'cache'), { recursive: true });
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const run of round % 2 === 0 ? [plain, withPeaks] : [withPeaks, plain]) await run();
    }
    const fastestMs = Math.min(...own.map((run) => run.decodeMs));
    return {
      ratio: median(own.map((run, round) => run.decodeMs / (plainMs[round] ?? Number.NaN))),
      plainMs: Math.min(...plainMs),
      withPeaksMs: fastestMs,
      nodeProcessorMs: Math.min(...own.map((run) => run.processorMs)),
      nodePeakRssMb: Math.max(...own.map((run) => run.peakRssMb)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A minute of speech (of noise without the large set) as stereo, repeated without coding it again. */
async function makeHour(kind: 'aac' | 'wav', folder: string): Promise<string> {
  const speech = join(process.env.WORDLANE_TEST_MEDIA ?? '', 'media/speech/lj_printing_a.flac');
  const source = existsSync(speech) ? ['-stream_loop', '-1', '-i', speech, '-t', '60'] : noise(60, 48_000);
  const [ending, codec] = kind === 'aac' ? ['m4a', ['-c:a', 'aac', '-b:a', '128k']] : ['wav', []];
  const stereo = ['-ar', '48000', '-ac', '2', ...codec];
  const minute = await makeRecording(...source, ...stereo, join(folder, `minute.${ending}`));
  const loop = ['-stream_loop', '-1', '-i', minute, '-t', String(SECONDS), '-c', 'copy'];
  return makeRecording(...loop, join(folder, `hour.${ending}`));
}

async function plainDecode(kind: 'aac' | 'wav', input: string, output: string): Promise<number> {
  const plan: DecodePlan = {
    track: {
      number: 1,
      streamIndex: 0,
      codec: kind,
      language: null,
      isDefault: true,
      channels: 2,
      rateHz: 48_000,
    },
    pick: 'mix',
    range: null,
    container: kind === 'aac' ? 'mp4' : 'wav',
    needsOthers: false,
  };
  const args = ffmpegArguments({
    ffmpeg: testFfmpeg(),
    ...decodeArguments(plan, fileArgument(output)),
    input,
    reads: 'sound',
    priority: 'usual',
    onOutput: null,
    processorSeconds: 600,
  });
  const startMs = performance.now();
  await execa(testFfmpeg(), args, { extendEnv: false, env: {} });
  return performance.now() - startMs;
}

interface OwnDecode {
  readonly decodeMs: number;
  readonly processorMs: number;
  readonly peakRssMb: number;
}

/** Probe, fingerprint, decode, peaks and cache in a fresh Node, whose memory is then nobody else's. */
function decodeInOwnProcess(recording: string, cacheDir: string): Promise<OwnDecode> {
  const program = fileURLToPath(new URL('testing/decodeOnce.ts', import.meta.url));
  return new Promise((done, failed) => {
    const child = fork(program, [recording, cacheDir], { stdio: 'inherit' });
    child.once('message', (message) => done(message as OwnDecode));
    child.once('exit', (code) => {
      if (code !== 0) failed(new Error(`The decode ended with ${code}`));
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

export const benches = [
  { name: 'one hour of AAC to 16 kHz with peaks, against without', run: () => decodeHour('aac') },
  { name: 'one hour of WAV to 16 kHz with peaks, against without', run: () => decodeHour('wav') },
] as const;
