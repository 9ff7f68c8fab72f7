import { randomBytes } from 'node:crypto';
import {
  access,
  constants,
  type FileHandle,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { writeFailure, writeProblem } from './writeFailure.ts';

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

interface Place {
  readonly path: string;
  /** Neither file nor folder: a device, a pipe, a socket. */
  readonly isSpecial: boolean;
  readonly isFolder: boolean;
}

/** The real place behind links, and what stands there. */
async function placeOf(path: string): Promise<Place> {
  try {
    const real = await realpath(path);
    const found = await stat(real);
    const isFolder = found.isDirectory();
    return { path: real, isSpecial: !found.isFile() && !isFolder, isFolder };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { path, isSpecial: false, isFolder: false };
  }
}

/** What would keep a file from being written there, found out before the work whose result it is. */
export async function whyNotWritable(path: string): Promise<Failure | null> {
  try {
    const place = await placeOf(path);
    if (place.isSpecial) return null;
    await access(dirname(place.path), constants.W_OK);
    return place.isFolder ? writeProblem(path, 'EISDIR') : null;
  } catch (error) {
    return writeFailure(path, error);
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

/** The rights of folders for what a person asked for; the umask takes from them. */
export const SHARED_FOLDER_MODE = 0o777;

/** Makes a folder and those above it that are missing, each with `mode`; one that is there stays as it is. */
export async function makeFolder(path: string, mode: number): Promise<Result<void>> {
  const problem = await makeChain(path, mode);
  return problem === null ? succeed(undefined) : fail(problem);
}

/** Not `mkdir` with `recursive`: below a folder that takes none (`/proc`) Node 24 tries again for ever. */
async function makeChain(path: string, mode: number): Promise<Failure | null> {
  const first = await makeOne(path, mode);
  if (first !== 'no parent') return first;
  const above = await makeChain(dirname(path), mode);
  if (above !== null) return { ...above, file: path };
  const second = await makeOne(path, mode);
  return second === 'no parent' ? writeProblem(path, 'EPERM') : second;
}

async function makeOne(path: string, mode: number): Promise<Failure | 'no parent' | null> {
  try {
    await mkdir(path, { mode });
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && dirname(path) !== path) return 'no parent';
    return (await isFolder(path)) ? null : writeFailure(path, error);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // What cannot be looked at is no folder to write into; the caller reports why making it failed.
    return false;
  }
}
