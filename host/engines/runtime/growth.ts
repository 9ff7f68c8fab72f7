import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that uv has unpacked into its cache since this was made. Each call looks again. */
export type Growth = () => Promise<number>;

/**
 * uv 0.13.9 unpacks each wheel while it comes into `.tmp…/` and then moves it to `archive-v0/<id>`, where it never
 * changes. So what has arrived is measured once, and only what is under way is looked through each time.
 */
export async function watchGrowth(cacheFolder: string): Promise<Growth> {
  const before = new Set(await wheelFolders(cacheFolder));
  const arrived = new Map<string, number>();
  return async () => {
    let total = 0;
    for (const folder of await wheelFolders(cacheFolder)) {
      if (before.has(folder)) continue;
      const known = arrived.get(folder);
      const bytes = known ?? (await treeBytes(folder));
      if (known === undefined && !isUnderWay(folder)) arrived.set(folder, bytes);
      total += bytes;
    }
    return total;
  };
}

const ABANDONED_MS = 24 * 3_600_000;

/**
 * Removes wheels on their way that nobody waits for any more: uv that is killed leaves them, up to 1.6 GB for PyTorch.
 * Only those that a day has passed over, for another installation may be loading into the same cache this moment.
 */
export async function removeAbandonedLoads(cacheFolder: string, nowMs: number): Promise<void> {
  for (const folder of (await foldersIn(cacheFolder)).filter(isUnderWay)) {
    if (nowMs - (await changedAtMs(folder)) > ABANDONED_MS)
      await rm(folder, { recursive: true, force: true });
  }
}

async function changedAtMs(folder: string): Promise<number> {
  try {
    return (await stat(folder)).mtimeMs;
  } catch {
    // It has come to its place meanwhile.
    return Number.POSITIVE_INFINITY;
  }
}

const UNDER_WAY = /[/\\]\.tmp[^/\\]*$/u;

function isUnderWay(folder: string): boolean {
  return UNDER_WAY.test(folder);
}

async function wheelFolders(cacheFolder: string): Promise<readonly string[]> {
  const top = await foldersIn(cacheFolder);
  const archives = top.filter((folder) => /[/\\]archive-v\d+$/u.test(folder));
  const inside = await Promise.all(archives.map(foldersIn));
  return [...top.filter(isUnderWay), ...inside.flat()];
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

async function treeBytes(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += await treeBytes(path);
    else total += await sizeOf(path);
  }
  return total;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    // Not there yet, or moved to its place while we looked.
    return [];
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
