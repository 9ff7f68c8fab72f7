import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ffmpeg } from '../support/ffmpeg.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import {
  chooseWord,
  documentOf,
  goTo,
  showCaptions,
  showTranscript,
  transcribed,
  undoAll,
} from './support/editor.ts';
import { cuesOf, downloadExports, exportedText, readBack, wordsOf } from './support/exportPage.ts';
import { startTranscribing, transcribeSheet } from './support/sheet.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-journey-video-'));
const video = join(folder, 'speech.mp4');
const late = join(folder, 'late.mp4');
const LATE_MS = 3000;

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const sound = ['-i', join(mediaFixtures, 'jfk.wav')];
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  const picture = (seconds: number) => ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=25:d=${seconds}`];
  await ffmpeg([...picture(11), ...sound, ...coded, video]);
  await ffmpeg([...picture(14), '-itsoffset', String(LATE_MS / 1000), ...sound, ...coded, late]);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Where the picture is, in milliseconds; −1 while there is none. */
async function pictureMs(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const video = document.querySelector('video');
    return video === null || video.videoWidth === 0 || video.seeking ? -1 : video.currentTime * 1000;
  });
}

test.describe('a video', () => {
  test.use({ opened: [video] });

  test('shows its picture, plays, and its words are corrected and exported', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(transcribeSheet(page)).toContainText('320 × 180 · 25 fps');
    await startTranscribing(page);
    await transcribed(page);
    await expect.poll(() => pictureMs(page)).toBeGreaterThanOrEqual(0);

    const words = wordsOf(await documentOf(page));
    await chooseWord(page, 'fellow');
    await expect.poll(() => pictureMs(page)).toBeCloseTo(words[3]?.startMs ?? 0, -2);
    await page.keyboard.type('dear');
    await expect.poll(async () => wordsOf(await documentOf(page))[3]).toEqual({ ...words[3], text: 'dear' });

    const pausedMs = await pictureMs(page);
    await page.getByRole('button', { name: /^Play/ }).click();
    await expect.poll(() => pictureMs(page)).toBeGreaterThan(pausedMs + 300);
    await page.getByRole('button', { name: /^Pause/ }).click();
    await goTo(page, '1');
    await expect(page.locator('[data-captions]')).toHaveText('And so my dear Americans');

    const files = await downloadExports(page, ['vtt', 'json']);
    const expected = words.map((word, at) => (at === 3 ? { ...word, text: 'dear' } : word));
    expect(wordsOf(readBack('json', exportedText(files, 'json')))).toEqual(expected);
    expect(cuesOf(readBack('vtt', exportedText(files, 'vtt')))[0]?.text).toBe('And so my dear Americans');
    await undoAll(page);
    await expect.poll(async () => wordsOf(await documentOf(page))).toEqual(words);
  });
});

test.describe('a video whose sound starts three seconds late', () => {
  test.use({ opened: [late] });

  test('has its words where they are heard, on the clock of the picture', async ({ page, app }) => {
    await page.goto(app.url);
    await startTranscribing(page);
    await transcribed(page);
    const words = wordsOf(await documentOf(page));
    const country = words.findIndex(({ text }) => text === 'country');
    // In the recording “country” begins after 5.86 s.
    const expectedMs = 5860 + LATE_MS;
    expect(Math.abs((words[country]?.startMs ?? 0) - expectedMs)).toBeLessThan(150);
    await chooseWord(page, 'country');
    await expect
      .poll(async () => Math.abs((await pictureMs(page)) - (words[country]?.startMs ?? 0)))
      .toBeLessThan(41);
    await showCaptions(page);
    await goTo(page, '1.5');
    await expect(page.locator('[data-captions]')).toHaveText('');
    await goTo(page, '4');
    await expect(page.locator('[data-captions]')).toContainText('And so');
    await showTranscript(page);

    const files = await downloadExports(page, ['srt', 'json']);
    expect(wordsOf(readBack('json', exportedText(files, 'json')))).toEqual(words);
    const [first] = cuesOf(readBack('srt', exportedText(files, 'srt')));
    expect(first?.startMs).toBe(words[0]?.startMs);
  });
});
