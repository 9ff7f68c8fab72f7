import { mkdirSync, mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { apply } from '../../common/document/apply.ts';
import { allWords } from '../../common/document/queries.ts';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { evenly } from '../support/recognisedTalk.ts';
import { writeProject } from './playedProject.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import { chooseWord, documentOf, documentText, saved, status, transcript } from './support/editor.ts';
import { onHome, recentRow } from './support/home.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-transcript-'));
const media = { path: join(mediaFixtures, 'jfk.wav'), durationMs: 11_000 };
const talk = join(folder, 'talk.wordlane');
const nothing = join(folder, 'nothing.wordlane');

const FIRST = 'Good morning Steve and welcome.';
const SECOND = 'Good evening Katie, thanks for having me.';
const THIRD = 'Let us begin then.';

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const turns = [
    { speaker: 'katie', words: evenly(FIRST, 500, 60) },
    { speaker: 'steve', words: evenly(SECOND, 3000, 60) },
    { speaker: 'katie', words: evenly(THIRD, 6000, 60) },
  ];
  const project = await writeProject(talk, turns, media);
  // Two words that the engine was not sure of; of one it tells what else it may have been.
  const doubtful = [...allWords(project)].filter(({ text }) => text === 'evening' || text === 'begin');
  const applied = apply(project, {
    kind: 'setWordDetails',
    words: doubtful.map(({ id, text }) => ({
      wordId: id,
      confidence: 0.3,
      wordKind: 'word',
      glue: false,
      alternatives: text === 'begin' ? [{ text: 'beguine', confidence: 0.2 }] : null,
    })),
  });
  if (!applied.ok) throw new Error(applied.failure.code);
  await writeFile(talk, encodeProject({ project: applied.value.project, revision: 1 }));
  await writeProject(nothing, [], media);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const lines = (page: Page): Locator => transcript(page).locator('.cm-line');
const names = (page: Page): Locator => page.locator('.tr-name');

/** What is lit, by its highlight's name. */
async function litWords(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() =>
    [...CSS.highlights].flatMap(([name, ranges]) => [...ranges].map((range) => `${name} ${String(range)}`)),
  );
}

async function opened(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(lines(page)).toHaveText([FIRST, SECOND, THIRD]);
}

