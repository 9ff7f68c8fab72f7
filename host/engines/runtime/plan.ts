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

/** Package to version of a lock; of several lines for one package (by system) all versions, in their order. */
export function lockedVersions(requirements: string): Readonly<Record<string, readonly string[]>> {
  const versions: Record<string, string[]> = {};
  for (const [, name, version] of requirements.matchAll(/^([A-Za-z0-9._-]+)==([^ ;\\\s]+)/gmu)) {
    if (name === undefined || version === undefined) continue;
    versions[name] = [...(versions[name] ?? []), version];
  }
  return versions;
}

/** Packages that these locks have and none of the others. */
export function packagesOnlyIn(locks: readonly string[], others: readonly string[]): readonly string[] {
  const names = (texts: readonly string[]) => texts.flatMap((text) => Object.keys(lockedVersions(text)));
  const needed = new Set(names(others));
  return [...new Set(names(locks))].filter((name) => !needed.has(name)).toSorted();
}

/** The name of a generation: same variant, packages, Python and platform, same name. */
export function generationName(variant: string, requirementsSha256: string, python: Python): string {
  const identity = [RECIPE, requirementsSha256, minorVersion(python.version), python.platform].join('\n');
  return `${variant}-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}

/**
 * With what uv looks for the builds of PyTorch that are not in the package index; null where all of them are: there
 * the Linux build for x86-64 is the one for CUDA 12.8, all others are for processors (2.8.0). The markers in
 * `requirements.<variant>.torch.txt` say the same.
 */
export function torchBackend(
  variant: string,
  platform: NodeJS.Platform,
  arch: NodeJS.Architecture,
): string | null {
  if (arch !== 'x64' || (platform !== 'linux' && platform !== 'win32')) return null;
  if (variant === 'cpu') return platform === 'linux' ? 'cpu' : null;
  if (variant === 'cu128') return platform === 'win32' ? 'cu128' : null;
  return variant;
}

/** Room on the disk for a variant: its packages, linked out of uv's cache, and uv's own work beside them. */
export function neededBytes({ diskBytes }: { readonly diskBytes: number }): number {
  return Math.round(diskBytes * 1.05) + 300_000_000;
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
