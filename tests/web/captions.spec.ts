import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { largeProject } from '../support/large.ts';
import { evenly, type SpokenTurn } from '../support/recognisedTalk.ts';
import { makeCountedVideo, writeProject } from './playedProject.ts';
import { test as base, expect } from './support/app.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-captions-'));
const video = join(folder, 'counted.mp4');
const turns: readonly SpokenTurn[] = [
  { speaker: 'katie', words: evenly('Good morning Steve.', 1000, 70) },
  {
    speaker: 'steve',
    words: evenly('But it produces diarization results until whole audio is processed.', 5000, 60),
  },
  { speaker: 'katie', words: evenly('Absolutely.', 11_000, 90) },
  { speaker: 'steve', language: 'ar', words: evenly('شكرًا لكم يمكننا أن نبدأ المقابلة', 14_000, 90) },
];

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await makeCountedVideo(video, { frames: 600, codec: ['-c:v', 'libx264', '-c:a', 'aac'] });
  await writeProject(join(folder, 'talk.wordlane'), turns, { path: video, durationMs: 20_020 });
  await writeProject(join(folder, 'empty.wordlane'), [], { path: video, durationMs: 20_020 });
  const project = largeProject({ words: 112_000, speakers: 4, asMonologue: false });
  await writeFile(join(folder, 'long.wordlane'), encodeProject({ project, revision: 1 }));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The captions table in place of the transcript. */
async function openCaptions(page: Page, url: string): Promise<Locator> {
  await page.goto(url);
  await page.locator('[data-time]').waitFor();
  const table = page.getByRole('grid', { name: 'Cues' });
  if (!(await table.isVisible())) {
    await page.keyboard.press('F2');
    await table.waitFor();
    await page.keyboard.press('Escape');
  }
  return table;
}

function row(table: Locator, number: number): Locator {
  return table.locator(`[data-cue="${number - 1}"]`);
}

/** The lines of each cue in sight. */
async function texts(table: Locator): Promise<readonly string[]> {
  return await table
    .getByRole('row')
    .evaluateAll((rows) =>
      rows.map((one) => [...one.querySelectorAll('p')].map((line) => line.textContent).join(' / ')),
    );
}

async function goTo(page: Page, time: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Go to a time' }).fill(time);
  await page.keyboard.press('Enter');
}

test.describe('the captions table', () => {
  test.use({ opened: [join(folder, 'talk.wordlane')] });

  test('splits at the caret with Enter, merges with Backspace, and undo brings it all back', async ({
    page,
    app,
  }) => {
    const table = await openCaptions(page, app.url);
    const before = await texts(table);
    expect(before[1]).toBe('But it produces diarization results / until whole audio is processed.');
    await row(table, 2).locator('p').first().dblclick();
    const editor = table.getByRole('textbox', { name: 'Cue text' });
    await editor.press('Control+Home');
    for (let word = 0; word < 3; word++) await editor.press('Control+ArrowRight');
    await editor.press('Enter');
    // The second half is the edited row now, with the caret at its start.
    await expect(editor).toHaveText(/^diarization results/);
    await expect.poll(async () => (await texts(table))[1]).toBe('But it produces');
    await page.keyboard.press('Backspace');
    await expect(editor).toHaveText(/But it produces diarization/);
    await page.keyboard.press('Escape');
    await expect.poll(() => texts(table)).toEqual(before);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(() => texts(table)).toEqual(before);
    await expect(page.getByRole('button', { name: /^Undo/ })).toBeDisabled();
  });

  test('takes in what is typed, shows its figures at once, and leaves the other cues alone', async ({
    page,
    app,
  }) => {
    const table = await openCaptions(page, app.url);
    await row(table, 1).locator('p').dblclick();
    const editor = table.getByRole('textbox', { name: 'Cue text' });
    await editor.press('End');
    await page.keyboard.type(' And a very warm welcome to you');
    const length = row(table, 1).getByRole('gridcell').nth(5);
    await expect(length).toHaveText(String('Good morning Steve. And a very warm welcome to you'.length));
    await expect(length.locator('span')).toHaveClass(/text-bad/);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await texts(table))[0]).toBe('Good morning Steve.');

    await row(table, 1).locator('p').dblclick();
    await editor.press('End');
    await page.keyboard.type(' Hello.');
    await page.keyboard.press('Enter');
    // At the end of the text Enter goes on to the next cue.
    await expect(editor).toHaveText(/^But it produces/);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await texts(table))[0]).toBe('Good morning Steve. Hello.');
    const after = await texts(table);
    expect(after.slice(2)).toEqual(['Absolutely.', expect.stringContaining('شكرًا')]);
  });

  test('keeps a row and its text while an input method composes in it', async ({ page, app }) => {
    const table = await openCaptions(page, app.url);
    await row(table, 3).locator('p').dblclick();
    const editor = table.getByRole('textbox', { name: 'Cue text' });
    await editor.press('End');
    const client = await page.context().newCDPSession(page);
    await client.send('Input.imeSetComposition', { selectionStart: 2, selectionEnd: 2, text: 'にほ' });
    await expect(editor).toHaveText('Absolutely.にほ');
    // Out of sight, the row stays where it is composed in.
    await table.evaluate((grid) => {
      grid.scrollTop = grid.scrollHeight;
    });
    await client.send('Input.imeSetComposition', { selectionStart: 3, selectionEnd: 3, text: 'にほん' });
    await expect(editor).toHaveText('Absolutely.にほん');
    await client.send('Input.insertText', { text: '日本' });
    await expect(editor).toHaveText('Absolutely.日本');
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await texts(table))[2]).toBe('Absolutely.');
  });

  test('is worked by keys alone: choose, retime, pin, break a line, delete', async ({ page, app }) => {
    const table = await openCaptions(page, app.url);
    await table.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await expect(row(table, 2)).toHaveAttribute('aria-selected', 'true');
    await goTo(page, '4.5');
    await page.keyboard.press('i');
    await goTo(page, '9.9');
    await page.keyboard.press('o');
    const cells = row(table, 2).getByRole('gridcell');
    await expect(cells.nth(2)).toHaveText('00:04.500');
    await expect(cells.nth(3)).toHaveText('5.40');
    await expect(cells.nth(1).getByRole('img')).toHaveAttribute('aria-label', /Pinned/);
    await page.keyboard.press('Alt+Period');
    await expect(cells.nth(2)).toHaveText('00:04.505');
    await page.keyboard.press('Control+p');
    await expect(cells.nth(2)).not.toHaveText('00:04.505');

    // A time that cannot be changes nothing, and is said.
    await goTo(page, '1');
    await page.keyboard.press('o');
    await expect(page.getByText('This is not a possible time')).toBeVisible();

    await page.keyboard.press('Control+Shift+j');
    await expect(row(table, 2).locator('p')).toHaveCount(1);
    await page.keyboard.press('Alt+ArrowDown');
    await expect(row(table, 3)).toHaveAttribute('aria-selected', 'true');
    await table.focus();
    await page.keyboard.press('Delete');
    await expect(table).toHaveAttribute('aria-rowcount', '3');
    await expect.poll(() => texts(table)).not.toContain('Absolutely.');
  });

  test('aligns right-to-left text to the right and leaves the numbers where they are', async ({
    page,
    app,
  }) => {
    const table = await openCaptions(page, app.url);
    const line = row(table, 4).locator('p').first();
    const box = await line.boundingBox();
    const ink = await line.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { right, left } = range.getBoundingClientRect();
      return { right, left };
    });
    if (box === null) throw new Error('the line is shown');
    expect(Math.abs(ink.right - (box.x + box.width))).toBeLessThan(2);
    expect(ink.left).toBeGreaterThan(box.x + 20);
  });

  test('shows only cues with problems when asked to, and says when there are none', async ({ page, app }) => {
    const table = await openCaptions(page, app.url);
    await row(table, 1).click();
    await goTo(page, '1.2');
    await page.keyboard.press('o');
    const filter = page.getByRole('button', { name: /breach(es)? of a rule/ });
    await filter.click();
    await expect(filter).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(async () => (await texts(table))[0]).toBe('Good morning Steve.');
    expect(Number(await table.getAttribute('aria-rowcount'))).toBeLessThan(4);
  });
});

