import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { execa } from 'execa';
import { succeed } from '../../common/contract/result.ts';
import { mediaType } from '../../host/files/mediaTypes.ts';
import { type Playability, playability } from '../../host/files/playability.ts';
import type { MediaInfo, MediaService, Playback, PlaybackFacts } from '../../host/media/media.ts';
import { createMediaService, systemFreeBytes } from '../../host/media/mediaService.ts';
import { createPlayback } from '../../host/media/playback.ts';
import { makeRecording, testFfmpeg } from '../../host/media/testing/recordings.ts';
import { type MatrixFile, PLAYABILITY_MATRIX } from './playabilityMatrix.ts';
import { type MediaServer, type Played, playIn, serveMedia } from './playedInBrowser.ts';

/** Where the pictures are looked at: early, before late sound begins, and on. Each in the middle of a frame. */
const PLACES = [0.51, 1.31, 2.11, 2.91];
const LISTENED_AT = [0.9, 2];
/** Less than a frame: what a person may not notice. */
const ORIGINAL_TOLERANCE_MS = 25;
/** What a stand-in must keep. */
const STAND_IN_TOLERANCE_MS = 2;
/** What Web Audio's resampler holds back of 8 kHz sound; after another seek it gives old sound first. */
const RESAMPLER_MS = 6;

/** Files of the matrix that would play and get a stand-in all the same. */
const CAREFUL: Readonly<Record<string, string>> = {
  'mp3.mp4': 'FFmpeg names MP2 in MP4 the same, which does not play',
  'mp3.mkv': 'in long files of others a seek is up to 45 ms off',
  'vbr.mp3': 'the error of a seek grows with the length, here it is small by chance',
  'late.ogg': 'the error of a seek differs from file to file, here it is small by chance',
};

const NEVER = new AbortController().signal;

