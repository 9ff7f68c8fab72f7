import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { PCM_FILE, PEAKS_FILE } from './decodeCache.ts';
import { explainDecodeEnd, noticesOf } from './decodeMessages.ts';
import { BYTES_PER_MS, type DecodePlan, decodeArguments, RATE_HZ } from './decodePlan.ts';
import { type FfmpegOutcome, fileArgument, runFfmpeg } from './ffmpegProcess.ts';
import type { DecodeProgress } from './media.ts';
import { createPeaksWriter, type PeaksWriter } from './peaks.ts';
import { isDiskFull } from './systemErrors.ts';

/** Effects of a decode; real ones are in mediaService.ts. */
export interface DecodeTools {
  readonly ffmpeg: string;
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly nowMs: () => number;
}

export interface DecodeJob {
  readonly path: string;
  readonly sizeBytes: number;
  readonly plan: DecodePlan;
  /** Length of what will come out; null when only decoding can tell. */
  readonly expectedMs: number | null;
  /** One sound track and no picture, so that a sound shorter than the header says is cut off. */
  readonly audioOnly: boolean;
  /** An empty folder; both files are written into it. */
  readonly folder: string;
}

export interface DecodedTrack {
  readonly samples: number;
  /** The loudest sample in 1/127 of full scale, rounded up. */
  readonly loudest: number;
  readonly notices: readonly string[];
}

/** What must stay free for everything else that the computer does. */
export const RESERVE_BYTES = 256 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** Short enough for progress five times a second, long enough to cost nothing. */
const POLL_MS = 40;
const REPORT_EVERY_MS = 100;
const DISK_CHECK_EVERY_MS = 1_000;

/**
 * Decodes one track into the raw file and its peaks. FFmpeg writes the raw file itself and this process
 * reads along in the file, so the samples pass no pipe (a pipe cost 2.3 s of system time an hour of sound,
 * docs/peaks-file.md). Writes nothing outside `folder`; what it leaves there on failure is the caller's.
 */
export async function decodeTrack(
  job: DecodeJob,
  tools: DecodeTools,
  onProgress: (progress: DecodeProgress) => void,
  signal: AbortSignal,
): Promise<Result<DecodedTrack>> {
  const room = await checkRoom(job, tools);
  if (!room.ok) return room;
  // Made here, so that it can be read from the first moment; FFmpeg then truncates this very file.
  const pcm = await open(join(job.folder, PCM_FILE), 'w+', 0o600);
  try {
    const about = { rateHz: RATE_HZ, startMs: job.plan.range?.startMs ?? 0 };
    const peaks = await createPeaksWriter(join(job.folder, PEAKS_FILE), about);
    try {
      return await decodeInto(pcm, peaks, job, tools, onProgress, signal);
    } finally {
      await peaks.close();
    }
  } catch (error) {
    if (isDiskFull(error))
      return fail(failure('disk.full', { file: job.folder, detail: 'decoding stopped' }));
    throw error;
  } finally {
    await pcm.close();
  }
}

async function decodeInto(
  pcm: FileHandle,
  peaks: PeaksWriter,
  job: DecodeJob,
  tools: DecodeTools,
  onProgress: (progress: DecodeProgress) => void,
  signal: AbortSignal,
): Promise<Result<DecodedTrack>> {
  const stop = new AbortController();
  const run = runFfmpeg(
    {
      ffmpeg: tools.ffmpeg,
      ...decodeArguments(job.plan, fileArgument(join(job.folder, PCM_FILE))),
      input: job.path,
      // 20 times slower than the slowest codec measured here, and never less than 2 minutes.
      reads: 'sound',
      priority: 'usual',
      onOutput: null,
      processorSeconds: 120 + job.sizeBytes / 500_000 + (job.expectedMs ?? 0) / 10_000,
    },
    AbortSignal.any([signal, stop.signal]),
  );
  try {
    const followed = await follow(pcm, peaks, run, job, tools, onProgress, signal);
    if (followed.lowDisk) {
      return fail(failure('disk.low', { file: job.folder, detail: 'the decoded sound needs more' }));
    }
    const outcome = await run;
    const failed = explainDecodeEnd(job, outcome, followed.samples);
    if (failed !== null) return fail(failed);
    const { loudest } = await peaks.finish();
    return succeed({
      samples: followed.samples,
      loudest,
      notices: await noticesOf(job, outcome, followed.samples),
    });
  } finally {
    // Whatever went wrong, nobody writes to the folder any more when this returns.
    stop.abort();
    await run;
  }
}

async function checkRoom(job: DecodeJob, tools: DecodeTools): Promise<Result<void>> {
  // Peaks take 1/28 of the samples' bytes.
  const wantedBytes = (job.expectedMs ?? 0) * BYTES_PER_MS * (1 + 1 / 28) + RESERVE_BYTES;
  const freeBytes = await tools.freeBytes(job.folder);
  if (freeBytes >= wantedBytes) return succeed(undefined);
  const detail = `${megabytes(wantedBytes)} are needed for the decoded sound, ${megabytes(freeBytes)} are free`;
  return fail(failure('disk.low', { file: job.folder, detail }));
}

interface Followed {
  readonly samples: number;
  readonly lowDisk: boolean;
}

/** Reads the growing file until its writer has ended, and hands the samples to the peaks. */
async function follow(
  pcm: FileHandle,
  peaks: PeaksWriter,
  run: Promise<FfmpegOutcome>,
  job: DecodeJob,
  tools: DecodeTools,
  onProgress: (progress: DecodeProgress) => void,
  signal: AbortSignal,
): Promise<Followed> {
  const buffer = Buffer.from(new ArrayBuffer(READ_BYTES));
  let ended = false;
  const end = run.then(() => {
    ended = true;
  });
  let position = 0;
  let carried = 0;
  let reportedMs = Number.NEGATIVE_INFINITY;
  let checkedMs = tools.nowMs();

  while (!signal.aborted) {
    const wasEnded = ended;
    const { bytesRead } = await pcm.read(buffer, carried, buffer.length - carried, position);
    position += bytesRead;
    if (bytesRead > 0) {
      const whole = (carried + bytesRead) & ~1;
      const samples = new Int16Array(buffer.buffer, buffer.byteOffset, whole / 2);
      await peaks.push(samples);
      buffer.copyWithin(0, whole, carried + bytesRead);
      carried = carried + bytesRead - whole;
    } else if (wasEnded) {
      break;
    }
    const nowMs = tools.nowMs();
    if (nowMs - reportedMs >= REPORT_EVERY_MS) {
      onProgress({ doneMs: Math.floor(position / BYTES_PER_MS), totalMs: job.expectedMs });
      reportedMs = nowMs;
    }
    if (nowMs - checkedMs >= DISK_CHECK_EVERY_MS) {
      checkedMs = nowMs;
      if ((await tools.freeBytes(job.folder)) < RESERVE_BYTES / 4) {
        return { samples: 0, lowDisk: true };
      }
    }
    if (bytesRead < buffer.length - carried && !ended) await firstOf(end, POLL_MS);
  }
  onProgress({ doneMs: Math.floor(position / BYTES_PER_MS), totalMs: job.expectedMs });
  return { samples: Math.floor(position / 2), lowDisk: false };
}

/** Waits for the end of the writer, at most for a time; leaves no timer behind. */
function firstOf(end: Promise<void>, limitMs: number): Promise<void> {
  return new Promise((done, failed) => {
    const timer = setTimeout(done, limitMs);
    end.then(() => {
      clearTimeout(timer);
      done();
    }, failed);
  });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
