import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { evenly } from '../support/recognisedTalk.ts';
import { makeCountedVideo, shownFrame, writeProject } from './playedProject.ts';
import { test as base, expect } from './support/app.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-player-'));
const video = join(folder, 'counted.mp4');
const stream = join(folder, 'counted.ts');
const FRAMES = 360;
const LONG_MS = 12_012;
const turns = [
  { speaker: 'katie', words: evenly('Good morning Steve and welcome.', 1000, 70) },
  { speaker: 'steve', words: evenly('Good morning Katie.', 5000, 90) },
];

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await makeCountedVideo(video, { frames: FRAMES, codec: ['-c:v', 'libx264', '-c:a', 'aac'] });
  await makeCountedVideo(stream, {
    frames: FRAMES,
    codec: ['-c:v', 'libx264', '-c:a', 'aac', '-f', 'mpegts'],
  });
  await writeProject(join(folder, 'talk.wordlane'), turns, { path: video, durationMs: LONG_MS });
  await writeProject(join(folder, 'stream.wordlane'), turns, { path: stream, durationMs: LONG_MS });
  await writeProject(join(folder, 'gone.wordlane'), turns, {
    path: join(folder, 'gone.mp4'),
    durationMs: LONG_MS,
  });
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function goTo(page: Page, time: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Go to a time' }).fill(time);
  await page.keyboard.press('Enter');
}

/** Where the player is, in milliseconds, as its timecode says. */
async function shownMs(page: Page): Promise<number> {
  const text = (await page.locator('[data-time]').textContent()) ?? '';
  const [minutes = 0, seconds = 0] = text.split(':').map(Number);
  return Math.round((minutes * 60 + seconds) * 1000);
}

async function ready(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
}

