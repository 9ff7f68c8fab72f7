import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { checkout, startWordlane } from '../support/command.ts';
import { type LargeProjectRequest, largeProject } from '../support/large.ts';

/** A page of the running program in the real browser engine, with what a bench measures by. */
export interface AppPage {
  readonly page: Page;
  readonly url: string;
  readonly browser: Browser;
  /** From the program's start until it said where it listens. */
  readonly hostMs: number;
  /** What the page's main thread has done since the last call, in milliseconds of processor time. */
  readonly spent: () => Promise<Spent>;
  /** Live JavaScript after a collection, in bytes. */
  readonly heapBytes: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Processor time of the main thread, which moves little with the load of the computer. */
export interface Spent {
  readonly taskMs: number;
  readonly scriptMs: number;
}

/** Starts the program with a data root of its own and opens its page, 1440 × 900, dark. */
export async function openAppPage(opened: readonly string[]): Promise<AppPage> {
  return await openPreparedPage(opened, async () => {});
}

/** The same with something done to the page before it loads: answers in place of the host's, scripts that watch. */
export async function openPreparedPage(
  opened: readonly string[],
  prepare: (page: Page) => Promise<void>,
): Promise<AppPage> {
  const root = await mkdtemp(join(tmpdir(), 'wordlane-bench-'));
  const shared = process.env.WORDLANE_HOME ?? join(checkout, '.cache', 'test-home');
  await symlink(join(shared, 'runtimes'), join(root, 'runtimes'));
  const began = performance.now();
  const running = startWordlane(['open', '--front', 'none', ...opened], {
    cwd: root,
    env: { WORDLANE_HOME: root },
  });
  const url = await addressOf(running.child.stdout);
  const hostMs = performance.now() - began;
  // Untyped: build/ is plain JavaScript that runs before anything is compiled.
  const { browserFlags, findBrowser } = await import(join(checkout, 'build', 'browser.mjs'));
  const found = await findBrowser(checkout);
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: [...browserFlags, '--enable-precise-memory-info'],
    env: { ...process.env, ...found.env },
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await prepare(page);
  await page.goto(url);
  let before = await metrics(cdp);
  return {
    page,
    url,
    browser,
    hostMs,
    spent: async () => {
      const now = await metrics(cdp);
      const spent = { taskMs: now.taskMs - before.taskMs, scriptMs: now.scriptMs - before.scriptMs };
      before = now;
      return spent;
    },
    heapBytes: async () => {
      await cdp.send('HeapProfiler.collectGarbage');
      const { usedSize } = await cdp.send('Runtime.getHeapUsage');
      return usedSize;
    },
    close: async () => {
      await browser.close();
      running.child.kill('SIGTERM');
      await running.ended;
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function metrics(cdp: CDPSession): Promise<Spent> {
  const { metrics: all } = await cdp.send('Performance.getMetrics');
  const seconds = (name: string) => all.find((one) => one.name === name)?.value ?? 0;
  return { taskMs: seconds('TaskDuration') * 1000, scriptMs: seconds('ScriptDuration') * 1000 };
}

async function addressOf(stdout: NodeJS.ReadableStream | null): Promise<string> {
  if (stdout === null) throw new Error('the program has no standard output');
  let seen = '';
  return await new Promise((resolve, reject) => {
    stdout.on('data', (piece) => {
      seen += String(piece);
      const url = /^listening on (\S+)$/m.exec(seen)?.[1];
      if (url !== undefined) resolve(url);
    });
    stdout.once('end', () => reject(new Error(`the program ended before it listened: ${seen}`)));
  });
}

/** Writes a long project to a file of its own; the caller removes the folder. */
export async function writeLargeProject(
  request: LargeProjectRequest,
): Promise<{ readonly path: string; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-large-'));
  const path = join(folder, 'large.wordlane');
  await writeFile(path, encodeProject({ project: largeProject(request), revision: 1 }));
  return { path, folder };
}

/** The project that the bars are about: 150,000 words of four speakers, 16 hours. */
export const BAR_PROJECT: LargeProjectRequest = { words: 150_000, speakers: 4, asMonologue: false };
