import { mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../common/contract/settings.ts';
import { type OutputEffects, realOutputEffects } from '../output/output.ts';
import { createSettings } from './settingsFile.ts';

let folder: string;
let path: string;
let bugs: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-settings-'));
  path = join(folder, 'settings.json');
  bugs = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const noonMs = Date.UTC(2026, 0, 31, 12);
const start = async (effects: OutputEffects = realOutputEffects) =>
  await createSettings({ path, effects, nowMs: () => noonMs, logBug: (error) => bugs.push(error) });
const onDisk = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

describe('settings', () => {
  it('are the defaults where there is no file, and write none until something is changed', async () => {
    const settings = await start();
    expect(settings.get()).toEqual(defaultSettings);
    await settings.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('show a change at once, tell it, and have it in the file after the end', async () => {
    const settings = await start();
    const told: string[] = [];
    const stop = settings.watch(({ theme }) => told.push(theme));
    expect(settings.change({ theme: 'dark', nudgeMs: 20 })).toMatchObject({
      ok: true,
      value: { theme: 'dark' },
    });
    stop();
    settings.change({ snap: false });
    expect(told).toEqual(['dark']);
    expect(settings.get()).toMatchObject({ theme: 'dark', nudgeMs: 20, snap: false });
    await settings.close();
    expect(await onDisk()).toEqual({ theme: 'dark', nudgeMs: 20, snap: false });
    expect((await start()).get()).toMatchObject({ theme: 'dark', nudgeMs: 20, snap: false, follow: true });
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('refuse what is no setting and change nothing then', async () => {
    const settings = await start();
    expect(settings.change({ theme: 'dark', nudgeMs: -5 })).toMatchObject({
      failure: { code: 'edit.invalid', detail: 'nudgeMs' },
    });
    expect(settings.get()).toEqual(defaultSettings);
  });

  it('fall back entry by entry where the file holds nonsense', async () => {
    await writeFile(path, '{"theme":"dark","nudgeMs":"much","later":{"a":1}}');
    const settings = await start();
    expect(settings.get()).toEqual({ ...defaultSettings, theme: 'dark' });
    settings.change({ snap: false });
    await settings.close();
    // What a newer version wrote is still there.
    expect(await onDisk()).toEqual({ theme: 'dark', nudgeMs: 'much', later: { a: 1 }, snap: false });
  });

  it.each([['{"theme":'], ['[1,2]'], ['"text"'], ['']])('keep a damaged file aside: %s', async (text) => {
    await writeFile(path, text);
    const settings = await start();
    expect(settings.get()).toEqual(defaultSettings);
    settings.change({ theme: 'light' });
    await settings.close();
    expect((await readdir(folder)).sort()).toEqual([
      'settings.damaged-2026-01-31T120000.json',
      'settings.json',
    ]);
    expect(await readFile(join(folder, 'settings.damaged-2026-01-31T120000.json'), 'utf8')).toBe(text);
    expect(await onDisk()).toEqual({ theme: 'light' });
  });

  it('of two programs at once keep what each has changed', async () => {
    const first = await start();
    const second = await start();
    first.change({ theme: 'dark' });
    second.change({ snap: false });
    await Promise.all([first.close(), second.close()]);
    expect(await onDisk()).toEqual({ theme: 'dark', snap: false });
    first.change({ nudgeMs: 30 });
    await first.close();
    expect(await onDisk()).toEqual({ theme: 'dark', snap: false, nudgeMs: 30 });
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('are written in the end where a program died while it wrote', async () => {
    await writeFile(`${path}.lock`, '');
    const settings = await start();
    settings.change({ theme: 'dark' });
    await settings.close();
    expect(await onDisk()).toEqual({ theme: 'dark' });
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('are tried again after a disk that was full, and never half written', async () => {
    let isFull = true;
    const settings = await start({
      rename,
      open: (async (...args: Parameters<typeof open>) => {
        if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        return await open(...args);
      }) as typeof open,
    });
    settings.change({ theme: 'dark' });
    await settings.close();
    expect(bugs).toHaveLength(1);
    isFull = false;
    settings.change({ snap: false });
    await settings.close();
    expect(await onDisk()).toEqual({ theme: 'dark', snap: false });
  });
});
