import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from './app.ts';

/** The first screen, with what it shows once it knows the projects of this computer. */
export async function openHome(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await onHome(page);
}

export async function onHome(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Drop video or audio here' })).toBeVisible();
}

/** Drops files on the window as a browser tab gets them: without their paths. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), base64: (await readFile(path)).toString('base64') })),
  );
  const carried = await page.evaluateHandle((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, files);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: carried });
  await expect(page.getByText('Drop to transcribe')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: carried });
  await expect(page.getByText('Drop to transcribe')).toBeHidden();
}

/** The row of a project in the list of recent ones. */
export function recentRow(page: Page, title: string): Locator {
  return page.getByRole('list', { name: 'Recent projects' }).getByRole('listitem').filter({ hasText: title });
}

/** The row of a file in the queue. */
export function jobRow(page: Page, name: string): Locator {
  return page.getByRole('complementary', { name: 'Queue' }).getByRole('listitem').filter({ hasText: name });
}

/** What the program says by itself: refusals and what was done. */
export function messages(page: Page): Locator {
  return page.getByRole('region', { name: 'Messages' });
}
