import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { succeed } from '../../common/contract/result.ts';
import { type FfmpegRun, ffmpegArguments, fileArgument, runFfmpeg } from './ffmpegProcess.ts';
import {
  clicksAt,
  createWorkbench,
  decodeFile,
  makeRecording,
  NEVER,
  onsetsMs,
  picture,
  readSamples,
  testFfmpeg,
  tryDecode,
  type Workbench,
} from './testing/recordings.ts';

let bench: Workbench;
let good = '';
beforeAll(async () => {
  bench = await createWorkbench({});
  good = await makeRecording(...clicksAt([0.5], 1, 16_000), join(bench.folder, 'good.ts'));
});
afterAll(() => bench.remove());

const inFolder = (name: string) => join(bench.folder, name);

/** Lists that name other media, as bytes; `target` is an address or a path. */
function lists(target: string): readonly (readonly [kind: string, text: string])[] {
  const hls = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${target}\n#EXT-X-ENDLIST\n`;
  return [
    ['hls', hls],
    ['concat', `ffconcat version 1.0\nfile '${target}'\n`],
    [
      'sdp',
      `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\na=control:${target}\n`,
    ],
    [
      'dash',
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" type="static" mediaPresentationDuration="PT9S"><Period><AdaptationSet contentType="audio"><Representation id="1" bandwidth="1" mimeType="audio/mp4"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
  ];
}

describe('a list of other media', () => {
  it('is never followed, under whatever name: the address is not asked, the file not read', async () => {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url ?? '');
      readFile(good).then(
        (bytes) => response.end(bytes),
        () => response.destroy(),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    try {
      for (const target of [`http://127.0.0.1:${port}/segment.ts`, `file:${good}`, good]) {
        for (const [kind, text] of lists(target)) {
          for (const ending of ['mp4', 'm3u8', 'ts', 'sdp', 'mpd', 'txt']) {
            const path = inFolder(`list-${kind}.${ending}`);
            await writeFile(path, text);
            const probed = await bench.service.probe(path, NEVER);
            expect
              .soft(probed, path)
              .toMatchObject({ ok: false, failure: { code: 'media.unreadable', file: path } });
          }
        }
      }
      expect(requests).toEqual([]);
      // The same lists do their work when FFmpeg is asked without the list of containers.
      const careless = ['-nostdin', '-v', 'quiet', '-protocol_whitelist', 'file,http,tcp'];
      const playlist = inFolder('careless.m3u8');
      await writeFile(playlist, lists(`http://127.0.0.1:${port}/segment.ts`)[0]?.[1] ?? '');
      await execa(testFfmpeg(), [...careless, '-i', playlist, '-f', 'null', '-'], { reject: false });
      expect(requests).toContain('/segment.ts');
    } finally {
      await new Promise((closed) => server.close(closed));
    }
  });

  it('is refused by FFmpeg itself, not only by what its first bytes look like', async () => {
    const hidden = inFolder('hidden.mp4');
    await writeFile(hidden, `ffconcat version 1.0\nfile '${good}'\n`);
    const args = ffmpegArguments({
      ffmpeg: testFfmpeg(),
      inputArguments: ['-f', 'concat', '-safe', '0'],
      input: hidden,
      outputArguments: ['-f', 'null', '-'],
      reads: 'sound',
      priority: 'usual',
      onOutput: null,
      processorSeconds: 10,
    });
    const refused = await execa(testFfmpeg(), args, { reject: false });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('not on whitelist');
  });
});

describe('a file name is only ever a name', () => {
  const names = [
    '-i.wav',
    '--version.wav',
    'concat:a|b.wav',
    'subfile,,start,0,end,9,,:x.wav',
    'pipe:0.wav',
    'http:example.wav',
    'data:audio;x.wav',
    'it\'s a "quoted" name.wav',
    ' spaces at both ends .wav ',
    '100% %d %05d [0-9] *.wav',
    '$(touch pwned); & | `x` \\.wav',
    'Взлёт 日本語 🎙️👩🏽‍🎤.wav',
    'line\nfeed.wav',
  ].filter((name) => process.platform !== 'win32' || !/[<>:"|?*\\\n]| $/u.test(name));

  it.each(names)('%j is probed and decoded', async (name) => {
    const path = inFolder(name);
    const plain = await makeRecording(...clicksAt([0.5], 1, 44_100), '-ac', '2', inFolder('plain.aiff'));
    await rename(plain, path);
    const decoded = await decodeFile(bench.service, path, {});
    expect(onsetsMs(await readSamples(decoded.pcmPath), 4_000).map(Math.round)).toEqual([500]);
    await decoded.release();
  });

  it('also when it is relative and begins with a dash', () => {
    expect(fileArgument('-y.mp4')).toBe(`file:${join(process.cwd(), '-y.mp4')}`);
  });
});

describe('decoders', () => {
  it('of rare pictures never run on what a person drops in, and are not missed', async () => {
    const rare = [...picture(1, '25'), ...clicksAt([0.5], 1, 48_000), '-c:v', 'magicyuv', '-c:a', 'flac'];
    const film = await makeRecording(...rare, inFolder('rare.mkv'));
    const run: FfmpegRun = {
      ffmpeg: testFfmpeg(),
      inputArguments: [],
      input: film,
      outputArguments: [],
      reads: 'sound',
      priority: 'usual',
      onOutput: null,
      processorSeconds: 10,
    };
    const { messages } = await runFfmpeg(run, NEVER);
    expect(messages).toContain('Codec (magicyuv) not on whitelist');
    expect(await bench.service.probe(film, NEVER)).toMatchObject({
      ok: true,
      value: {
        video: { codec: 'magicyuv', width: 64, height: 48 },
        frameRate: { numerator: 25, denominator: 1 },
      },
    });
    const decoded = await decodeFile(bench.service, film, {});
    expect(onsetsMs(await readSamples(decoded.pcmPath), 4_000).map(Math.round)).toEqual([500]);
  });

  it('that are not on the list are named as the reason', async () => {
    const path = await makeRecording(...clicksAt([0.5], 1, 16_000), '-c:a', 'dfpwm', inFolder('odd.wav'));
    expect(await tryDecode(bench.service, path, {})).toMatchObject({
      ok: false,
      failure: { code: 'media.unreadable', file: path, detail: 'its sound is coded as dfpwm' },
    });
  });
});

describe.skipIf(process.platform === 'win32')('FFmpeg runs', () => {
  it('without the environment of the program, and without standard input', async () => {
    const spy = inFolder('spy');
    const seen = inFolder('seen.txt');
    await writeFile(
      spy,
      `#!/bin/sh\n{ env; echo "arguments: $*"; cat; } > '${seen}'\nexec '${testFfmpeg()}' "$@"\n`,
    );
    await chmod(spy, 0o755);
    process.env.WORDLANE_TEST_SECRET = 'do not hand on';
    const own = await createWorkbench({ ffmpegPath: async () => succeed(spy) });
    try {
      expect(await own.service.probe(good, NEVER)).toMatchObject({ ok: true });
      const text = await readFile(seen, 'utf8');
      expect(text).not.toContain('do not hand on');
      expect(text).not.toMatch(/^(?:HOME|USER|LD_PRELOAD|NODE_OPTIONS)=/mu);
      expect(text).toContain('-nostdin');
      expect(text).toContain('-protocol_whitelist file,pipe');
      expect(text).toContain(`-i file:${good}`);
    } finally {
      delete process.env.WORDLANE_TEST_SECRET;
      await own.remove();
    }
  });

  it('and a missing or broken program is named as the cause', async () => {
    const own = await createWorkbench({ ffmpegPath: async () => succeed(inFolder('no-such-program')) });
    const probed = await own.service.probe(good, NEVER);
    expect(probed).toMatchObject({ ok: false, failure: { code: 'internal', file: good } });
    await own.remove();
  });
});
