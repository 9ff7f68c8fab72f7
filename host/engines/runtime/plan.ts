import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Failure, failure } from '../../../common/contract/failure.ts';
import { minorVersion, type Python } from './pythons.ts';

/** Changes when runtimes are made in another way, so that those made in the old way are made again. */
const RECIPE = 'venv-1';

/** The same text has the same hash whatever line ends a checkout gave it. */
export function requirementsHash(requirements: string): string {
  return createHash('sha256').update(requirements.replaceAll('\r\n', '\n')).digest('hex');
}

/** The name of a generation: same variant, packages, Python and platform, same name. */
export function generationName(variant: string, requirementsSha256: string, python: Python): string {
  const identity = [RECIPE, requirementsSha256, minorVersion(python.version), python.platform].join('\n');
  return `${variant}-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}

/** The first Python of the wanted versions, in the order of the wish. */
export function choosePython(found: readonly Python[], wanted: readonly string[]): Python | null {
  for (const version of wanted) {
    const python = found.find((each) => minorVersion(each.version) === version);
    if (python !== undefined) return python;
  }
  return null;
}

/** Windows ends a path at 260 characters; this is the longest that packages have below the environment. */
const LONGEST_PACKAGE_PATH = 150;
const WINDOWS_PATH_LIMIT = 259;

/** Why this place is no good, or null. Checked before anything is written. */
export function placeProblem(
  folder: string,
  platform: NodeJS.Platform,
  freeBytes: number,
  neededBytes: number,
): Failure | null {
  const deepest = join(folder, 'env', 'Lib', 'site-packages').length + 1 + LONGEST_PACKAGE_PATH;
  if (platform === 'win32' && deepest > WINDOWS_PATH_LIMIT) {
    const spare = WINDOWS_PATH_LIMIT - deepest + folder.length;
    return failure('runtime.failed', {
      detail: `the data folder's path is too long for Windows: ${folder.length} characters, at most ${spare}; set WORDLANE_HOME to a shorter one`,
    });
  }
  if (freeBytes < neededBytes) {
    const [free, needed] = [freeBytes, neededBytes].map((bytes) => Math.round(bytes / 1_000_000));
    return failure('disk.low', { file: folder, detail: `${needed} MB are needed, ${free} MB are free` });
  }
  return null;
}
