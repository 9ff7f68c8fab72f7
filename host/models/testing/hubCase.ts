import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelProgress, ModelRef } from '../../../common/contract/models.ts';
import type { Patience } from '../hubProcess.ts';
import type { ModelOptions } from '../modelService.ts';
import type { Models } from '../models.ts';
import { ALIGNER } from './modelFiles.ts';
import { heldSecrets, type ModelRoom, never, openModels } from './openModels.ts';
import { type StandInHub, type StandInRepo, startHub } from './standInHub.ts';

/** The loader's own Python with the real `huggingface_hub`; `npm test` sets it up. */
export function hubPython(): string {
  const path = process.env.WORDLANE_TEST_HUB_PYTHON;
  if (path === undefined || path === '') {
    throw new Error('WORDLANE_TEST_HUB_PYTHON names no Python with huggingface_hub; `npm test` sets one up');
  }
  return path;
}

export const LOADER = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'python-runtime',
  'tools',
  'hub',
  'main.py',
);

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
export const MODEL: ModelRef = { kind: 'wav2vec2', id: 'small-aligner' };
/** What is loaded through ranges: large enough to be broken off in the middle. */
export const WEIGHTS = Buffer.from(
  Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) % 256),
);

export const REPO: StandInRepo = {
  commit: COMMIT,
  licence: 'apache-2.0',
  gatedFor: null,
  files: { ...ALIGNER, 'pytorch_model.bin': WEIGHTS },
};

/** Pauses of a hundredth: the stand-in answers at once, so waiting proves nothing. */
export const QUICK: Patience = { idleSeconds: 20, firstPauseSeconds: 0.01, attempts: 4 };

export interface HubCase extends ModelRoom {
  readonly hub: StandInHub;
  readonly log: readonly string[];
  readonly options: Partial<ModelOptions>;
}

/** An entry of a catalogue for one repository of the stand-in. */
export function entryOf(ref: ModelRef, sources: readonly object[], change: object): object {
  return {
    ...ref,
    aliases: [],
    title: 'Small aligner',
    summary: 'For tests.',
    sources,
    languages: ['en'],
    licence: 'not stated',
    commercial: null,
    gated: false,
    sizeBytes: WEIGHTS.length,
    parameters: null,
    page: null,
    ...change,
  };
}

const ONE_SOURCE = [{ from: 'hub', repo: 'org/aligner', revision: null, files: null }];

/** A store whose catalogue has one model, `MODEL`, which the stand-in hub serves as `org/aligner`. */
export async function openHubCase(change: {
  readonly repo: StandInRepo;
  readonly entries: readonly object[] | null;
  readonly options: Partial<ModelOptions>;
  readonly token: string | null;
  readonly patience: Patience;
  readonly scheme: 'http' | 'https';
}): Promise<HubCase> {
  const python = hubPython();
  const hub = await startHub({ 'org/aligner': change.repo }, change.scheme);
  const log: string[] = [];
  const found = process.env.PATH === undefined ? {} : { PATH: process.env.PATH };
  const options: Partial<ModelOptions> = {
    env: { ...found, HF_ENDPOINT: hub.url },
    hub: {
      python: async () => ({ ok: true, value: python }),
      script: LOADER,
      patience: change.patience,
    },
    secrets: heldSecrets(change.token),
    log: (line) => log.push(line),
    ...change.options,
  };
  const room = await openModels({});
  const catalogueFile = join(room.folder, 'catalogue.json');
  const file = (name: string, optional: boolean) => ({ names: [name], optional, saveAs: null });
  const catalogue = {
    schema: 1,
    files: {
      wav2vec2: [
        file('config.json', false),
        file('vocab.json', false),
        { names: ['model.safetensors', 'pytorch_model.bin'], optional: false, saveAs: null },
        file('preprocessor_config.json', true),
        file('added_tokens.json', true),
      ],
    },
    models: change.entries ?? [entryOf(MODEL, ONE_SOURCE, {})],
  };
  await writeFile(catalogueFile, JSON.stringify(catalogue));
  const all = { ...options, catalogueFile };
  return { ...room, models: room.reopen(all), hub, log, options: all };
}

/** A hub that does as it should. */
export const PLAIN = {
  repo: REPO,
  entries: null,
  options: {},
  token: null,
  patience: QUICK,
  scheme: 'http',
} as const;

/** Loads `MODEL` and keeps what was told meanwhile. */
export async function load(models: Models) {
  const seen: ModelProgress[] = [];
  const result = await models.download(MODEL, (progress) => seen.push(progress), never);
  return { result, seen };
}
