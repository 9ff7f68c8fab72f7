import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureLine } from '../../common/contract/failure.ts';
import { createWorkbench, type Workbench } from './testing/workbench.ts';

const FIXTURES = join(import.meta.dirname, '../../tests/fixtures/media');
const SOUND = Buffer.from('RIFF\u0000\u0000\u0000\u0000WAVE', 'latin1');

let folder = '';
let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench({});
  folder = await mkdtemp(join(tmpdir(), 'wordlane-drop-'));
  for (const name of ['talks/older/deep', 'texts', '.secret', 'many', 'code']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  for (const name of [
    ...['talks/part 10.mp4', 'talks/part 2.MP4', 'talks/Anna.wav', 'talks/.hidden.mp3', '.secret/a.mp3'],
    ...['talks/older/deep/old.mp3', 'talks/older/b.flac', 'no ending', 'archive.dat'],
  ]) {
    await writeFile(join(folder, name), SOUND);
  }
  for (const name of [
    'talks/notes.txt',
    'texts/a.txt',
    'renamed.mp4',
    'captions.SRT',
    'talks/cut.wordlane',
  ]) {
    await writeFile(join(folder, name), 'a text');
  }
  await writeFile(join(folder, 'talks/empty.wav'), '');
  await copyFile(join(FIXTURES, 'jfk.flac'), join(folder, 'speech.dat'));
  await symlink(join(folder, 'talks'), join(folder, 'talks/older/circle'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await bench.remove();
});

async function expand(...names: readonly string[]) {
  const { files, failures } = await bench.files.expand(names.map((name) => join(folder, name)));
  return {
    files: files.map(({ path, kind }) => `${kind} ${relative(folder, path)}`),
    failures: failures.map(({ code, file }) => `${code} ${relative(folder, file ?? '')}`),
  };
}

describe('dropped files', () => {
  it('are media, projects and captions by their endings', async () => {
    const dropped = ['talks/Anna.wav', 'talks/cut.wordlane', 'captions.SRT', 'talks/notes.txt'];
    expect(await expand(...dropped)).toEqual({
      files: [
        'media talks/Anna.wav',
        'project talks/cut.wordlane',
        'captions captions.SRT',
        'captions talks/notes.txt',
      ],
      failures: [],
    });
  });

  it('are judged by their content where the ending says nothing', async () => {
    expect(await expand('speech.dat', 'archive.dat')).toEqual({
      files: ['media speech.dat'],
      failures: ['media.unreadable archive.dat'],
    });
  });

  it('that cannot be used are told one by one, each with a sentence', async () => {
    const { files, failures } = await bench.files.expand([
      join(folder, 'talks/empty.wav'),
      join(folder, 'renamed.mp4'),
      join(folder, 'gone.mp4'),
      join(folder, 'texts'),
      join(folder, 'talks/Anna.wav'),
    ]);
    expect(files.map(({ name }) => name)).toEqual(['Anna.wav']);
    expect(failures.map((one) => failureLine({ ...one, file: basename(one.file ?? '') }))).toEqual([
      'empty.wav: The file is empty (0 bytes). Copy or record it again.',
      'renamed.mp4: This is not audio or video that Wordlane can read (it holds text). Check that it plays elsewhere, or convert it first.',
      'gone.mp4: There is no such file. Check the path.',
      'texts: There is no media file in this folder. Name a folder with audio or video files.',
    ]);
  });

  it('count once, however often they were dropped', async () => {
    const { files } = await expand('talks/Anna.wav', 'talks/older/../Anna.wav', 'talks/Anna.wav');
    expect(files).toEqual(['media talks/Anna.wav']);
  });
});

describe('dropped folders', () => {
  it('give their media and projects, also from below, as people order them, without what is hidden', async () => {
    expect(await expand('talks')).toEqual({
      files: [
        'media talks/Anna.wav',
        'project talks/cut.wordlane',
        'media talks/part 2.MP4',
        'media talks/part 10.mp4',
        'media talks/older/b.flac',
        'media talks/older/deep/old.mp3',
      ],
      failures: ['media.empty talks/empty.wav'],
    });
  });

  it('of programs, whose ending .ts is also that of transport streams, hold no media', async () => {
    expect(await expand('code')).toEqual({ files: [], failures: ['folder.no-media code'] });
  });

  it('may hold ten thousand files', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `take ${index + 1}.wav`);
    await Promise.all(names.map((name) => writeFile(join(folder, 'many', name), SOUND)));
    const { files, failures } = await bench.files.expand([join(folder, 'many')]);
    expect(failures).toEqual([]);
    expect(files.map(({ name }) => name)).toEqual(names);
    expect(files[0]).toEqual({
      path: join(folder, 'many', 'take 1.wav'),
      name: 'take 1.wav',
      kind: 'media',
      sizeBytes: SOUND.length,
    });
  });
});
