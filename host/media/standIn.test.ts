import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { succeed } from '../../common/contract/result.ts';
import type { Playback, StandInRequest, StreamPlan } from './media.ts';
import { systemFreeBytes } from './mediaService.ts';
import { createPlayback } from './playback.ts';
import {
  createWorkbench,
  decodeFile,
  makeRecording,
  NEVER,
  onsetsMs,
  readSamples,
  testFfmpeg,
  type Workbench,
} from './testing/recordings.ts';

// The whole matrix of codecs and containers is measured in the browser: tests/web/playability.spec.ts.

let bench: Workbench;
let playback: Playback;
beforeAll(async () => {
  bench = await createWorkbench({});
  playback = createPlayback({
    ffmpegPath: async () => succeed(testFfmpeg()),
    cacheDir: join(bench.cacheDir, 'playback'),
    cacheCapBytes: 1e9,
    nowMs: () => Date.now(),
    freeBytes: systemFreeBytes,
  });
});
afterAll(() => bench.remove());

const SECONDS = 4;
const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'];
const MPEG2 = ['-c:v', 'mpeg2video', '-bf', '2', '-q:v', '2'];
const H264 = ['-c:v', 'libx264', '-bf', '2', '-pix_fmt', 'yuv420p'];

/** White for the frame at each whole second, black else. */
function flashes(rate: string): readonly string[] {
  const first = `lt(mod(t+0.0001\\,1)\\,1/(${rate})-0.001)`;
  const source = `color=black:s=64x48:r=${rate}:d=${SECONDS},geq=lum='if(${first.replace('t+', 'T+')}\\,235\\,16)':cb=128:cr=128`;
  return ['-f', 'lavfi', '-i', source];
}

/** A beep at each whole second. */
const BEEPS = [
  '-f',
  'lavfi',
  '-i',
  `aevalsrc=exprs='0.8*sin(2*PI*1000*t)*lt(mod(t,1),0.05)':s=48000:d=${SECONDS}`,
];

interface Film {
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly picture: StreamPlan;
  readonly sound: StreamPlan;
  /** Of the frames, to half of which a flash may be off. */
  readonly rate: number;
}

const late = ['-itsoffset', '0.7'];
const FILMS: readonly Film[] = [
  ...(['25', '30000/1001', '60'] as const).map((rate) => ({
    title: `HEVC at ${rate} frames a second`,
    file: `rate-${rate.replace('/', '-')}.mp4`,
    args: [...flashes(rate), ...BEEPS, ...HEVC, '-c:a', 'aac'],
    picture: 'encode' as const,
    sound: 'copy' as const,
    rate: rate === '30000/1001' ? 29.97 : Number(rate),
  })),
  {
    title: 'HEVC whose sound begins late',
    file: 'late-sound.mp4',
    args: [...flashes('25'), ...late, ...BEEPS, ...HEVC, '-c:a', 'aac'],
    picture: 'encode',
    sound: 'copy',
    rate: 25,
  },
  {
    title: 'HEVC whose picture begins late',
    file: 'late-picture.mov',
    args: [...late, ...flashes('25'), ...BEEPS, ...HEVC, '-c:a', 'pcm_s16le'],
    picture: 'encode',
    sound: 'encode',
    rate: 25,
  },
  {
    title: 'H.264 with AC-3, its picture taken over',
    file: 'ac3.mp4',
    args: [...flashes('25'), ...late, ...BEEPS, ...H264, '-c:a', 'ac3'],
    picture: 'copy',
    sound: 'encode',
    rate: 25,
  },
  {
    title: 'MPEG-TS that begins at 1.4 s',
    file: 'usual.ts',
    args: [...flashes('25'), ...BEEPS, ...MPEG2, '-c:a', 'mp2'],
    picture: 'encode',
    sound: 'encode',
    rate: 25,
  },
  {
    title: 'MPEG-TS that begins at ten hours, its sound late',
    file: 'ten-hours.ts',
    args: [...flashes('25'), ...late, ...BEEPS, ...MPEG2, '-c:a', 'ac3', '-output_ts_offset', '36000'],
    picture: 'encode',
    sound: 'encode',
    rate: 25,
  },
  {
    title: 'Matroska whose clock begins at 1.4 s',
    file: 'shifted.mkv',
    args: [...flashes('25'), ...BEEPS, ...H264, '-c:a', 'aac', '-output_ts_offset', '1.4'],
    picture: 'copy',
    sound: 'encode',
    rate: 25,
  },
  {
    title: 'a variable rate',
    file: 'variable.mp4',
    args: [
      ...[...flashes('30'), ...BEEPS, '-vf', "select='not(between(mod(n,15),3,5))'", '-fps_mode', 'vfr'],
      ...[...HEVC, '-c:a', 'aac'],
    ],
    picture: 'encode',
    sound: 'copy',
    rate: 24,
  },
];

