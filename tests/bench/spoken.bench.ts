import type { Page } from '@playwright/test';
import { quantile, withPlayedEditor } from './editorPage.ts';

declare global {
  interface Window {
    /** Whether the listener that lights spoken words is called. */
    isLighting: boolean;
    lightingMs: number[];
  }
}

/** Finds the listener that lights spoken words by what it calls, so that the same page runs with and without it. */
function holdLighting(): void {
  window.isLighting = true;
  window.lightingMs = [];
  const { add } = Set.prototype;
  Set.prototype.add = function (this: Set<unknown>, value: unknown) {
    if (typeof value !== 'function' || !String(value).includes('CSS.highlights'))
      return add.call(this, value);
    return add.call(this, (timeMs: number) => {
      if (!window.isLighting) return;
      const began = performance.now();
      value(timeMs);
      window.lightingMs.push(performance.now() - began);
    });
  };
}

const ROUNDS = 6;
const ROUND_MS = 2000;

async function framesIn(page: Page, ms: number): Promise<number> {
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

/** Playback of spoken words, in turns with and without their light; everything else of the page runs in both. */
async function light(): Promise<Record<string, number>> {
  return await withPlayedEditor(
    async (page) => {
      await page.addInitScript(holdLighting);
    },
    async ({ page, spent }) => {
      await page.keyboard.press('Control+Space');
      await framesIn(page, 1000);
      const costs = { lit: [] as number[], dark: [] as number[] };
      for (let round = 0; round < ROUNDS * 2; round++) {
        const kind = round % 2 === 0 ? 'lit' : 'dark';
        await page.evaluate((isLit) => {
          window.isLighting = isLit;
        }, kind === 'lit');
        await spent();
        const frames = await framesIn(page, ROUND_MS);
        costs[kind].push((await spent()).taskMs / frames);
      }
      const called = await page.evaluate(() => window.lightingMs);
      if (called.length < 100) throw new Error('no listener that lights words was found');
      const lit = quantile(costs.lit, 0.5);
      const dark = quantile(costs.dark, 0.5);
      return {
        attributableMs: Math.round((lit - dark) * 100) / 100,
        listenerMedianMs: quantile(called, 0.5),
        listenerP95Ms: quantile(called, 0.95),
        frameLitMs: lit,
        frameDarkMs: dark,
      };
    },
  );
}

export const benches = [
  { name: 'the light on spoken words in playback, main thread per frame (bar 1 ms)', run: light },
] as const;
