import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchGrowth } from './growth.ts';

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

it('a cache that is not there yet is empty', async () => {
  const growth = await watchGrowth(join(cache, 'later'));
  expect(await growth()).toBe(0);
  put('later/archive-v0/x', 'a', 7);
  expect(await growth()).toBe(7);
});