describe('a stand-in', () => {
  for (const film of FILMS) {
    it(`of ${film.title} is in step: pictures within half a frame, sound within 2 ms`, async () => {
      const path = await makeRecording(...film.args, join(bench.folder, film.file));
      const copy = await standInOf(path, film.picture, film.sound);

      const [flashesWanted, flashesMade] = [await flashesMs(path), await flashesMs(copy)];
      expect(flashesWanted.length).toBeGreaterThanOrEqual(3);
      expect(flashesMade).toHaveLength(flashesWanted.length);
      for (const [index, wantedMs] of flashesWanted.entries()) {
        expect(Math.abs((flashesMade[index] ?? 0) - wantedMs)).toBeLessThanOrEqual(500 / film.rate);
      }

      const [beepsWanted, beepsMade] = [await beepsMs(path), await beepsMs(copy)];
      expect(beepsWanted.length).toBeGreaterThanOrEqual(3);
      expect(beepsMade).toHaveLength(beepsWanted.length);
      for (const [index, wantedMs] of beepsWanted.entries()) {
        expect(Math.abs((beepsMade[index] ?? 0) - wantedMs)).toBeLessThanOrEqual(2);
      }
    });
  }

  it('of a variable rate has a constant one, the mean', async () => {
    const { rate, times } = await framesOf(
      await standInOf(join(bench.folder, 'variable.mp4'), 'encode', 'copy'),
    );
    const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.001);
    expect(rate).toBeCloseTo(24, 0);
  });

  it('is no higher than 1080 lines, has square pixels and a key frame each half second', async () => {
    const source = 'testsrc2=s=1600x1200:r=25:d=2,setsar=2/1';
    const film = await makeRecording('-f', 'lavfi', '-i', source, ...HEVC, join(bench.folder, 'large.mp4'));
    const copy = await standInOf(film, 'encode', 'none');
    const { stderr } = await execa(testFfmpeg(), ['-hide_banner', '-i', copy], { reject: false });
    expect(stderr).toMatch(/ 2880x1080 \[SAR 1:1 /u);
    const { stdout } = await execa(testFfmpeg(), [
      ...[
        '-v',
        'error',
        '-skip_frame',
        'nokey',
        '-i',
        copy,
        '-f',
        'framecrc',
        '-fps_mode',
        'passthrough',
        '-',
      ],
    ]);
    const keys = stdout.split('\n').filter((line) => /^0,/u.test(line));
    expect(keys.length).toBeGreaterThanOrEqual(4);
  });

  it('shows high dynamic range and half pictures as ordinary video', async () => {
    const hlg = ['-color_trc', 'arib-std-b67', '-color_primaries', 'bt2020', '-colorspace', 'bt2020nc'];
    const bright = await makeRecording(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=1', '-pix_fmt', 'yuv420p10le', ...hlg],
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1'],
      ...['-x265-params', 'log-level=none:transfer=arib-std-b67:colorprim=bt2020:colormatrix=bt2020nc'],
      join(bench.folder, 'hlg.mp4'),
    );
    const { stderr } = await execa(
      testFfmpeg(),
      ['-hide_banner', '-i', await standInOf(bright, 'encode', 'none')],
      {
        reject: false,
      },
    );
    expect(stderr).toMatch(/yuv420p\(tv, bt709/u);
    expect(stderr).not.toMatch(/arib-std-b67/u);

    const halves = await makeRecording(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=50:d=1,interlace', ...MPEG2, '-flags', '+ilme+ildct'],
      join(bench.folder, 'halves.ts'),
    );
    const { times } = await framesOf(await standInOf(halves, 'encode', 'none'));
    expect(times).toHaveLength(25);
  });

  it('is made once for a content, and nothing is left of one that was given up', async () => {
    const film = join(bench.folder, 'late-sound.mp4');
    expect(await standInOf(film, 'encode', 'copy')).toBe(await standInOf(film, 'encode', 'copy'));
    const folder = join(bench.cacheDir, 'playback', 'stand-ins');
    const before = await readdir(folder);
    const stop = new AbortController();
    const given = await playback.standIn(
      await requestFor(film, 'encode', 'encode'),
      () => stop.abort(),
      stop.signal,
    );
    expect(given).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(await readdir(folder)).toEqual(before);
  });
});

async function requestFor(path: string, picture: StreamPlan, sound: StreamPlan): Promise<StandInRequest> {
  const info = await bench.service.probe(path, NEVER);
  const facts = await playback.inspect(path, NEVER);
  if (!info.ok || !facts.ok) throw new Error(`${path} cannot be read`);
  return { info: info.value, facts: facts.value, picture, sound };
}

async function standInOf(path: string, picture: StreamPlan, sound: StreamPlan): Promise<string> {
  const made = await playback.standIn(await requestFor(path, picture, sound), () => undefined, NEVER);
  if (!made.ok) throw new Error(`${made.failure.code}: ${made.failure.detail}`);
  await made.value.release();
  return made.value.path;
}

interface Frames {
  readonly rate: number;
  /** Seconds on the media clock. */
  readonly times: readonly number[];
  readonly brightness: readonly number[];
}

async function framesOf(path: string): Promise<Frames> {
  const args = ['-copyts', '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough'];
  const { stdout, stderr } = await execa(
    testFfmpeg(),
    [
      '-nostdin',
      '-hide_banner',
      ...args,
      '-vf',
      'showinfo,scale=1:1:flags=area,format=gray',
      '-f',
      'rawvideo',
      '-',
    ],
    { encoding: 'buffer' },
  );
  const messages = Buffer.from(stderr).toString();
  const start = Number(/, start: (-?[\d.]+)/u.exec(messages)?.[1] ?? 0);
  return {
    rate: Number(/, ([\d.]+) fps/u.exec(messages)?.[1]),
    times: [...messages.matchAll(/pts_time:\s*(-?[\d.e+-]+)/gu)].map(([, time]) => Number(time) - start),
    brightness: [...stdout],
  };
}

/** Times of frames that are white after a black one, on the media clock. */
async function flashesMs(path: string): Promise<readonly number[]> {
  const { times, brightness } = await framesOf(path);
  return times.flatMap((seconds, index) =>
    (brightness[index] ?? 0) > 120 && (brightness[index - 1] ?? 0) <= 120 ? [seconds * 1000] : [],
  );
}

async function beepsMs(path: string): Promise<readonly number[]> {
  const decoded = await decodeFile(bench.service, path, {});
  const samples = await readSamples(decoded.pcmPath);
  await decoded.release();
  return onsetsMs(samples, 3000);
}
