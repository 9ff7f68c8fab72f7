import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultsOf } from './support/accessibility.ts';
import { expect, mediaFixtures, test } from './support/app.ts';
import { command } from './support/editor.ts';
import { dropFiles, openHome } from './support/home.ts';
import { transcribeSheet } from './support/sheet.ts';

const moonshine = { engine: 'moonshine', slot: 'transcribe', slotId: 'moonshine', kind: null };

test.describe('how fast engines are here', () => {
  test.beforeEach(async ({ app }) => {
    // Eleven seconds of sound will take about five.
    const run = {
      place: { ...moonshine, model: 'tiny-en', device: 'cpu' },
      soundMs: 100_000,
      workMs: 45_000,
    };
    await writeFile(join(app.home, 'measured.json'), JSON.stringify({ schema: 2, runs: [run] }));
  });

  test('the sheet tells how long the choice will take, and what is not known of it', async ({
    page,
    app,
  }) => {
    await openHome(page, app.url);
    await dropFiles(page, [join(mediaFixtures, 'jfk.flac')]);
    const sheet = transcribeSheet(page);
    await expect(sheet).toContainText('About 5 s with Moonshine');
    await sheet.getByRole('combobox', { name: 'Speakers' }).click();
    await page.getByRole('option', { name: 'Tell apart', exact: true }).click();
    await expect(sheet).toContainText('At least 10 s with Moonshine: not every step has run here yet');
    await sheet.getByRole('combobox', { name: 'Speakers' }).click();
    await page.getByRole('option', { name: 'Do not tell apart' }).click();
    await sheet.getByRole('combobox', { name: 'Channels' }).click();
    await page.getByRole('option', { name: 'A speaker on each side' }).click();
    await expect(sheet).toContainText('About 10 s with Moonshine');
  });

  test('a model that never ran says so to everyone', async ({ page, app }) => {
    await openHome(page, app.url);
    await command(page, 'Engines & models');
    const row = page
      .getByRole('list', { name: 'Models' })
      .getByRole('listitem')
      .filter({ hasText: 'Whisper large-v3 turbo' });
    await expect(row.first()).toContainText('speed not known yet');
    expect(await faultsOf(page)).toEqual([]);
  });
});
