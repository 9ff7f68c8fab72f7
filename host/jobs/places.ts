import { rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type OutputEffects, whyNotWritable } from '../output/output.ts';

/** Folders that decide where a job's results lie. */
export interface ResultFolders {
  /** What pages sent here because their files have no path. */
  readonly uploads: string;
  /** For the projects of uploads, and of media in folders that cannot be written to. */
  readonly projects: string;
}

/** The folder for the results of a media file: its own wherever that can be. Nothing is made yet. */
export async function resultFolder(mediaPath: string, folders: ResultFolders): Promise<string> {
  const inside = relative(folders.uploads, mediaPath);
  const isUpload = inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  if (isUpload) return folders.projects;
  const folder = dirname(mediaPath);
  return (await whyNotWritable(join(folder, 'x'))) === null ? folder : folders.projects;
}

/** How many files of one name may lie beside each other before something must be wrong. */
const MOST_NUMBERS = 10_000;

/**
 * Makes an empty file under a name that nothing has (`talk.srt`, `talk-2.srt`), so that nobody else takes it before
 * it is written. The caller writes it or gives it back with `unreserve`.
 */
export async function reserve(
  folder: string,
  name: string,
  ending: string,
  effects: OutputEffects,
): Promise<Result<string>> {
  for (let number = 1; number <= MOST_NUMBERS; number++) {
    const path = join(folder, `${name}${number === 1 ? '' : `-${number}`}${ending}`);
    try {
      const file = await effects.open(path, 'wx');
      await file.close();
      return succeed(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code === undefined || !code.startsWith('E')) throw error;
      return fail(
        failure(code === 'ENOSPC' ? 'disk.full' : 'output.not-writable', { file: path, detail: code }),
      );
    }
  }
  throw new Error(`all names like ${name} are taken`);
}

export async function unreserve(path: string): Promise<void> {
  await rm(path, { force: true });
}
