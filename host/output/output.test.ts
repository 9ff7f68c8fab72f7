import { mkdtemp, open, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, realOutputEffects, SHARED_FOLDER_MODE, writeWhole } from './output.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-output-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('writing a file whole', () => {
  it('replaces what was there and leaves nothing else', async () => {
    const path = join(folder, 'a.srt');
    await writeFile(path, 'old');
    expect((await writeWhole(path, 'new', realOutputEffects)).ok).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.srt']);
  });

  it('keeps the old file and cleans up when the disk is full', async () => {
    const path = join(folder, 'a.srt');
    await writeFile(path, 'old');
    const fullDisk = {
      rename,
      open: (async (...args: Parameters<typeof open>) => {
        const file = await open(...args);
        file.writeFile = async () => {
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        };
        return file;
      }) as typeof open,
    };
    const result = await writeWhole(path, 'new', fullDisk);
    expect(result.ok ? null : result.failure.code).toBe('disk.full');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.srt']);
  });

  it.skipIf(process.platform !== 'linux')(
    'writes to a device as it is, and says when it is full',
    async () => {
      const result = await writeWhole('/dev/full', 'x', realOutputEffects);
      expect(result.ok ? null : result.failure.code).toBe('disk.full');
      expect((await writeWhole('/dev/null', 'x', realOutputEffects)).ok).toBe(true);
    },
  );

  it('follows a link instead of replacing it', async () => {
    await writeFile(join(folder, 'real.srt'), 'old');
    await symlink(join(folder, 'real.srt'), join(folder, 'link.srt'));
    expect((await writeWhole(join(folder, 'link.srt'), 'new', realOutputEffects)).ok).toBe(true);
    expect(await readFile(join(folder, 'real.srt'), 'utf8')).toBe('new');
  });

  it('says why a folder that is a file cannot be written to', async () => {
    await writeFile(join(folder, 'file'), '');
    const written = await writeWhole(join(folder, 'file', 'a.srt'), 'x', realOutputEffects);
    const made = await makeFolder(join(folder, 'file', 'sub'), SHARED_FOLDER_MODE);
    expect(written.ok ? null : written.failure.code).toBe('output.not-writable');
    expect(made.ok ? null : made.failure.code).toBe('output.not-writable');
  });
});
