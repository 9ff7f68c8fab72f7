import { measureArguments } from './decodePlan.ts';
import type { DecodedTrack, DecodeJob, DecodeTools } from './decodeTrack.ts';
import { runFfmpeg } from './ffmpegProcess.ts';

/** A mix this quiet (-26 dBFS at its loudest) is worth a second look; speech mixes lie far above. */
const QUIET_PEAK = 1638;
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
  if (job.plan.pick !== 'mix' || job.plan.track.channels !== 2 || mixed.peak >= QUIET_PEAK) return null;
  const outcome = await runFfmpeg(
    {
      ffmpeg: tools.ffmpeg,
      ...measureArguments(job.plan),
      input: job.path,
      processorSeconds: 120 + job.sizeBytes / 500_000,
    },
    signal,
  );
  const [left, right] = channelLevels(outcome.messages);
  if (left === undefined || right === undefined) return null;
  const louder = Math.max(left, right);
  return louder - mixed.levelDb > CANCELLED_DB ? (right > left ? 'right' : 'left') : null;
}

/** `RMS level dB: -13.94` for each channel in order; `-inf` is silence. */
function channelLevels(messages: string): readonly number[] {
  return [...messages.matchAll(/RMS level dB: (-inf|-?[\d.]{1,20})/gu)].map(([, level]) =>
    level === '-inf' ? Number.NEGATIVE_INFINITY : Number(level),
  );
}
