import { existsSync } from 'node:fs';
import { copyFile, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryNames, makeRecording, noise, testFfmpeg } from '../media/testing/recordings.ts';
import type { OpenedFile } from './files.ts';
import { becomes, createWorkbench, openFile, type Workbench } from './testing/workbench.ts';

const FIXTURES = join(import.meta.dirname, '../../tests/fixtures/media');
const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'];

let bench: Workbench;
let film = '';
beforeEach(async () => {
  bench = await createWorkbench({});
  film = join(bench.folder, 'film.mp4');
});
afterEach(async () => {
  expect(bench.bugs).toEqual([]);
  await bench.remove();
});

/** A film with a second of black at its beginning, and a fade. */
async function makeFilm(path: string, seconds: number): Promise<void> {
  const picture = `testsrc2=size=320x180:rate=25:d=${seconds},fade=in:st=${seconds * 0.11}:d=0.1`;
  await makeRecording('-f', 'lavfi', '-i', picture, ...noise(seconds, 48_000), ...HEVC, '-c:a', 'aac', path);
}

const hasStandIn = ({ proxy }: OpenedFile) => proxy.kind === 'ready';
const hasWaveform = ({ peaks }: OpenedFile) => peaks.kind === 'ready';

describe('a film that the browser engine does not show', () => {
  it('lets its sound be heard until its stand-in is ready, and plays that then', async () => {
    await makeFilm(film, 3);
    const { fileId, playable, proxy } = await openFile(bench.files, film);
    expect({ playable, proxy }).toEqual({ playable: 'proxy', proxy: { kind: 'none' } });
    expect(bench.files.parts(fileId)?.playing).toEqual({ path: film, type: 'video/mp4' });

    const shown: OpenedFile[] = [];
    bench.files.watch((file) => shown.push(file));
    bench.files.prepare(fileId);
    expect(bench.files.find(fileId)?.proxy).toMatchObject({ kind: 'making' });
    await becomes(bench.files, fileId, hasStandIn);
    const playing = bench.files.parts(fileId)?.playing;
    expect(playing?.type).toBe('video/mp4');
    expect(playing?.path).not.toBe(film);
    const { stderr } = await execa(testFfmpeg(), ['-hide_banner', '-i', playing?.path ?? ''], {
      reject: false,
    });
    expect(stderr).toMatch(/Video: h264 .*yuv420p.* 320x180 .*25 fps/u);
    expect(stderr).toMatch(/Audio: aac/u);
    // The index stands in front, so that a page may begin before it has the end.
    const head = await readFile(playing?.path ?? '');
    expect(head.indexOf('moov')).toBeLessThan(head.indexOf('mdat'));
    expect(shown.some((file) => file.proxy.kind === 'making')).toBe(true);
  });

  it('has its stand-in at once when it is opened another day, also under another name', async () => {
    await makeFilm(film, 2);
    const { fileId } = await openFile(bench.files, film);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, hasStandIn);
    const path = bench.files.parts(fileId)?.playing?.path ?? '';
    const madeMs = (await stat(path)).mtimeMs;
    await bench.files.close();

    const later = await createWorkbench({ cacheDir: join(bench.cacheDir, 'playback') });
    const copy = join(later.folder, 'copy.mp4');
    await copyFile(film, copy);
    const again = await openFile(later.files, copy);
    later.files.prepare(again.fileId);
    await becomes(later.files, again.fileId, hasStandIn);
    expect(later.files.parts(again.fileId)?.playing?.path).toBe(path);
    expect((await stat(path)).mtimeMs).toBe(madeMs);
    await later.remove();
  });

  it('leaves nothing behind when the program ends while its stand-in is made', async () => {
    await makeFilm(film, 60);
    const { fileId } = await openFile(bench.files, film);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, ({ proxy }) => proxy.kind === 'making' && proxy.fraction !== null);
    await bench.files.close();
    expect(await entryNames(join(bench.cacheDir, 'playback', 'stand-ins'))).toEqual([]);
    expect(bench.files.find(fileId)?.proxy.kind).not.toBe('ready');
  });

  it('is refused a stand-in, with a sentence, where the disk is nearly full', async () => {
    const tight = await createWorkbench({ freeBytes: async () => 200e6 });
    await makeFilm(film, 2);
    const { fileId } = await openFile(tight.files, film);
    tight.files.prepare(fileId);
    const { proxy } = await becomes(tight.files, fileId, (file) => file.proxy.kind === 'failed');
    expect(proxy).toMatchObject({ failure: { code: 'disk.low' } });
    // What does not need the room is there all the same.
    await becomes(tight.files, fileId, hasWaveform);
    await tight.remove();
  });

  it('has a thumbnail of its most telling picture, not of the black one', async () => {
    await makeFilm(film, 10);
    const { fileId } = await openFile(bench.files, film);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, () => bench.files.parts(fileId)?.thumbnailPath !== null);
    const jpeg = await readFile(bench.files.parts(fileId)?.thumbnailPath ?? '');
    expect([...jpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    const black = join(bench.folder, 'black.jpg');
    await makeRecording('-f', 'lavfi', '-i', 'color=black:s=160x90', '-frames:v', '1', black);
    expect(jpeg.length).toBeGreaterThan(3 * (await stat(black)).size);
  });
});

