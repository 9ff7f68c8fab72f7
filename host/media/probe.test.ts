import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaInfo } from './media.ts';
import {
  clicksAt,
  createWorkbench,
  makeRecording,
  NEVER,
  picture,
  type Workbench,
} from './testing/recordings.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench({});
});
afterAll(() => bench.remove());

const inFolder = (name: string) => join(bench.folder, name);

async function probe(path: string): Promise<MediaInfo> {
  const probed = await bench.service.probe(path, NEVER);
  if (!probed.ok) throw new Error(`${probed.failure.code}: ${probed.failure.detail}`);
  return probed.value;
}

async function refusal(path: string): Promise<{ code: string; file: string | null; detail: string | null }> {
  const probed = await bench.service.probe(path, NEVER);
  if (probed.ok) throw new Error('It was taken for media');
  return probed.failure;
}

describe('what a file is', () => {
  it('is told for sound in every common container, by length, rate and channels', async () => {
    const kinds: readonly (readonly [name: string, container: string, codec: string, ...string[]])[] = [
      ['a.wav', 'wav', 'pcm_s16le'],
      ['b.wav', 'wav', 'pcm_s24le', '-c:a', 'pcm_s24le'],
      ['c.flac', 'flac', 'flac'],
      ['d.ogg', 'ogg', 'vorbis', '-c:a', 'libvorbis'],
      ['e.opus', 'ogg', 'opus', '-c:a', 'libopus'],
      ['f.mp3', 'mp3', 'mp3'],
      ['g.m4a', 'mp4', 'aac', '-c:a', 'aac'],
      ['h.mov', 'mov', 'pcm_s16be', '-c:a', 'pcm_s16be'],
      ['i.mka', 'matroska', 'ac3', '-c:a', 'ac3'],
      ['j.aiff', 'aiff', 'pcm_s16be'],
      ['k.caf', 'caf', 'pcm_s16le', '-c:a', 'pcm_s16le'],
      ['l.wma', 'asf', 'wmav2', '-c:a', 'wmav2'],
      ['m.avi', 'avi', 'mp3', '-c:a', 'libmp3lame'],
      ['n.flv', 'flv', 'aac', '-c:a', 'aac'],
      ['o.ts', 'mpegts', 'mp2', '-c:a', 'mp2'],
      ['p.mpg', 'mpeg', 'mp2', '-c:a', 'mp2'],
      ['q.w64', 'w64', 'pcm_s16le'],
      ['r.au', 'au', 'pcm_s16be'],
    ];
    for (const [name, container, codec, ...args] of kinds) {
      const path = await makeRecording(...clicksAt([0.5], 2, 48_000), '-ac', '2', ...args, inFolder(name));
      const info = await probe(path);
      expect.soft(info, name).toMatchObject({ path, container, frameRate: null, video: null });
      expect
        .soft(info.audioTracks, name)
        .toMatchObject([{ number: 1, streamIndex: 0, codec, channels: 2, rateHz: 48_000, language: null }]);
      expect.soft(Math.abs((info.durationMs ?? 0) - 2_000), name).toBeLessThan(80);
    }
  });

  it('has no length where only decoding can tell it', async () => {
    const kinds: readonly (readonly string[])[] = [
      ['a.aac', '-c:a', 'aac', '-f', 'adts'],
      ['b.ac3', '-c:a', 'ac3'],
      ['c.mp3', '-q:a', '4', '-write_xing', '0'],
    ];
    for (const [name, ...args] of kinds) {
      const info = await probe(
        await makeRecording(...clicksAt([0.5], 3, 48_000), ...args, inFolder(`open-${name}`)),
      );
      expect.soft(info.durationMs, name).toBeNull();
    }
    const streamed = inFolder('streamed.wav');
    const bytes = await readFile(await makeRecording(...clicksAt([0.5], 3, 16_000), inFolder('whole.wav')));
    bytes.writeUInt32LE(0xffffffff, 4);
    bytes.writeUInt32LE(0xffffffff, bytes.indexOf('data', 12, 'latin1') + 4);
    await writeFile(streamed, bytes);
    expect((await probe(streamed)).durationMs).toBeNull();
  });

  it('has the exact frame rate, or the average of a variable one', async () => {
    const rates: readonly (readonly [string, number, number])[] = [
      ['24000/1001', 24_000, 1001],
      ['25', 25, 1],
      ['30000/1001', 30_000, 1001],
      ['50', 50, 1],
      ['60000/1001', 60_000, 1001],
    ];
    for (const [rate, numerator, denominator] of rates) {
      for (const ending of ['mp4', 'mkv', 'ts']) {
        const path = inFolder(`rate-${numerator}.${ending}`);
        const info = await probe(
          await makeRecording(...picture(2, rate), ...clicksAt([0.5], 2, 48_000), path),
        );
        expect.soft(info.frameRate, path).toEqual({ numerator, denominator });
        expect.soft(info.video, path).toMatchObject({ width: 64, height: 48 });
      }
    }
    const dropped = ['-vf', "select='mod(n,7)'", '-fps_mode', 'vfr', inFolder('variable.mp4')];
    const variable = await probe(await makeRecording(...picture(7, '30'), ...dropped));
    const average = (variable.frameRate?.numerator ?? 0) / (variable.frameRate?.denominator ?? 1);
    expect(average).toBeCloseTo((30 * 6) / 7, 0);
  });

  it('lists tracks with language and default flag, and subtitles and covers for what they are', async () => {
    const captions = inFolder('captions.srt');
    await writeFile(captions, '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
    const cover = await makeRecording(...picture(1, '1'), '-frames:v', '1', inFolder('cover.png'));
    const path = await makeRecording(
      ...[...picture(2, '25'), ...clicksAt([0.2], 2, 48_000), ...clicksAt([0.7], 2, 44_100), '-i', captions],
      ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-c:a', 'flac'],
      ...[
        '-metadata:s:a:0',
        'language=fre',
        '-metadata:s:a:1',
        'language=eng',
        '-metadata:s:s:0',
        'language=ger',
      ],
      ...['-disposition:a:0', '0', '-disposition:a:1', 'default', inFolder('tracks.mkv')],
    );
    const info = await probe(path);
    expect(info.streams.map(({ kind, language }) => [kind, language])).toEqual([
      ['video', null],
      ['audio', 'fr'],
      ['audio', 'en'],
      ['subtitle', 'de'],
    ]);
    expect(info.audioTracks.map((track) => track.isDefault)).toEqual([false, true]);
    expect(info.audioTracks.map(({ number, streamIndex, rateHz }) => [number, streamIndex, rateHz])).toEqual([
      [1, 1, 48_000],
      [2, 2, 44_100],
    ]);
    const album = await makeRecording(
      ...[...clicksAt([0.5], 1, 44_100), '-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy'],
      ...['-disposition:v', 'attached_pic', inFolder('album.m4a')],
    );
    expect(await probe(album)).toMatchObject({
      video: null,
      frameRate: null,
      streams: [{}, { kind: 'other' }],
    });
  });

  it('has a start of its own in a transport stream, whose length is what a player shows', async () => {
    const path = await makeRecording(
      ...picture(3, '25'),
      ...clicksAt([0.5], 3, 48_000),
      inFolder('clock.ts'),
    );
    const info = await probe(path);
    expect(info.startOffsetMs).toBeGreaterThan(1_000);
    expect(Math.abs((info.durationMs ?? 0) - 3_000)).toBeLessThan(60);
  });

  it('may be a picture without sound, which is for decoding to refuse', async () => {
    const info = await probe(await makeRecording(...picture(1, '25'), inFolder('silent-film.mp4')));
    expect(info.audioTracks).toEqual([]);
    const request = { info, audioTrack: null, channel: 'mix' as const, range: null };
    expect(await bench.service.decode(request, () => undefined, NEVER)).toEqual({
      ok: false,
      failure: { code: 'media.no-audio', file: info.path, detail: null },
    });
  });
});

describe('a refusal names the file and the reason', () => {
  it('for what is not there, is a folder, or is empty', async () => {
    await writeFile(inFolder('empty.mp3'), '');
    expect(await refusal(inFolder('nothing.mp4'))).toMatchObject({ code: 'media.missing' });
    expect(await refusal(join(inFolder('empty.mp3'), 'below.mp4'))).toMatchObject({ code: 'media.missing' });
    expect(await refusal(bench.folder)).toEqual({
      code: 'media.not-a-file',
      file: bench.folder,
      detail: null,
    });
    expect(await refusal(inFolder('empty.mp3'))).toMatchObject({ code: 'media.empty' });
    expect(await refusal(inFolder(`${'long'.repeat(100)}.mp3`))).toMatchObject({
      code: 'media.unmeasurable',
      detail: 'its name is too long for this system',
    });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'for what may not be read',
    async () => {
      await writeFile(inFolder('locked.mp3'), 'secret');
      await chmod(inFolder('locked.mp3'), 0);
      expect(await refusal(inFolder('locked.mp3'))).toMatchObject({
        code: 'media.unmeasurable',
        detail: 'access is denied',
      });
    },
  );

  it('for other things under the name of media', async () => {
    const contents: readonly (readonly [name: string, content: string | Buffer, detail: string])[] = [
      ['text.mp3', 'Dear all,\nthe minutes follow tomorrow.\n'.repeat(40), 'it holds text'],
      ['text.mp4', 'Grüße aus Köln – 日本語', 'it holds text'],
      ['page.mp4', '<!DOCTYPE html><title>404</title>', 'it is a web page, probably a failed download'],
      ['archive.wav', Buffer.from('PK\u0003\u0004\u0014\u0000'.padEnd(200, '\u0000')), 'it is a ZIP archive'],
      [
        'random.mkv',
        Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * i * 7919) >> 3)),
        'its content is of no known kind',
      ],
      ['zeros.wav', Buffer.alloc(5_000), 'its content is of no known kind'],
    ];
    for (const [name, content, detail] of contents) {
      await writeFile(inFolder(name), content);
      expect
        .soft(await refusal(inFolder(name)))
        .toEqual({ code: 'media.unreadable', file: inFolder(name), detail });
    }
  });

  it('for a film whose index is missing', async () => {
    const whole = await makeRecording(...picture(3, '25'), ...clicksAt([1], 3, 48_000), inFolder('film.mp4'));
    const bytes = await readFile(whole);
    await writeFile(inFolder('cut.mp4'), bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    expect(await refusal(inFolder('cut.mp4'))).toMatchObject({
      code: 'media.damaged',
      file: inFolder('cut.mp4'),
    });
  });

  it('for captions alone in a media container', async () => {
    await writeFile(inFolder('only.srt'), '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
    const path = await makeRecording('-i', inFolder('only.srt'), inFolder('captions.mkv'));
    expect(await refusal(path)).toMatchObject({ code: 'media.no-audio' });
  });

  it('when the person cancels', async () => {
    const path = await makeRecording(...picture(1, '25'), inFolder('cancelled.mp4'));
    const probed = await bench.service.probe(path, AbortSignal.abort());
    expect(probed).toMatchObject({ ok: false, failure: { code: 'cancelled', file: path } });
  });
});
