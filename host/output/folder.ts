import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { writeFailure, writeProblem } from './writeFailure.ts';

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
