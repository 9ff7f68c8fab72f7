import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandInputs } from './inputs.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-inputs-'));
  await mkdir(join(folder, 'talks', 'older'), { recursive: true });
  await mkdir(join(folder, 'texts'));
  for (const name of [
    ...['talks/part 10.mp4', 'talks/part 2.MP4', 'talks/Anna.wav', 'talks/notes.txt', 'talks/.hidden.mp3'],
    ...[
      'talks/older/old.mp3',
      'texts/a.txt',
      'take [1].wav',
      'take 1.wav',
      'no ending',
      '-i.wav',
      'x.dat',
      'y.dat',
    ],
  ]) {
    await writeFile(join(folder, name), 'x');
  }
});
afterAll(() => rm(folder, { recursive: true }));

const at = (...names: readonly string[]) => names.map((name) => join(folder, name));

describe('inputs', () => {
  it('that are files stay as they are, whatever their ending, each once', async () => {
    const inputs = at('no ending', 'talks/notes.txt', '-i.wav', 'no ending', 'texts/../no ending');
    expect(await expandInputs(inputs)).toEqual({ files: inputs.slice(0, 3), failures: [] });
  });

  it('that are folders give their own media in human order', async () => {
    expect(await expandInputs(at('talks'))).toEqual({
      files: at('talks/Anna.wav', 'talks/part 2.MP4', 'talks/part 10.mp4'),
      failures: [],
    });
  });

  it('that are patterns give what they match, media first of all', async () => {
    const files = async (pattern: string) => (await expandInputs(at(pattern))).files;
    expect(await files('talks/*')).toEqual(at('talks/Anna.wav', 'talks/part 2.MP4', 'talks/part 10.mp4'));
    expect(await files('talks/part ?.MP4')).toEqual(at('talks/part 2.MP4'));
    expect(await files('**/*.mp3')).toEqual(at('talks/older/old.mp3'));
    expect(await files('*.dat')).toEqual(at('x.dat', 'y.dat'));
  });

  it('with the signs of a pattern in their name are themselves when they exist', async () => {
    expect((await expandInputs(at('take [1].wav'))).files).toEqual(at('take [1].wav'));
    expect((await expandInputs(at('take [0-9].wav'))).files).toEqual(at('take 1.wav'));
  });

  it('without media are failures that do not stop the others', async () => {
    const { files, failures } = await expandInputs(at('gone.mp4', 'texts', 'x.dat', '*.nothing'));
    expect(files).toEqual(at('x.dat'));
    expect(failures.map(({ code, file }) => [code, file])).toEqual([
      ['media.missing', join(folder, 'gone.mp4')],
      ['folder.no-media', join(folder, 'texts')],
      ['media.missing', join(folder, '*.nothing')],
    ]);
  });

  it.skipIf(process.platform === 'win32')('that are links lead to what they name, or nowhere', async () => {
    await symlink(join(folder, 'talks'), join(folder, 'link'));
    await symlink(join(folder, 'link in a circle'), join(folder, 'link in a circle'));
    await symlink(join(folder, 'gone'), join(folder, 'dangling.mp3'));
    expect((await expandInputs(at('link'))).files).toHaveLength(3);
    const { failures } = await expandInputs(at('link in a circle', 'dangling.mp3', 'dangling.*'));
    expect(failures.map(({ code }) => code)).toEqual([
      'media.unmeasurable',
      'media.missing',
      'media.missing',
    ]);
  });
});
