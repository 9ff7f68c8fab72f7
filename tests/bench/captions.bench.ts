import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { largeProject } from '../support/large.ts';
import { COUNTED_RATE, makeCountedVideo } from '../web/playedProject.ts';
import { type AppPage, openAppPage } from './appPage.ts';

/** About 15,000 cues, 12 hours. */
const WORDS = 112_000;
const FRAMES = 900;

const median = (values: readonly number[]) =>
  Math.round((values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN) * 100) / 100;

/** The captions table of a long project, with a video that plays 30 s of it. */
async function withCaptions<T>(work: (app: AppPage) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-captions-'));
  const video = join(folder, 'counted.mp4');
  await makeCountedVideo(video, { frames: FRAMES, codec: ['-c:v', 'libx264', '-c:a', 'aac'] });
  const project = largeProject({ words: WORDS, speakers: 4, asMonologue: false });
  const media = project.media.map((medium) => ({ ...medium, path: video, frameRate: COUNTED_RATE }));
  const path = join(folder, 'long.wordlane');
  await writeFile(path, encodeProject({ project: { ...project, media }, revision: 1 }));
  const app = await openAppPage([path]);
  try {
    await app.page.locator('[data-time]').waitFor();
    await app.page.keyboard.press('F2');
    await app.page.getByRole('grid', { name: 'Cues' }).waitFor();
    await app.page.keyboard.press('Escape');
    await idle(app.page);
    return await work(app);
  } finally {
    await app.close();
    await rm(folder, { recursive: true });
  }
}

async function idle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
}

async function frames(page: Page, ms: number): Promise<number> {
  return await page.evaluate(async (long) => {
    const until = performance.now() + long;
    let count = 0;
    while (performance.now() < until) {
      await new Promise(requestAnimationFrame);
      count++;
    }
    return count;
  }, ms);
}

/** Main-thread time of one edit by its key, everything that follows it included: panes, buttons, answers of the host. */
async function cueEdit(keys: string): Promise<Record<string, number>> {
  return await withCaptions(async ({ page, spent }) => {
    const script: number[] = [];
    const task: number[] = [];
    for (let edit = 0; edit < 24; edit++) {
      await page.keyboard.press('PageDown');
      await idle(page);
      await page.waitForTimeout(200);
      await spent();
      await page.keyboard.press(keys);
      await idle(page);
      await page.waitForTimeout(200);
      const { scriptMs, taskMs } = await spent();
      // The first ones run code that is not compiled yet.
      if (edit < 4) continue;
      script.push(scriptMs);
      task.push(taskMs);
    }
    return {
      scriptMedianMs: median(script),
      taskMedianMs: median(task),
      scriptSlowestMs: Math.max(...script),
    };
  });
}

/** A letter in the live editor of a row: nothing of the document is touched. */
async function typing(): Promise<Record<string, number>> {
  return await withCaptions(async ({ page, spent }) => {
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await idle(page);
    await spent();
    const letters = 'these letters are typed into a cue';
    await page.keyboard.type(letters);
    await idle(page);
    const { scriptMs, taskMs } = await spent();
    return { scriptPerLetterMs: scriptMs / letters.length, taskPerLetterMs: taskMs / letters.length };
  });
}

/** Playback with captions, timecode and the playing row, against a page that only draws frames. */
async function playback(): Promise<Record<string, number>> {
  return await withCaptions(async ({ page, spent }) => {
    await spent();
    const still = await frames(page, 3000);
    const before = await spent();
    await page.keyboard.press('Control+Space');
    await idle(page);
    await spent();
    const playing = await frames(page, 5000);
    const after = await spent();
    return {
      scriptPerFrameMs: after.scriptMs / playing,
      stillScriptPerFrameMs: before.scriptMs / still,
      taskPerFrameMs: after.taskMs / playing,
      framesPerSecond: playing / 5,
    };
  });
}

async function scrolling(): Promise<Record<string, number>> {
  return await withCaptions(async ({ page, spent }) => {
    await spent();
    const drawn = await page.evaluate(async () => {
      const grid = document.querySelector('[role=grid][aria-label]');
      const until = performance.now() + 4000;
      let count = 0;
      while (grid !== null && performance.now() < until) {
        grid.scrollTop += 90;
        await new Promise(requestAnimationFrame);
        count++;
      }
      return count;
    });
    const { scriptMs, taskMs } = await spent();
    return { scriptPerFrameMs: scriptMs / drawn, taskPerFrameMs: taskMs / drawn, framesPerSecond: drawn / 4 };
  });
}

export const benches = [
  { name: 'pin a cue by its key, 15,000 cues', run: () => cueEdit('Control+p') },
  { name: 'merge a cue with the next', run: () => cueEdit('Control+Shift+m') },
  { name: 'type in a cue', run: typing },
  { name: 'play with captions on the picture', run: playback },
  { name: 'scroll the captions table', run: scrolling },
];
