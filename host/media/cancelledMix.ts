import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PCM_FILE } from './decodeCache.ts';
import { measureArguments } from './decodePlan.ts';
import type { DecodedTrack, DecodeJob, DecodeTools } from './decodeTrack.ts';
import { runFfmpeg } from './ffmpegProcess.ts';

/** A mix whose loudest sample is below -26 dBFS (6/127) is worth a second look; speech lies far above. */
const QUIET_STEPS = 6;
/**
 * Channels this much louder than their mix cancel each other out. Unrelated channels lose 3 dB in the mix,
 * one silent channel 6 dB; a cable with swapped wires loses everything but noise.
 */
const CANCELLED_DB = 15;

/**
 * Finds out whether a stereo mix came out silent because one channel is the other upside down. Costs a
 * second pass, and that only for mixes that are very quiet. Null when the mix is what it should be.
 */
export async function findCancelledMix(
  job: DecodeJob,
  mixed: DecodedTrack,
  tools: DecodeTools,
  signal: AbortSignal,
): Promise<'left' | 'right' | null> {
  if (job.plan.pick !== 'mix' || job.plan.track.channels !== 2 || mixed.loudest > QUIET_STEPS) return null;
  const outcome = await runFfmpeg(
    {
      ffmpeg: tools.ffmpeg,
      ...measureArguments(job.plan),
      input: job.path,
      reads: 'sound',
      priority: 'usual',
      onOutput: null,
      processorSeconds: 120 + job.sizeBytes / 500_000,
    },
    signal,
  );
  const [left, right] = channelLevels(outcome.messages);
  if (left === undefined || right === undefined) return null;
  const mixDb = await meanLevelDb(join(job.folder, PCM_FILE));
  // Two silent channels: -Infinity less -Infinity is not a number, and no comparison holds.
  return Math.max(left, right) - mixDb > CANCELLED_DB ? (right > left ? 'right' : 'left') : null;
}

/** `RMS level dB: -13.94` for each channel in order; `-inf` is silence. */
function channelLevels(messages: string): readonly number[] {
  return [...messages.matchAll(/RMS level dB: (-inf|-?[\d.]{1,20})/gu)].map(([, level]) =>
    level === '-inf' ? Number.NEGATIVE_INFINITY : Number(level),
  );
}

/** Mean level of a raw file in dBFS; -Infinity for silence. */
async function meanLevelDb(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const buffer = new Int16Array(512 * 1024);
    let squares = 0;
    let samples = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, samples * 2);
      const count = bytesRead >> 1;
      if (count === 0) return 10 * Math.log10(squares / samples / 32_768 ** 2);
      for (let i = 0; i < count; i += 1) squares += (buffer[i] ?? 0) ** 2;
      samples += count;
    }
  } finally {
    await file.close();
  }
}
