import { join } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { lastReason } from './decodeMessages.ts';
import { RESERVE_BYTES } from './decodeTrack.ts';
import { type FfmpegOutcome, runFfmpeg } from './ffmpegProcess.ts';
import type { StandInRequest } from './media.ts';
import { planStandInSound, standInArguments } from './standInPlan.ts';

export const STAND_IN_FILE = 'stand-in.mp4';
/** x264 at quality 23 takes about 3 Mbit/s for people who talk, at 1080 lines. */
const ENCODED_BYTES_PER_MS = 400;
/** An hour of stereo in FLAC took 340 MB at most. */
const FLAC_BYTES_PER_MS = 95;

export interface StandInTools {
  readonly ffmpeg: string;
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** Makes the stand-in in an empty folder; what it leaves there on failure is the caller's. */
export async function makeStandIn(
  request: StandInRequest,
  folder: string,
  tools: StandInTools,
  onProgress: (fraction: number | null) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { info } = request;
  const sound = planStandInSound(request);
  if (!sound.ok) return sound;
  const room = await checkRoom(request, folder, tools);
  if (room !== null) return fail(room);

  const stop = new AbortController();
  let isLow = false;
  const watchRoom = async () => {
    if ((await tools.freeBytes(folder)) >= RESERVE_BYTES / 4) return;
    isLow = true;
    stop.abort();
  };
  const outcome = await runFfmpeg(
    {
      ffmpeg: tools.ffmpeg,
      ...standInArguments(request, sound.value, join(folder, STAND_IN_FILE)),
      input: info.path,
      reads: 'pictures',
      priority: 'low',
      onOutput: readProgress((doneMs) => {
        onProgress(info.durationMs === null ? null : Math.min(1, doneMs / info.durationMs));
        watchRoom().catch(() => stop.abort());
      }),
      // 4K in 10 bits takes about 10 processor seconds a second; nothing that can be watched takes more than 100.
      processorSeconds: 600 + (info.durationMs ?? 3_600_000) / 10 + info.sizeBytes / 500_000,
    },
    AbortSignal.any([signal, stop.signal]),
  );
  if (isLow)
    return fail(failure('disk.low', { file: folder, detail: 'the copy that plays here needs more' }));
  const failed = explainEnd(info.path, folder, outcome);
  return failed === null ? succeed(undefined) : fail(failed);
}

async function checkRoom(
  { info, picture }: StandInRequest,
  folder: string,
  tools: StandInTools,
): Promise<Failure | null> {
  const lengthMs = info.durationMs ?? 0;
  const wantedBytes =
    RESERVE_BYTES +
    (picture === 'encode' ? lengthMs * ENCODED_BYTES_PER_MS : lengthMs * FLAC_BYTES_PER_MS) +
    (picture === 'copy' ? info.sizeBytes : 0);
  const freeBytes = await tools.freeBytes(folder);
  if (freeBytes >= wantedBytes) return null;
  const [wanted, free] = [wantedBytes, freeBytes].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`);
  const detail = `${wanted} are needed for the copy that plays here, ${free} are free`;
  return failure('disk.low', { file: folder, detail });
}

/** FFmpeg tells its progress as lines `out_time_us=1234567`; a negative or unknown time is none yet. */
function readProgress(onTime: (doneMs: number) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const microseconds = /^out_time_us=(\d{1,18})\s*$/u.exec(line)?.[1];
      if (microseconds !== undefined) onTime(Number(microseconds) / 1000);
    }
  };
}

function explainEnd(file: string, folder: string, outcome: FfmpegOutcome): Failure | null {
  switch (outcome.end) {
    case 'aborted':
      return failure('cancelled', { file });
    case 'not-started':
      return failure('internal', { file, detail: `ffmpeg did not start: ${outcome.messages}` });
    case 'killed':
      return failure('media.no-stand-in', { file, detail: 'making it was stopped by the system' });
    case 'exited':
      break;
  }
  if (outcome.exitCode === 0) return null;
  if (/No space left on device|Disk quota exceeded/u.test(outcome.messages)) {
    return failure('disk.full', { file: folder, detail: 'making the copy that plays here stopped' });
  }
  return failure('media.no-stand-in', { file, detail: lastReason(outcome.messages) });
}
