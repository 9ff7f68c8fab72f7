import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evenly } from '../support/recognisedTalk.ts';
import { writeProject } from './playedProject.ts';
import { faultsOf } from './support/accessibility.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import {
  addSpeaker,
  chooseTurn,
  chooseWord,
  closeProject,
  cueRow,
  showCaptions,
  transcript,
} from './support/editor.ts';
import { dropFiles, onHome, recentRow } from './support/home.ts';
import { transcribeSheet } from './support/sheet.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-access-'));

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const turns = [
    { speaker: 'katie', words: evenly('Good morning Steve and welcome to all of you who came.', 500, 20) },
    { speaker: 'steve', words: evenly('Good evening.', 5000, 60) },
    { speaker: null, language: 'ar', words: evenly('شكرًا لكم', 8000, 60) },
  ];
  const media = { path: join(mediaFixtures, 'jfk.wav'), durationMs: 11_000 };
  await writeProject(join(folder, 'talk.wordlane'), turns, media);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.use({ opened: [join(folder, 'talk.wordlane')] });

for (const theme of ['light', 'dark'] as const) {
  test(`no screen has a serious fault in ${theme} colours`, async ({ page, app }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto(app.url);
    await expect(transcript(page)).toContainText('Good morning');
    await chooseTurn(page, 2);
    await addSpeaker(page, 'Steven');
    await chooseWord(page, 'morning');
    const found: string[] = [];
    const look = async (screen: string) => {
      for (const fault of await faultsOf(page)) found.push(`${screen}: ${fault}`);
    };
    await page.keyboard.press('Escape');
    for (const tab of ['Speakers', 'Checks', 'Word', 'History']) {
      await page.getByRole('tab', { name: tab }).click();
      await look(`editor, ${tab}`);
    }
    await page.keyboard.press('Control+f');
    await expect(page.getByLabel('Find in the words')).toBeVisible();
    await look('find');
    await page.keyboard.press('Escape');
    await showCaptions(page);
    await look('captions');
    await cueRow(page, 1).locator('p').first().dblclick();
    await look('captions, typing');
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem', { name: 'Words' }).click();
    await expect(page.getByRole('menuitem', { name: 'Split word' })).toBeVisible();
    await look('menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+e');
    await expect(page.getByRole('heading', { name: 'Export', level: 1 })).toBeVisible();
    await look('export');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Player' })).toBeVisible();
    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    for (const tab of await settings.getByRole('tab').all()) {
      await tab.click();
      await look(`settings, ${await tab.textContent()}`);
    }
    await page.keyboard.press('Escape');
    await closeProject(page);
    const question = page.getByRole('dialog', { name: 'Save the changes?' });
    await expect(question).toBeVisible();
    await look('unsaved');
    await question.getByRole('button', { name: 'Don’t save' }).click();
    await onHome(page);
    await expect(recentRow(page, 'A talk')).toBeVisible();
    await look('home');
    await dropFiles(page, [join(mediaFixtures, 'jfk.flac')]);
    await expect(transcribeSheet(page).getByText('Looking at it…')).toHaveCount(0);
    await look('sheet');
    expect(found).toEqual([]);
  });
}
