import { readFile } from 'node:fs/promises';
import { createPackager } from './runtime/packager.ts';
import type { Workshop } from './runtime/recipe.ts';
import { installedUvPath } from './uv.ts';

const LIMIT_MS = 120_000;

/**
 * Takes packages out of uv's cache when their engine was removed: until then they keep the room on the disk, for an
 * environment is made of links to them. Takes a second, or minutes on a busy disk; what is not let go within two
 * minutes stays and costs room, nothing else. `claims` notes uv while it works.
 */
export async function letGoOf(packages: readonly string[], shop: Workshop, claims: string): Promise<void> {
  const { around, place, uvRequirementsFile } = shop;
  const requirements = await readFile(uvRequirementsFile, 'utf8');
  const uv = await installedUvPath(place.tools, requirements, around.platform);
  if (uv === null || packages.length === 0) return;
  const abort = new AbortController();
  const disarm = around.clock.schedule(LIMIT_MS, () => abort.abort());
  const forgotten = await createPackager(uv, place, around, claims, abort.signal).forget(packages);
  disarm();
  if (!forgotten.ok) {
    await around.log.write([
      `packages stay in the cache: ${forgotten.failure.detail ?? forgotten.failure.code}`,
    ]);
  }
}
