import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A state of a repository as the hub's own programs keep it: `models--org--name/snapshots/<commit>/`. */
export interface HubSnapshot {
  /** `org/name` */
  readonly repo: string;
  readonly revision: string;
  readonly folder: string;
}

const REPOSITORY = /^models--(.+)$/u;

/** The snapshot that is meant by a path in a hub cache: itself, or the newest of its repository; else null. */
export async function findSnapshot(path: string): Promise<HubSnapshot | null> {
  const repository = REPOSITORY.exec(basename(path))?.[1];
  if (repository !== undefined) {
    const revision = await chosenRevision(path);
    if (revision === null) return null;
    return { repo: repoName(repository), revision, folder: join(path, 'snapshots', revision) };
  }
  const parent = dirname(path);
  const above = REPOSITORY.exec(basename(dirname(parent)))?.[1];
  if (above === undefined || basename(parent) !== 'snapshots') return null;
  return { repo: repoName(above), revision: basename(path), folder: path };
}

/** Names of the repositories when the path is a whole cache; empty otherwise. */
export async function repositoriesIn(path: string): Promise<readonly string[]> {
  const names = await namesIn(path);
  return names.filter((name) => REPOSITORY.test(name)).sort();
}

/**
 * The SHA-256 that a file of the cache should have. Large files are kept under it; small ones under Git's own hash,
 * which says nothing here (null).
 */
export async function expectedSha256(path: string): Promise<string | null> {
  const real = await realpath(path);
  const name = basename(real);
  return basename(dirname(real)) === 'blobs' && /^[0-9a-f]{64}$/u.test(name) ? name : null;
}

function repoName(folderPart: string): string {
  return folderPart.replace('--', '/');
}

async function chosenRevision(folder: string): Promise<string | null> {
  const snapshots = await namesIn(join(folder, 'snapshots'));
  const main = await readFile(join(folder, 'refs', 'main'), 'utf8').catch(() => '');
  if (snapshots.includes(main.trim())) return main.trim();
  let newest: { readonly name: string; readonly timeMs: number } | null = null;
  for (const name of snapshots) {
    const { mtimeMs } = await stat(join(folder, 'snapshots', name));
    if (newest === null || mtimeMs > newest.timeMs) newest = { name, timeMs: mtimeMs };
  }
  return newest?.name ?? null;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // No folder, or one that may not be read: then there is no cache to take from.
    return [];
  }
}
