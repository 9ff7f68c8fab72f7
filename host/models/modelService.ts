import { join } from 'node:path';
import { bestModel } from '../../common/contract/bestModel.ts';
import { type Failure, failure } from '../../common/contract/failure.ts';
import type { ModelKind, ModelProgress, ModelRef } from '../../common/contract/models.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import { folderSizeBytes } from '../home/home.ts';
import { readModelCatalogue, sameModel } from './catalogue.ts';
import { hashFile } from './copying.ts';
import { type HubTool, loadModel } from './downloading.ts';
import { modelName } from './failures.ts';
import { createHubToken } from './hubToken.ts';
import { importModel } from './importing.ts';
import { type Claims, createKeeper } from './keeping.ts';
import { createMeter } from './meter.ts';
import type { Models, OnModelProgress } from './models.ts';
import { moveStore } from './moving.ts';
import { createPlace } from './place.ts';
import { findModel, resolved, resolveModel } from './resolving.ts';
import type { Secrets } from './secrets/secrets.ts';
import { createShared } from './sharing.ts';
import { listStored, readStored, removeStored, type Stored, unfinished } from './store.ts';
import { type Activity, modelViews, storedBytes } from './views.ts';

export interface ModelOptions {
  /** `python-runtime/models.json` */
  readonly catalogueFile: string;
  /** The data root's `models` folder: the store, until it is moved. */
  readonly folder: string;
  /** The engines and the kinds of models that they load. */
  readonly engines: () => Promise<
    readonly { readonly id: string; readonly modelKinds: Readonly<Record<string, string>> }[]
  >;
  readonly claims: Claims;
  readonly hub: HubTool;
  readonly secrets: Secrets;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly freeBytes: (folder: string) => Promise<number>;
  /** Since 1970. */
  readonly nowMs: () => number;
  /** Takes secrets out of a line. */
  readonly redact: (line: string) => string;
  /** A line for people who look into what happened. */
  readonly log: (line: string) => void;
}

/** Writes nothing until something is imported or loaded. */
export function createModels(options: ModelOptions): Models {
  const catalogue = readModelCatalogue(options.catalogueFile);
  const place = createPlace(options.folder);
  const keeper = createKeeper(place, options.claims);
  const endpoint = hubAddress(options.env);
  const token = createHubToken(options.secrets, options.env);
  const around = { ...options, catalogue, place, keeper, endpoint, token };
  const downloads = createShared<Stored>();
  const listeners = new Set<() => void>();
  const activities = new Map<string, Activity>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const note = (ref: ModelRef, progress: ModelProgress | null, problem: Failure | null) => {
    const name = modelName(ref);
    if (progress === null && problem === null) activities.delete(name);
    else activities.set(name, { kind: ref.kind, id: ref.id, progress, failure: problem });
    changed();
  };

  const list: Models['list'] = async () => {
    const store = await place.usable();
    if (store.ok) await repairAll(store.value);
    const stored = store.ok ? await listStored(store.value) : [];
    const engines = await options.engines();
    return modelViews({
      catalogue: catalogue.models,
      stored,
      activities: [...activities.values()],
      usedBy: (kind) => usersOf(kind, engines),
      endpoint,
    });
  };

  let moving: ModelProgress | null = null;
  let repaired = false;
  /** Once for each start: what a killed process left between two steps. */
  const repairAll = async (store: string) => {
    if (repaired) return;
    repaired = true;
    for (const ref of await unfinished(store)) {
      // Repairing is what being alone with it begins with; another process at work does it itself.
      await keeper.alone(ref, async () => succeed(undefined));
    }
  };

  const importFrom: Models['importFrom'] = async (path, wish, onProgress, signal) => {
    let ref: ModelRef | null = null;
    const onRef = (known: ModelRef) => {
      ref = known;
    };
    const report: OnModelProgress = (progress) => {
      if (ref !== null) note(ref, progress, null);
      onProgress(progress);
    };
    try {
      const imported = await importModel(path, wish, around, onRef, report, signal);
      return imported.ok ? resolved(imported.value) : imported;
    } finally {
      if (ref !== null) note(ref, null, null);
    }
  };

  const download: Models['download'] = async (ref, onProgress, signal) => {
    const model = catalogue.models.find((each) => sameModel(each, ref));
    const name = modelName(ref);
    if (model === undefined) return fail(failure('model.unknown', { detail: name }));
    const begin = async (onBegun: OnModelProgress, stop: AbortSignal) => {
      const report: OnModelProgress = (progress) => {
        note(ref, progress, null);
        onBegun(progress);
      };
      let problem: Failure | null = null;
      try {
        const loaded = await loadModel(model, around, report, stop);
        problem = loaded.ok || loaded.failure.code === 'cancelled' ? null : loaded.failure;
        return loaded;
      } finally {
        note(ref, null, problem);
      }
    };
    const loaded = await downloads.join(name, begin, onProgress, signal);
    return loaded.ok ? resolved(loaded.value) : loaded;
  };

  return {
    list,
    download,
    importFrom,
    resolve: (kind, wanted) => resolveModel(kind, wanted, catalogue, place.usable),
    best: async (kind, language) => bestModel(await list(), kind, language),
    find: async (name) => await findModel(name, catalogue, await place.folder()),
    verify: (ref, onProgress, signal) =>
      keeper.alone(ref, async (store) => {
        const stored = await readStored(store, ref);
        if (stored === null) return fail(failure('model.not-installed', { detail: ref.id }));
        if (stored.problem !== null) return resolved(stored);
        const damaged = await findDamaged(stored, options.nowMs, onProgress, signal);
        if (damaged === null) return resolved(stored);
        const broken = failure('model.broken', { file: modelName(ref), detail: `${damaged} is damaged` });
        note(ref, null, broken);
        return fail(broken);
      }),
    remove: async (ref) => {
      const removed = await keeper.alone(ref, async (store) => {
        await removeStored(store, ref);
        return succeed(undefined);
      });
      if (removed.ok) note(ref, null, null);
      return removed;
    },
    token: { place: token.place, set: token.set, remove: token.remove },
    place: place.folder,
    move: async (folder, onProgress, signal) => {
      const report: OnModelProgress = (progress) => {
        moving = progress;
        changed();
        onProgress(progress);
      };
      try {
        return await moveStore(folder, around, report, signal);
      } finally {
        moving = null;
        changed();
      }
    },
    moving: () => moving,
    sizeBytes: async () => await folderSizeBytes(await place.folder()),
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The hub's address without a slash at its end: `HF_ENDPOINT`, else the public one. */
export function hubAddress(env: ModelOptions['env']): string {
  return (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/u, '');
}

function usersOf(kind: ModelKind, engines: Awaited<ReturnType<ModelOptions['engines']>>): readonly string[] {
  return engines.filter(({ modelKinds }) => Object.values(modelKinds).includes(kind)).map(({ id }) => id);
}

async function findDamaged(
  stored: Stored,
  nowMs: () => number,
  onProgress: OnModelProgress,
  signal: AbortSignal,
): Promise<string | null> {
  const meter = createMeter(nowMs);
  const totalBytes = storedBytes(stored);
  let doneBytes = 0;
  for (const { name, sha256 } of stored.marker.files) {
    const onBytes = (bytes: number) => {
      doneBytes += bytes;
      const message = `Checking ${name}`;
      onProgress({ step: 'check', ...meter.at(doneBytes, totalBytes), file: name, message });
    };
    const found = await hashFile(join(stored.folder, ...name.split('/')), onBytes, signal);
    if (found !== sha256) return name;
  }
  return null;
}
