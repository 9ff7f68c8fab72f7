import { mkdirSync, mkdtempSync } from 'node:fs';
import { copyFile, link, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpeg } from '../support/ffmpeg.ts';
import { evenly } from '../support/recognisedTalk.ts';
import { writeProject } from './playedProject.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import { addSpeaker, closeProject, saved, transcribed, transcript } from './support/editor.ts';
import { dropFiles, jobRow, messages, onHome, openHome, recentRow } from './support/home.ts';
import { startTranscribing, transcribeSheet } from './support/sheet.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-home-'));
const many = join(folder, 'many');
const corrupt = join(folder, 'corrupt.wordlane');
const moving = join(folder, 'moving.wav');
const long = join(folder, 'long.flac');
const FILES = 500;

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(many, { recursive: true });
  const first = join(many, 'take 1.wav');
  await copyFile(join(mediaFixtures, 'hand_mary.wav'), first);
  for (let number = 2; number <= FILES; number++) await link(first, join(many, `take ${number}.wav`));
  await copyFile(join(mediaFixtures, 'jfk.wav'), moving);
  const turns = [{ speaker: 'katie', words: evenly('Good morning Steve.', 1000, 70) }];
  await writeProject(join(folder, 'talk.wordlane'), turns, { path: moving, durationMs: 11_000 });
  await writeProject(corrupt, turns, null);
  await truncate(corrupt, (await readFile(corrupt)).length - 40);
  await ffmpeg(['-stream_loop', '59', '-i', join(mediaFixtures, 'jfk.wav'), long]);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.describe('the first start', () => {
  test('says what to do, and the sample clip becomes the first project', async ({ page, app }) => {
    await openHome(page, app.url);
    await expect(page.getByText('No projects yet')).toBeVisible();
    await expect(page.getByText('Nothing is waiting')).toBeVisible();
    await page.getByRole('button', { name: /^Sample clip/ }).click();
    await startTranscribing(page);
    await transcribed(page);
    await closeProject(page);
    await onHome(page);
    await expect(jobRow(page, 'sample.ogg')).toContainText('Done in');
    const row = recentRow(page, 'sample');
    await expect(row).toContainText('sample.ogg');
    await expect(row).toContainText('English');

    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove from this list' }).click();
    await expect(page.getByText('No projects yet')).toBeVisible();
    // The queue still knows its way to the project, which is where it was.
    await jobRow(page, 'sample.ogg').getByRole('button', { name: 'Open' }).click();
    await expect(transcript(page)).not.toHaveText('');
  });
});

test.describe('the queue', () => {
  test('stops what runs and what waits at once, and takes the next file', async ({ page, app }) => {
    await openHome(page, app.url);
    const second = join(app.files, 'second.flac');
    await copyFile(long, second);
    await dropFiles(page, [long, second]);
    await expect(transcribeSheet(page)).toContainText('Transcribe 2 files');
    await startTranscribing(page);
    await expect(page.getByRole('progressbar', { name: 'Progress of long.flac' })).toBeVisible();
    await jobRow(page, 'second.flac').getByRole('button', { name: 'Cancel second.flac' }).click();
    await expect(jobRow(page, 'second.flac')).toContainText('Cancelled');
    await jobRow(page, 'long.flac').getByRole('button', { name: 'Cancel long.flac' }).click();
    await expect(jobRow(page, 'long.flac')).toContainText('Cancelled', { timeout: 2000 });
    await expect(page.getByRole('progressbar', { name: /^Progress of/ })).toHaveCount(0);

    await dropFiles(page, [join(mediaFixtures, 'jfk.flac')]);
    await startTranscribing(page);
    await transcribed(page);
    await closeProject(page);
    await page.getByRole('button', { name: 'Take long.flac off the list' }).click();
    await expect(jobRow(page, 'long.flac')).toHaveCount(0);
  });
});

test.describe('a job that failed on a device', () => {
  test.use({ settings: { transcribe: { device: 'cuda:0' } } });

  test('says so on the first screen, and is done on the processor once a person presses it', async ({
    page,
    app,
  }) => {
    await openHome(page, app.url);
    await dropFiles(page, [join(mediaFixtures, 'jfk.flac')]);
    await startTranscribing(page);
    const row = jobRow(page, 'jfk.flac');
    await expect(row.getByRole('alert')).toContainText('The device cannot be used', { timeout: 20_000 });
    await onHome(page);
    await row.getByRole('button', { name: 'Run on the processor' }).click();
    await expect(row).toContainText('Done in', { timeout: 40_000 });
    await expect(row.getByRole('alert')).toHaveCount(0);
    await expect(page.getByRole('complementary', { name: 'Queue' }).getByRole('listitem')).toHaveCount(1);
  });
});

