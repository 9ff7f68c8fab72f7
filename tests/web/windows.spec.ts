import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { evenly } from '../support/recognisedTalk.ts';
import { writeProject } from './playedProject.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import {
  addSpeaker,
  chooseTurn,
  chooseWord,
  cueTable,
  cueTexts,
  documentOf,
  documentText,
  showCaptions,
  status,
  transcript,
} from './support/editor.ts';
import { wordsOf } from './support/exportPage.ts';
import { onHome, recentRow } from './support/home.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-windows-'));

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const turns = [
    { speaker: 'katie', words: evenly('Good morning Steve and welcome to all.', 500, 60) },
    { speaker: 'steve', words: evenly('Good evening Katie, thanks for having me.', 5000, 60) },
  ];
  const media = { path: join(mediaFixtures, 'jfk.wav'), durationMs: 11_000 };
  await writeProject(join(folder, 'talk.wordlane'), turns, media);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What a window shows: its turns in words, who speaks them, and whether it is saved. */
async function seenIn(page: Page): Promise<readonly string[]> {
  const names = await page.locator('.tr-name').allTextContents();
  const lines = await transcript(page).locator('.cm-line').allTextContents();
  return [...names, ...lines];
}

test.describe('two windows on one project', () => {
  test.use({ opened: [join(folder, 'talk.wordlane')] });

  test('come to the same, whoever edits first, and undo is one for both', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(transcript(page)).toContainText('Good morning');
    const before = await documentText(page);
    const second = await app.secondWindow();
    await onHome(second);
    await recentRow(second, 'A talk').getByRole('button').click();
    await expect(transcript(second)).toContainText('Good morning');

    // Both type at once, in two turns, before either has seen the other.
    await chooseWord(page, 'welcome');
    await chooseWord(second, 'Katie');
    await Promise.all([page.keyboard.type('greetings'), second.keyboard.type('Anna')]);
    for (const window of [page, second]) {
      await expect(transcript(window)).toContainText('and greetings to all');
      await expect(transcript(window)).toContainText('evening Anna, thanks');
    }
    // And in the same turn, word beside word.
    await chooseWord(page, 'Good');
    await chooseWord(second, 'Steve');
    await Promise.all([page.keyboard.type('Fine'), second.keyboard.type('Stephen')]);
    for (const window of [page, second]) {
      await expect(transcript(window)).toContainText('Fine morning Stephen and greetings to all.');
    }
    // One names who speaks while the other splits a cue.
    await showCaptions(second);
    await chooseTurn(page, 2);
    const split = async () => {
      await cueTable(second).getByRole('row').first().locator('p').first().dblclick();
      const text = cueTable(second).getByRole('textbox', { name: 'Cue text' });
      await text.press('Control+Home');
      await text.press('Control+ArrowRight');
      await text.press('Control+ArrowRight');
      await text.press('Enter');
      await second.keyboard.press('Escape');
    };
    await Promise.all([addSpeaker(page, 'Ms Anna'), split()]);
    await expect(page.locator('.tr-name').nth(1)).toHaveText('Ms Anna');
    await showCaptions(page);
    await expect
      .poll(async () => (await cueTexts(page)).slice(0, 2))
      .toEqual(['Fine morning', 'Stephen and greetings to all.']);
    await expect.poll(async () => await cueTexts(second)).toEqual(await cueTexts(page));
    expect(await documentText(second)).toBe(await documentText(page));
    expect(
      wordsOf(await documentOf(page))
        .map(({ text }) => text)
        .join(' '),
    ).toBe('Fine morning Stephen and greetings to all. Good evening Anna, thanks for having me.');

    // What the second window did is undone in the first, and the other way round.
    const undo = async (window: Page) => {
      await window.keyboard.press('Control+z');
    };
    for (let step = 0; (await documentText(page)) !== before; step++) {
      expect(step, 'undo ends').toBeLessThan(12);
      const was = await documentText(page);
      await undo(step % 2 === 0 ? page : second);
      await expect.poll(() => documentText(page)).not.toBe(was);
    }
    for (const window of [page, second]) {
      await window.getByRole('button', { name: 'Transcript', exact: true }).click();
      await expect(transcript(window)).toContainText('Good morning Steve and welcome to all.');
      await expect(status(window)).not.toContainText('Not saved');
    }
    await expect.poll(() => seenIn(second)).toEqual(await seenIn(page));
    await second.close();
  });
});
