import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimants, tryOnlyClaim } from '../engines/runtime/claims.ts';
import { USUAL_PATIENCE } from './hubProcess.ts';
import { createModels } from './modelService.ts';
import type { Models } from './models.ts';
import { ggmlFile } from './testing/modelFiles.ts';

const CATALOGUE = join(import.meta.dirname, '..', '..', 'python-runtime', 'models.json');
const NEVER = new AbortController().signal;
const WEIGHT_BYTES = 500_000_000;
const STORED = 40;
const ROUNDS = 5;

function openStore(folder: string): Models {
  return createModels({
    catalogueFile: CATALOGUE,
    folder,
    engines: async () => [],
    claims: { tryOnly: tryOnlyClaim, claimants },
    env: {},
    hub: {
      python: async () => {
        throw new Error('nothing is loaded here');
      },
      script: '',
      patience: USUAL_PATIENCE,
    },
    secrets: {
      find: async () => null,
      write: async () => ({ ok: true, value: 'file' }),
      remove: async () => ({ ok: true, value: undefined }),
    },
    freeBytes: async () => 1e12,
    nowMs: () => Date.now(),
    redact: (line) => line,
    log: () => {},
  });
}

async function inFolder(
  run: (folder: string) => Promise<Record<string, number>>,
): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-bench-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Half a gigabyte with its hash, against the bare copy of the same file. */
async function importOfAModel(folder: string): Promise<Record<string, number>> {
  const file = join(folder, 'big.bin');
  await writeFile(file, ggmlFile(51_865, 80, WEIGHT_BYTES));
  const bareSeconds = await seconds(() => copyFile(file, join(folder, 'copy.bin')));
  const models = openStore(join(folder, 'models'));
  const wish = { kind: null, id: null, languages: null };
  const importSeconds = await seconds(() => models.importFrom(file, wish, () => {}, NEVER));
  return {
    importMegabytesPerSecond: WEIGHT_BYTES / 1e6 / importSeconds,
    timesTheBareCopy: importSeconds / bareSeconds,
  };
}

/** What windows ask for several times a second while something is loaded, and jobs before they begin. */
async function listOfAStore(folder: string): Promise<Record<string, number>> {
  const models = openStore(join(folder, 'models'));
  const source = join(folder, 'source');
  await mkdir(source);
  for (let index = 0; index < STORED; index += 1) {
    const file = join(source, `model-${index}.bin`);
    await writeFile(file, ggmlFile(51_865, 80, 1_000));
    await models.importFrom(file, { kind: null, id: null, languages: null }, () => {}, NEVER);
  }
  const listMs: number[] = [];
  const resolveMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    listMs.push(1000 * (await seconds(() => models.list())));
    resolveMs.push(1000 * (await seconds(() => models.resolve('whisper-ggml', 'model-7'))));
  }
  return { listMs: median(listMs), resolveMs: median(resolveMs), models: STORED };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const benches: readonly { name: string; run: () => Promise<Record<string, number>> }[] = [
  { name: 'models: import 500 MB', run: () => inFolder(importOfAModel) },
  { name: 'models: list 40 of them', run: () => inFolder(listOfAStore) },
];
