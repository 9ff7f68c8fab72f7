import type { Page } from '@playwright/test';
import axe from 'axe-core';

/**
 * Serious and critical findings of axe on what is shown, with where they are. Without its own copies of the style
 * sheets, which the page's policy refuses: they are for one rule alone, on turned screens.
 */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  // Read into the page as a call, not as an element: its policy allows no inline script.
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await checker.run({ preload: false });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
