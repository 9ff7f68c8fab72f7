import { mkdirSync, mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { apply } from '../../common/document/apply.ts';
import { allWords } from '../../common/document/queries.ts';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { checkout, startWordlane } from '../support/command.ts';
import { ffmpeg } from '../support/ffmpeg.ts';
import { evenly, type SpokenWord } from '../support/recognisedTalk.ts';
import { writeProject } from './playedProject.ts';
import { faultsOf } from './support/accessibility.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import { chooseWord, command, documentOf, documentText, transcript } from './support/editor.ts';
import { difference, heardAgain, progressOf, redoFromSheet, work } from './support/touchUps.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-touch-ups-'));
const speech = join(mediaFixtures, 'jfk.wav');
const two = join(folder, 'two voices.wav');
const long = join(folder, 'long.flac');
const talk = join(folder, 'talk.wordlane');
const endless = join(folder, 'endless.wordlane');
const misheard = join(folder, 'misheard.wordlane');
const silent = join(folder, 'silent.wordlane');
const guessed = join(folder, 'guessed.wordlane');
const lost = join(folder, 'lost.wordlane');
const doubted = join(folder, 'doubted.wordlane');

const SPEECH_MS = 11_000;
const SECOND_VOICE_TIMES = 4;
const SECOND_VOICE_MS = 1870;

const test = base.extend({});
test.beforeAll(async () => {
  test.setTimeout(300_000);
  mkdirSync(folder, { recursive: true });
  const shared = process.env.WORDLANE_HOME ?? join(checkout, '.cache', 'test-home');
  const installing = startWordlane(['engines', 'install', 'basic'], {
    cwd: folder,
    env: { WORDLANE_HOME: shared },
  });
  expect((await installing.ended).code).toBe(0);
  const second = Array.from({ length: SECOND_VOICE_TIMES }, () => [
    '-i',
    join(mediaFixtures, 'hand_bobby.wav'),
  ]);
  const parts = SECOND_VOICE_TIMES + 1;
  await ffmpeg(['-i', speech, ...second.flat(), '-filter_complex', `concat=n=${parts}:v=0:a=1`, two]);
  await ffmpeg(['-stream_loop', '119', '-i', speech, long]);
  const [first, again] = [await wordsOf('jfk', 0), await wordsOf('hand_bobby', SPEECH_MS)];
  const repeats = Array.from({ length: SECOND_VOICE_TIMES }, (_, at) =>
    again.map(([text, startMs, endMs]): SpokenWord => {
      const laterMs = at * SECOND_VOICE_MS;
      return [text, (startMs ?? 0) + laterMs, (endMs ?? 0) + laterMs];
    }),
  );
  const turns = [{ speaker: 'Katie', words: [...first, ...repeats.flat()] }];
  const durationMs = SPEECH_MS + SECOND_VOICE_TIMES * SECOND_VOICE_MS;
  await writeProject(talk, turns, { path: two, durationMs });
  await writeProject(endless, [{ speaker: 'Katie', words: first }], {
    path: long,
    durationMs: SPEECH_MS * 120,
  });
  // The second time is left right, so that a difference belongs to its place and not to the word.
  const wrongAt = first.findIndex(([text]) => text === 'country');
  const wrong = first.map(
    ([text, startMs, endMs], at): SpokenWord => [at === wrongAt ? 'county' : text, startMs, endMs],
  );
  const media = { path: speech, durationMs: SPEECH_MS };
  await writeProject(misheard, [{ speaker: 'Katie', words: wrong }], media);
  await writeProject(silent, [], media);
  const text = first.map(([word]) => word).join(' ');
  await writeProject(guessed, [{ speaker: 'Katie', words: evenly(text, 0, 120) }], media);
  await writeDoubted(media);
  const gone = { path: join(folder, 'gone.wav'), durationMs: SPEECH_MS };
  await writeProject(lost, [{ speaker: 'Katie', words: first }], gone);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function wordsOf(name: string, laterMs: number): Promise<readonly SpokenWord[]> {
  const text = await readFile(join(mediaFixtures, `${name}.words.json`), 'utf8');
  const { words } = JSON.parse(text) as {
    readonly words: readonly { readonly word: string; readonly start: number; readonly end: number }[];
  };
  return words.map(({ word, start, end }) => [
    word,
    Math.round(start * 1000) + laterMs,
    Math.round(end * 1000) + laterMs,
  ]);
}

/** The engine was not sure of three words; one of them has no time either. */
async function writeDoubted(media: { readonly path: string; readonly durationMs: number }): Promise<void> {
  const words = (await wordsOf('jfk', 0)).map(
    ([text, startMs, endMs]): SpokenWord => (text === 'not' ? [text, null, null] : [text, startMs, endMs]),
  );
  const project = await writeProject(doubted, [{ speaker: 'Katie', words }], media);
  const unsure = [...allWords(project)].filter(({ text }) => ['fellow', 'not', 'americans'].includes(text));
  const applied = apply(project, {
    kind: 'setWordDetails',
    words: unsure.map(({ id }) => ({
      wordId: id,
      confidence: 0.2,
      wordKind: 'word',
      glue: false,
      alternatives: null,
    })),
  });
  if (!applied.ok) throw new Error(applied.failure.code);
  await writeFile(doubted, encodeProject({ project: applied.value.project, revision: 1 }));
}

async function opened(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(transcript(page)).toContainText('fellow');
}

test.describe('telling speakers apart', () => {
  test.use({ opened: [talk] });

  test('keeps who is known by name, says how many there are, and is one step of undo', async ({
    page,
    app,
  }) => {
    await opened(page, app.url);
    const before = await documentText(page);
    await command(page, 'Tell speakers apart…');
    const sheet = page.getByRole('dialog', { name: 'Tell speakers apart' });
    await sheet.getByRole('radio', { name: 'Exactly this many speak' }).click();
    await expect(sheet.getByLabel('Number of speakers')).toHaveValue('2');
    await sheet.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByText('2 speakers found')).toBeVisible({ timeout: 60_000 });
    const after = await documentOf(page);
    expect(after.speakers.map(({ name }) => name)).toEqual(['Katie', 'Speaker 2']);
    expect([...allWords(after)].map(({ text }) => text)).toEqual(
      [
        ...(await wordsOf('jfk', 0)),
        ...Array(SECOND_VOICE_TIMES)
          .fill(await wordsOf('hand_bobby', 0))
          .flat(),
      ].map(([text]) => text),
    );
    await expect(work(page)).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => documentText(page)).toBe(before);
  });
});

