import type { Page } from '@playwright/test';
import type { AppPage } from './appPage.ts';
import { quantile, rounded, settled, withEditor } from './editorPage.ts';

/** Edits of ten minutes' work, one a second. */
const EDITS = 600;
/** A heap that grows by less stays flat: the undo list, and the versions that the newest edits keep. */
const BETWEEN_MS = 40;

/** One round of mixed work at another place of the text; twelve edits or movements. */
async function workRound(page: Page, round: number): Promise<number> {
  await page.locator('.cm-content').focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
  await page.keyboard.type(' and so', { delay: 5 });
  await page.waitForTimeout(450);
  await page.keyboard.press('Backspace');
  await page.waitForTimeout(450);
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(BETWEEN_MS);
  await page.keyboard.press('Backspace');
  await page.waitForTimeout(BETWEEN_MS);
  await page.locator('[data-timeline]').focus();
  for (const key of [
    'Alt+Shift+ArrowLeft',
    'Alt+ArrowRight',
    'Alt+ArrowLeft',
    'Shift+KeyK',
    'Control+KeyJ',
  ]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(BETWEEN_MS);
  }
  for (let turn = 0; turn < 3; turn++) await page.mouse.wheel(round % 2 === 0 ? 400 : -200, 0);
  await page.keyboard.press('Control+KeyZ');
  await page.waitForTimeout(BETWEEN_MS);
  await page.keyboard.press('Control+KeyZ');
  await page.waitForTimeout(BETWEEN_MS);
  await page.keyboard.press('Control+Shift+KeyZ');
  await page.waitForTimeout(BETWEEN_MS);
  return 12;
}

async function heapMb({ page, heapBytes }: AppPage): Promise<number> {
  await page.waitForTimeout(1200);
  await settled(page);
  await heapBytes();
  return rounded((await heapBytes()) / 2 ** 20);
}

/** Live JavaScript at the beginning, in the middle and at the end of ten minutes of edits, which are done without their pauses. */
async function editing(): Promise<Record<string, number>> {
  return await withEditor(async (app) => {
    const { page } = app;
    const timeline = await page.locator('#timeline-canvas').boundingBox();
    if (timeline === null) throw new Error('there is no timeline');
    await page.mouse.move(timeline.x + 300, timeline.y + 60);
    let done = 0;
    for (let round = 0; round < 2; round++) await workRound(page, round);
    const heaps = [await heapMb(app)];
    for (let round = 0; done < EDITS; round++) {
      done += await workRound(page, round);
      if (done % (EDITS / 5) < 12) heaps.push(await heapMb(app));
    }
    heaps.push(await heapMb(app));
    await page.getByRole('tab', { name: 'History' }).click();
    const steps = await page.getByRole('list', { name: 'History' }).locator('li').count();
    if (steps < 50) throw new Error(`only ${steps} edits arrived`);
    const first = heaps[0] ?? Number.NaN;
    const last = heaps.at(-1) ?? Number.NaN;
    return {
      beginMb: first,
      middleMb: quantile(heaps.slice(1, -1), 0.5),
      endMb: last,
      mostMb: Math.max(...heaps),
      grownMb: rounded(last - first),
      edits: done,
      stepsOfUndo: steps,
    };
  });
}

export const benches = [
  { name: 'memory over 600 edits of 150,000 words, after collection (bar 400 MB, flat)', run: editing },
] as const;
