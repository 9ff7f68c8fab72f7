import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import type { SettingsPatch } from '../../../common/contract/settings.ts';
import { checkout, startWordlane } from '../../support/command.ts';

export { expect };

/** A running program with a data root of its own, and the folder that stands for a person's files. */
export interface RunningApp {
  readonly home: string;
  readonly files: string;
  /** `listening on …` without its words: good for one page. */
  readonly url: string;
  /** Everything that the page did against its own policy, or that it threw. */
  readonly faults: readonly string[];
  /** Puts a recording of the repository or of the shared media among the person's files. */
  readonly bring: (source: string) => Promise<string>;
  /** Another window of the same program, with the access that the first one has. */
  readonly secondWindow: () => Promise<Page>;
}

export const mediaFixtures = join(checkout, 'tests', 'fixtures', 'media');

interface Fixtures {
  /** Arguments of the start besides `open --front none`: files to open. */
  readonly opened: readonly string[];
  /** What the person chose at an earlier start. */
  readonly settings: SettingsPatch;
  readonly app: RunningApp;
}

/**
 * `test` with a program that runs. Its engine's runtime is the one that the other checks installed, so
 * nothing is fetched; all else is fresh for each test. A page that breaks its own policy fails the test.
 */
export const test = base.extend<Fixtures>({
  opened: [[], { option: true }],
  settings: [{}, { option: true }],
  app: async ({ page, opened, settings }, use) => {
    const shared = process.env.WORDLANE_HOME ?? join(checkout, '.cache', 'test-home');
    const root = await mkdtemp(join(tmpdir(), 'wordlane-web-'));
    const home = join(root, 'home');
    const files = join(root, 'files');
    await mkdir(home, { mode: 0o700 });
    await mkdir(files);
    await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
    await symlink(join(shared, 'runtimes'), join(home, 'runtimes'));
    const running = startWordlane(['open', '--front', 'none', ...opened], {
      cwd: files,
      env: { WORDLANE_HOME: home },
    });
    const url = await addressOf(running.child.stdout);
    const faults = watchFaults(page);
    await use({
      home,
      files,
      url,
      faults,
      bring: async (source) => {
        const place = join(files, basename(source));
        await copyFile(source, place);
        return place;
      },
      secondWindow: async () => {
        const token = await page.evaluate(() => sessionStorage.getItem('wordlane.token'));
        expect(token, 'the page has a token').not.toBeNull();
        const second = await page.context().newPage();
        const origin = new URL(url).origin;
        await second.addInitScript((held) => sessionStorage.setItem('wordlane.token', held), token ?? '');
        await second.goto(origin);
        return second;
      },
    });
    expect(faults, 'the page kept to its own policy and threw nothing').toEqual([]);
    running.child.kill('SIGTERM');
    await running.ended;
    await rm(root, { recursive: true, force: true });
  },
});

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

function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    // Chromium reports a broken policy and a failed load here alone.
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}
