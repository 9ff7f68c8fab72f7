import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createPeaksWriter } from '../../host/media/peaks.ts';
import type { AppPage } from './appPage.ts';
import { quantile, rounded, settled, withPlayedEditor } from './editorPage.ts';
import { scriptByFrame, traced } from './trace.ts';

const RATE_HZ = 16_000;
const HOURS = 16;
/** From the whole of 16 hours to four pixels a millisecond, where single samples are drawn. */
const ZOOMS = [0.02, 0.5, 10, 60, 200, 1000, 4000] as const;

/** A peaks file of 16 hours: loud and quiet syllables without end. */
async function longPeaks(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-peaks-'));
  const path = join(folder, 'long.peaks');
  const minute = Int16Array.from(
    { length: RATE_HZ * 60 },
    (_, at) => 12_000 * Math.sin(at / 7) * Math.abs(Math.sin(at / 2300)) * Math.abs(Math.sin(at / 41_000)),
  );
  const writer = await createPeaksWriter(path, { rateHz: RATE_HZ, startMs: 0 });
  for (let pushed = 0; pushed < HOURS * 60; pushed++) await writer.push(minute);
  await writer.finish();
  await writer.close();
  const bytes = await readFile(path);
  await rm(folder, { recursive: true });
  return bytes;
}

/** The timeline over 16 hours of waveform. The file itself lasts 30 s: its peaks are answered by a longer one's. */
export async function withTimeline<T>(work: (app: AppPage, canvas: Place) => Promise<T>): Promise<T> {
  const peaks = await longPeaks();
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const route = async (page: Page) => {
    await page.route('**/media/*/peaks*', async (request) => {
      await request.fulfill({ body: peaks });
      isAsked();
    });
  };
  return await withPlayedEditor(route, async (app) => {
    await asked;
    await settled(app.page);
    const box = await app.page.locator('#timeline-canvas').boundingBox();
    if (box === null) throw new Error('there is no timeline');
    return await work(app, box);
  });
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function shownZoom(page: Page): Promise<number> {
  const text = await page
    .locator('header', { hasText: 'px/s' })
    .locator('span', { hasText: 'px/s' })
    .innerText();
  return Number(text.replace(/[^\d.]/gu, ''));
}

/** Turns the wheel with Ctrl until the bar shows about this zoom; the wheel's step is exp(0.0022 × delta). */
async function zoomTo({ page }: AppPage, pxPerSecond: number): Promise<void> {
  await page.keyboard.down('Control');
  for (let turn = 0; turn < 40; turn++) {
    const factor = pxPerSecond / Math.max(0.01, await shownZoom(page));
    if (Math.abs(Math.log(factor)) < 0.15) break;
    const delta = Math.max(-1000, Math.min(1000, -Math.log(factor) / 0.0022));
    await page.mouse.wheel(0, delta);
    await page.waitForTimeout(40);
  }
  await page.keyboard.up('Control');
}

async function wheel({ page }: AppPage, turns: number, delta: (turn: number) => number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await page.mouse.wheel(0, delta(turn));
    await page.waitForTimeout(16);
  }
}

/** Script of each frame while the wheel turns, at each zoom: scrolling, and zooming in and out around it. */
async function frames(): Promise<Record<string, number>> {
  return await withTimeline(async (app, canvas) => {
    const figures: Record<string, number> = {};
    await app.page.mouse.move(canvas.x + canvas.width / 2, canvas.y + 40);
    let worst = 0;
    for (const zoom of ZOOMS) {
      await zoomTo(app, zoom);
      await wheel(app, 20, (turn) => (turn % 2 === 0 ? 60 : -60));
      await settled(app.page);
      const scrolled = scriptByFrame(
        await traced(app, () => wheel(app, 60, (turn) => (turn < 40 ? 90 : -90))),
      );
      await app.page.keyboard.down('Control');
      const zoomed = scriptByFrame(
        await traced(app, () => wheel(app, 60, (turn) => (turn % 20 < 10 ? 30 : -30))),
      );
      await app.page.keyboard.up('Control');
      figures[`scrollAt${zoom}P95Ms`] = quantile(scrolled, 0.95);
      figures[`zoomAt${zoom}P95Ms`] = quantile(zoomed, 0.95);
      worst = Math.max(worst, quantile(scrolled, 0.95), quantile(zoomed, 0.95));
    }
    const still = scriptByFrame(await traced(app, () => drawFrames(app.page, 60)));
    return { worstP95Ms: rounded(worst), stillP95Ms: quantile(still, 0.95), ...figures };
  });
}

async function drawFrames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (frames) => {
    for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
  }, count);
}

export const benches = [
  { name: 'a frame of the timeline while scrolling or zooming, 16 h, script (bar 4 ms p95)', run: frames },
] as const;
