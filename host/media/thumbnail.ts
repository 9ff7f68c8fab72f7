import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { lastReason } from './decodeMessages.ts';
import { fileArgument, runFfmpeg } from './ffmpegProcess.ts';
import type { MediaInfo, PictureFacts } from './media.ts';
import { thumbnailFilters } from './standInPlan.ts';
import { systemErrorCode } from './systemErrors.ts';

export const THUMBNAIL_FILE = 'thumbnail.jpg';
const WIDTH_PX = 160;
/** Shares of the length at which a picture is tried: a fade or a title may fill any one of them. */
const PLACES = [0.1, 0.13, 0.3];

/**
 * Takes a few early pictures and keeps the one with most detail, which is the largest JPEG: black, blank and
 * blurred ones are small. About 0.1 s a picture.
 */
export async function makeThumbnail(
  info: MediaInfo,
  picture: PictureFacts,
  folder: string,
  ffmpeg: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  let best: { readonly path: string; readonly bytes: number } | null = null;
  let reason = 'no picture could be decoded';
  for (const [index, seconds] of placesSeconds(info.durationMs).entries()) {
    const path = join(folder, `try-${index}.jpg`);
    const outcome = await runFfmpeg(
      {
        ffmpeg,
        inputArguments: ['-v', 'error', ...(seconds > 0 ? ['-ss', seconds.toFixed(3)] : [])],
        input: info.path,
        outputArguments: [
          ...['-map', '0:v:0', '-frames:v', '1', '-vf', thumbnailFilters(picture, WIDTH_PX)],
          ...['-c:v', 'mjpeg', '-q:v', '4', '-f', 'mjpeg', '-y', fileArgument(path)],
        ],
        reads: 'pictures',
        priority: 'low',
        onOutput: null,
        processorSeconds: 60,
      },
      signal,
    );
    if (signal.aborted) return fail(failure('cancelled', { file: info.path }));
    const bytes = await sizeOf(path);
    if (bytes === 0) reason = lastReason(outcome.messages);
    else if (best === null || bytes > best.bytes) best = { path, bytes };
  }
  if (best === null) return fail(failure('media.no-stand-in', { file: info.path, detail: reason }));
  await rename(best.path, join(folder, THUMBNAIL_FILE));
  return succeed(undefined);
}

/** The very first picture where the length is unknown or too short to choose. */
function placesSeconds(durationMs: number | null): readonly number[] {
  if (durationMs === null || durationMs < 1000) return [0];
  return PLACES.map((share) => (durationMs / 1000) * share);
}

/** 0 where nothing was written: the place may lie behind the last picture. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
