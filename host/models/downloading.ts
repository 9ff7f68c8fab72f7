import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import type { ModelProgress } from '../../common/contract/models.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { CatalogueModel } from './catalogue.ts';
import { hashText } from './copying.ts';
import { modelName } from './failures.ts';
import { hubEnvironment } from './hubEnvironment.ts';
import type { HubPlan } from './hubMessages.ts';
import { type Patience, runHub } from './hubProcess.ts';
import type { ReadableHubToken } from './hubToken.ts';
import { type Keeper, roomProblem } from './keeping.ts';
import { licenceOf } from './licence.ts';
import { type MarkedFile, writeMarker } from './marker.ts';
import { createMeter, sizeText } from './meter.ts';
import type { OnModelProgress } from './models.ts';
import { readStored, type Stored, stagingFolder, takePlace } from './store.ts';
import { inspectModel } from './structure/structure.ts';

/** The loader's own runtime, and what it needs. */
export interface HubTool {
  /** Its interpreter, made present first (13 MB); `message` is for people. */
  readonly python: (onMessage: (message: string) => void, signal: AbortSignal) => Promise<Result<string>>;
  readonly script: string;
  readonly patience: Patience;
}

export interface DownloadAround {
  readonly hub: HubTool;
  readonly token: ReadableHubToken;
  readonly keeper: Keeper;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly endpoint: string;
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly nowMs: () => number;
  readonly redact: (line: string) => string;
  readonly log: (line: string) => void;
}

/** Loads one model of the catalogue into its place; what was there stays until the new one is whole and right. */
export async function loadModel(
  model: CatalogueModel,
  around: DownloadAround,
  onProgress: OnModelProgress,
  signal: AbortSignal,
): Promise<Result<Stored>> {
  return await around.keeper.alone(model, async (store) => {
    const there = await readStored(store, model);
    if (there !== null && there.problem === null) return succeed(there);
    if (model.sources.length === 0) {
      return fail(failure('model.not-on-hub', { detail: modelName(model) }));
    }
    onProgress(standing('tools', 'Preparing the download'));
    const python = await around.hub.python((message) => onProgress(standing('tools', message)), signal);
    if (!python.ok) return python;
    const staged = stagingFolder(store, model);
    await mkdir(staged, { recursive: true, mode: 0o700 });
    const loaded = await loadFiles(model, python.value, staged, around, onProgress, signal);
    if (!loaded.ok) return loaded;
    return await settle(model, store, loaded.value, around);
  });
}

interface Loaded {
  readonly files: readonly MarkedFile[];
  readonly origins: HubPlan['origins'];
}

async function loadFiles(
  model: CatalogueModel,
  python: string,
  staged: string,
  around: DownloadAround,
  onProgress: OnModelProgress,
  signal: AbortSignal,
): Promise<Result<Loaded>> {
  const { hub } = around;
  const meter = createMeter(around.nowMs);
  const done = new Map<string, number>();
  let totalBytes: number | null = null;
  let origins: HubPlan['origins'] = [];
  const report = (step: ModelProgress['step'], file: string | null, message: string) => {
    const doneBytes = [...done.values()].reduce((sum, bytes) => sum + bytes, 0);
    onProgress({ step, ...meter.at(doneBytes, totalBytes), file, message });
  };
  report('plan', null, 'Asking for the list of files');
  const loaded = await runHub(
    {
      python,
      script: hub.script,
      env: hubEnvironment(around.env, join(staged, '.hub')),
      endpoint: around.endpoint,
      token: await around.token.read(),
      folder: staged,
      sources: model.sources,
      patience: hub.patience,
      redact: around.redact,
      log: around.log,
    },
    {
      onPlan: async (plan) => {
        for (const { name, haveBytes } of plan.files) done.set(name, haveBytes);
        const bytes = plan.files.reduce((sum, file) => sum + file.sizeBytes, 0);
        const missing = plan.files.reduce((sum, file) => sum + file.sizeBytes - file.haveBytes, 0);
        totalBytes = bytes;
        origins = plan.origins;
        report('load', null, `Loading ${model.title} (${sizeText(bytes)})`);
        return roomProblem(await around.freeBytes(staged), missing, staged);
      },
      onProgress: (name, doneBytes) => {
        done.set(name, doneBytes);
        report('load', name, `Loading ${name}`);
      },
      onWait: (seconds, detail) => report('wait', null, `Trying again in ${Math.ceil(seconds)} s: ${detail}`),
    },
    signal,
  );
  return loaded.ok ? succeed({ files: loaded.value, origins }) : loaded;
}

/** Looks whether the files are a model of the kind, marks them and puts them into their place. */
async function settle(
  model: CatalogueModel,
  store: string,
  { files, origins }: Loaded,
  { endpoint, nowMs }: DownloadAround,
): Promise<Result<Stored>> {
  const staged = stagingFolder(store, model);
  await rm(join(staged, '.hub'), { recursive: true, force: true });
  const inspected = await inspectModel(staged, model.kind);
  if (!inspected.ok) {
    await rm(staged, { recursive: true, force: true });
    return inspected;
  }
  const added: MarkedFile[] = [];
  for (const { name, content } of inspected.value.model.added) {
    await writeFile(join(staged, name), content, { mode: 0o600 });
    added.push({ name, sizeBytes: Buffer.byteLength(content), sha256: hashText(content) });
  }
  await writeMarker(staged, {
    schema: 1,
    kind: model.kind,
    id: model.id,
    title: model.title,
    sources: origins.map(({ from, revision }) => ({
      from,
      revision,
      endpoint: revision === null ? null : withoutSecrets(endpoint),
    })),
    files: [...files, ...added],
    languages: [...model.languages],
    ...licenceOf(
      model,
      origins.map(({ licence }) => licence),
    ),
    addedAt: new Date(nowMs()).toISOString(),
  });
  await takePlace(store, model);
  const stored = await readStored(store, model);
  if (stored === null) throw new Error(`${modelName(model)} vanished as it was put into its place`);
  return succeed(stored);
}

/** An address may hold a user's name and password. */
function withoutSecrets(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname === '/' ? '' : pathname}`;
}

function standing(step: ModelProgress['step'], message: string): ModelProgress {
  return {
    step,
    doneBytes: 0,
    totalBytes: null,
    bytesPerSecond: null,
    etaSeconds: null,
    file: null,
    message,
  };
}
