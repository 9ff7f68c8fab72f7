import { join } from 'node:path';
import { type Failure, failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import { ensureUv } from '../uv.ts';
import {
  clearProblem,
  commitGeneration,
  diskBytes,
  findProblem,
  type Generation,
  installClaims,
  newGenerationFolder,
  readCurrent,
  removeHalfGenerations,
  removeOldGenerations,
  type Stamp,
} from './generation.ts';
import { removeAbandonedLoads } from './growth.ts';
import { createPackager, type Packager } from './packager.ts';
import { choosePython, generationName, lockedVersions, placeProblem } from './plan.ts';
import { findPythons, isAtLeast, type Python } from './pythons.ts';
import {
  lockText,
  type OnProgress,
  type Order,
  type Proof,
  type Recipe,
  stepProgress,
  type Workshop,
} from './recipe.ts';

/** One installation: what is wanted and with what it is made. */
export interface Work {
  readonly recipe: Recipe;
  readonly order: Order;
  readonly requirementsSha256: string;
  readonly shop: Workshop;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface Tools {
  readonly python: Python;
  readonly packager: Packager;
}

/**
 * How far an installation is. Whoever dies in any of these leaves what the next installation can go on from: until
 * `commit` has written its stamp a generation is nothing, and the one in use is not touched before `collect`.
 */
export type State =
  /** Clears what was left, and keeps what is there and works. */
  | { readonly at: 'look' }
  /** Room, uv and a Python. */
  | { readonly at: 'prepare' }
  /** A folder for the new generation. */
  | { readonly at: 'place'; readonly tools: Tools; readonly tries: number }
  /** Its packages. */
  | { readonly at: 'fill'; readonly tools: Tools; readonly tries: number; readonly folder: string }
  /** Tries it out. */
  | { readonly at: 'prove'; readonly tools: Tools; readonly folder: string }
  /** Stamps it and switches to it. */
  | { readonly at: 'commit'; readonly tools: Tools; readonly folder: string; readonly proof: Proof }
  /** Removes the generations before it. */
  | { readonly at: 'collect'; readonly generation: Generation }
  | { readonly at: 'done'; readonly generation: Generation };

/** Does what the state stands for; the state after it. */
export async function advance(state: Exclude<State, { at: 'done' }>, work: Work): Promise<Result<State>> {
  // What is committed is done: a cancel that comes later has come too late.
  if (work.signal.aborted && state.at !== 'collect') return fail(failure('cancelled', {}));
  switch (state.at) {
    case 'look':
      return look(work);
    case 'prepare':
      return prepare(work);
    case 'place':
      return place(state.tools, state.tries, work);
    case 'fill':
      return fill(state, work);
    case 'prove':
      return prove(state, work);
    case 'commit':
      return commit(state, work);
    case 'collect':
      return collect(state.generation, work);
  }
}

async function look(work: Work): Promise<Result<State>> {
  const { recipe, order, shop } = work;
  await removeHalfGenerations(recipe.runtimeFolder);
  await removeAbandonedLoads(shop.place.uvCache, Date.now());
  const kept = order.how === 'where-needed' ? await findKept(work) : null;
  return succeed(kept === null ? { at: 'prepare' } : { at: 'done', generation: kept });
}

/** One that another process has just made, or one that failed before and works again. */
async function findKept({
  recipe,
  requirementsSha256,
  onProgress,
  signal,
}: Work): Promise<Generation | null> {
  const current = await readCurrent(recipe.runtimeFolder);
  if (current === null || current.stamp.variant !== recipe.variant) return null;
  const problem = await findProblem(current, requirementsSha256);
  if (problem === null) return current;
  if (problem.kind === 'files') return null;
  onProgress(stepProgress('verify', null, `Looking into ${recipe.title}: ${problem.detail}`));
  const proven = await recipe.prove(current.folder, signal);
  if (!proven.ok) return null;
  await clearProblem(current.folder);
  return current;
}

async function prepare(work: Work): Promise<Result<State>> {
  const { recipe, order, shop, onProgress, signal } = work;
  const { around } = shop;
  const free = await around.freeBytes(recipe.runtimeFolder).catch(async (error: Error) => {
    // A disk that does not tell is no reason to refuse: it may well have room.
    await around.log.write([`how much room is left could not be told: ${error.message}`]);
    return Number.POSITIVE_INFINITY;
  });
  const needed = await roomFor(work);
  const problem = placeProblem(recipe.runtimeFolder, around.platform, free, needed);
  if (problem !== null) return fail(problem);

  let pythons: Promise<readonly Python[]> | null = null;
  const find = () => {
    pythons ??= findPythons(around, signal);
    return pythons;
  };
  const uv = await ensureUv({
    toolsDir: shop.place.tools,
    requirementsFile: shop.uvRequirementsFile,
    wheelsFolder: order.wheelsFolder,
    around,
    findPythons: find,
    onProgress: (message) => onProgress(stepProgress('tools', 0.01, message)),
    signal,
  });
  if (signal.aborted) return fail(failure('cancelled', {}));
  if (!uv.ok) return uv;
  const packager = createPackager(uv.value, shop.place, around, installClaims(recipe.runtimeFolder), signal);
  const forgotten = order.how === 'reload' ? await forgetPackages(packager, recipe) : succeed(undefined);
  if (!forgotten.ok) return forgotten;
  const python = await preparePython(packager, find, work);
  return python.ok ? succeed({ at: 'place', tools: { python: python.value, packager }, tries: 0 }) : python;
}

/** Bytecode is a sixth of WhisperX (0.4 of 2.6 GB); all else is linked when the same was installed before. */
const LINKED_SHARE = 0.2;

/** A repair that makes the same anew needs little: a disk that the first one has filled must not forbid it. */
async function roomFor({ recipe, order }: Work): Promise<number> {
  if (order.how !== 'again') return recipe.neededBytes;
  const current = await readCurrent(recipe.runtimeFolder);
  return current?.stamp.variant === recipe.variant
    ? Math.round(recipe.neededBytes * LINKED_SHARE)
    : recipe.neededBytes;
}

async function forgetPackages(packager: Packager, { lock }: Recipe): Promise<Result<void>> {
  return packager.forget(Object.keys(lockedVersions(await lockText(lock))));
}

async function preparePython(
  packager: Packager,
  find: () => Promise<readonly Python[]>,
  { recipe, order, onProgress, signal }: Work,
): Promise<Result<Python>> {
  onProgress(stepProgress('python', 0.08, 'Looking for Python'));
  const found = await find();
  const fitting =
    recipe.pythonVersions === null
      ? (found.find((each) => isAtLeast(each.version, 3, 8)) ?? null)
      : choosePython(found, recipe.pythonVersions);
  if (signal.aborted) return fail(failure('cancelled', {}));
  const anew = order.how === 'interpreter';
  if (fitting !== null && !anew) return succeed(fitting);
  const version = recipe.pythonVersions?.[0] ?? '3.11';
  onProgress(stepProgress('python', 0.08, `Getting Python ${version}`));
  const fetched = await packager.installPython(version, anew ? 'anew' : 'where-missing');
  if (fetched.ok || fetched.failure.code === 'cancelled') return fetched;
  return fail(pythonMissing(found, version, fetched.failure));
}

function pythonMissing(found: readonly Python[], version: string, why: Failure): Failure {
  if (why.code === 'disk.full') return why;
  const there = found.map((each) => each.version).join(', ');
  const has = there === '' ? 'there is none on the PATH' : `found ${there}`;
  return failure('runtime.python-missing', {
    detail: `${has}; Python ${version} could not be downloaded: ${why.detail ?? why.code}`,
  });
}

async function place(tools: Tools, tries: number, work: Work): Promise<Result<State>> {
  const { recipe, requirementsSha256 } = work;
  const name = generationName(recipe.variant, requirementsSha256, tools.python);
  const folder = await newGenerationFolder(recipe.runtimeFolder, name);
  return succeed({ at: 'fill', tools, tries, folder });
}

async function fill(
  { tools, folder, tries }: Extract<State, { at: 'fill' }>,
  { recipe, order, onProgress }: Work,
): Promise<Result<State>> {
  const filled = await tools.packager.installPackages(
    {
      shape: recipe.shape,
      python: tools.python,
      target: join(folder, 'env'),
      lock: recipe.lock,
      sizes: recipe.sizes,
      wheelsFolder: order.wheelsFolder,
      pace: tries === 0 ? 'usual' : 'gentle',
      cwd: folder,
    },
    ({ fraction, ...progress }) => onProgress({ ...progress, fraction: 0.1 + 0.75 * fraction }),
  );
  return filled.ok ? succeed({ at: 'prove', tools, folder }) : filled;
}

async function prove(
  { tools, folder }: Extract<State, { at: 'prove' }>,
  { recipe, onProgress, signal }: Work,
): Promise<Result<State>> {
  onProgress(stepProgress('verify', 0.87, `Trying out ${recipe.title}`));
  const proven = await recipe.prove(folder, signal);
  return proven.ok ? succeed({ at: 'commit', tools, folder, proof: proven.value }) : proven;
}

async function commit(
  { tools: { python }, folder, proof }: Extract<State, { at: 'commit' }>,
  { recipe, requirementsSha256 }: Work,
): Promise<Result<State>> {
  const stamp: Stamp = {
    schema: 1,
    variant: recipe.variant,
    requirementsSha256,
    python: python.version,
    basePython: recipe.shape === 'environment' ? python.executable : null,
    program: proof.program,
    versions: { ...proof.versions },
    sizeBytes: await diskBytes(folder),
    madeAt: new Date().toISOString(),
  };
  await commitGeneration(folder, stamp);
  return succeed({ at: 'collect', generation: { folder, stamp } });
}

async function collect(generation: Generation, { recipe, shop, onProgress }: Work): Promise<Result<State>> {
  await removeOldGenerations(recipe.runtimeFolder).catch((error: Error) =>
    // It costs space and nothing else; the next installation tries again.
    shop.around.log.write([`an old generation stays: ${error.message}`]),
  );
  onProgress(stepProgress('done', 1, `${capital(recipe.title)} is ready`));
  return succeed({ at: 'done', generation });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
