import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { largeProject } from '../support/large.ts';
import { COUNTED_RATE, makeCountedVideo } from '../web/playedProject.ts';
import { type AppPage, BAR_PROJECT, openPreparedPage, writeLargeProject } from './appPage.ts';

/** The editor with 150,000 words of four speakers, 16 hours, ready for a key; its file is not there. */
export async function withEditor<T>(work: (app: AppPage) => Promise<T>): Promise<T> {
  const { path, folder } = await writeLargeProject(BAR_PROJECT);
  return await open(path, folder, async () => {}, work);
}

/** The same with a video of 30 s, which the first words stand over. `prepare` runs before the page loads. */
export async function withPlayedEditor<T>(
  prepare: (page: Page) => Promise<void>,
  work: (app: AppPage) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-played-'));
  const video = join(folder, 'counted.mp4');
  await makeCountedVideo(video, { frames: 900, codec: ['-c:v', 'libx264', '-c:a', 'aac'] });
  const project = largeProject(BAR_PROJECT);
  const media = project.media.map((medium) => ({ ...medium, path: video, frameRate: COUNTED_RATE }));
  const path = join(folder, 'long.wordlane');
  await writeFile(path, encodeProject({ project: { ...project, media }, revision: 1 }));
  return await open(path, folder, prepare, work);
}

async function open<T>(
  path: string,
  folder: string,
  prepare: (page: Page) => Promise<void>,
  work: (app: AppPage) => Promise<T>,
): Promise<T> {
  const app = await openPreparedPage([path], prepare);
  try {
    await app.page.getByRole('textbox', { name: /Transcript/ }).waitFor();
    await settled(app.page);
    return await work(app);
  } finally {
    await app.close();
    await rm(folder, { recursive: true });
  }
}

/** Until two frames were drawn and nothing waits for a quiet moment. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await new Promise((done) => requestIdleCallback(done));
  });
}

const sorted = (values: readonly number[]) => values.toSorted((left, right) => left - right);

/** The value that a share of all values does not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const at = Math.min(values.length - 1, Math.ceil(values.length * share) - 1);
  return rounded(sorted(values)[Math.max(0, at)] ?? Number.NaN);
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
