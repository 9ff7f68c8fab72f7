import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { faultsOf } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';

const captions = `1
00:00:00,300 --> 00:00:04,000
And so, my fellow Americans,

2
00:00:04,200 --> 00:00:10,500
ask what you can do for your country.
`;

/** Drops a file on the page as a browser tab gets it: without a path. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  const carried = await page.evaluateHandle(
    ([fileName, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text ?? ''], fileName ?? ''));
      return transfer;
    },
    [name, content],
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: carried });
  await expect(page.getByText('Drop to transcribe')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: carried });
  await expect(page.getByText('Drop to transcribe')).toBeHidden();
}

async function openCaptions(page: Page): Promise<void> {
  await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
  await drop(page, 'speech.srt', captions);
  await expect(page.getByRole('heading', { name: 'speech', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Player' })).toBeVisible();
}

/** Any edit will do: a speaker is added. */
async function edit(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Speakers' }).click();
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(status(page)).toContainText('Not saved');
}

const status = (page: Page) => page.getByRole('region', { name: 'Status' });

async function runCommand(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('What do you want to do?').fill(words);
  await page.keyboard.press('Enter');
}

test.describe('the first screen', () => {
  test('needs at most 350 kB of script', async ({ page, app }) => {
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body());
    });
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000);
  });

  test('is worked by keyboard: menus, settings and back', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    await page.keyboard.press('F10');
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await expect(settings).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(settings).toBeHidden();
    await page.keyboard.press('F1');
    await page.getByRole('searchbox').fill('save as');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Ctrl Shift S');
  });

  test('changes colours and language at once and keeps them', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await runCommand(page, 'light');
    await expect.poll(background).toBe('rgb(233, 235, 238)');
    await runCommand(page, 'dark');
    await expect.poll(background).toBe('rgb(13, 14, 17)');
    await page.keyboard.press('Control+,');
    await page.getByLabel('Language').click();
    await page.getByRole('option', { name: 'Deutsch' }).click();
    await expect(page.getByRole('dialog', { name: 'Einstellungen' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menuitem', { name: 'Datei' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await page.reload();
    await expect(page.getByRole('menuitem', { name: 'Datei' })).toBeVisible();
    expect(await background()).toBe('rgb(13, 14, 17)');
  });

  test('says so when its access has ended, and asks no more', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    const stale = await page.context().newPage();
    await stale.addInitScript(() =>
      sessionStorage.setItem('wordlane.token', 'a-token-of-a-program-that-has-ended'),
    );
    await stale.goto(new URL(app.url).origin);
    await expect(stale.getByText('This page has no access any more.')).toBeVisible();
    await stale.close();
  });

  test('takes figures as they are settled: by Enter, by arrows, and back with Escape', async ({
    page,
    app,
  }) => {
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    await page.keyboard.press('Control+,');
    await page.getByRole('tab', { name: 'Editing' }).click();
    const nudge = page.getByLabel('Nudge');
    await nudge.fill('twenty');
    await expect(nudge).toHaveAttribute('aria-invalid', 'true');
    await page.keyboard.press('Escape');
    await expect(nudge).toHaveValue('10');
    await nudge.fill('20');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(nudge).toHaveValue('1');
    const doubt = page.getByLabel('Doubtful below');
    await doubt.fill('0,6');
    await page.keyboard.press('Tab');
    await expect(doubt).toHaveValue('0.6');
    await page.reload();
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    await page.keyboard.press('Control+,');
    await page.getByRole('tab', { name: 'Editing' }).click();
    await expect(nudge).toHaveValue('1');
    await expect(doubt).toHaveValue('0.6');
  });

  test('takes own keys and tells when they collide', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    await page.keyboard.press('Control+,');
    await page.getByRole('tab', { name: 'Shortcuts' }).click();
    await page.getByRole('button', { name: 'Change the key of Settings' }).click();
    await page.keyboard.press('Control+k');
    await expect(page.getByText('Ctrl K stands for several: Settings, Find a command')).toBeVisible();
    await page.getByRole('button', { name: 'Change the key of Settings' }).click();
    await page.keyboard.press('Control+Alt+p');
    await expect(page.getByText('stands for several')).toBeHidden();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Alt+p');
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  });
});

