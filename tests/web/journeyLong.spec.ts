import { mkdirSync, mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProject, encodeProject } from '../../host/projects/projectFile.ts';
import { largeProject } from '../support/large.ts';
import { test as base, expect } from './support/app.ts';
import { chooseWord, closeProject, goTo, saved, status, transcript } from './support/editor.ts';
import { wordsOf } from './support/exportPage.ts';
import { onHome, recentRow } from './support/home.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-journey-long-'));
const path = join(folder, 'long.wordlane');
/** Three hours: the synthetic talk has 2.6 words a second. */
const project = largeProject({ words: 28_000, speakers: 3, asMonologue: false });

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await writeFile(path, encodeProject({ project, revision: 1 }));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.describe('three hours of speech', () => {
  test.use({ opened: [path] });

  test('are opened, edited at their end, saved, and differ in that one word', async ({ page, app }) => {
    const words = wordsOf(project);
    expect(words.at(-1)?.endMs).toBeGreaterThan(3 * 3_600_000 * 0.95);
    await page.goto(app.url);
    await expect(transcript(page)).toContainText(words[0]?.text ?? '');
    await transcript(page).click();
    await page.keyboard.press('Control+End');
    const last = words.at(-1)?.text ?? '';
    await expect(transcript(page).locator('.cm-line').last()).toContainText(last);
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await page.keyboard.type('Finish.');
    await expect(status(page)).toContainText('Not saved');
    await page.keyboard.press('Control+s');
    await saved(page);
    const file = decodeProject(await readFile(path), path);
    if (!file.ok) throw new Error(file.failure.code);
    const expected = words.map((word, at) => (at === words.length - 1 ? { ...word, text: 'Finish.' } : word));
    expect(wordsOf(file.value.project)).toEqual(expected);
    await closeProject(page);
    await onHome(page);
    await recentRow(page, 'A long recording').getByRole('button').click();
    await expect(transcript(page)).toContainText(words[0]?.text ?? '');
    await goTo(page, '1:30:00');
    await chooseWord(page, words[0]?.text ?? '');
    await expect(page.getByRole('button', { name: '00:00.4', exact: false })).toBeVisible();
  });
});
