import type { Locator, Page } from '@playwright/test';
import { expect } from './app.ts';

/** The sheet in which a person says how to transcribe. */
export function transcribeSheet(page: Page): Locator {
  return page.getByRole('dialog', { name: /^Transcribe / });
}

/** Starts once the files and the engine are known. */
export async function startTranscribing(page: Page): Promise<void> {
  const sheet = transcribeSheet(page);
  await expect(sheet.getByText('Looking at it…')).toHaveCount(0);
  await sheet.getByRole('button', { name: /^Start/ }).click();
  await expect(sheet).toBeHidden();
}
