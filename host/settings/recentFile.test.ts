import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realOutputEffects } from '../output/output.ts';
import { createRecent } from './recentFile.ts';
import type { RecentStore } from './settings.ts';

let folder: string;
let clockMs: number;
const bugs: unknown[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-recent-'));
  clockMs = 1000;
});
afterEach(async () => {
  expect(bugs).toEqual([]);
  await rm(folder, { recursive: true });
});

const start = async () =>
  await createRecent({
    path: join(folder, 'recent.json'),
    effects: realOutputEffects,
    nowMs: () => clockMs++,
    logBug: (error) => bugs.push(error),
  });

async function project(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, '');
  return path;
}

function note(recent: RecentStore, path: string, title = 'Talk', thumbnail: string | null = null): void {
  recent.note({
    path,
    title,
    mediaName: 'talk.mp4',
    durationMs: 60_000,
    language: 'en',
    speakers: [{ name: 'Ada', color: 0 }],
    checked: 0.5,
    problems: 3,
    thumbnail,
  });
}

const titles = async (recent: RecentStore) => (await recent.list()).map(({ title }) => title);

describe('recent projects', () => {
  it('are listed newest first, each once, and still after the program was started again', async () => {
    const recent = await start();
    note(recent, await project('a.wordlane'), 'A');
    note(recent, await project('b.wordlane'), 'B');
    note(recent, join(folder, 'a.wordlane'), 'A again');
    expect(await titles(recent)).toEqual(['A again', 'B']);
    await recent.close();
    const [first] = await (await start()).list();
    expect(first).toEqual({
      path: join(folder, 'a.wordlane'),
      title: 'A again',
      mediaName: 'talk.mp4',
      durationMs: 60_000,
      language: 'en',
      speakers: [{ name: 'Ada', color: 0 }],
      checked: 0.5,
      problems: 3,
      openedAtMs: 1002,
      missing: false,
      thumbnail: null,
    });
  });

  it('tell whoever watches', async () => {
    const recent = await start();
    let told = 0;
    const stop = recent.watch(() => told++);
    note(recent, '/a.wordlane');
    recent.remove('/a.wordlane');
    recent.clear();
    stop();
    note(recent, '/b.wordlane');
    expect(told).toBe(3);
    await recent.close();
  });

  it('are at most 100', async () => {
    const recent = await start();
    for (let number = 0; number < 120; number++) note(recent, `/p${number}.wordlane`, `${number}`);
    const listed = await titles(recent);
    expect(listed).toHaveLength(100);
    expect(listed[0]).toBe('119');
    await recent.close();
    expect(await titles(await start())).toEqual(listed);
  });

  it('are marked where their file is gone', async () => {
    const recent = await start();
    note(recent, await project('a.wordlane'));
    await rm(join(folder, 'a.wordlane'));
    expect(await recent.list()).toMatchObject([{ missing: true }]);
    await recent.close();
  });

  it('are forgotten one by one or all, for good, and can be noted again', async () => {
    const recent = await start();
    for (const name of ['a', 'b', 'c']) note(recent, `/${name}`, name);
    await recent.close();
    recent.remove('/b');
    await recent.close();
    expect(await titles(await start())).toEqual(['c', 'a']);
    recent.clear();
    note(recent, '/d', 'd');
    await recent.close();
    expect(await titles(await start())).toEqual(['d']);
  });

  it('of two programs at once are all kept', async () => {
    const first = await start();
    const second = await start();
    note(first, '/a', 'a');
    note(second, '/b', 'b');
    await Promise.all([first.close(), second.close()]);
    note(first, '/c', 'c');
    await first.close();
    expect(await titles(await start())).toEqual(['c', 'b', 'a']);
  });

  it('show their picture as long as it is there', async () => {
    const recent = await start();
    const picture = join(folder, 'thumbnail.jpg');
    await writeFile(picture, 'pixels');
    note(recent, '/a', 'a', picture);
    await recent.close();
    const again = await start();
    expect((await again.list())[0]?.thumbnail).toBe(`data:image/jpeg;base64,${btoa('pixels')}`);
    await rm(picture);
    expect((await again.list())[0]?.thumbnail).toBeNull();
  });

  it('survive a damaged file, which is kept aside, and a damaged entry', async () => {
    await writeFile(join(folder, 'recent.json'), '[{"path":');
    expect(await (await start()).list()).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.startsWith('recent.damaged-'))).toHaveLength(1);
    const entries = [{ path: '/a', openedAtMs: 1, speakers: 'none' }, { path: 5 }, null];
    await writeFile(join(folder, 'recent.json'), JSON.stringify(entries));
    expect(await (await start()).list()).toMatchObject([
      { path: '/a', title: '', speakers: [], missing: true },
    ]);
    expect(await readFile(join(folder, 'recent.json'), 'utf8')).toBe(JSON.stringify(entries));
  });
});
