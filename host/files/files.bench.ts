import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { succeed } from '../../common/contract/result.ts';
import { ffmpegArguments } from '../media/ffmpegProcess.ts';
import type { MediaInfo, PlaybackFacts, StandInRequest } from '../media/media.ts';
import { createMediaService, systemFreeBytes } from '../media/mediaService.ts';
import { createPlayback } from '../media/playback.ts';
import { planStandInSound, standInArguments } from '../media/standInPlan.ts';
import { makeRecording, noise, testFfmpeg } from '../media/testing/recordings.ts';
import { playability } from './playability.ts';
import { becomes, createWorkbench, openFile } from './testing/workbench.ts';

const FILM_SECONDS = 60;
const ROUNDS = 3;
const HOUR_SECONDS = 3600;
const NEVER = new AbortController().signal;

/** A minute of HEVC at 1080 lines, made into its stand-in, against the same FFmpeg command alone, in turn. */
async function standInOfAMinute(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-bench-'));
  try {
    const film = join(folder, 'film.mp4');
    const picture = `testsrc2=size=1920x1080:rate=25:d=${FILM_SECONDS}`;
    const hevc = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none'];
    await makeRecording(
      '-f',
      'lavfi',
      '-i',
      picture,
      ...noise(FILM_SECONDS, 48_000),
      ...hevc,
      '-c:a',
      'aac',
      film,
    );
    const ownMs: number[] = [];
    const plainMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const tools = {
        ffmpegPath: async () => succeed(testFfmpeg()),
        cacheDir: join(folder, `cache-${round}`),
        cacheCapBytes: 1e10,
        nowMs: () => Date.now(),
        freeBytes: systemFreeBytes,
      };
      const playback = createPlayback(tools);
      const info = await createMediaService(tools).probe(film, NEVER);
      const facts = await playback.inspect(film, NEVER);
      if (!info.ok || !facts.ok) throw new Error('The film cannot be read');
      const request = requestFor(info.value, facts.value);
      ownMs.push(
        await timed(async () => {
          const made = await playback.standIn(request, () => undefined, NEVER);
          if (!made.ok) throw new Error(made.failure.code);
        }),
      );
      plainMs.push(await timed(() => plainCommand(request, join(folder, 'plain.mp4'))));
    }
    const [own, plain] = [Math.min(...ownMs), Math.min(...plainMs)];
    return {
      standInMs: own,
      sameCommandMs: plain,
      ratio: own / plain,
      timesRealTime: (FILM_SECONDS * 1000) / own,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function requestFor(info: MediaInfo, facts: PlaybackFacts): StandInRequest {
  const how = playability(info, facts);
  if (how.kind === 'original') throw new Error('The film needs no stand-in');
  return { info, facts, picture: how.picture, sound: how.sound };
}

async function plainCommand(request: StandInRequest, output: string): Promise<void> {
  const sound = planStandInSound(request);
  if (!sound.ok) throw new Error(sound.failure.code);
  const args = ffmpegArguments({
    ffmpeg: testFfmpeg(),
    ...standInArguments(request, sound.value, output),
    input: request.info.path,
    reads: 'pictures',
    priority: 'usual',
    onOutput: null,
    processorSeconds: 3600,
  });
  await execa(testFfmpeg(), args);
}

/** From opening an hour of AAC to the first progress of its waveform, and to the waveform itself. */
async function waveformOfAnHour(): Promise<Record<string, number>> {
  const bench = await createWorkbench({});
  try {
    const talk = join(bench.folder, 'talk.m4a');
    await makeRecording(...noise(HOUR_SECONDS, 44_100), '-c:a', 'aac', '-b:a', '96k', talk);
    const beganMs = performance.now();
    const { fileId } = await openFile(bench.files, talk);
    const openedMs = performance.now() - beganMs;
    bench.files.prepare(fileId);
    await becomes(bench.files, fileId, ({ peaks }) => peaks.kind === 'making' && (peaks.fraction ?? 0) > 0);
    const firstProgressMs = performance.now() - beganMs;
    await becomes(bench.files, fileId, ({ peaks }) => peaks.kind === 'ready');
    const waveformMs = performance.now() - beganMs;
    return { openedMs, firstProgressMs, waveformMs };
  } finally {
    await bench.remove();
  }
}

/** Ten thousand dropped files, from the folder to the list. */
async function tenThousandFiles(): Promise<Record<string, number>> {
  const bench = await createWorkbench({});
  try {
    const first = join(bench.folder, 'take 1.wav');
    await makeRecording(...noise(0.05, 8000), first);
    for (let take = 2; take <= 10_000; take += 1)
      await copyFile(first, join(bench.folder, `take ${take}.wav`));
    const expandMs = await timed(() => bench.files.expand([bench.folder]));
    return { expandMs, microsecondsAFile: expandMs / 10 };
  } finally {
    await bench.remove();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

export const benches = [
  {
    name: 'stand-in of a minute of HEVC at 1080 lines, against the same FFmpeg alone',
    run: standInOfAMinute,
  },
  { name: 'waveform of an hour of AAC after opening', run: waveformOfAnHour },
  { name: 'ten thousand dropped files', run: tenThousandFiles },
];
