import type { Locator, Page } from '@playwright/test';
import { expect } from './app.ts';

export const timeline = (page: Page): Locator => page.getByRole('region', { name: 'Timeline' });

/** Gives the keys to the timeline, where arrows with Alt move the edges of the chosen word. */
export async function focusTimeline(page: Page): Promise<void> {
  await page.locator('[data-timeline]').focus();
}

export interface TimelinePlace {
  readonly x: number;
  readonly y: number;
}

/** Where a time of a speaker's lane is on screen, while the timeline shows the file from its start at 100 px/s. */
export async function placeOnLane(page: Page, speaker: string, timeMs: number): Promise<TimelinePlace> {
  await expect(timeline(page)).toContainText('100 px/s');
  const lane = await timeline(page).locator('bdi', { hasText: speaker }).first().boundingBox();
  const canvas = await page.locator('#timeline-canvas').boundingBox();
  if (lane === null || canvas === null) throw new Error(`the lane of ${speaker} is not shown`);
  return { x: canvas.x + timeMs / 10, y: lane.y + lane.height / 2 };
}

/** Takes hold of what is at a place and lets it go at another. */
export async function drag(page: Page, from: TimelinePlace, to: TimelinePlace): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
}
