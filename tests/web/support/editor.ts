import type { Locator, Page } from '@playwright/test';
import { parseProject } from '../../../common/document/parse.ts';
import { serialiseProject } from '../../../common/document/serialise.ts';
import type { Project } from '../../../common/document/types.ts';
import { expect } from './app.ts';

export const status = (page: Page): Locator => page.getByRole('region', { name: 'Status' });

export const transcript = (page: Page): Locator => page.getByRole('textbox', { name: 'Transcript' });

export const cueTable = (page: Page): Locator => page.getByRole('grid', { name: 'Cues' });

/** The row of a cue; the first is 1. */
export function cueRow(page: Page, number: number): Locator {
  return cueTable(page).locator(`[data-cue="${number - 1}"]`);
}

/** Runs a command by what it is called in the palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Find a command' });
  await palette.getByPlaceholder('What do you want to do?').fill(name);
  await expect(palette.getByRole('option').first()).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
}

/** The document as the host holds it, which is what every window and every export shows. */
export async function documentOf(page: Page): Promise<Project> {
  const text = await page.evaluate(async () => {
    const session = sessionStorage.getItem('wordlane.session');
    const authorization = `Bearer ${sessionStorage.getItem('wordlane.token')}`;
    const answer = await fetch(`/projects/${session}/document`, { headers: { authorization } });
    return await answer.text();
  });
  const parsed = parseProject(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.value;
}

/** The same as one text, to compare. */
export async function documentText(page: Page): Promise<string> {
  return serialiseProject(await documentOf(page));
}

/** Waits until a job has written all its words. */
export async function transcribed(page: Page): Promise<void> {
  await expect(transcript(page)).not.toHaveText('', { timeout: 40_000 });
  await expect(status(page)).toContainText('Saved', { timeout: 40_000 });
}

/** Chooses a word in the transcript as a person does, by a double click on it. */
export async function chooseWord(page: Page, word: string): Promise<void> {
  const box = await page.evaluate((sought) => {
    const text = document.querySelector('.cm-content');
    const walker = document.createTreeWalker(text ?? document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(sought) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + sought.length);
      const { left, top, width, height } = range.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    }
    return null;
  }, word);
  if (box === null) throw new Error(`“${word}” is not shown in the transcript`);
  await page.mouse.dblclick(box.x, box.y);
}

/** The captions table in place of the transcript. */
export async function showCaptions(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Captions', exact: true }).click();
  await expect(cueTable(page)).toBeVisible();
}

export async function showTranscript(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Transcript', exact: true }).click();
  await expect(transcript(page)).toBeVisible();
}

/** What each cue in sight says, its lines joined. */
export async function cueTexts(page: Page): Promise<readonly string[]> {
  return await cueTable(page)
    .getByRole('row')
    .evaluateAll((rows) =>
      rows.map((one) => [...one.querySelectorAll('p')].map((line) => line.textContent).join(' ')),
    );
}

/** Chooses all words of a turn by its time at the left; the first is 1. */
export async function chooseTurn(page: Page, number: number): Promise<void> {
  await page
    .locator('.tr-time')
    .nth(number - 1)
    .click();
}

/** Adds a speaker, who gets the chosen words, and gives the name. */
export async function addSpeaker(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name: 'Speakers' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Name' });
  await field.fill(name);
  await field.press('Enter');
  await expect(page.getByRole('list', { name: 'Speakers' })).toContainText(name);
}

export async function mergeSpeaker(page: Page, from: string, into: string): Promise<void> {
  await page.getByRole('button', { name: `What to do with ${from}` }).click();
  await page.getByRole('menuitem', { name: 'Merge into' }).click();
  await page.getByRole('menuitem', { name: into }).click();
  await expect(page.getByRole('list', { name: 'Speakers' })).not.toContainText(from);
}

/** Takes back everything that a person did, by the list of edits. */
export async function undoAll(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'History' }).click();
  await page
    .getByRole('list', { name: 'History' })
    .getByRole('listitem')
    .last()
    .getByRole('button', { name: /^Undo to here/ })
    .click();
  await expect(page.getByText('No edits yet')).toBeVisible();
}

/** Does everything again that was taken back. */
export async function redoAll(page: Page): Promise<void> {
  const redo = page.getByRole('button', { name: /^Redo/ }).first();
  while (await redo.isEnabled()) {
    await page.keyboard.press('Control+Shift+z');
    await settled(page);
  }
}

/** Waits until the window and the host have nothing to tell each other: the document stays as it is. */
export async function settled(page: Page): Promise<void> {
  let before = '';
  await expect
    .poll(async () => {
      const now = await documentText(page);
      const isSame = now === before;
      before = now;
      return isSame;
    })
    .toBe(true);
}

export async function goTo(page: Page, time: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Go to a time' }).fill(time);
  await page.keyboard.press('Enter');
}

export async function saveAs(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.getByLabel('Where').fill(path);
  await page.keyboard.press('Enter');
  await saved(page);
}

export async function saved(page: Page): Promise<void> {
  await expect(status(page)).toContainText('Saved ·');
}

export async function closeProject(page: Page): Promise<void> {
  await command(page, 'Close project');
}