test.describe('files from a tab', () => {
  test('are copied with progress and can be stopped, one by one', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    // The host takes its time: nothing arrives until the test lets it.
    await page.route('**/uploads?*', () => undefined);
    await drop(page, 'hearing of the second day, room 2.srt', captions);
    const copying = page.getByRole('region', { name: 'Files on their way' });
    await expect(copying).toContainText('Copying · 0 byte of');
    await page.getByRole('button', { name: /^Stop copying hearing/u }).click();
    await expect(copying).toBeHidden();
    await page.unroute('**/uploads?*');
    await openCaptions(page);
  });

  test('that nothing can use are told with their names, and nothing else changes', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
    await drop(page, 'talk.mp4', 'these are words and no film');
    await expect(page.getByRole('region', { name: 'Messages' })).toContainText('talk.mp4');
    await expect(page.getByRole('heading', { name: 'Wordlane', level: 1 })).toBeVisible();
  });
});

test.describe('an open project', () => {
  test('arrives by a drop, and unsaved work is asked about', async ({ page, app }) => {
    await page.goto(app.url);
    await openCaptions(page);
    await edit(page);
    await expect(page).toHaveTitle('• speech – Wordlane');
    await runCommand(page, 'close project');
    const question = page.getByRole('dialog', { name: 'Save the changes?' });
    await question.getByRole('button', { name: 'Cancel' }).last().click();
    await expect(page.getByRole('region', { name: 'Player' })).toBeVisible();

    await runCommand(page, 'close project');
    await question.getByRole('button', { name: 'Save', exact: true }).click();
    const target = join(app.files, 'kept.wordlane');
    await page.getByLabel('Where').fill(target);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Wordlane', level: 1 })).toBeVisible();
    expect(readFileSync(target, 'utf8')).toContain('Speaker 1');

    await openCaptions(page);
    await edit(page);
    await runCommand(page, 'close project');
    await question.getByRole('button', { name: 'Don’t save' }).click();
    await expect(page.getByRole('heading', { name: 'Wordlane', level: 1 })).toBeVisible();
  });

  test('is saved where a person says, and stays through a reload', async ({ page, app }) => {
    await page.goto(app.url);
    await openCaptions(page);
    await edit(page);
    await page.keyboard.press('Control+s');
    const target = join(app.files, 'talk.wordlane');
    await page.getByLabel('Where').fill(target);
    await page.keyboard.press('Enter');
    await expect(status(page)).toContainText('Saved ·');
    expect(existsSync(target)).toBe(true);
    await page.reload();
    await expect(page.getByRole('heading', { name: 'speech', level: 1 })).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(status(page)).toContainText('Not saved');
  });

  test('is undone and redone from anywhere but a field that is half typed', async ({ page, app }) => {
    await page.goto(app.url);
    await openCaptions(page);
    await edit(page);
    const name = page.getByLabel('Name');
    await name.fill('Katie');
    await page.keyboard.press('Control+z');
    await expect(name).toHaveValue('Speaker 1');
    await expect(status(page)).toContainText('Not saved');
    await name.blur();
    await page.keyboard.press('Control+z');
    await expect(status(page)).not.toContainText('Not saved');
    await page.keyboard.press('Control+Shift+z');
    await expect(status(page)).toContainText('Not saved');
  });

  test('has panes that F6 goes through, with borders that are remembered', async ({ page, app }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(app.url);
    await openCaptions(page);
    const player = page.getByRole('region', { name: 'Player' });
    const width = async () => Math.round((await player.boundingBox())?.width ?? 0);
    expect(await width()).toBe(528);
    await page.getByRole('separator', { name: 'Width of the player' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(width).toBe(608);
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await expect(page.locator('[data-pane]:focus-within')).toHaveCount(1);
    await page.reload();
    await expect(player).toBeVisible();
    await expect.poll(width).toBe(608);
    await page.getByRole('separator', { name: 'Width of the player' }).dblclick();
    await expect.poll(width).toBe(528);
  });

  test('opens in a second window of its own access', async ({ page, app }) => {
    await page.goto(app.url);
    await openCaptions(page);
    const opening = page.waitForEvent('popup');
    await runCommand(page, 'new window');
    const second = await opening;
    await expect(second.getByRole('heading', { name: 'speech', level: 1 })).toBeVisible();
    await edit(page);
    await expect(status(second)).toContainText('Not saved');
    expect(new URL(second.url()).hash).toBe('');
    await second.close();
  });
});

test.describe('accessibility', () => {
  for (const theme of ['light', 'dark'] as const) {
    test(`has no serious fault in ${theme} colours`, async ({ page, app }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto(app.url);
      await expect(page.getByRole('menuitem', { name: 'File' })).toBeVisible();
      expect(await faultsOf(page)).toEqual([]);
      for (const [keys, dialog] of [
        ['Control+,', 'Settings'],
        ['F1', 'Keyboard shortcuts'],
        ['Control+k', 'Find a command'],
      ] as const) {
        await page.keyboard.press(keys);
        await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
        expect(await faultsOf(page), dialog).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
    });
  }
});