test.describe('the transcript', () => {
  test.use({ opened: [talk] });

  test('loses nothing of what was typed just before undo or saving', async ({ page, app }) => {
    await opened(page, app.url);
    await chooseWord(page, 'evening');
    await page.keyboard.type('night');
    await page.keyboard.press('Control+z');
    await expect(lines(page)).toHaveText([FIRST, SECOND, THIRD]);
    await page.keyboard.press('Control+Shift+z');
    await expect(lines(page).nth(1)).toHaveText(SECOND.replace('evening', 'night'));
    await page.keyboard.press('Control+z');
    await expect(lines(page).nth(1)).toHaveText(SECOND);
    await chooseWord(page, 'evening');
    await page.keyboard.type('day');
    await page.keyboard.press('Control+s');
    await saved(page);
    expect(await readFile(talk, 'utf8')).toContain('"day"');
    await page.keyboard.press('Control+z');
    await expect(lines(page).nth(1)).toHaveText(SECOND);
    await page.keyboard.press('Control+s');
    await saved(page);
  });

  test('takes back with one step what one key deleted, however many turns it was', async ({ page, app }) => {
    await opened(page, app.url);
    const before = await documentText(page);
    await chooseWord(page, 'welcome');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Delete');
    await expect.poll(async () => (await documentOf(page)).utterances.length).toBeLessThan(3);
    await page.keyboard.press('Control+z');
    await expect(lines(page)).toHaveText([FIRST, SECOND, THIRD]);
    expect(await documentText(page)).toBe(before);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Backspace');
    await expect.poll(async () => (await documentOf(page)).utterances.length).toBe(0);
    await expect(page.getByText('No words yet')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(lines(page)).toHaveText([FIRST, SECOND, THIRD]);
    expect(await documentText(page)).toBe(before);
  });

  test('keeps a turn where it is typed, though its speaker goes on soon after', async ({ page, app }) => {
    await opened(page, app.url);
    await chooseWord(page, 'welcome');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const long = 'and so much more is said here by hand that there is not time enough for all of it';
    await page.keyboard.type(`${long} before she goes on after him as she does in this talk`);
    await expect.poll(async () => (await documentOf(page)).utterances.length).toBe(4);
    await expect(lines(page).nth(1)).toContainText(long);
    await expect(names(page)).toHaveText(['katie', 'katie', 'steve', 'katie']);
    // What begins behind the caret is taken up from before it.
    await chooseWord(page, 'welcome');
    await page.keyboard.press('End');
    await page.keyboard.press('Delete');
    await expect(lines(page).nth(0)).toContainText(`welcome. ${long}`);
    await expect(names(page)).toHaveText(['katie', 'steve', 'katie']);
  });

  test('keeps the spoken word lit and its turn marked while the caret moves on', async ({ page, app }) => {
    await opened(page, app.url);
    await page.locator('.cm-line', { hasText: THIRD }).click({ position: { x: 30, y: 18 } });
    await expect.poll(() => litWords(page)).toEqual(['spoken-1 Let']);
    const bar = page.locator('.tr-bars i');
    await expect(bar).toHaveCount(1);
    const turn = await lines(page).nth(2).boundingBox();
    expect((await bar.boundingBox())?.y).toBeCloseTo(turn?.y ?? 0, 0);
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.type('x');
    expect(await litWords(page)).toEqual(['spoken-1 Let']);
    await expect(bar).toHaveCount(1);
    await expect.poll(async () => await documentText(page)).toContain('"bxegin"');
    expect(await litWords(page)).toEqual(['spoken-1 Let']);
    // With Alt a click is for the caret alone.
    await page.locator('.cm-line', { hasText: SECOND }).click({ modifiers: ['Alt'] });
    expect(await litWords(page)).toEqual(['spoken-1 Let']);
  });

  test('gives a turn to another speaker by its name, and by a key', async ({ page, app }) => {
    await opened(page, app.url);
    await names(page).nth(1).click();
    const menu = page.getByRole('menu', { name: 'Speaker' });
    await expect(menu.getByRole('menuitemcheckbox', { name: 'steve' })).toBeChecked();
    await menu.getByRole('menuitemcheckbox', { name: 'katie' }).click();
    await expect(names(page)).toHaveText(['katie', 'katie', 'katie']);
    await lines(page).nth(2).click();
    await page.keyboard.press('F9');
    await expect(menu).toBeVisible();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(names(page)).toHaveText(['katie', 'katie', 'Speaker 3']);
    await expect(transcript(page)).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(names(page)).toHaveText(['katie', 'katie', 'katie']);
  });

  test('goes through doubtful words, and offers what else was heard', async ({ page, app }) => {
    await opened(page, app.url);
    const doubtful = page.getByRole('button', { name: /^Doubtful/ });
    await expect(doubtful).toContainText('2');
    await page.keyboard.press('F8');
    await expect(page.locator('.tr-chosen')).toHaveText('evening');
    await page.keyboard.press('F8');
    await expect(page.locator('.tr-chosen')).toHaveText('begin');
    await page.keyboard.press('F8');
    await expect(page.locator('.tr-chosen')).toHaveText('evening');
    await page.keyboard.press('Control+Enter');
    await expect(doubtful).toContainText('1');
    await page.locator('.tr-doubtful').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'beguine' }).click();
    await expect(lines(page).nth(2)).toHaveText('Let us beguine then.');
    await page.locator('.tr-chosen').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Cut from the captions, or take back' }).click();
    await expect(page.locator('.tr-hidden')).toHaveText('beguine');
  });

  test('hands nothing over while a letter is being composed', async ({ page, app }) => {
    await opened(page, app.url);
    const before = await documentText(page);
    const ime = await page.context().newCDPSession(page);
    await chooseWord(page, 'then');
    await page.keyboard.press('End');
    for (const text of ['k', 'か', 'かん', '感']) {
      await ime.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
    // Another window edits meanwhile: what is composed stays as it is, and comes after it.
    const second = await app.secondWindow();
    await onHome(second);
    await recentRow(second, 'A talk').getByRole('button').click();
    await expect(transcript(second)).toContainText(FIRST);
    await chooseWord(second, 'morning');
    await second.keyboard.type('day');
    await expect.poll(() => documentText(page)).toContain('"day"');
    await expect(lines(page).nth(2)).toHaveText(`${THIRD}感`);
    expect(await documentText(page)).toBe(before.replace('"morning"', '"day"'));
    await ime.send('Input.insertText', { text: '感謝' });
    await expect.poll(() => documentText(page)).toContain('感謝');
    await expect(lines(page)).toHaveText([FIRST.replace('morning', 'day'), SECOND, `${THIRD}感謝`]);
  });
});

test.describe('a recording without words', () => {
  test.use({ opened: [nothing] });

  test('makes turns of the lines that are pasted, and goes on with what is typed', async ({ page, app }) => {
    await page.goto(app.url);
    await transcript(page).click();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'Hello all.\r\n\r\nThis is the second.\nAnd a third.\n');
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.querySelector('.cm-content')?.dispatchEvent(paste);
    });
    await expect(lines(page)).toHaveText(['Hello all.', 'This is the second.', 'And a third.']);
    await page.keyboard.press('Enter');
    await page.keyboard.type('The end.');
    await expect.poll(async () => (await documentOf(page)).utterances.length).toBe(4);
    const words = [...allWords(await documentOf(page))];
    expect(words.map(({ text }) => text).join(' ')).toBe(
      'Hello all. This is the second. And a third. The end.',
    );
    const starts = words.map(({ startMs }) => startMs ?? Number.NaN);
    expect(starts).toEqual([...starts].sort((left, right) => left - right));
    await expect(status(page)).toContainText('Not saved');
  });
});
