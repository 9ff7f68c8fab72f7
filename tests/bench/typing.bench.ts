import type { Page } from '@playwright/test';
import type { AppPage } from './appPage.ts';
import { quantile, withEditor } from './editorPage.ts';
import { type Traced, tasksByKey, traced } from './trace.ts';

/** Letters in bursts as a person types; each burst's pause hands the line to the document. */
const BURSTS = 16;
const LETTERS = ' again and';
/** The first bursts run code that is not compiled yet. */
const WARM_BURSTS = 3;
/** The editor hands typed text over after 400 ms; its echo and all that follows is done after this. */
const PAUSE_MS = 1100;

/** A letter is drawn after so long; ten of them are typed before the editor hands over. */
const KEY_MS = 30;

/** Main-thread processor time of each key and of all that is drawn after it. Nothing is run in the page meanwhile. */
async function typed({ page }: AppPage, letters: string): Promise<readonly Traced[]> {
  return await traced({ page }, async () => {
    for (const letter of letters) {
      await page.keyboard.press(letter === ' ' ? 'Space' : letter);
      await page.waitForTimeout(KEY_MS);
    }
  });
}

interface Typed {
  readonly keys: number[];
  /** The longest single task after a burst, and all of them together. */
  readonly longest: number[];
  readonly afterwards: number[];
}

async function typeBursts(app: AppPage, commit: () => Promise<void>): Promise<Typed> {
  const found: Typed = { keys: [], longest: [], afterwards: [] };
  for (let burst = 0; burst < BURSTS; burst++) {
    const keys = tasksByKey(await typed(app, LETTERS));
    if (burst >= WARM_BURSTS) found.keys.push(...keys);
    const tasks = (await traced(app, commit)).filter(({ name }) => name === 'task').map(({ cpuMs }) => cpuMs);
    if (burst < WARM_BURSTS) continue;
    found.longest.push(Math.max(0, ...tasks));
    found.afterwards.push(tasks.reduce((sum, ms) => sum + ms, 0));
  }
  return found;
}

function figures({ keys, longest, afterwards }: Typed): Record<string, number> {
  return {
    keyMedianMs: quantile(keys, 0.5),
    keyP95Ms: quantile(keys, 0.95),
    commitLongestTaskMedianMs: quantile(longest, 0.5),
    commitLongestTaskSlowestMs: quantile(longest, 1),
    commitAllTasksMedianMs: quantile(afterwards, 0.5),
  };
}

async function inTranscript(): Promise<Record<string, number>> {
  return await withEditor(async (app) => {
    await clickWord(app.page);
    const found = await typeBursts(app, () => app.page.waitForTimeout(PAUSE_MS));
    const said = await app.page.locator('.cm-content').innerText();
    if (!said.includes('again and again and')) throw new Error('the letters are not in the transcript');
    return { ...figures(found), plainKeyMedianMs: await plainKey(app) };
  });
}

/** The same letters into plain paragraphs that the browser edits by itself: what a key costs without any program. */
async function plainKey(app: AppPage): Promise<number> {
  const text = await app.page.locator('.cm-content').innerText();
  await app.page.evaluate((content) => {
    document.body.replaceChildren();
    const box = document.body.appendChild(document.createElement('div'));
    box.contentEditable = 'true';
    for (const line of content.split('\n')) {
      box.appendChild(document.createElement('p')).textContent = line;
    }
    box.focus();
  }, text);
  await typed(app, LETTERS);
  return quantile(tasksByKey(await typed(app, LETTERS.repeat(8))), 0.5);
}

async function clickWord(page: Page): Promise<void> {
  const box = await page.locator('.cm-line').nth(4).boundingBox();
  if (box === null) throw new Error('the transcript shows no line');
  await page.mouse.click(box.x + box.width / 2, box.y + 6);
  await page.keyboard.press('End');
  await page.waitForTimeout(PAUSE_MS);
}

async function inCaptions(): Promise<Record<string, number>> {
  return await withEditor(async (app) => {
    const { page } = app;
    await page.keyboard.press('F2');
    await page.getByRole('grid', { name: 'Cues' }).waitFor();
    await page.keyboard.press('End');
    await page.waitForTimeout(PAUSE_MS);
    const found = await typeBursts(app, async () => {
      await page.keyboard.press('Escape');
      await page.waitForTimeout(PAUSE_MS / 2);
      await page.keyboard.press('PageDown');
      await page.keyboard.press('Enter');
      await page.keyboard.press('End');
      await page.waitForTimeout(PAUSE_MS / 2);
    });
    return figures(found);
  });
}

/** An edit of times by its key, everything that follows it included. */
async function nudge(): Promise<Record<string, number>> {
  return await withEditor(async (app) => {
    const { page } = app;
    await page.locator('[data-timeline]').focus();
    await page.keyboard.press('Tab');
    await page.waitForTimeout(PAUSE_MS);
    const longest: number[] = [];
    const together: number[] = [];
    for (let edit = 0; edit < 40; edit++) {
      const key = edit % 2 === 0 ? 'Alt+Shift+ArrowRight' : 'Alt+Shift+ArrowLeft';
      const all = await traced(app, async () => {
        await page.keyboard.press(key);
        await page.waitForTimeout(500);
      });
      const own = all.filter(({ name }) => name === 'task').map(({ cpuMs }) => cpuMs);
      if (edit < 5) continue;
      longest.push(Math.max(0, ...own));
      together.push(own.reduce((sum, ms) => sum + ms, 0));
    }
    return {
      longestTaskMedianMs: quantile(longest, 0.5),
      longestTaskP95Ms: quantile(longest, 0.95),
      allTasksMedianMs: quantile(together, 0.5),
    };
  });
}

export const benches = [
  {
    name: 'a key in the transcript, 150,000 words (bars 8 ms, p95 16 ms; its hand-over 16 ms)',
    run: inTranscript,
  },
  { name: 'a key in a cue, 150,000 words (bars 8 ms, p95 16 ms)', run: inCaptions },
  { name: 'a nudge of a word edge, 150,000 words', run: nudge },
] as const;
