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

/** From asking for the project to words that can be edited. */
async function openLarge(): Promise<Record<string, number>> {
  const { path, folder } = await writeLargeProject(BAR_PROJECT);
  const took: number[] = [];
  const heaps: number[] = [];
  for (let run = 0; run < 4; run++) {
    const app = await openAppPage([]);
    await app.page.getByRole('button', { name: /Open/ }).first().waitFor();
    const second = await openAppPage([path]);
    await second.page.getByRole('textbox', { name: /Transcript/ }).waitFor();
    const ms = await second.page.evaluate(() => performance.now());
    if (run > 0) {
      took.push(ms);
      heaps.push(await second.heapBytes());
    }
    await second.close();
    await app.close();
  }
  await rm(folder, { recursive: true });
  return { medianMs: median(took), slowestMs: Math.max(...took), heapMb: median(heaps) / 2 ** 20 };
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
