import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { decodeProject } from '../../host/projects/projectFile.ts';
import { expect, test } from './support/app.ts';
import { cueTable, cueTexts, documentOf, saved, status, transcribed, transcript } from './support/editor.ts';
import { cuesOf, readBack, wordsOf } from './support/exportPage.ts';
import { onHome } from './support/home.ts';
import { transcribeSheet } from './support/sheet.ts';

/** Goes on with Tab until the control of this name has the focus. */
async function tabTo(
  page: Page,
  role: 'button' | 'textbox' | 'checkbox' | 'row',
  name: RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name });
  for (let presses = 0; presses < 60; presses++) {
    const reached = await wanted.evaluateAll((all) => all.some((one) => one === document.activeElement));
    if (reached) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to the ${role} ${name}`);
}

/** F6 goes from pane to pane. */
async function toPane(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 6; presses++) {
    const inside = await page
      .getByRole('region', { name })
      .evaluateAll((all) => all.some((one) => one.contains(document.activeElement)));
    if (inside) return;
    await page.keyboard.press('F6');
  }
  throw new Error(`F6 never came to ${name}`);
}

test('the whole way from Home to the files is gone without a mouse', async ({ page, app }) => {
  test.slow();
  await page.goto(app.url);
  await onHome(page);
  await tabTo(page, 'button', /^Sample clip/);
  await page.keyboard.press('Enter');
  await expect(transcribeSheet(page).getByText('Looking at it…')).toHaveCount(0);
  await expect(transcribeSheet(page).getByRole('button', { name: /^Start/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await transcribed(page);
  const words = wordsOf(await documentOf(page));

  await test.step('play and stop', async () => {
    const time = page.locator('[data-time]');
    await page.keyboard.press('Control+Space');
    await expect(time).not.toHaveText('00:00.000');
    await page.keyboard.press('Control+Space');
  });
  await test.step('retype the first word', async () => {
    await toPane(page, 'Transcript');
    await expect(transcript(page)).toBeFocused();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+Shift+ArrowRight');
    await page.keyboard.type('Well');
    await expect.poll(async () => wordsOf(await documentOf(page))[0]?.text).toBe('Well');
  });
  await test.step('retime the next one and give both a speaker', async () => {
    await toPane(page, 'Timeline');
    await page.keyboard.press('Tab');
    const before = wordsOf(await documentOf(page));
    await page.keyboard.press('Alt+Shift+ArrowLeft');
    await expect
      .poll(async () => {
        const now = wordsOf(await documentOf(page));
        return now.filter(({ endMs }, at) => endMs === (before[at]?.endMs ?? 0) - 10).length;
      })
      .toBe(1);
    await page.keyboard.press('Control+Shift+n');
    await expect(page.getByRole('list', { name: 'Speakers' })).toContainText('Speaker 1');
    await toPane(page, 'Inspector');
    await tabTo(page, 'textbox', /^Name$/);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Kennedy');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await documentOf(page)).speakers[0]?.name).toBe('Kennedy');
  });
  await test.step('split a cue', async () => {
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('F2');
    await expect(cueTable(page)).toBeVisible();
    const count = Number(await cueTable(page).getAttribute('aria-rowcount'));
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+ArrowRight');
    await page.keyboard.press('Control+b');
    await expect(cueTable(page)).toHaveAttribute('aria-rowcount', String(count + 1));
    await page.keyboard.press('Escape');
  });
  await test.step('undo and redo', async () => {
    const shown = await cueTexts(page);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await cueTexts(page)).length).toBe(shown.length - 1);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => cueTexts(page)).toEqual(shown);
  });

  await expect(status(page)).toContainText('Not saved');
  await page.keyboard.press('Control+Shift+s');
  const target = join(app.files, 'keys.wordlane');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(target);
  await page.keyboard.press('Enter');
  await saved(page);
  const shown = await cueTexts(page);
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('heading', { name: 'Export', level: 1 })).toBeVisible();
  await tabTo(page, 'button', /^Export \d files?$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('written');
  const srt = await readFile(join(app.files, 'keys.srt'), 'utf8');
  expect(cuesOf(readBack('srt', srt)).map(({ text }) => text)).toEqual(shown);
  const kept = decodeProject(await readFile(target), target);
  if (!kept.ok) throw new Error(kept.failure.code);
  expect(wordsOf(kept.value.project).map(({ text }) => text)).toEqual(
    words.map(({ text }, at) => (at === 0 ? 'Well' : text)),
  );
});
