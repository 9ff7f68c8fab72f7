import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout, startWordlane } from '../support/command.ts';
import { ffmpeg } from '../support/ffmpeg.ts';
import { childProcesses } from '../support/processes.ts';
import { measure, median } from './measure.ts';

const MAIN = join(checkout, 'out', 'host', 'cli', 'main.js');
const set = process.env.WORDLANE_TEST_MEDIA;
const shared = set === undefined ? null : join(set, 'media', 'speech');
const speech =
  shared !== null && existsSync(shared)
    ? join(shared, 'lj_printing_a.flac')
    : join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac');
const jfk = join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac');

/** A fresh folder for one bench, and a fresh cache, so that nothing is decoded already. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function loopedTo(seconds: number, path: string): Promise<void> {
  await ffmpeg(['-stream_loop', '-1', '-i', speech, '-t', String(seconds), '-ac', '1', '-ar', '16000', path]);
}

async function medianSeconds(
  runs: number,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const measured = await measure(program, args, { cwd });
    if (measured.code !== 0) throw new Error(`${program} ${args.join(' ')}: ${measured.stderr}`);
    // The first run warms the disk and the compile cache.
    if (run > 0) seconds.push(measured.seconds);
  }
  return median(seconds);
}

export const benches = [
  {
    name: 'start: npm start -- --help, ./wordlane --help, one short clip',
    run: async () =>
      await inFolder(async (folder) => ({
        npmStartHelpSeconds: await medianSeconds(5, 'npm', ['start', '--', '--help'], checkout),
        wordlaneHelpMs: 1000 * (await medianSeconds(9, join(checkout, 'wordlane'), ['--help'], folder)),
        jfkSeconds: await medianSeconds(
          3,
          join(checkout, 'wordlane'),
          ['transcribe', jfk, '--format', 'srt,vtt,json', '--output-dir', folder, '--overwrite'],
          folder,
        ),
      })),
  },
  {
    name: 'ten minutes of speech: whole command, against the Python pipeline alone on decoded samples',
    run: async () =>
      await inFolder(async (folder) => {
        const file = join(folder, 'ten.flac');
        const pcm = join(folder, 'ten.pcm');
        await loopedTo(600, file);
        await ffmpeg(['-i', file, '-f', 's16le', pcm]);
        const whole: number[] = [];
        const alone: number[] = [];
        for (let run = 0; run < 3; run++) {
          const out = join(folder, `out${run}`);
          await mkdir(out);
          // A different cut each time, so that the decode cache has nothing.
          const cut = join(folder, `cut${run}.flac`);
          await ffmpeg(['-i', file, '-t', String(600 - run / 100), cut]);
          const measured = await measure(process.execPath, [MAIN, 'transcribe', cut, '--output-dir', out], {
            cwd: folder,
          });
          if (measured.code !== 0) throw new Error(measured.stderr);
          whole.push(measured.seconds);
          alone.push(await pipelineAlone(pcm));
        }
        return {
          wholeSeconds: median(whole),
          timesRealTime: 600 / median(whole),
          pipelineAloneSeconds: median(alone),
          ratio: median(whole) / median(alone),
        };
      }),
  },
  {
    name: 'three hours of speech: memory and steadiness',
    run: async () =>
      await inFolder(async (folder) => {
        const file = join(folder, 'long.flac');
        await loopedTo(10_800, file);
        const measured = await measure(
          process.execPath,
          [MAIN, 'transcribe', file, '--format', 'srt,json', '--progress', 'json'],
          { cwd: folder },
        );
        if (measured.code !== 0) throw new Error(measured.stderr.slice(-2000));
        return {
          seconds: measured.seconds,
          timesRealTime: 10_800 / measured.seconds,
          hostMb: measured.ownMb,
          workerMb: measured.descendantsMb,
          workerEarlyMb: measured.descendantsEarlyMb,
          workerLateMb: measured.descendantsLateMb,
          longestSilenceSeconds: measured.longestSilenceSeconds,
        };
      }),
  },
  {
    name: 'cancel in the middle',
    run: async () =>
      await inFolder(async (folder) => {
        const file = join(folder, 'long.flac');
        await loopedTo(300, file);
        const running = startWordlane(['transcribe', file, '--progress', 'json'], { cwd: folder });
        await running.sees(/"stage":"recognise","fraction":0\.[2-9]/);
        const children = await childProcesses(running.child.pid ?? 0);
        const startedMs = performance.now();
        running.child.kill('SIGINT');
        await running.sees(/"event":"cancelled"/);
        const seenMs = performance.now() - startedMs;
        await running.ended;
        const alive = () => children.filter((pid) => existsSync(`/proc/${pid}`)).length;
        while (alive() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
        return { seenMs, goneMs: performance.now() - startedMs, processes: children.length };
      }),
  },
];

/** Seconds from starting the worker to its result, without host, decode and captions. */
async function pipelineAlone(pcm: string): Promise<number> {
  const python = process.env.WORDLANE_BENCH_PYTHON;
  if (python === undefined)
    throw new Error('WORDLANE_BENCH_PYTHON names the Python of the moonshine runtime');
  const driver = join(checkout, 'python-runtime', 'bench', 'pipeline.py');
  const measured = await measure(python, [driver, pcm], { cwd: checkout });
  if (measured.code !== 0) throw new Error(measured.stderr);
  return measured.seconds;
}
