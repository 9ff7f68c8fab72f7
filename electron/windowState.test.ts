import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openedPaths } from './openedPaths.ts';
import { readWindowState, restorableBounds, writeWindowState } from './windowState.ts';

const bounds = { x: 100, y: 50, width: 1200, height: 800 };
const screen = { x: 0, y: 0, width: 1920, height: 1080 };

test('a window comes back where it was', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'wordlane-window-')), 'window.json');
  writeWindowState(file, { bounds, maximized: true });
  expect(readWindowState(file)).toEqual({ bounds, maximized: true });
  expect(restorableBounds({ bounds, maximized: true }, [screen])).toEqual(bounds);
});

test('a window whose screen is gone opens in its usual place', () => {
  const away = { ...bounds, x: 2500 };
  expect(restorableBounds({ bounds: away, maximized: false }, [screen])).toBeNull();
  expect(restorableBounds({ bounds: away, maximized: false }, [screen, { ...screen, x: 1920 }])).toEqual(
    away,
  );
  expect(restorableBounds({ bounds: { ...bounds, y: -300 }, maximized: false }, [screen])).toBeNull();
});

test('a damaged or missing state is no state', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'wordlane-window-')), 'window.json');
  expect(readWindowState(file)).toBeNull();
  for (const content of ['', '{', '[]', '{"bounds":{"x":"1"},"maximized":true}', 'null']) {
    writeFileSync(file, content);
    expect(readWindowState(file)).toBeNull();
  }
});

test('files of a start are told from switches and from the program itself', () => {
  const folder = path.resolve('/talks');
  expect(
    openedPaths(['electron', 'out/electron/main.js', 'a.mp4', '--no-sandbox', ''], folder, false),
  ).toEqual([path.join(folder, 'a.mp4')]);
  expect(openedPaths(['wordlane', 'a.mp4'], folder, true)).toEqual([path.join(folder, 'a.mp4')]);
});
