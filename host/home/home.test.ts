import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHome, locateHome } from './home.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-home-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = (env: Readonly<Record<string, string>>) =>
  locateHome({ env, platform: 'linux', userFolder: '/home/someone' }).root;

describe.skipIf(process.platform === 'win32')('the data root on Linux', () => {
  it('is the one that was named, whatever folder a command runs in later', () => {
    expect(at({ WORDLANE_HOME: 'data', XDG_DATA_HOME: '/xdg' })).toBe(resolve('data'));
  });

  it('follows XDG_DATA_HOME, but not an empty or relative one', () => {
    expect(at({ XDG_DATA_HOME: '/xdg' })).toBe('/xdg/wordlane');
    expect(at({ XDG_DATA_HOME: '' })).toBe('/home/someone/.local/share/wordlane');
    expect(at({ XDG_DATA_HOME: 'here' })).toBe('/home/someone/.local/share/wordlane');
  });

  it('is readable by its owner alone, also with spaces and letters of any script', async () => {
    const home = locateHome({
      env: { WORDLANE_HOME: join(folder, 'mes données 日本') },
      platform: 'linux',
      userFolder: '/home/someone',
    });
    expect(await createHome(home)).toMatchObject({ ok: true });
    expect(await createHome(home)).toMatchObject({ ok: true });
    expect((await stat(home.projects)).mode & 0o777).toBe(0o700);
  });

  it('is refused with a reason where a file is in the way', async () => {
    await writeFile(join(folder, 'file'), '');
    const root = join(folder, 'file');
    const home = locateHome({ env: { WORDLANE_HOME: root }, platform: 'linux', userFolder: '/' });
    expect(await createHome(home)).toMatchObject({
      ok: false,
      failure: { code: 'home.not-usable', file: root, detail: 'a file of that name is in the way' },
    });
  });
});
