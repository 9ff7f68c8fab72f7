import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';

/** The calls that can fail on a full or read-only disk; tests hand in failing ones. */
export interface OutputEffects {
  readonly open: typeof open;
  readonly rename: typeof rename;
}

export const realOutputEffects: OutputEffects = { open, rename };

/**
 * Replaces or creates a file as one step: written beside its place, flushed to the disk, then renamed. A
 * reader sees the old content or the new one, and after a failure nothing of ours is left. A link is followed;
 * a device or a pipe is written to as it is.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  effects: OutputEffects,
): Promise<Result<void>> {
  let temporary: string | null = null;
  try {
    const place = await placeOf(path);
    if (place.isSpecial) {
      await writeTo(place.path, content, effects);
      return succeed(undefined);
    }
    const beside = join(
      dirname(place.path),
      `.${basename(place.path)}.${randomBytes(4).toString('hex')}.tmp`,
    );
    const file = await effects.open(beside, 'wx');
    temporary = beside;
    await fill(file, content);
    await effects.rename(beside, place.path);
    return succeed(undefined);
  } catch (error) {
    if (temporary !== null) await rm(temporary, { force: true });
    return fail(writeFailure(path, error));
  }
}

async function writeTo(path: string, content: string | Uint8Array, effects: OutputEffects): Promise<void> {
  const file = await effects.open(path, 'w');
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

async function fill(file: FileHandle, content: string | Uint8Array): Promise<void> {
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The real place behind links, and whether something other than a plain file stands there. */
async function placeOf(path: string): Promise<{ readonly path: string; readonly isSpecial: boolean }> {
  try {
    const real = await realpath(path);
    const found = await stat(real);
    return { path: real, isSpecial: !found.isFile() && !found.isDirectory() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { path, isSpecial: false };
  }
}

/** Makes the folder that outputs go to. */
export async function makeFolder(path: string): Promise<Result<void>> {
  try {
    await mkdir(path, { recursive: true });
    return succeed(undefined);
  } catch (error) {
    return fail(writeFailure(path, error));
  }
}

/** Whether something stands at the path that a write would replace: a device or a pipe is not replaced. */
export async function isTaken(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'file';
}

/** True for a device, a pipe or a socket, which results may be written into. */
export async function isSpecialFile(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'special';
}

async function kindOf(path: string): Promise<'none' | 'file' | 'special'> {
  try {
    const found = await stat(path);
    return found.isFile() || found.isDirectory() ? 'file' : 'special';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'none';
    throw error;
  }
}

/** What a failed write means to a person. Errors that no file system gives are bugs and thrown again. */
export function writeFailure(path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk.full', { file: path, detail: code });
  if (code === undefined || !code.startsWith('E')) throw error;
  return failure('output.not-writable', { file: path, detail: reasons[code] ?? code });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the drive is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the drive reported an error',
};
