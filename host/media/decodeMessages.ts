import { type Failure, failure } from '../../common/contract/failure.ts';
import { BYTES_PER_MS, isTimeIndexed } from './decodePlan.ts';
import type { DecodeJob } from './decodeTrack.ts';
import type { FfmpegOutcome } from './ffmpegProcess.ts';
import { missingDataBytes } from './wavHeader.ts';

/** Lines of FFmpeg that say that a file ends before it should. */
const CUT_OFF = ['partial file', 'File ended prematurely'];
/** Lines for sound that could not be decoded. */
const BROKEN =
  /Error submitting packet to decoder|Decoding error|corrupt decoded frame|Error during demuxing/gu;
/** One such line is usual at the edges of a good MP3 or TS, which begin and end anywhere. */
const USUAL_BROKEN = 1;
/** A header that promises this much more than there was is believed over the file. */
const SHORT_MS = 500;

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
  if (/Decoding requested, but no decoder found|Error while opening decoder/u.test(outcome.messages)) {
    return failure('media.unreadable', { file, detail: `its sound is coded as ${job.plan.track.codec}` });
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
  const isShort = job.audioOnly && expectedMs !== null && decodedMs < expectedMs - SHORT_MS;
  const endsEarly =
    CUT_OFF.some((line) => outcome.messages.includes(line)) ||
    (plan.container === 'wav' && (await missingDataBytes(job.path)) > 0);
  // The packet through which the file was cut is broken as well.
  const usual = (isTimeIndexed(plan.container) ? 0 : USUAL_BROKEN) + (isShort || endsEarly ? 1 : 0);
  const isBroken = (outcome.messages.match(BROKEN)?.length ?? 0) > usual;

  const notices: string[] = [];
  if (endsEarly && plan.range === null) {
    notices.push(`The file was cut off; ${clock(decodedMs)} of sound could be read.`);
  } else if (isShort && !isBroken) {
    const lengths = `it holds ${clock(decodedMs)} of sound, its header says ${clock(expectedMs)}`;
    notices.push(`The file was cut off or is damaged: ${lengths}.`);
  }
  if (isBroken || (outcome.exitCode !== 0 && notices.length === 0)) {
    notices.push('The file is damaged; parts of its sound are missing.');
  }
  return notices;
}

/** The last line without the place in FFmpeg that it came from. */
export function lastReason(messages: string): string {
  const lines = messages.split('\n').filter((line) => line.trim() !== '');
  const last = (lines.at(-1) ?? 'FFmpeg gave no reason').replace(/^(?:\[[^\]]*\] ?)+/u, '').trim();
  return last.replace(/\.$/u, '').slice(0, 200);
}

/** `1:02:07`, `0:00:05.2`: tenths where whole seconds would hide a difference. */
function clock(ms: number): string {
  const tenths = Math.round(ms / 100);
  const seconds = ms < 60_000 ? (tenths % 600) / 10 : Math.floor(tenths / 10) % 60;
  const minutes = Math.floor(tenths / 600) % 60;
  const [whole, fraction] = String(seconds).split('.');
  const padded = `${(whole ?? '').padStart(2, '0')}${fraction === undefined ? '' : `.${fraction}`}`;
  return `${Math.floor(tenths / 36_000)}:${String(minutes).padStart(2, '0')}:${padded}`;
}
