import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeed } from '../../../common/contract/result.ts';
import { createMediaService, systemFreeBytes } from '../../media/mediaService.ts';
import { createPlayback, type PlaybackTools } from '../../media/playback.ts';
import { testFfmpeg } from '../../media/testing/recordings.ts';
import { createFileService } from '../fileService.ts';
import type { FileService, OpenedFile } from '../files.ts';

export interface Workbench {
  readonly folder: string;
  readonly cacheDir: string;
  readonly files: FileService;
  /** What was logged as a bug; tests expect none. */
  readonly bugs: readonly unknown[];
  readonly remove: () => Promise<void>;
}

/** A file service on a temporary folder; some of its effects may be replaced. */
export async function createWorkbench(replaced: Partial<PlaybackTools>): Promise<Workbench> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'wordlane-files-')));
  const cacheDir = join(folder, 'cache');
  const tools = {
    ffmpegPath: async () => succeed(testFfmpeg()),
    cacheDir,
    cacheCapBytes: 1e9,
    nowMs: () => Date.now(),
    freeBytes: systemFreeBytes,
  };
  const bugs: unknown[] = [];
  const files = createFileService({
    media: createMediaService(tools),
    playback: createPlayback({ ...tools, cacheDir: join(cacheDir, 'playback'), ...replaced }),
    nowMs: tools.nowMs,
    logBug: (error) => bugs.push(error),
  });
  const remove = async () => {
    await files.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, cacheDir, files, bugs, remove };
}

/** Opens a file; throws the failure when there is one. */
export async function openFile(files: FileService, path: string): Promise<OpenedFile> {
  const opened = await files.open(path, new AbortController().signal);
  if (!opened.ok) throw new Error(`${opened.failure.code}: ${opened.failure.detail}`);
  return opened.value;
}

/** The file as soon as it is as wished, now or after a change. */
export function becomes(
  files: FileService,
  fileId: string,
  wish: (file: OpenedFile) => boolean,
): Promise<OpenedFile> {
  return new Promise((done) => {
    const look = (file: OpenedFile | null) => {
      if (file === null || file.fileId !== fileId || !wish(file)) return;
      stop();
      done(file);
    };
    const stop = files.watch(look);
    look(files.find(fileId));
  });
}
