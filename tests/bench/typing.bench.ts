import type { Page } from '@playwright/test';
import type { AppPage, Spent } from './appPage.ts';
import { quantile, withEditor } from './editorPage.ts';
import { traced } from './trace.ts';

/** Letters in bursts as a person types; each burst's pause hands the line to the document. */
const BURSTS = 16;
const LETTERS = ' again and';
/** The first bursts run code that is not compiled yet. */
const WARM_BURSTS = 3;
/** The editor hands typed text over after 400 ms; its echo and all that follows is done after this. */
const PAUSE_MS = 1100;

/** A letter is drawn after so long; ten of them are typed before the editor hands over. */
const KEY_MS = 30;

/** Main-thread processor time of a step and of all that is drawn after it. Nothing is run in the page meanwhile. */
async function costs({ page, spent }: AppPage, step: () => Promise<void>, forMs: number): Promise<Spent> {
  await spent();
  await step();
  await page.waitForTimeout(forMs);
  return await spent();
}

/** The same with nothing done: the blinking caret and the watching itself. */
async function watching(app: AppPage): Promise<number> {
  const idle: number[] = [];
  for (let run = 0; run < 30; run++) idle.push((await costs(app, async () => {}, KEY_MS)).taskMs);
  return quantile(idle, 0.5);
}

interface Typed {
  readonly keys: Spent[];
  /** The longest single task after a burst, and all of them together. */
  readonly longest: number[];
  readonly afterwards: number[];
}

async function typeBursts(app: AppPage, commit: () => Promise<void>): Promise<Typed> {
  const { page } = app;
  const typed: Typed = { keys: [], longest: [], afterwards: [] };
  for (let burst = 0; burst < BURSTS; burst++) {
    for (const letter of LETTERS) {
      const key = await costs(app, () => page.keyboard.press(letter === ' ' ? 'Space' : letter), KEY_MS);
      if (burst >= WARM_BURSTS) typed.keys.push(key);
    }
    const tasks = (await traced(app, commit)).filter(({ name }) => name === 'task').map(({ cpuMs }) => cpuMs);
    if (burst < WARM_BURSTS) continue;
    typed.longest.push(Math.max(0, ...tasks));
    typed.afterwards.push(tasks.reduce((sum, ms) => sum + ms, 0));
  }
  return typed;
}

async function figures(app: AppPage, typed: Typed): Promise<Record<string, number>> {
  const tasks = typed.keys.map(({ taskMs }) => taskMs);
  return {
    keyMedianMs: quantile(tasks, 0.5),
    keyP95Ms: quantile(tasks, 0.95),
    keyScriptMedianMs: quantile(
      typed.keys.map(({ scriptMs }) => scriptMs),
      0.5,
    ),
    commitLongestTaskMedianMs: quantile(typed.longest, 0.5),
    commitLongestTaskSlowestMs: quantile(typed.longest, 1),
    commitAllTasksMedianMs: quantile(typed.afterwards, 0.5),
    watchingMs: await watching(app),
  };
}

async function inTranscript(): Promise<Record<string, number>> {
  return await withEditor(async (app) => {
    await clickWord(app.page);
    const typed = await typeBursts(app, () => app.page.waitForTimeout(PAUSE_MS));
    const said = await app.page.locator('.cm-content').innerText();
    if (!said.includes('again and again and')) throw new Error('the letters are not in the transcript');
    return { ...(await figures(app, typed)), plainKeyMedianMs: await plainKey(app) };
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
  const tasks: number[] = [];
  for (let key = 0; key < 120; key++) {
    const { taskMs } = await costs(app, () => app.page.keyboard.press(LETTERS[(key % 3) + 1] ?? 'a'), KEY_MS);
    if (key >= 20) tasks.push(taskMs);
  }
  return quantile(tasks, 0.5);
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
    const typed = await typeBursts(app, async () => {
      await page.keyboard.press('Escape');
      await page.waitForTimeout(PAUSE_MS / 2);
      await page.keyboard.press('PageDown');
      await page.keyboard.press('Enter');
      await page.keyboard.press('End');
      await page.waitForTimeout(PAUSE_MS / 2);
    });
    return await figures(app, typed);
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
