import { existsSync } from 'node:fs';
import { copyFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { becomes, createWorkbench, openFile, type Workbench } from './testing/workbench.ts';

const FIXTURES = join(import.meta.dirname, '../../tests/fixtures/media');
const SIGNAL = new AbortController().signal;

let bench: Workbench;
let talk = '';
beforeEach(async () => {
  bench = await createWorkbench({});
  talk = join(bench.folder, 'talk.wav');
  await copyFile(join(FIXTURES, 'jfk.wav'), talk);
});
afterEach(async () => {
  expect(bench.bugs).toEqual([]);
  await bench.remove();
});

describe('an opened file', () => {
  it('has its facts and plays at once when a browser plays it as it is', async () => {
    const file = await openFile(bench.files, talk);
    expect(file).toMatchObject({
      path: talk,
      facts: {
        durationMs: 11_000,
        picture: null,
        audio: { codec: 'pcm_s16le', rateHz: 16_000, channels: 1 },
      },
      playable: 'original',
      proxy: { kind: 'none' },
      peaks: { kind: 'none' },
      failure: null,
    });
    expect(bench.files.parts(file.fileId)).toEqual({
      playing: { path: talk, type: 'audio/wav' },
      peaksPath: null,
      pcmPath: null,
      thumbnailPath: null,
    });
  });

  it('keeps its id however it is named, and tells nothing of the path by it', async () => {
    const link = join(bench.folder, 'link.wav');
    await symlink(talk, link);
    const first = await openFile(bench.files, talk);
    const again = await openFile(bench.files, link);
    expect(again.fileId).toBe(first.fileId);
    expect(first.fileId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(bench.files.find('another')).toBeNull();
    expect(bench.files.parts('another')).toBeNull();
  });

  it('gets its waveform and its sound when it is prepared, once', async () => {
    const { fileId } = await openFile(bench.files, talk);
    bench.files.prepare(fileId);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, ({ peaks }) => peaks.kind === 'ready');
    const parts = bench.files.parts(fileId);
    expect((await stat(parts?.pcmPath ?? '')).size).toBe(11_000 * 32);
    expect((await stat(parts?.peaksPath ?? '')).size).toBeGreaterThan(1000);
  });

  it('gets fresh parts under the same id when its content changed', async () => {
    const { fileId } = await openFile(bench.files, talk);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, ({ peaks }) => peaks.kind === 'ready');
    const before = bench.files.parts(fileId)?.pcmPath;
    await copyFile(join(FIXTURES, 'bird.wav'), talk);
    const again = await openFile(bench.files, talk);
    expect(again.fileId).toBe(fileId);
    await becomes(bench.files, fileId, ({ peaks }) => peaks.kind === 'ready');
    expect(bench.files.parts(fileId)?.pcmPath).not.toBe(before);
  });
});

describe('opening what cannot be used', () => {
  it('says of each file why', async () => {
    await writeFile(join(bench.folder, 'empty.mp4'), '');
    await writeFile(join(bench.folder, 'text.mp4'), 'This is a text.\n'.repeat(100));
    const codes = [];
    for (const name of ['empty.mp4', 'text.mp4', 'none.mp4', '.']) {
      const opened = await bench.files.open(join(bench.folder, name), SIGNAL);
      codes.push(opened.ok ? 'opened' : opened.failure.code);
    }
    expect(codes).toEqual(['media.empty', 'media.unreadable', 'media.missing', 'media.not-a-file']);
  });
});

describe('real recordings', () => {
  const shared = join(process.env.WORDLANE_TEST_MEDIA ?? '', 'media');
  it.skipIf(!existsSync(join(shared, 'video')))(
    'of every kind open, or are refused with a sentence',
    async () => {
      const { files } = await bench.files.expand([shared]);
      expect(files.length).toBeGreaterThan(50);
      const refused: string[] = [];
      const replaced: string[] = [];
      for (const { path, name } of files) {
        const opened = await bench.files.open(path, SIGNAL);
        if (!opened.ok) refused.push(`${name}: ${opened.failure.code}`);
        else if (opened.value.playable === 'proxy') replaced.push(name);
      }
      expect(refused.toSorted()).toEqual([
        'bad_riff_header.wav: media.unreadable',
        'truncated_no_moov.mp4: media.damaged',
      ]);
      expect(replaced.toSorted()).toEqual([
        'audio_delayed_2345ms.mkv',
        'jfk.ts',
        'sonnet_1.mp3',
        'surround51_centre_only.ac3',
        'two_tracks_default_second.mkv',
        'vbr_no_xing.mp3',
      ]);
    },
  );
});

describe('closing', () => {
  it('gives back what it held, so that the cache may drop it', async () => {
    const { fileId } = await openFile(bench.files, talk);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, ({ peaks }) => peaks.kind === 'ready');
    const entry = dirname(bench.files.parts(fileId)?.pcmPath ?? '');
    const holds = async () => (await readdir(entry)).filter((name) => name.startsWith('hold-'));
    expect(await holds()).toHaveLength(1);
    await bench.files.close();
    expect(await holds()).toEqual([]);
  });
});
