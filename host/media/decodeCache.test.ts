import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDecodeCache, type DecodeCache, type HeldEntry, PCM_FILE, PEAKS_FILE } from './decodeCache.ts';

let root = '';
let clockMs = 1_700_000_000_000;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wordlane-cache-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nextMs = () => {
  clockMs += 60_000;
  return clockMs;
};
const cacheOf = (capBytes: number) => createDecodeCache(root, capBytes, nextMs);

async function add(cache: DecodeCache, key: string, bytes: number): Promise<HeldEntry> {
  const folder = await cache.begin();
  await writeFile(join(folder, PCM_FILE), new Uint8Array(bytes));
  await writeFile(join(folder, PEAKS_FILE), new Uint8Array(10));
  return cache.publish(key, folder, {
    samples: bytes / 2,
    startMs: 0,
    fingerprint: `fp1-${key}`,
    notices: [],
  });
}

async function addReleased(cache: DecodeCache, key: string, bytes: number): Promise<void> {
  const held = await add(cache, key, bytes);
  await held.release();
  await use(cache, key);
}

/** Acquires and releases; false when it is not there. */
async function use(cache: DecodeCache, key: string): Promise<boolean> {
  const held = await cache.acquire(key);
  await held?.release();
  return held !== null;
}

describe('the decode cache', () => {
  it('gives back what was published, also to another process that opens it later', async () => {
    const held = await add(cacheOf(1e6), 'a', 2_000);
    await held.release();
    const found = await cacheOf(1e6).acquire('a');
    expect(found?.folder).toBe(join(root, 'a'));
    expect(found?.entry).toMatchObject({ samples: 1_000, fingerprint: 'fp1-a' });
    expect(await cacheOf(1e6).acquire('b')).toBeNull();
    expect(await cacheOf(1e6).sizeBytes()).toBe(2_010);
  });

  it('drops what was not used for the longest time when it grows over its cap', async () => {
    const cache = cacheOf(3_000);
    for (const key of ['a', 'b', 'c']) await addReleased(cache, key, 900);
    await use(cache, 'a');
    await addReleased(cache, 'd', 900);
    await cache.trim();
    expect((await readdir(root)).sort()).toEqual(['a', 'c', 'd']);
  });

  it('never drops what is in use, by this process or another living one', async () => {
    const cache = cacheOf(1_000);
    const mine = await add(cache, 'mine', 900);
    await addReleased(cache, 'others', 900);
    await writeFile(
      join(root, 'others', `hold-${hostname().replace(/[^\w.]/gu, '_')}~${process.ppid}~x`),
      '',
    );
    await cache.trim();
    expect((await readdir(root)).sort()).toEqual(['mine', 'others']);
    await mine.release();
    await cache.trim();
    expect(await readdir(root)).toEqual(['others']);
  });

  it('does not wait for the dead: their holds and half-made entries go', async () => {
    const cache = cacheOf(100);
    await addReleased(cache, 'held', 900);
    await writeFile(join(root, 'held', `hold-${dead()}`), '');
    const half = join(root, `partial-${dead()}`);
    await mkdir(half);
    await writeFile(join(half, PCM_FILE), 'half');
    const living = await cache.begin();
    await cache.trim();
    expect(await readdir(root)).toEqual([living.slice(root.length + 1)]);
  });

  it("keeps another computer's half-made entry for a day", async () => {
    const cache = cacheOf(100);
    const foreign = join(root, 'partial-elsewhere~1~x');
    await mkdir(foreign);
    const recently = new Date(clockMs);
    await utimes(foreign, recently, recently);
    await cache.trim();
    expect(await readdir(root)).toHaveLength(1);
    clockMs += 25 * 3600 * 1000;
    await cache.trim();
    expect(await readdir(root)).toEqual([]);
  });

  it('ignores and removes entries that are cut off, have no marker, or a broken one', async () => {
    const cache = cacheOf(1e6);
    for (const key of ['cut', 'markerless', 'garbled', 'foreign', 'good']) await addReleased(cache, key, 900);
    await truncate(join(root, 'cut', PCM_FILE), 100);
    await rm(join(root, 'markerless', 'entry.json'));
    await writeFile(join(root, 'garbled', 'entry.json'), '{"samples": 4');
    await writeFile(join(root, 'foreign', 'entry.json'), '{"samples": "many"}');
    for (const key of ['cut', 'markerless', 'garbled', 'foreign'])
      expect.soft(await use(cache, key), key).toBe(false);
    expect(await use(cache, 'good')).toBe(true);
    expect(await readdir(root)).toEqual(['good']);
  });

  it('holds the entry of whoever was first when two publish the same', async () => {
    const [one, two] = [cacheOf(1e6), cacheOf(1e6)];
    const held = await Promise.all([add(one, 'same', 900), add(two, 'same', 900)]);
    expect(held.map((entry) => entry.folder)).toEqual([join(root, 'same'), join(root, 'same')]);
    expect(await readdir(root)).toEqual(['same']);
    await cacheOf(0).trim();
    expect(await readdir(root)).toEqual(['same']);
    for (const entry of held) await entry.release();
    await cacheOf(0).trim();
    expect(await readdir(root)).toEqual([]);
  });

  it('finishes a removal that a killed process began', async () => {
    const cache = cacheOf(1e6);
    await addReleased(cache, 'a', 900);
    await writeFile(join(root, 'a', `condemned-${dead()}`), '');
    expect(await use(cache, 'a')).toBe(true);
    await rm(join(root, 'a', PEAKS_FILE));
    expect(await use(cache, 'a')).toBe(false);
    const again = await add(cache, 'a', 500);
    expect(again.folder).toBe(join(root, 'a'));
    expect((await cache.acquire('a'))?.entry.samples).toBe(250);
  });

  it('survives many readers and removers at once: a held entry is always whole', async () => {
    await addReleased(cacheOf(1e6), 'a', 900);
    const readers = Array.from({ length: 8 }, async () => {
      let missed = 0;
      for (let round = 0; round < 30; round += 1) {
        const cache = cacheOf(1e6);
        const held = (await cache.acquire('a')) ?? (await add(cache, 'a', 900));
        if (!(await readdir(held.folder)).includes(PCM_FILE)) missed += 1;
        await held.release();
      }
      return missed;
    });
    const removers = Array.from({ length: 3 }, async () => {
      for (let round = 0; round < 60; round += 1) await cacheOf(0).trim();
    });
    const ends = await Promise.allSettled([...readers, ...removers]);
    expect(ends.filter((end) => end.status === 'rejected')).toEqual([]);
    expect(await Promise.all(readers)).toEqual(Array(8).fill(0));
  });
});

/** The mark of a process of this computer that has ended. */
function dead(): string {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return `${hostname().replace(/[^\w.]/gu, '_')}~${pid}~x`;
}