test.describe('the box of the chosen cue', () => {
  test.use({ opened: [join(folder, 'talk.wordlane')] });

  test('changes its times by typing and by arrow keys, and its text', async ({ page, app }) => {
    const table = await openCaptions(page, app.url);
    await row(table, 3).click();
    const start = page.getByRole('textbox', { name: 'Start of the cue' });
    await start.fill('10.5');
    await start.press('Enter');
    await expect(row(table, 3).getByRole('gridcell').nth(2)).toHaveText('00:10.500');
    await start.press('ArrowUp');
    await expect(start).toHaveValue('00:10.533');
    // Not after its end: the field refuses and goes back.
    await start.fill('59');
    await expect(start).toHaveAttribute('aria-invalid', 'true');
    await start.press('Escape');
    const text = page.getByRole('region', { name: 'Player' }).getByRole('textbox', { name: 'Cue text' });
    await text.click();
    await text.press('End');
    await page.keyboard.type(' Yes.');
    await page.getByRole('button', { name: /^Previous cue/ }).click();
    await expect(row(table, 3).locator('p')).toHaveText('Absolutely. Yes.');
    await expect(text).toHaveText(/^But it produces/);
  });
});

test.describe('media that was never transcribed', () => {
  test.use({ opened: [join(folder, 'empty.wordlane')] });

  test('takes cues that are written by hand, one after another', async ({ page, app }) => {
    await page.goto(app.url);
    await page.locator('[data-time]').waitFor();
    await goTo(page, '2');
    await page.keyboard.press('Control+Shift+Enter');
    await page.keyboard.type('A door opens.');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Nobody');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('is there.');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    const table = page.getByRole('grid', { name: 'Cues' });
    await expect.poll(() => texts(table)).toEqual(['A door opens.', 'Nobody / is there.']);
    await expect(row(table, 1).getByRole('gridcell').nth(2)).toHaveText('00:02.000');
    await goTo(page, '2.1');
    await expect(page.locator('[data-captions]')).toHaveText('A door opens.');
  });
});

test.describe('fifteen thousand cues', () => {
  test.use({ opened: [join(folder, 'long.wordlane')] });

  test('have rows only where they are seen, and all can be reached by keys', async ({ page, app }) => {
    const table = await openCaptions(page, app.url);
    const count = Number(await table.getAttribute('aria-rowcount'));
    expect(count).toBeGreaterThan(14_000);
    expect(await table.getByRole('row').count()).toBeLessThan(80);
    await table.focus();
    await page.keyboard.press('End');
    const last = row(table, count);
    await expect(last).toHaveAttribute('aria-selected', 'true');
    await expect(last).toBeInViewport();
    await expect(table).toHaveAttribute('aria-activedescendant', `cue-row-${count - 1}`);
  });
});
