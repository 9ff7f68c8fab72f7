import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { libraryFolders } from './libraries.ts';

let environment: string;

beforeEach(() => {
  environment = mkdtempSync(join(tmpdir(), 'wordlane-libraries-'));
});
afterEach(() => rmSync(environment, { recursive: true, force: true }));

function put(...path: readonly string[]): string {
  const folder = join(environment, ...path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'a library'), '');
  return folder;
}

it("CUDA's libraries are found in each package that has some", async () => {
  const site = ['lib', 'python3.11', 'site-packages', 'nvidia'];
  const cudnn = put(...site, 'cudnn', 'lib');
  const cublas = put(...site, 'cublas', 'lib');
  put(...site, 'cuda_nvrtc', 'include');
  expect(await libraryFolders(environment, 'linux')).toEqual([cublas, cudnn]);
});

it('on Windows they lie in other folders, and inside PyTorch', async () => {
  const site = ['Lib', 'site-packages'];
  const torch = put(...site, 'torch', 'lib');
  const cublas = put(...site, 'nvidia', 'cublas', 'bin');
  expect(await libraryFolders(environment, 'win32')).toEqual([torch, cublas]);
});

it('there are none in a runtime for processors, or in none at all', async () => {
  put('lib', 'python3.11', 'site-packages', 'torch', 'lib');
  expect(await libraryFolders(environment, 'linux')).toEqual([]);
  expect(await libraryFolders(join(environment, 'gone'), 'linux')).toEqual([]);
});
