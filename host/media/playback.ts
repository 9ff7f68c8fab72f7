import { open } from 'node:fs/promises';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { describeContent } from './content.ts';
import { runFfmpeg } from './ffmpegProcess.ts';
import { MEDIA_ENDINGS } from './inputs.ts';
import type { Playback, PlaybackFacts } from './media.ts';
import { parsePlaybackFacts } from './playbackFacts.ts';
import { statMediaFile } from './probe.ts';
import { explainSystemError } from './systemErrors.ts';

export interface PlaybackTools {
  /** The app's FFmpeg; asked for when it is first needed. */
  readonly ffmpegPath: () => Promise<Result<string>>;
  /** Folder for stand-ins and thumbnails, made when needed. Several processes may share it. */
  readonly cacheDir: string;
  readonly cacheCapBytes: number;
  readonly nowMs: () => number;
  /** Bytes that a person may still write where the folder lies. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

const INSPECT_PROCESSOR_SECONDS = 20;
const INSPECT_LIMIT_MS = 60_000;
const HEAD_BYTES = 4096;

/** Media as pages play and show it. */
export function createPlayback(tools: PlaybackTools): Playback {
  return {
    endings: MEDIA_ENDINGS,
    refusal: refusalOf,
    inspect: (path, signal) => inspect(path, tools, signal),
  };
}

async function inspect(
  path: string,
  tools: PlaybackTools,
  signal: AbortSignal,
): Promise<Result<PlaybackFacts>> {
  const ffmpeg = await tools.ffmpegPath();
  if (!ffmpeg.ok) return ffmpeg;
  const outcome = await runFfmpeg(
    {
      ffmpeg: ffmpeg.value,
      inputArguments: [],
      input: path,
      outputArguments: [],
      reads: 'pictures',
      priority: 'usual',
      onOutput: null,
      processorSeconds: INSPECT_PROCESSOR_SECONDS,
    },
    AbortSignal.any([signal, AbortSignal.timeout(INSPECT_LIMIT_MS)]),
  );
  if (signal.aborted) return fail(failure('cancelled', { file: path }));
  const facts = parsePlaybackFacts(outcome.messages);
  if (facts !== null) return succeed(facts);
  return fail(failure('media.unreadable', { file: path, detail: 'its streams could not be listed' }));
}

async function refusalOf(path: string): ReturnType<Playback['refusal']> {
  const file = await statMediaFile(path);
  if (!file.ok) return file.failure;
  try {
    const opened = await open(path, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = await opened.read(head, 0, head.length, 0);
      const content = describeContent(head.subarray(0, bytesRead));
      return content === null ? null : failure('media.unreadable', { file: path, detail: content });
    } finally {
      await opened.close();
    }
  } catch (error) {
    return explainSystemError(path, error);
  }
}
