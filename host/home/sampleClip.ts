import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { makeFolder } from '../output/output.ts';
import type { Home } from './home.ts';

/**
 * The clip that shows what the app does, as a file of the person's own: what is made of media is written beside
 * it, and the program folder is nobody's place for that. Copied once.
 */
export async function placeSampleClip(programFolder: string, home: Home): Promise<Result<string>> {
  const folder = join(home.projects, 'sample');
  const made = await makeFolder(folder, 0o700);
  if (!made.ok) return made;
  const path = join(folder, 'sample.ogg');
  try {
    await copyFile(join(programFolder, 'assets', 'sample.ogg'), path, constants.COPYFILE_EXCL);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code !== 'EEXIST') return fail(failure('home.not-usable', { file: home.root, detail: code }));
  }
  return succeed(path);
}
