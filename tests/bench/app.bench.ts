import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkout } from '../support/command.ts';
import { BAR_PROJECT, openAppPage, writeLargeProject } from './appPage.ts';

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** From the program's start to a page that takes a click; the first run warms the caches and is left out. */
async function startToInteractive(): Promise<Record<string, number>> {
  const took: number[] = [];
  const page: number[] = [];
  for (let run = 0; run < 6; run++) {
    const began = performance.now();
    const app = await openAppPage([]);
    await app.page.getByRole('button', { name: /Open/ }).first().waitFor();
    if (run > 0) {
      took.push(performance.now() - began);
      page.push(await app.page.evaluate(() => performance.now()));
    }
    await app.close();
  }
  // The browser's own launch is part of the first figure: a person's browser runs already.
  return { medianMs: median(took), pageMedianMs: median(page) };
}

/**
 * From the page's first request until the transcript of the project shows a letter that was typed: the program reads
 * the project meanwhile, because the page asks for it. Beside it, the same with the program's own start before.
 */
async function openLarge(): Promise<Record<string, number>> {
  const { path, folder } = await writeLargeProject(BAR_PROJECT);
  const pages: number[] = [];
  const hosts: number[] = [];
  const heaps: number[] = [];
  for (let run = 0; run < 6; run++) {
    const app = await openAppPage([path]);
    const { page } = app;
    await page.getByRole('textbox', { name: /Transcript/ }).focus();
    await page.keyboard.press('#');
    const ms = await page.evaluate(async () => {
      while (document.querySelector('.cm-content')?.textContent?.includes('#') !== true) {
        await new Promise(requestAnimationFrame);
      }
      return performance.now();
    });
    if (run > 0) {
      pages.push(ms);
      hosts.push(app.hostMs);
      heaps.push(await app.heapBytes());
    }
    await app.close();
  }
  await rm(folder, { recursive: true });
  const both = pages.map((ms, run) => ms + (hosts[run] ?? Number.NaN));
  return {
    medianMs: median(pages),
    slowestMs: Math.max(...pages),
    withProgramStartMedianMs: median(both),
    heapMb: median(heaps) / 2 ** 20,
  };
}

/** What the page loads before a project is opened, compressed as a server would. */
async function firstLoad(): Promise<Record<string, number>> {
  const folder = join(checkout, 'out', 'renderer', 'assets');
  const app = await openAppPage([]);
  await app.page.getByRole('button', { name: /Open/ }).first().waitFor();
  const names = await app.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname.split('/').at(-1) ?? '')
      .filter((name) => name.endsWith('.js')),
  );
  await app.close();
  const known = new Set(await readdir(folder));
  let gzipBytes = 0;
  for (const name of names)
    if (known.has(name)) gzipBytes += gzipSync(await readFile(join(folder, name))).length;
  return { scripts: names.length, gzipKb: gzipBytes / 1000 };
}

export const benches = [
  { name: 'script before a project is opened (bar 350 kB gzip)', run: firstLoad },
  { name: 'start of the program to a page that takes a click (bar 1500 ms)', run: startToInteractive },
  { name: 'open 150,000 words to first interaction (bar 2000 ms)', run: openLarge },
] as const;