test.describe('what cannot be used', () => {
  test('is named with the reason and left out, and the rest goes on', async ({ page, app }) => {
    await openHome(page, app.url);
    const text = join(app.files, 'talk.mp4');
    const empty = join(app.files, 'empty.wav');
    const cut = join(app.files, 'cut.mp4');
    await writeFile(text, 'These are words and no film.\n'.repeat(50));
    await writeFile(empty, '');
    await ffmpeg(['-i', join(mediaFixtures, 'jfk.flac'), '-c:a', 'aac', cut]);
    await truncate(cut, 20_000);
    await dropFiles(page, [text, empty, join(mediaFixtures, 'jfk.flac')]);
    await expect(messages(page)).toContainText(/talk\.mp4: .*not audio or video/i);
    await expect(messages(page)).toContainText(/empty\.wav: The file is empty \(0 bytes\)/);
    const sheet = transcribeSheet(page);
    await expect(sheet).toContainText('Transcribe 1 file');
    await expect(sheet.getByRole('list', { name: 'Files' }).getByRole('listitem')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();

    // What its first bytes do not tell is told in the sheet.
    await dropFiles(page, [cut]);
    await expect(sheet.getByRole('alert')).toContainText(/damaged or was cut off|not audio or video/i);
    await expect(sheet.getByRole('button', { name: /^Start/ })).toBeDisabled();
  });

  test('a damaged project is told in a sentence, dropped or from the list', async ({ page, app }) => {
    await openHome(page, app.url);
    await dropFiles(page, [corrupt]);
    await expect(messages(page)).toContainText(/corrupt\.wordlane: The project file is damaged/);
    await onHome(page);
  });
});

test.describe('a project of the list', () => {
  test.use({ opened: [join(folder, 'talk.wordlane')] });

  test('that was damaged or taken away since says so, and nothing hangs', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(transcript(page)).toContainText('Good morning');
    const kept = join(app.files, 'kept.wordlane');
    await page.keyboard.press('Control+Shift+s');
    await page.getByLabel('Where').fill(kept);
    await page.keyboard.press('Enter');
    await saved(page);
    await closeProject(page);
    await onHome(page);
    await truncate(kept, 40);
    await recentRow(page, 'A talk').getByRole('button').first().click();
    await expect(messages(page)).toContainText(/kept\.wordlane: The project file is damaged/);
    await onHome(page);
    await rm(kept);
    await page.reload();
    const row = recentRow(page, 'not found where it was');
    await expect(row.getByRole('button')).toBeDisabled();
    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove from this list' }).click();
    await expect(row).toHaveCount(0);
  });
});

test.describe('a recording that goes away while it is open', () => {
  test.use({ opened: [join(folder, 'talk.wordlane')] });

  test('is missed in a sentence, loses nothing, and is found again', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(transcript(page)).toContainText('Good morning');
    await expect(page.getByRole('button', { name: /^Play/ })).toBeEnabled();
    await addSpeaker(page, 'Steve');
    const away = join(folder, 'elsewhere', 'moving.wav');
    await mkdir(join(folder, 'elsewhere'), { recursive: true });
    await rename(moving, away);
    const player = page.getByRole('region', { name: 'Player' });
    await expect(player.getByRole('alert')).toContainText('“moving.wav” has moved.');
    await expect(player.getByRole('alert')).toContainText('Captions and times are safe.');
    await expect(transcript(page)).toContainText('Good morning');
    const choosing = page.waitForEvent('filechooser');
    await player.getByRole('button', { name: 'Find the file…' }).click();
    await (await choosing).setFiles(away);
    await expect(player.getByRole('alert')).toHaveCount(0);
    await page.getByRole('button', { name: /^Play/ }).click();
    await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
    await rename(away, moving);
  });
});

test.describe('a folder with five hundred recordings', () => {
  test.use({ opened: [many] });

  test('is listed within seconds, and the sheet answers while they are looked at', async ({ page, app }) => {
    await page.goto(app.url);
    const sheet = transcribeSheet(page);
    await expect(sheet).toContainText(`Transcribe ${FILES} files`);
    const rows = sheet.getByRole('list', { name: 'Files' }).getByRole('listitem');
    await expect(rows).toHaveCount(FILES);
    await expect(rows.nth(9)).toContainText('take 10.wav');
    await sheet.getByRole('button', { name: 'Leave out take 2.wav' }).click();
    await expect(rows).toHaveCount(FILES - 1);
    await sheet.getByRole('checkbox', { name: 'ASS' }).click();
    await expect(sheet.getByRole('checkbox', { name: 'ASS' })).toBeChecked();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await onHome(page);
  });
});