test.describe('work that takes long', () => {
  test.use({ opened: [endless] });

  test('shows how far it is and ends by Escape, with nothing changed', async ({ page, app }) => {
    await opened(page, app.url);
    const before = await documentText(page);
    await command(page, 'Tell speakers apart…');
    await page
      .getByRole('dialog', { name: 'Tell speakers apart' })
      .getByRole('button', { name: 'Start' })
      .click();
    await expect(progressOf(page, 'Tell speakers apart')).toBeVisible();
    await expect(work(page)).toContainText('Telling the voices apart', { timeout: 60_000 });
    await page.keyboard.press('Escape');
    await expect(work(page)).toHaveCount(0);
    expect(await documentText(page)).toBe(before);
  });
});

test.describe('recognising a stretch again', () => {
  test.use({ opened: [misheard] });

  test('shows what differs word by word, and takes what is accepted by keys as one step', async ({
    page,
    app,
  }) => {
    await opened(page, app.url);
    const before = await documentText(page);
    await chooseWord(page, 'fellow');
    await page.keyboard.press('Control+a');
    await redoFromSheet(page);
    const heard = heardAgain(page);
    await expect(heard).toBeVisible({ timeout: 60_000 });
    await expect(difference(page).first()).toBeFocused();
    const wrong = heard.getByRole('button', { name: /here: county heard: country / });
    await expect(wrong).toHaveCount(1);
    await page.keyboard.press('Backspace');
    await expect(difference(page).first()).toHaveAccessibleName(/Stays as it is\.$/);
    expect(await faultsOf(page)).toEqual([]);
    while (!(await wrong.evaluate((element) => element === document.activeElement))) {
      await page.keyboard.press('KeyJ');
    }
    await page.keyboard.press('KeyA');
    await expect(wrong).toHaveAccessibleName(/Will be taken\.$/);
    await page.keyboard.press('Control+Enter');
    await expect(heard).toHaveCount(0);
    const said = [...allWords(await documentOf(page))].map(({ text }) => text).join(' ');
    expect(said).toBe((await wordsOf('jfk', 0)).map(([text]) => text).join(' '));
    await expect(work(page)).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => documentText(page)).toBe(before);
  });

  test('keeps its place for later when it is hidden, and goes on with the text as it is by then', async ({
    page,
    app,
  }) => {
    await opened(page, app.url);
    await chooseWord(page, 'fellow');
    await page.keyboard.press('Control+a');
    await redoFromSheet(page);
    await expect(heardAgain(page)).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await expect(heardAgain(page)).toHaveCount(0);
    await chooseWord(page, 'county');
    await page.keyboard.type('country');
    await page.keyboard.press('Control+s');
    await page.keyboard.press('Escape');
    await work(page).getByRole('button', { name: 'Show differences' }).click();
    await expect(heardAgain(page)).toBeVisible();
    await expect(heardAgain(page).getByRole('button', { name: /county/ })).toHaveCount(0);
    await heardAgain(page).getByRole('button', { name: 'Keep everything as it is' }).click();
    await expect(heardAgain(page)).toHaveCount(0);
    await expect(work(page)).toHaveCount(0);
  });
});

