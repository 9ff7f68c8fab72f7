import type { Locator, Page } from '@playwright/test';
import { expect } from './app.ts';

/** What engines are doing to the open project, above the text. */
export function work(page: Page): Locator {
  return page.getByRole('list', { name: 'Work on the text' });
}

export function progressOf(page: Page, name: string): Locator {
  return work(page).getByRole('progressbar', { name });
}

/** What was heard when a stretch was recognised again. */
export function heardAgain(page: Page): Locator {
  return page.getByRole('region', { name: 'Heard again' });
}

/** The rows of what differs, as what the keys move over. */
export function difference(page: Page): Locator {
  return heardAgain(page).getByRole('list', { name: 'Differences' }).locator('[data-difference]');
}

/** Starts recognising what is chosen with what the sheet suggests, by keys. */
export async function redoFromSheet(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+E');
  const start = page.getByRole('dialog', { name: 'Recognise again' }).getByRole('button', { name: 'Start' });
  await expect(start).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(start).toHaveCount(0);
}
