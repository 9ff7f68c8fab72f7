import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, mediaFixtures, test } from './support/app.ts';
import {
  addSpeaker,
  chooseTurn,
  chooseWord,
  closeProject,
  cueRow,
  cueTable,
  cueTexts,
  documentOf,
  documentText,
  mergeSpeaker,
  redoAll,
  saved,
  settled,
  showCaptions,
  showTranscript,
  status,
  transcribed,
  transcript,
  undoAll,
} from './support/editor.ts';
import {
  cuesOf,
  downloadExports,
  exportedText,
  type FormatId,
  readBack,
  type SaidWord,
  wordsOf,
} from './support/exportPage.ts';
import { dropFiles, onHome, openHome, recentRow } from './support/home.ts';
import { startTranscribing, transcribeSheet } from './support/sheet.ts';
import { drag, focusTimeline, placeOnLane, timeline } from './support/timeline.ts';

const CAPTIONS = ['srt', 'vtt', 'ass'] as const;
const ALL: readonly FormatId[] = [...CAPTIONS, 'json', 'txt'];

test.describe('a recording', () => {
  test('is dropped, transcribed, edited, saved, opened again, and its files hold exactly the edits', async ({
    page,
    app,
  }) => {
    test.slow();
    await openHome(page, app.url);
    await dropFiles(page, [join(mediaFixtures, 'jfk.flac')]);
    await expect(transcribeSheet(page)).toContainText('jfk.flac');
    await startTranscribing(page);
    await transcribed(page);
    const asHeard = await documentText(page);
    const heard = await downloadExports(page, ALL);
    const words = wordsOf(readBack('json', exportedText(heard, 'json')));

    await test.step('retype a word', async () => {
      await chooseWord(page, 'fellow');
      await page.keyboard.type('dear');
      await expect.poll(async () => (await saidBy(page))[3]).toEqual({ ...words[3], text: 'dear' });
    });
    await test.step('begin a word earlier by keys', async () => {
      await chooseWord(page, 'country');
      await focusTimeline(page);
      await page.keyboard.press('Alt+ArrowLeft');
      await expect.poll(async () => (await saidBy(page))[9]?.startMs).toBe((words[9]?.startMs ?? 0) - 10);
    });
    await test.step('name who speaks, drag turns to their lanes', async () => {
      await transcript(page).click();
      await page.keyboard.press('Control+a');
      await addSpeaker(page, 'Kennedy');
      await chooseTurn(page, 1);
      await addSpeaker(page, 'Somebody');
      const speakers = async () => (await saidBy(page)).map(({ speaker }) => speaker);
      expect(new Set((await speakers()).slice(0, 5))).toEqual(new Set(['Somebody']));
      await chooseTurn(page, 1);
      await drag(page, await placeOnLane(page, 'Somebody', 1400), await placeOnLane(page, 'Kennedy', 1400));
      await expect.poll(speakers).toEqual(words.map(() => 'Kennedy'));
      await chooseTurn(page, 2);
      await drag(page, await placeOnLane(page, 'Kennedy', 3600), await placeOnLane(page, 'Somebody', 3600));
      await expect.poll(async () => (await speakers())[5]).toBe('Somebody');
      await mergeSpeaker(page, 'Somebody', 'Kennedy');
      await expect.poll(speakers).toEqual(words.map(() => 'Kennedy'));
    });
    let draggedMs = 0;
    await test.step('drag the edge between two words', async () => {
      await timeline(page).getByRole('button', { name: /^Snap/ }).click();
      const edgeMs = words[16]?.startMs ?? 0;
      const from = await placeOnLane(page, 'Kennedy', edgeMs);
      await drag(page, from, { x: from.x + 8, y: from.y });
      await expect.poll(async () => (await saidBy(page))[16]?.startMs).not.toBe(edgeMs);
      const [before, after] = (await saidBy(page)).slice(15, 17);
      draggedMs = after?.startMs ?? 0;
      // A pixel is 10 ms wide here.
      expect(Math.abs(draggedMs - edgeMs - 80)).toBeLessThanOrEqual(10);
      expect(before?.endMs).toBe(draggedMs);
    });
    await test.step('split a cue, merge two', async () => {
      await showCaptions(page);
      await cueRow(page, 2).locator('p').first().dblclick();
      const text = cueTable(page).getByRole('textbox', { name: 'Cue text' });
      await text.press('Control+Home');
      await text.press('Control+ArrowRight');
      await text.press('Control+ArrowRight');
      await text.press('Enter');
      await expect(cueRow(page, 3)).toContainText('what your country');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Shift+m');
      await expect(cueTable(page)).toHaveAttribute('aria-rowcount', '3');
    });

    await settled(page);
    const edited = await documentText(page);
    await undoAll(page);
    await expect.poll(() => documentText(page)).toBe(asHeard);
    await redoAll(page);
    await expect.poll(() => documentText(page)).toBe(edited);

    const shown = await cueTexts(page);
    expect(shown).toEqual([
      'And so my dear Americans',
      'ask not',
      'what your country can do for you, ask what you can do for your country.',
    ]);
    await showTranscript(page);
    await expect(status(page)).toContainText('Not saved');
    await page.keyboard.press('Control+s');
    await saved(page);
    await closeProject(page);
    await onHome(page);
    await recentRow(page, 'jfk').getByRole('button').click();
    await expect(transcript(page)).toContainText('And so my dear Americans');
    expect(await documentText(page)).toBe(edited);

    const files = await downloadExports(page, ALL);
    const earlierMs = (words[9]?.startMs ?? 0) - 10;
    const expected = words.map((word, at): SaidWord => {
      const named = { ...word, speaker: 'Kennedy' };
      if (at === 3) return { ...named, text: 'dear' };
      // Neighbours that touch share the edge.
      if (at === 8) return { ...named, endMs: earlierMs };
      if (at === 9) return { ...named, startMs: earlierMs };
      if (at === 15) return { ...named, endMs: draggedMs };
      return at === 16 ? { ...named, startMs: draggedMs } : named;
    });
    expect(wordsOf(readBack('json', exportedText(files, 'json')))).toEqual(expected);
    for (const id of CAPTIONS) {
      const [first, second, third] = cuesOf(readBack(id, exportedText(heard, id)));
      // The half that was cut off ends as soon as its words allow, by the rules of the profile.
      const [, { endMs: halfMs } = { endMs: 0 }] = cuesOf(readBack(id, exportedText(files, id)));
      expect(halfMs, id).toBeGreaterThanOrEqual(words[6]?.endMs ?? 0);
      expect(halfMs, id).toBeLessThan(words[7]?.startMs ?? 0);
      expect(cuesOf(readBack(id, exportedText(files, id))), id).toEqual([
        { ...first, text: shown[0] },
        { startMs: second?.startMs, endMs: halfMs, text: shown[1] },
        { startMs: words[7]?.startMs, endMs: third?.endMs, text: shown[2] },
      ]);
    }
    const prose = exportedText(heard, 'txt').replace('fellow', 'dear');
    expect(exportedText(files, 'txt')).toBe(`Kennedy: ${prose}`);
  });
});

async function saidBy(page: Page): Promise<readonly SaidWord[]> {
  return wordsOf(await documentOf(page));
}
