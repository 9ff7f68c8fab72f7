import { join } from 'node:path';
import { expect, mediaFixtures, test } from './support/app.ts';
import { closeProject, documentOf, goTo, saveAs, transcript } from './support/editor.ts';
import { downloadExports, exportedText, readBack, wordsOf } from './support/exportPage.ts';
import { openHome, recentRow } from './support/home.ts';
import { transcribeSheet } from './support/sheet.ts';

test.describe('a recording that is never transcribed', () => {
  test.use({ opened: [join(mediaFixtures, 'jfk.wav')] });

  test('gets its words by hand: turns at the playhead, one after another', async ({ page, app }) => {
    await page.goto(app.url);
    await transcribeSheet(page).getByRole('button', { name: 'Write by hand' }).click();
    await expect(page.getByText('No words yet')).toBeVisible();
    await goTo(page, '2');
    await transcript(page).click();
    await page.keyboard.type('Hello there');
    await page.keyboard.press('Enter');
    await page.keyboard.type('And welcome.');
    await expect
      .poll(async () => wordsOf(await documentOf(page)).map(({ text }) => text))
      .toEqual(['Hello', 'there', 'And', 'welcome.']);
    const words = wordsOf(await documentOf(page));
    expect(words[0]?.startMs).toBe(2000);
    expect(words[2]?.startMs).toBeGreaterThanOrEqual(words[1]?.endMs ?? 0);
    await expect(page.locator('.tr-turn')).toHaveCount(2);

    await saveAs(page, join(app.files, 'by hand.wordlane'));
    await closeProject(page);
    await openHome(page, new URL(app.url).origin);
    await recentRow(page, 'jfk').getByRole('button').click();
    await expect(transcript(page)).toContainText('And welcome.');
    const files = await downloadExports(page, ['srt', 'json']);
    expect(wordsOf(readBack('json', exportedText(files, 'json')))).toEqual(words);
    expect(exportedText(files, 'srt')).toContain('Hello there');
  });
});
