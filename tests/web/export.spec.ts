import { mkdirSync, mkdtempSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { evenly } from '../support/recognisedTalk.ts';
import { writeProject } from './playedProject.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import { chooseWord, transcript } from './support/editor.ts';
import {
  chooseFormats,
  cuesOf,
  downloadExports,
  exportedText,
  readBack,
  wordsOf,
} from './support/exportPage.ts';
import { messages } from './support/home.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-export-'));
const project = join(folder, 'talk.wordlane');

const test = base.extend({});
test.beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const turns = [
    { speaker: 'katie', words: evenly('Good morning Steve.', 500, 60) },
    { speaker: 'steve', words: evenly('Good evening Katie.', 5000, 60) },
  ];
  const media = { path: join(mediaFixtures, 'jfk.wav'), durationMs: 11_000 };
  await writeProject(project, turns, media);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.use({ opened: [project] });

async function openTalk(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(transcript(page)).toContainText('Good morning');
}

const go = (page: Page, count: number) =>
  page.getByRole('button', { name: count === 1 ? 'Export 1 file' : `Export ${count} files` });

test('files are written beside the project, and others are not replaced before a person says so', async ({
  page,
  app,
}) => {
  await openTalk(page, app.url);
  await chooseFormats(page, ['srt', 'json']);
  await go(page, 2).click();
  await expect(messages(page)).toContainText('2 files written');
  expect((await readdir(folder)).sort()).toEqual(['talk.json', 'talk.srt', 'talk.wordlane']);
  const before = await readFile(join(folder, 'talk.srt'), 'utf8');
  expect(cuesOf(readBack('srt', before)).map(({ text }) => text)).toEqual([
    'Good morning Steve.',
    'Good evening Katie.',
  ]);

  await page.keyboard.press('Escape');
  await expect(transcript(page)).toBeVisible();
  await chooseWord(page, 'morning');
  await page.keyboard.type('day');
  // Typed a moment ago and not handed over yet: it must be in the file all the same.
  await chooseFormats(page, ['srt']);
  await go(page, 1).click();
  await expect(messages(page)).toContainText('“talk.srt” exists already');
  expect(await readFile(join(folder, 'talk.srt'), 'utf8')).toBe(before);
  await messages(page).getByRole('button', { name: 'Replace' }).click();
  await expect(messages(page)).toContainText('1 file written');
  expect(await readFile(join(folder, 'talk.srt'), 'utf8')).toBe(before.replace('morning', 'day'));
});

test('files go to the folder and the name that are typed', async ({ page, app }) => {
  await openTalk(page, app.url);
  await chooseFormats(page, ['vtt']);
  await page.getByRole('textbox', { name: 'Name' }).fill('night');
  await page.getByRole('textbox', { name: 'To' }).fill(app.files);
  await go(page, 1).click();
  await expect(messages(page)).toContainText('1 file written');
  expect(await readdir(app.files)).toEqual(['night.vtt']);

  await page.getByRole('textbox', { name: 'To' }).fill(join(app.files, 'nowhere'));
  await go(page, 1).click();
  await expect(messages(page)).toContainText(
    'night.vtt: It could not be written: the folder does not exist.',
  );
});

test('what is seen before is what is downloaded, with and without the times of words', async ({
  page,
  app,
}) => {
  await openTalk(page, app.url);
  await chooseFormats(page, ['vtt']);
  const side = page.getByRole('complementary', { name: 'WebVTT' });
  await expect(side).toContainText('<00:00:00.740>');
  const timed = side.getByRole('checkbox', { name: 'With word times' });
  await timed.click();
  await expect(side).not.toContainText('<00:00:00.740>');
  await expect(side).toContainText('Good morning Steve.');
  await page.getByRole('button', { name: 'Editor', exact: true }).click();
  const files = await downloadExports(page, ['vtt', 'json']);
  expect(exportedText(files, 'vtt')).toContain('<00:00:00.740>');
  const said = wordsOf(readBack('json', exportedText(files, 'json')));
  expect(said.map(({ speaker }) => speaker)).toEqual([
    ...Array<string>(3).fill('katie'),
    ...Array<string>(3).fill('steve'),
  ]);
});

test('each format says what it loses of this project', async ({ page, app }) => {
  await openTalk(page, app.url);
  await chooseFormats(page, ['srt', 'json']);
  const table = page.getByRole('table', { name: 'Export' });
  const row = (title: RegExp) => table.getByRole('row').filter({ hasText: title });
  await expect(
    row(/^SubRip/)
      .getByText('lost')
      .first(),
  ).toBeAttached();
  await expect(
    row(/^Wordlane JSON|JSON/)
      .first()
      .getByText('lost'),
  ).toHaveCount(0);
  await row(/^SubRip/)
    .getByRole('button')
    .click();
  await expect(page.getByRole('complementary', { name: /SubRip/ })).toContainText(/word/i);
});
