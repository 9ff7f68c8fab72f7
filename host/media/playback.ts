import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { describeContent } from './content.ts';
import { runFfmpeg } from './ffmpegProcess.ts';
import { beginEntry, createFolderCache, type FolderCache } from './folderCache.ts';
import { hasChanged, identify } from './identity.ts';
import { MEDIA_ENDINGS } from './inputs.ts';
import type { HeldFile, Playback, PlaybackFacts } from './media.ts';
import { parsePlaybackFacts } from './playbackFacts.ts';
import { statMediaFile } from './probe.ts';
import { makeStandIn, STAND_IN_FILE } from './standIn.ts';
import { RECIPE_VERSION } from './standInPlan.ts';
import { explainSystemError, isDiskFull } from './systemErrors.ts';
import { makeThumbnail, THUMBNAIL_FILE } from './thumbnail.ts';

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

/** Thumbnails take about 5 kB. */
const THUMBNAILS_BYTES = 50e6;

/** Media as pages play and show it. */
export function createPlayback(tools: PlaybackTools): Playback {
  const { cacheDir, nowMs } = tools;
  const kindOf = (file: string) => ({ files: [file], isAbout: (value: object): value is object => !!value });
  const standIns = createFolderCache(
    join(cacheDir, 'stand-ins'),
    tools.cacheCapBytes,
    nowMs,
    kindOf(STAND_IN_FILE),
  );
  const thumbnails = createFolderCache(
    join(cacheDir, 'thumbnails'),
    THUMBNAILS_BYTES,
    nowMs,
    kindOf(THUMBNAIL_FILE),
  );

  return {
    endings: MEDIA_ENDINGS,
    refusal: refusalOf,
    inspect: (path, signal) => inspect(path, tools, signal),
    standIn: (request, onProgress, signal) => {
      const { info, facts, picture, sound } = request;
      const track = info.audioTracks.find(({ isDefault }) => isDefault)?.number ?? 1;
      return fromCache(
        {
          cache: standIns,
          file: STAND_IN_FILE,
          path: info.path,
          choices: [RECIPE_VERSION, picture, sound, track, facts.picture?.isVariableRate ?? null],
          make: (folder, ffmpeg) =>
            makeStandIn(request, folder, { ffmpeg, freeBytes: tools.freeBytes }, onProgress, signal),
        },
        tools,
        signal,
      );
    },
    thumbnail: async ({ info, facts }, signal) => {
      const { picture } = facts;
      if (picture === null) return succeed(null);
      return fromCache(
        {
          cache: thumbnails,
          file: THUMBNAIL_FILE,
          path: info.path,
          choices: [RECIPE_VERSION],
          make: (folder, ffmpeg) => makeThumbnail(info, picture, folder, ffmpeg, signal),
        },
        tools,
        signal,
      );
    },
  };
}

interface Making {
  readonly cache: FolderCache<object>;
  readonly file: string;
  readonly path: string;
  /** What else than the content decides on the result. */
  readonly choices: readonly unknown[];
  readonly make: (folder: string, ffmpeg: string) => Promise<Result<void>>;
}

/** The entry for a file's content; made whole in a folder of its own, or not at all. */
async function fromCache(
  { cache, file, path, choices, make }: Making,
  tools: PlaybackTools,
  signal: AbortSignal,
): Promise<Result<HeldFile>> {
  const identified = await identify(path, signal);
  if (!identified.ok) return identified;
  const identity = identified.value;
  const key = createHash('sha256')
    .update(JSON.stringify([identity.content, ...choices]))
    .digest('hex')
    .slice(0, 40);
  const found = await cache.acquire(key);
  if (found !== null) return succeed({ path: join(found.folder, file), release: found.release });

  const ffmpeg = await tools.ffmpegPath();
  if (!ffmpeg.ok) return ffmpeg;
  await cache.trim();
  const begun = await beginEntry(cache, tools.cacheDir);
  if (!begun.ok) return begun;
  const folder = begun.value;
  let published = false;
  try {
    const made = await make(folder, ffmpeg.value);
    if (!made.ok) return made;
    if (await hasChanged(path, identity)) return fail(failure('media.changed', { file: path }));
    const held = await cache.publish(key, folder, {});
    published = true;
    await cache.trim();
    return succeed({ path: join(held.folder, file), release: held.release });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return fail(
      failure('disk.full', { file: tools.cacheDir, detail: 'making the copy that plays here stopped' }),
    );
  } finally {
    if (!published) await cache.abandon(folder);
  }
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
