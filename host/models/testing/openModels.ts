import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { claimants, tryOnlyClaim } from '../../engines/runtime/claims.ts';
import { USUAL_PATIENCE } from '../hubProcess.ts';
import { createModels, type ModelOptions } from '../modelService.ts';
import type { ImportWish, Models } from '../models.ts';
import type { Secrets } from '../secrets/secrets.ts';

export const never: AbortSignal = new AbortController().signal;

/** No wish at all: kind, id and languages are found out. */
export const AS_IT_IS: ImportWish = { kind: null, id: null, languages: null };

export const CATALOGUE = join(import.meta.dirname, '..', '..', '..', 'python-runtime', 'models.json');

export interface ModelRoom {
  /** A folder of the test's own. */
  readonly folder: string;
  readonly store: string;
  readonly models: Models;
  /** The same store for another start of the program. */
  readonly reopen: (change: Partial<ModelOptions>) => Models;
}

/** A store in a folder that is removed with the test. */
export async function openModels(change: Partial<ModelOptions>): Promise<ModelRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-models-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = join(folder, 'data', 'models');
  const reopen = (other: Partial<ModelOptions>) =>
    createModels({
      catalogueFile: CATALOGUE,
      folder: store,
      engines: async () => [{ id: 'faster-whisper', modelKinds: { transcribe: 'whisper-ct2' } }],
      claims: { tryOnly: tryOnlyClaim, claimants },
      env: {},
      hub: {
        python: async () => {
          throw new Error('this test loads nothing');
        },
        script: '',
        patience: USUAL_PATIENCE,
      },
      secrets: heldSecrets(null),
      redact: (line) => line,
      freeBytes: async () => 1e12,
      nowMs: () => Date.now(),
      log: () => {},
      ...change,
      ...other,
    });
  return { folder, store, models: reopen({}), reopen };
}

/** Secrets in memory. */
export function heldSecrets(first: string | null): Secrets {
  let held = first;
  return {
    find: async () => (held === null ? null : { value: held, place: 'file' }),
    write: async (_name, value) => {
      held = value;
      return { ok: true, value: 'file' };
    },
    remove: async () => {
      held = null;
      return { ok: true, value: undefined };
    },
  };
}