let folder = '';
let server: MediaServer;
let media: MediaService;
let playback: Playback;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-playability-'));
  const tools = {
    ffmpegPath: async () => succeed(testFfmpeg()),
    cacheDir: join(folder, 'cache'),
    cacheCapBytes: 1e9,
    nowMs: () => Date.now(),
    freeBytes: systemFreeBytes,
  };
  media = createMediaService(tools);
  playback = createPlayback({ ...tools, cacheDir: join(folder, 'playback') });
  server = await serveMedia();
});
test.afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const PARTS = 6;
for (let part = 0; part < PARTS; part += 1) {
  const files = PLAYABILITY_MATRIX.filter((_, index) => index % PARTS === part);
  test(`the browser plays exactly what the table says, and every stand-in in step (${part + 1} of ${PARTS})`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    await page.goto(server.origin);
    const wrong: string[] = [];
    for (const file of files)
      wrong.push(...(await faultsOf(page, file)).map((fault) => `${file.name}: ${fault}`));
    expect(files.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
}

/** What is wrong with the table's word on a file, and with the file's stand-in; empty when nothing is. */
async function faultsOf(page: Page, { name, arguments: args }: MatrixFile): Promise<readonly string[]> {
  const path = await makeRecording(...args, join(folder, name));
  const { info, facts, how } = await decide(path);
  const source = await describe(path, info, facts);
  const faults = await compare(page, path, mediaType(info), source, ORIGINAL_TOLERANCE_MS);
  if (how.kind === 'original') return faults.map((fault) => `plays wrongly, it ${fault}`);
  const standIn = await playback.standIn(
    { info, facts, picture: how.picture, sound: how.sound },
    () => undefined,
    NEVER,
  );
  if (!standIn.ok) return [`has no stand-in: ${standIn.failure.code} ${standIn.failure.detail}`];
  const type = facts.picture === null ? 'audio/mp4' : 'video/mp4';
  const inStep = await compare(page, standIn.value.path, type, source, STAND_IN_TOLERANCE_MS);
  await standIn.value.release();
  return [
    ...inStep.map((fault) => `its stand-in ${fault}`),
    ...(faults.length === 0 && !(name in CAREFUL)
      ? [`would play, the table says ${how.reasons.join(', ')}`]
      : []),
  ];
}

async function decide(path: string): Promise<{ info: MediaInfo; facts: PlaybackFacts; how: Playability }> {
  const info = await media.probe(path, NEVER);
  const facts = await playback.inspect(path, NEVER);
  if (!info.ok || !facts.ok) throw new Error(`${path} cannot be read`);
  return { info: info.value, facts: facts.value, how: playability(info.value, facts.value) };
}

/** A file's pictures and sound on the media clock, as FFmpeg decodes them. */
interface Source {
  readonly frames: readonly { readonly seconds: number; readonly number: number }[];
  /** 16 kHz; null without sound. */
  readonly samples: Int16Array | null;
  /** Not 48 kHz: Web Audio then resamples what it gives us. */
  readonly isResampled: boolean;
}

async function describe(path: string, info: MediaInfo, facts: PlaybackFacts): Promise<Source> {
  return {
    frames: facts.picture === null ? [] : await numberedFrames(path),
    samples: info.audioTracks.length === 0 ? null : await decodedSamples(info),
    isResampled: info.audioTracks.some(({ rateHz }) => rateHz !== 48_000),
  };
}

async function numberedFrames(path: string): Promise<Source['frames']> {
  const bars = 'showinfo,crop=iw:8:0:ih/2,scale=8:1:flags=area,format=gray';
  const { stdout, stderr } = await execa(
    testFfmpeg(),
    [
      '-nostdin',
      '-hide_banner',
      '-copyts',
      '-i',
      path,
      '-map',
      '0:v:0',
      '-fps_mode',
      'passthrough',
      '-vf',
      bars,
      '-f',
      'rawvideo',
      '-',
    ],
    { encoding: 'buffer' },
  );
  const messages = Buffer.from(stderr).toString();
  const start = Number(/, start: (-?[\d.]+)/u.exec(messages)?.[1] ?? 0);
  const times = [...messages.matchAll(/pts_time:\s*(-?[\d.e+-]+)/gu)].map(([, time]) => Number(time) - start);
  return times.map((seconds, index) => ({
    seconds,
    number: [...stdout.subarray(index * 8, index * 8 + 8)].reduce(
      (sum, brightness, bit) => sum + (brightness > 117 ? 2 ** bit : 0),
      0,
    ),
  }));
}

async function decodedSamples(info: MediaInfo): Promise<Int16Array> {
  const decoded = await media.decode(
    { info, audioTrack: null, channel: 'mix', range: null },
    () => undefined,
    NEVER,
  );
  if (!decoded.ok) throw new Error(`${info.path}: ${decoded.failure.code}`);
  const bytes = await readFile(decoded.value.pcmPath);
  await decoded.value.release();
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
}

/** How what the browser makes of a file differs from its source; empty when it does not. */
async function compare(
  page: Page,
  path: string,
  type: string,
  source: Source,
  toleranceMs: number,
): Promise<readonly string[]> {
  const frames = wantedFrames(source);
  const tolerance = Math.max(toleranceMs, source.isResampled ? RESAMPLER_MS : 0);
  const sounds = source.samples === null ? [] : LISTENED_AT.slice(0, source.isResampled ? 1 : undefined);
  const played = await playIn(page, server.urlOf(path, type), { frames, sounds });
  if (played.error !== null) return [`is refused (${played.error})`];
  return [...pictureFaults(played, frames), ...soundFaults(played, sounds, source, tolerance)];
}

/** What should be seen at the places; before the first picture, that one. */
function wantedFrames({ frames }: Source): Source['frames'] {
  const [first] = frames;
  if (first === undefined) return [];
  return PLACES.map((seconds) => ({
    seconds,
    number: (frames.findLast((frame) => frame.seconds <= seconds + 0.001) ?? first).number,
  }));
}

function pictureFaults(played: Played, wanted: Source['frames']): readonly string[] {
  if (wanted.length > 0 && played.width === 0) return ['shows no picture'];
  return wanted.flatMap(({ seconds, number }, index) => {
    const shown = played.frames[index];
    return shown === number ? [] : [`shows picture ${shown} instead of ${number} at ${seconds} s`];
  });
}

function soundFaults(
  played: Played,
  places: readonly number[],
  { samples }: Source,
  toleranceMs: number,
): readonly string[] {
  if (samples === null) return [];
  return places.flatMap((atSeconds, index) => {
    const sound = played.sounds[index] ?? [];
    if (sound.length < 3000) return [`gives no sound at ${atSeconds} s`];
    const { offMs, likeness } = findSound(sound, samples, atSeconds);
    if (likeness < 0.85) return [`gives other sound at ${atSeconds} s`];
    if (Math.abs(offMs) <= toleranceMs) return [];
    return [`gives the sound of ${offMs.toFixed(1)} ms later at ${atSeconds} s`];
  });
}

/** Where in the source the heard sound lies, within 100 ms of where it should; the noise is nowhere twice the same. */
function findSound(heard: readonly number[], samples: Int16Array, atSeconds: number) {
  // The first samples may be those of a decoder that was not yet at speed.
  const part = heard.slice(400, 2800);
  const heardEnergy = part.reduce((sum, value) => sum + value * value, 0);
  const wanted = Math.round(atSeconds * 16_000);
  let best = { offMs: Number.NaN, likeness: 0 };
  for (let at = Math.max(0, wanted - 1600); at <= wanted + 1600; at += 1) {
    let product = 0;
    let energy = 1;
    for (let i = 0; i < part.length; i += 1) {
      const value = samples[at + 400 + i] ?? 0;
      product += value * (part[i] ?? 0);
      energy += value * value;
    }
    const likeness = product / Math.sqrt(energy * heardEnergy);
    if (likeness > best.likeness) best = { offMs: (at - wanted) / 16, likeness };
  }
  return best;
}

test('real recordings that a browser plays wrongly are known by the table', async ({ page }) => {
  const shared = process.env.WORDLANE_TEST_MEDIA ?? '';
  const at = (name: string) => join(shared, 'media', name);
  test.skip(!existsSync(at('video/jfk_cfr.mp4')), 'WORDLANE_TEST_MEDIA does not name the real recordings');
  await page.goto(server.origin);
  const decisions: Record<string, string> = {};
  for (const name of [
    'jfk_cfr.mp4',
    'jfk_vfr.mp4',
    'audio_delayed_1500ms.mp4',
    'jfk.webm',
    'jfk.ts',
    'audio_delayed_2345ms.mkv',
    'two_tracks_default_second.mkv',
  ]) {
    const { how } = await decide(at(`video/${name}`));
    decisions[name] = how.kind === 'original' ? 'original' : how.reasons.join(', ');
  }
  expect(decisions).toEqual({
    'jfk_cfr.mp4': 'original',
    'jfk_vfr.mp4': 'original',
    'audio_delayed_1500ms.mp4': 'original',
    'jfk.webm': 'original',
    'jfk.ts': 'container, picture-codec, clock',
    'audio_delayed_2345ms.mkv': 'clock',
    'two_tracks_default_second.mkv': 'other-track',
  });
});