test.describe('a video at 29.97 frames a second', () => {
  test.use({ opened: [join(folder, 'talk.wordlane')] });

  test('shows exactly the frame of a time, and steps frame by frame both ways', async ({ page, app }) => {
    await ready(page, app.url);
    for (const [time, frame] of [
      ['1', 29],
      ['00:00:03:10', 100],
      ['7.777', 233],
      ['0', 0],
    ] as const) {
      await goTo(page, time);
      expect(await shownFrame(page), `at ${time}`).toBe(frame);
      let expected: number = frame;
      for (const step of [1, 1, 1, -1, 1, 1, -1, -1, -1] as const) {
        await page.keyboard.press(step === 1 ? 'Period' : 'Comma');
        expected = Math.max(0, expected + step);
        expect(await shownFrame(page), `after ${time}`).toBe(expected);
      }
    }
  });

  test('keeps count when the keys are faster than the seeks', async ({ page, app }) => {
    await ready(page, app.url);
    await goTo(page, '5');
    const first = await shownFrame(page);
    for (let press = 0; press < 20; press++) await page.keyboard.press('Period');
    await expect.poll(() => shownFrame(page)).toBe(first + 20);
  });

  test('after a pause steps from the frame that is on screen', async ({ page, app }) => {
    await ready(page, app.url);
    await goTo(page, '2');
    await page.keyboard.press('Control+Space');
    await expect.poll(() => shownMs(page)).toBeGreaterThan(2400);
    await page.keyboard.press('Control+Space');
    const shown = await shownFrame(page);
    await page.keyboard.press('Period');
    expect(await shownFrame(page)).toBe(shown + 1);
  });

  test('has the captions of the moment on it, the spoken word in its speaker’s colour', async ({
    page,
    app,
  }) => {
    await ready(page, app.url);
    await goTo(page, '1.4');
    const captions = page.locator('[data-captions]');
    await expect(captions).toHaveText('Good morning Steve and welcome.');
    const lit = captions.locator('span').filter({ hasText: 'morning' });
    await expect(lit).toHaveAttribute('style', /--picture-speaker-1/);
    await goTo(page, '3.9');
    await expect(captions).toHaveText('');
    await goTo(page, '5.1');
    await expect(captions.locator('span').first()).toHaveAttribute('style', /--picture-speaker-2/);
  });

  test('loops a word exact to the sample, from memory', async ({ page, app }) => {
    await page.addInitScript(() => {
      const started: unknown[] = [];
      Object.assign(window, { started });
      const { start } = AudioBufferSourceNode.prototype;
      AudioBufferSourceNode.prototype.start = function (...times) {
        const { buffer, loop, loopStart, loopEnd, playbackRate } = this;
        const samples = buffer === null ? [] : [...buffer.getChannelData(0)];
        const rateHz = buffer?.sampleRate ?? 0;
        started.push({ samples, rateHz, loop, loopStart, loopEnd, rate: playbackRate.value });
        start.apply(this, times);
      };
    });
    await ready(page, app.url);
    // The first word of the second cue: 5.000 to 5.360.
    await goTo(page, '5.1');
    await page.locator('video').click({ force: true });
    interface Started {
      readonly samples: readonly number[];
      readonly rateHz: number;
      readonly loop: boolean;
      readonly loopStart: number;
      readonly loopEnd: number;
      readonly rate: number;
    }
    const heard = async (): Promise<Started | null> =>
      await page.evaluate(() => {
        const { started } = window as unknown as { readonly started: readonly unknown[] };
        return (started[started.length - 1] ?? null) as never;
      });
    // Decoded in the background: until then the file itself plays.
    await expect
      .poll(async () => {
        await goTo(page, '5.1');
        await page.keyboard.press('s');
        return (await heard())?.samples.length ?? 0;
      })
      .toBe(360 * 16);
    await expect.poll(() => shownMs(page)).toBe(5000);

    await page.keyboard.press('F5');
    await expect.poll(async () => (await heard())?.samples.length).toBeGreaterThan(360 * 16);
    await page.keyboard.press('Shift+L');
    await expect.poll(async () => (await heard())?.loop).toBe(true);
    const loop = await heard();
    if (loop === null) throw new Error('something loops');
    expect([loop.rateHz, loop.loopStart, loop.rate]).toEqual([16_000, 0, 1]);
    expect(loop.loopEnd * 16_000).toBeCloseTo(loop.samples.length, 6);

    // Rendered, each round is the same to the sample, and there is nothing between two of them.
    const rendered = await page.evaluate(async (samples) => {
      const context = new OfflineAudioContext(1, samples.length * 3, 16_000);
      const buffer = context.createBuffer(1, samples.length, 16_000);
      buffer.copyToChannel(Float32Array.from(samples), 0);
      const source = context.createBufferSource();
      Object.assign(source, { buffer, loop: true, loopStart: 0, loopEnd: samples.length / 16_000 });
      source.connect(context.destination);
      source.start();
      return [...(await context.startRendering()).getChannelData(0)];
    }, loop.samples);
    const round = loop.samples.length;
    expect(rendered.slice(0, round)).toEqual(loop.samples);
    expect(rendered.slice(round, 2 * round)).toEqual(loop.samples);
    expect(Math.abs(loop.samples[0] ?? 1)).toBeLessThan(0.01);

    await page.keyboard.press('Control+Space');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  });

  test('plays faster with each L, backwards with J and stops with K', async ({ page, app }) => {
    await ready(page, app.url);
    await goTo(page, '6');
    const rate = () => page.evaluate(() => document.querySelector('video')?.playbackRate);
    await page.keyboard.press('l');
    await page.keyboard.press('l');
    expect(await rate()).toBe(2);
    await page.keyboard.press('k');
    expect(await rate()).toBe(1);
    const stopped = await shownMs(page);
    await page.keyboard.press('j');
    await expect.poll(() => shownMs(page)).toBeLessThan(stopped - 200);
    await page.keyboard.press('k');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  });
});

test.describe('a file that browsers do not play', () => {
  test.use({ opened: [join(folder, 'stream.wordlane')] });

  test('goes on where it was when its stand-in is ready', async ({ page, app }) => {
    await page.goto(app.url);
    await page.locator('[data-time]').waitFor();
    await goTo(page, '4.004');
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    expect(await shownMs(page)).toBe(4004);
    // The stream's picture starts some frames after its sound, from which the media clock counts.
    await expect.poll(async () => Math.abs((await shownFrame(page)) - 120)).toBeLessThanOrEqual(3);
  });
});

test.describe('a recording that was moved', () => {
  test.use({ opened: [join(folder, 'gone.wordlane')] });

  test('is named, with what is safe and a way to find it', async ({ page, app }) => {
    await page.goto(app.url);
    const notice = page.getByRole('alert').filter({ hasText: 'has moved' });
    await expect(notice).toContainText('“gone.mp4” has moved.');
    await expect(notice).toContainText('Captions and times are safe.');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      notice.getByRole('button', { name: 'Find the file…' }).click(),
    ]);
    await chooser.setFiles(video);
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    await expect(notice).toBeHidden();
  });
});
