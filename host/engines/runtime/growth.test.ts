import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeAbandonedLoads, watchGrowth } from './growth.ts';

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'wordlane-growth-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

function put(folder: string, name: string, bytes: number): void {
  mkdirSync(join(cache, folder), { recursive: true });
  writeFileSync(join(cache, folder, name), Buffer.alloc(bytes));
}

it('what comes into the cache is counted once, on its way and in its place', async () => {
  put('archive-v0/old', 'a', 1000);
  put('.tmpOld', 'left by one that was killed', 1000);
  const growth = await watchGrowth(cache);
  expect(await growth()).toBe(0);
  put('.tmpNew/torch', 'libtorch.so', 500);
  expect(await growth()).toBe(500);
  put('.tmpNew/torch', 'more', 200);
  expect(await growth()).toBe(700);
  renameSync(join(cache, '.tmpNew'), join(cache, 'archive-v0', 'new'));
  expect(await growth()).toBe(700);
  put('archive-v0/other', 'b', 30);
  expect(await growth()).toBe(730);
});

it('what was left on its way is removed after a day, and what is on its way is not', async () => {
  put('.tmpLeft/torch', 'a', 10);
  put('.tmpNew/torch', 'a', 10);
  put('archive-v0/old', 'a', 10);
  const now = Date.now();
  const twoDaysAgo = new Date(now - 48 * 3_600_000);
  for (const folder of ['.tmpLeft', 'archive-v0']) utimesSync(join(cache, folder), twoDaysAgo, twoDaysAgo);
  await removeAbandonedLoads(cache, now);
  expect(readdirSync(cache).toSorted()).toEqual(['.tmpNew', 'archive-v0']);
});

it('a cache that is not there yet is empty', async () => {
  const growth = await watchGrowth(join(cache, 'later'));
  expect(await growth()).toBe(0);
  put('later/archive-v0/x', 'a', 7);
  expect(await growth()).toBe(7);
});
