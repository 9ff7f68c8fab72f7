import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { listOf } from '../../common/document/list.ts';
import type { MediaReference, Project } from '../../common/document/types.ts';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { projectOfTurns, type SpokenTurn } from '../support/recognisedTalk.ts';

const WIDTH = 320;
const HEIGHT = 180;
const BITS = 16;
const BIT_PX = WIDTH / BITS;

/** 30000/1001: the rate at which rounding shows. */
export const COUNTED_RATE = { numerator: 30_000, denominator: 1001 };

/**
 * A video whose frames carry their number as bars, with a tone that rises 100 Hz a second, so that a picture and a
 * bit of sound tell where they are from. One key frame in 250, as in films.
 */
export async function makeCountedVideo(
  path: string,
  about: { readonly frames: number; readonly codec: readonly string[] },
): Promise<void> {
  const program = process.env.WORDLANE_FFMPEG;
  if (program === undefined) throw new Error('WORDLANE_FFMPEG names the ffmpeg for tests');
  const seconds = (about.frames * COUNTED_RATE.denominator) / COUNTED_RATE.numerator;
  const rate = `${COUNTED_RATE.numerator}/${COUNTED_RATE.denominator}`;
  const picture = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${HEIGHT}`, '-r', rate, '-i', '-'];
  const sound = ['-f', 'lavfi', '-i', `aevalsrc='0.4*sin(2*PI*(300*t+50*t*t))':s=48000:d=${seconds}`];
  const ffmpeg = spawn(
    program,
    [
      '-v',
      'error',
      '-y',
      ...picture,
      ...sound,
      '-g',
      '250',
      '-pix_fmt',
      'yuv420p',
      ...about.codec,
      '-shortest',
      path,
    ],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const ended = once(ffmpeg, 'close');
  for (let frame = 0; frame < about.frames; frame++) {
    if (!ffmpeg.stdin.write(counted(frame))) await once(ffmpeg.stdin, 'drain');
  }
  ffmpeg.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}

function counted(frame: number): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT, 80);
  for (let bit = 0; bit < BITS; bit++) {
    const value = (frame >> bit) & 1 ? 235 : 16;
    for (let row = 0; row < HEIGHT / 3; row++) {
      pixels.fill(value, row * WIDTH + bit * BIT_PX, row * WIDTH + (bit + 1) * BIT_PX);
    }
  }
  return pixels;
}

/** The number that the picture on screen carries; −1 while there is none. */
export async function shownFrame(page: Page): Promise<number> {
  return await page.evaluate(
    async ([width, height, bits]) => {
      const video = document.querySelector('video');
      if (video === null || video.videoWidth === 0) return -1;
      if (video.seeking) await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
      // Told that it is sought, the picture follows with the next drawing.
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      const pen = new OffscreenCanvas(width, height).getContext('2d');
      if (pen === null) return -1;
      pen.drawImage(video, 0, 0, width, height);
      const { data } = pen.getImageData(0, 20, width, 1);
      let frame = 0;
      for (let bit = 0; bit < bits; bit++) {
        if ((data[(bit + 0.5) * (width / bits) * 4] ?? 0) > 128) frame |= 1 << bit;
      }
      return frame;
    },
    [WIDTH, HEIGHT, BITS] as const,
  );
}

/** Writes a project of these turns about a recording; speakers have the colours of their order. */
export async function writeProject(
  path: string,
  turns: readonly SpokenTurn[],
  media: { readonly path: string; readonly durationMs: number } | null,
): Promise<Project> {
  const made = projectOfTurns(turns, { language: 'en', decisions: {} });
  const reference: MediaReference | null =
    media === null
      ? null
      : {
          id: 'medium',
          path: media.path,
          relativePath: null,
          fingerprint: null,
          durationMs: media.durationMs,
          streams: [],
          frameRate: COUNTED_RATE,
          startOffsetMs: 0,
        };
  const project: Project = {
    ...made,
    utterances: turns.length === 0 ? listOf([]) : made.utterances,
    speakers: made.speakers.map((speaker, color) => ({ ...speaker, color })),
    media: reference === null ? [] : [reference],
  };
  await rm(path, { force: true });
  await writeFile(path, encodeProject({ project, revision: 1 }));
  return project;
}
