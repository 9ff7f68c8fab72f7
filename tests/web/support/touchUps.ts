import type { Locator, Page } from '@playwright/test';

/** What engines are doing to the open project, above the text. */
export function work(page: Page): Locator {
  return page.getByRole('list', { name: 'Work on the text' });
}

export function progressOf(page: Page, name: string): Locator {
  return work(page).getByRole('progressbar', { name });
}

/** A short message at the edge of the window. */
export function message(page: Page, text: string | RegExp): Locator {
  return page.getByRole('region', { name: /Notifications|Messages/ }).getByText(text);
}