test.describe('where nothing stands', () => {
  test.use({ opened: [silent] });

  test('what is heard is added as new text', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByText('No words yet')).toBeVisible();
    await redoFromSheet(page);
    await expect(heardAgain(page)).toContainText('Heard where nothing stands', { timeout: 60_000 });
    await page.keyboard.press('Enter');
    await expect(heardAgain(page)).toHaveCount(0);
    await expect(transcript(page)).toContainText('fellow');
    const { speakers } = await documentOf(page);
    expect(speakers).toEqual([]);
  });
});

test.describe('aligning again', () => {
  test.use({ opened: [guessed] });

  test('times the chosen words by their sound, with the aligner that was chosen, as one step', async ({
    page,
    app,
  }) => {
    await opened(page, app.url);
    const before = await documentText(page);
    await chooseWord(page, 'fellow');
    await page.keyboard.press('Control+a');
    await command(page, 'Align again with…');
    const sheet = page.getByRole('dialog', { name: 'Align again' });
    await expect(sheet).toContainText('22 words');
    await sheet.getByRole('radio', { name: /^PocketSphinx/ }).click();
    await sheet.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByText('22 words aligned')).toBeVisible({ timeout: 60_000 });
    await expect(work(page)).toHaveCount(0);
    const heard = [...allWords(await documentOf(page))];
    const spoken = await wordsOf('jfk', 0);
    const away = heard.map(({ startMs }, at) => Math.abs((startMs ?? 0) - (spoken[at]?.[1] ?? 0)));
    expect(away.filter((ms) => ms < 100).length).toBeGreaterThan(18);
    await page.keyboard.press('Control+z');
    await expect.poll(() => documentText(page)).toBe(before);
  });
});

test.describe('work that fails', () => {
  test.use({ opened: [lost] });

  test('says why in its place, until it is tried again or put away', async ({ page, app }) => {
    await opened(page, app.url);
    await chooseWord(page, 'fellow');
    await page.keyboard.press('Control+Shift+A');
    const failed = work(page).getByRole('alert');
    await expect(failed).toContainText('The words could not be aligned.');
    await expect(failed).toContainText('gone.wav: There is no such file.');
    await work(page).getByRole('button', { name: 'Try again' }).click();
    await expect(failed).toHaveCount(1);
    await expect(work(page).getByRole('listitem')).toHaveCount(1);
    await work(page).getByRole('button', { name: 'Dismiss' }).click();
    await expect(work(page)).toHaveCount(0);
  });
});

test.describe('the list of words worth a look', () => {
  test.use({ opened: [doubted] });

  test('is gone through by keys, by time or by gravity, and gets shorter with each that is checked', async ({
    page,
    app,
  }) => {
    await opened(page, app.url);
    await command(page, 'Words worth a look');
    const list = page.getByRole('listbox', { name: 'Words worth a look' });
    await expect(list).toBeFocused();
    const words = list.getByRole('option');
    await expect(words).toHaveText([/^fellow/, /^americans/, /^notno time/]);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Gravest' }).click();
    await expect(words).toHaveText([/^not/, /^fellow/, /^americans/]);
    await page.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: /^no time/ }).click();
    await expect(words).toHaveText([/^not/]);
    await page.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: /^All reasons/ }).click();
    await list.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('fellow');
    await expect(list).toBeFocused();
    await page.keyboard.press('KeyC');
    await expect(words).toHaveText([/^not/, /^americans/]);
    const { decisions } = await documentOf(page);
    expect(decisions.reviewed.size).toBe(1);
    await expect(words.nth(1)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('KeyC');
    await page.keyboard.press('KeyC');
    await expect(page.getByText('No doubtful words')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(words).toHaveCount(1);
  });
});
