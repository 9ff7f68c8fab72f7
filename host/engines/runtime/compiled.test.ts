import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compiledShare } from './compiled.ts';

let environment: string;

beforeEach(() => {
  environment = mkdtempSync(join(tmpdir(), 'wordlane-compiled-'));
});
afterEach(() => rmSync(environment, { recursive: true, force: true }));

it('the share of an environment that is compiled is told by its files', async () => {
  const cache = join(environment, 'lib', 'torch', '__pycache__');
  mkdirSync(cache, { recursive: true });
  expect(await compiledShare(environment)).toBe(0);
  for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(environment, 'lib', 'torch', `${name}.py`), '');
  writeFileSync(join(environment, 'lib', 'torch', 'libtorch.so'), '');
  expect(await compiledShare(environment)).toBe(0);
  writeFileSync(join(cache, 'a.cpython-311.pyc'), '');
  expect(await compiledShare(environment)).toBe(0.25);
});

it('nothing is compiled where nothing is', async () => {
  expect(await compiledShare(join(environment, 'gone'))).toBe(0);
});
