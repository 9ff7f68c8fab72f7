import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../support/command.ts';
import { faultsOf } from './support/accessibility.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import { command } from './support/editor.ts';
import { dropFiles, openHome } from './support/home.ts';
import { transcribeSheet } from './support/sheet.ts';

const test = base.extend({});

test.describe('engines and models', () => {
  test('shows what works and what this computer has, by keyboard alone', async ({ page, app }) => {
    await openHome(page, app.url);
    await command(page, 'Engines & models');
    await expect(page.getByRole('heading', { name: 'Engines', exact: true })).toBeVisible();
    const engines = page.getByRole('list', { name: 'Engines' });
    await expect(engines.getByRole('listitem').filter({ hasText: 'Moonshine' })).toContainText('MB');
    await expect(engines.getByRole('button', { name: 'Install: WhisperX' })).toBeEnabled();
    const details = page.getByRole('complementary', { name: 'Details' });
    await expect(details).toContainText('This computer');
    await expect(details).toContainText('cores');
    await engines.getByRole('button', { name: /^WhisperX/ }).press('Enter');
    await expect(details.getByRole('heading', { name: 'WhisperX' })).toBeVisible();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByText('Nothing is waiting')).toBeVisible();
  });

  test('tries the embedded engine again, and says on what it works and how fast', async ({ page, app }) => {
    await openHome(page, app.url);
    await command(page, 'Engines & models');
    const row = page
      .getByRole('list', { name: 'Engines' })
      .getByRole('listitem')
      .filter({ hasText: 'Moonshine' });
    await row.getByRole('button', { name: 'Test again: Moonshine' }).click();
    await expect(row).toContainText(/Works on: .* × real time/, { timeout: 60_000 });
  });

  test('imports a model, refuses what is none in a sentence, and removes it', async ({ page, app }) => {
    const folder = await mkdtemp(join(tmpdir(), 'wordlane-model-'));
    const model = join(folder, 'made-up');
    await cp(join(checkout, 'python-runtime', 'engines', 'faster-whisper', 'selftest'), model, {
      recursive: true,
    });
    await openHome(page, app.url);
    await command(page, 'Engines & models');
    const importing = async (path: string) => {
      await page.getByRole('button', { name: 'Import a model …' }).click();
      const sheet = page.getByRole('dialog', { name: 'Import a model …' });
      await sheet.getByRole('textbox').fill(path);
      await sheet.getByRole('button', { name: 'Import', exact: true }).click();
      return sheet;
    };
    const refused = await importing(mediaFixtures);
    await expect(refused.getByText(/model/i).last()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(await importing(model)).toBeHidden({ timeout: 30_000 });
    const row = page
      .getByRole('list', { name: 'Models' })
      .getByRole('listitem')
      .filter({ hasText: 'made-up' });
    await expect(row).toContainText('ready');
    await row.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(row).toBeHidden();
    await rm(folder, { recursive: true });
  });
});

test('the diagnosis lists what works, and can be copied', async ({ page, app, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openHome(page, app.url);
  await command(page, 'Diagnostics');
  const list = page.getByRole('list', { name: 'Diagnostics' });
  await expect(list.getByRole('listitem').filter({ hasText: 'ffmpeg' })).toContainText('works', {
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('ffmpeg');
});

test('before transcribing, an engine that is not installed says so and leads to where it is', async ({
  page,
  app,
}) => {
  await openHome(page, app.url);
  await dropFiles(page, [join(mediaFixtures, 'jfk.wav')]);
  const sheet = transcribeSheet(page);
  await sheet.getByRole('radio', { name: /WhisperX/ }).click();
  await expect(sheet.getByRole('alert')).toContainText('WhisperX is not installed yet.');
  await expect(sheet.getByRole('button', { name: /^Start/ })).toBeDisabled();
  await sheet.getByRole('button', { name: 'Engines & models' }).click();
  await expect(page.getByRole('button', { name: 'Install: WhisperX' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^WhisperX/ })).toBeFocused();
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { name: 'WhisperX' })).toBeVisible();
});
