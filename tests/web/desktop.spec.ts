import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { MenuTemplate } from '../../common/contract/desktop.ts';
import { expect, mediaFixtures, test } from './support/app.ts';

/** What the page asked of its desktop window, and what the window may tell the page. */
interface Recorded {
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[];
  readonly tell: Record<string, (value?: unknown) => void>;
}

/** Gives the page a desktop window that records; it answers dialogs with `chosen`. */
async function underDesktop(page: Page, chosen: { readonly save: string }): Promise<void> {
  await page.addInitScript((save) => {
    const recorded: Recorded = { calls: [], tell: {} };
    const record =
      (name: string) =>
      (...args: readonly unknown[]) => {
        recorded.calls.push({ name, args });
      };
    const listen = (name: string) => (listener: (value?: unknown) => void) => {
      recorded.tell[name] = listener;
      return () => undefined;
    };
    const bridge = {
      platform: 'linux',
      titleBar: { leftPx: 0, rightPx: 140 },
      pathOf: () => '',
      chooseFiles: async () => [],
      chooseSavePath: async () => save,
      chooseFolder: async () => null,
      onAction: listen('onAction'),
      onOpenPaths: listen('onOpenPaths'),
      onCloseRequest: listen('onCloseRequest'),
      ...Object.fromEntries(
        [
          'setMenu',
          'setProgress',
          'setUnsaved',
          'closeWindow',
          'notify',
          'showInFolder',
          'openWindow',
          'addRecent',
          'setTheme',
        ].map((name) => [name, record(name)]),
      ),
    };
    Object.assign(window, { wordlane: bridge, recorded });
  }, chosen.save);
}

/** Arguments of all calls of one name so far. */
async function calls(page: Page, name: string): Promise<readonly (readonly unknown[])[]> {
  return await page.evaluate((wanted) => {
    const { recorded } = window as unknown as { recorded: Recorded };
    return recorded.calls.filter((call) => call.name === wanted).map((call) => call.args);
  }, name);
}

async function tell(page: Page, name: string, value: unknown): Promise<void> {
  await page.evaluate(
    ([event, what]) => {
      const { recorded } = window as unknown as { recorded: Recorded };
      recorded.tell[event as string]?.(what);
    },
    [name, value],
  );
}

async function lastMenu(page: Page): Promise<readonly MenuTemplate[]> {
  return ((await calls(page, 'setMenu')).at(-1)?.[0] ?? []) as readonly MenuTemplate[];
}

test('a desktop window shows the menus, opens files from outside and asks before it closes', async ({
  page,
  app,
}) => {
  const target = join(app.files, 'kept.wordlane');
  await underDesktop(page, { save: target });
  await page.goto(app.url);
  await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
  // The window's own buttons take the right end of the bar.
  const settings = await page.getByRole('button', { name: 'Settings' }).boundingBox();
  const { width } = page.viewportSize() ?? { width: 0 };
  expect((settings?.x ?? 0) + (settings?.width ?? 0)).toBeLessThanOrEqual(width - 140);
  const file = (await lastMenu(page)).find(({ label }) => label === 'File');
  expect(file?.entries).toContainEqual({
    kind: 'action',
    actionId: 'app.open',
    label: 'Open…',
    accelerator: 'CmdOrCtrl+O',
    enabled: true,
    checked: null,
  });
  await tell(page, 'onAction', 'app.theme.dark');
  await expect.poll(async () => (await calls(page, 'setTheme')).at(-1)).toEqual(['dark']);

  await tell(page, 'onCloseRequest', null);
  expect(await calls(page, 'closeWindow')).toHaveLength(1);

  const captions = join(app.files, 'speech.srt');
  await writeFile(captions, '1\n00:00:00,300 --> 00:00:04,000\nAnd so.\n');
  await tell(page, 'onOpenPaths', [captions]);
  await expect(page.getByRole('heading', { name: 'speech', level: 1 })).toBeVisible();
  expect(await calls(page, 'addRecent')).toEqual([[captions]]);
  await expect.poll(async () => (await lastMenu(page)).map(({ label }) => label)).toContain('Playback');

  await page.getByRole('tab', { name: 'Speakers' }).click();
  await page.getByRole('button', { name: 'Add' }).click();
  await expect.poll(async () => (await calls(page, 'setUnsaved')).at(-1)).toEqual([true]);
  await tell(page, 'onCloseRequest', null);
  const question = page.getByRole('dialog', { name: 'Save the changes?' });
  await question.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(async () => await calls(page, 'closeWindow')).toHaveLength(2);
  await expect.poll(async () => (await calls(page, 'setUnsaved')).at(-1)).toEqual([false]);
});

test('a desktop window shows how far the queue has come and tells when a file is done', async ({
  page,
  app,
}) => {
  await underDesktop(page, { save: '' });
  const media = await app.bring(join(mediaFixtures, 'jfk.wav'));
  await page.goto(app.url);
  await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
  await tell(page, 'onOpenPaths', [media]);
  await page.getByRole('button', { name: /^Start/u }).click();
  await expect.poll(async () => (await calls(page, 'setProgress')).length).toBeGreaterThan(1);
  await expect
    .poll(async () => await calls(page, 'notify'), { timeout: 60_000 })
    .toEqual([[{ title: 'jfk.wav is transcribed.', body: expect.stringMatching(/^\d+ words$/u) }]]);
  expect((await calls(page, 'setProgress')).at(-1)).toEqual([null, 'normal']);
});