describe('a damaged film', () => {
  it('that was cut off is told by a sentence, or gives what is left of it', async () => {
    await makeFilm(film, 2);
    const file = await open(film, 'r+');
    await file.truncate(Math.round((await file.stat()).size * 0.6));
    await file.close();
    const opened = await bench.files.open(film, new AbortController().signal);
    expect(opened).toMatchObject({
      ok: false,
      failure: {
        code: 'media.damaged',
        detail: 'its index is missing: the recording or the copy was not finished',
      },
    });
  });

  it('whose picture is broken keeps its waveform', async () => {
    await makeFilm(film, 2);
    const bytes = await readFile(film);
    const from = bytes.indexOf('mdat') + 100;
    bytes.fill(0x55, from, from + Math.round((bytes.length - from) * 0.3));
    const file = await open(film, 'w');
    await file.writeFile(bytes);
    await file.close();
    const { fileId } = await openFile(bench.files, film);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, ({ proxy }) => proxy.kind === 'ready' || proxy.kind === 'failed');
    await becomes(bench.files, fileId, hasWaveform);
  });
});

describe('a file that vanishes while it is open', () => {
  it('is told to whoever watches, keeps what was made of it, and may come back', async () => {
    const talk = join(bench.folder, 'talk.wav');
    await copyFile(join(FIXTURES, 'jfk.wav'), talk);
    const { fileId } = await openFile(bench.files, talk);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, hasWaveform);

    await rename(talk, `${talk}.away`);
    const gone = await becomes(bench.files, fileId, ({ failure }) => failure !== null);
    expect(gone.failure).toMatchObject({ code: 'media.missing', file: talk });
    const parts = bench.files.parts(fileId);
    expect(parts?.playing).toBeNull();
    expect(existsSync(parts?.peaksPath ?? '')).toBe(true);

    await rename(`${talk}.away`, talk);
    await becomes(bench.files, fileId, ({ failure }) => failure === null);
    expect(bench.files.parts(fileId)?.playing?.path).toBe(talk);
    expect(bench.files.find(fileId)?.peaks.kind).toBe('ready');
  });

  it('plays on from its stand-in', async () => {
    await makeFilm(film, 2);
    const { fileId } = await openFile(bench.files, film);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, hasStandIn);
    await rm(film);
    await becomes(bench.files, fileId, ({ failure }) => failure !== null);
    expect(existsSync(bench.files.parts(fileId)?.playing?.path ?? '')).toBe(true);
  });

  it('gets fresh parts by itself when other content takes its place', async () => {
    const talk = join(bench.folder, 'talk.wav');
    await copyFile(join(FIXTURES, 'jfk.wav'), talk);
    const { fileId } = await openFile(bench.files, talk);
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, hasWaveform);
    await copyFile(join(FIXTURES, 'bird.wav'), `${talk}.new`);
    await rename(`${talk}.new`, talk);
    const changed = await becomes(
      bench.files,
      fileId,
      (file) => file.facts.durationMs !== 11_000 && hasWaveform(file),
    );
    expect(changed.fileId).toBe(fileId);
  });
});

describe('many files at once', () => {
  it('get their waveforms, and their stand-ins one after another', async () => {
    const names = ['one.mp4', 'two.mp4', 'three.mp4'];
    await makeFilm(film, 2);
    const ids: string[] = [];
    for (const [index, name] of names.entries()) {
      const path = join(bench.folder, name);
      await makeRecording('-i', film, '-c', 'copy', '-t', String(2 - index * 0.5), path);
      ids.push((await openFile(bench.files, path)).fileId);
    }
    const order: string[] = [];
    bench.files.watch(({ fileId, proxy }) => {
      if (proxy.kind === 'ready' && !order.includes(fileId)) order.push(fileId);
    });
    for (const id of ids) bench.files.prepare(id);
    for (const id of ids) await becomes(bench.files, id, (file) => hasStandIn(file) && hasWaveform(file));
    expect(order).toEqual(ids);
  });
});
