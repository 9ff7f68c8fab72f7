import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';

export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

/** How much of a window must lie on a screen for a person to get hold of it, in pixels. */
const GRIP = { width: 160, height: 40 };

/** The bounds to restore: null when they are damaged, or lie on a screen that is not there any more. */
export function restorableBounds(state: WindowState | null, screens: readonly Rectangle[]): Rectangle | null {
  if (state === null) return null;
  const { x, y, width } = state.bounds;
  const reachable = screens.some((screen) => {
    const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
    const down = Math.min(y + GRIP.height, screen.y + screen.height) - Math.max(y, screen.y);
    return across >= GRIP.width && down >= GRIP.height;
  });
  return reachable ? state.bounds : null;
}

/** Null when there is none yet or it cannot be read: the window then opens in its usual size. */
export function readWindowState(file: string): WindowState | null {
  try {
    const state = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>;
    const { bounds, maximized } = state;
    if (bounds === undefined || typeof maximized !== 'boolean') return null;
    const numbers = [bounds.x, bounds.y, bounds.width, bounds.height];
    return numbers.every(Number.isSafeInteger) ? { bounds, maximized } : null;
  } catch {
    return null;
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(state));
  renameSync(draft, file);
}
