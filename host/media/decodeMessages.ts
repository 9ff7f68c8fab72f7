import { type Failure, failure } from '../../common/contract/failure.ts';
import { BYTES_PER_MS } from './decodePlan.ts';
import type { DecodeJob } from './decodeTrack.ts';
import type { FfmpegOutcome } from './ffmpegProcess.ts';
import { missingDataBytes } from './wavHeader.ts';

/** Lines of FFmpeg that say that a file ends before it should. */
const CUT_OFF = ['partial file', 'File ended prematurely'];
/** Lines for sound that could not be decoded. One is usual at the edge of a good MP3 or TS. */
const BROKEN =
  /Error submitting packet to decoder|Decoding error|corrupt decoded frame|Error during demuxing/gu;
const BROKEN_MANY = 2;
/** A header that promises this much more than there was is believed over the file. */
const SHORT_MS = 1_000;

/** Why a decode gave nothing of use; null when it gave sound, even if not all of it. */
export function explainDecodeEnd(job: DecodeJob, outcome: FfmpegOutcome, samples: number): Failure | null {
  const file = job.path;
  switch (outcome.end) {
    case 'aborted':
      return failure('cancelled', { file });
    case 'not-started':
      return failure('internal', { file, detail: `ffmpeg did not start: ${outcome.messages}` });
    case 'killed':
      return failure('media.damaged', { file, detail: 'decoding it was stopped by the system' });
    case 'exited':
      break;
  }
  if (/No space left on device|Disk quota exceeded/u.test(outcome.messages)) {
    return failure('disk.full', { file: job.folder, detail: 'decoding stopped' });
  }
  if (samples > 0) return null;
  if (outcome.exitCode === 0) {
    return job.plan.range === null
      ? failure('media.no-samples', { file })
      : failure('media.range-outside', { file, detail: 'it ends before the chosen part begins' });
  }
  if (/Decoder \S+ not found|no decoder found|Decoding requested, but no decoder/u.test(outcome.messages)) {
    return failure('media.unreadable', { file, detail: `no decoder for ${job.plan.track.codec}` });
  }
  return failure('media.damaged', { file, detail: lastReason(outcome.messages) });
}

/** Sentences on sound that is missing although the decode went through. */
export async function noticesOf(
  job: DecodeJob,
  outcome: FfmpegOutcome,
  samples: number,
): Promise<readonly string[]> {
  const { expectedMs, plan } = job;
  const decodedMs = (samples * 2) / BYTES_PER_MS;
  const isBroken = (outcome.messages.match(BROKEN)?.length ?? 0) >= BROKEN_MANY;
  const isShort = job.audioOnly && expectedMs !== null && decodedMs < expectedMs - SHORT_MS;
  const lacks = plan.container === 'wav' ? await missingDataBytes(job.path) : 0;
  const isCut =
    lacks > 0 || (isShort && !isBroken) || CUT_OFF.some((line) => outcome.messages.includes(line));

  const notices: string[] = [];
  if (isCut && plan.range === null) {
    notices.push(`The file was cut off; ${clock(decodedMs)} of sound could be read.`);
  }
  if (isBroken || (outcome.exitCode !== 0 && !isCut)) {
    notices.push('The file is damaged; parts of its sound are missing.');
  }
  return notices;
}

/** The last line without the place in FFmpeg that it came from. */
function lastReason(messages: string): string {
  const lines = messages.split('\n').filter((line) => line.trim() !== '');
  const last = (lines.at(-1) ?? 'FFmpeg gave no reason').replace(/^(?:\[[^\]]*\] ?)+/u, '').trim();
  return last.replace(/\.$/u, '').slice(0, 200);
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
