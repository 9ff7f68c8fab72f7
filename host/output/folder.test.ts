import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from './output.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-folder-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('makes every folder that is missing with the same rights, and is content with one that is there', async () => {
  const path = join(folder, 'a', 'b', 'c');
  expect(await makeFolder(path, 0o700)).toMatchObject({ ok: true });
  expect(await makeFolder(path, 0o777)).toMatchObject({ ok: true });
  for (const made of [join(folder, 'a'), path]) expect((await stat(made)).isDirectory()).toBe(true);
  if (process.platform !== 'win32') expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
});

it.skipIf(process.platform !== 'linux')('ends where the system takes no folder', async () => {
  expect(await makeFolder('/proc/wordlane/deep', 0o700)).toMatchObject({
    ok: false,
    failure: { code: 'output.not-writable', file: '/proc/wordlane/deep' },
  });
});
