import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import type { InstallProgress } from '../engine.ts';
import { ensureUv } from '../uv.ts';
import { type Release, tryOnlyClaim } from './claims.ts';
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
  removeTree,
  type Stamp,
} from './generation.ts';
import { createPackager, type Packager } from './packager.ts';
import type { RuntimePlace, Surroundings } from './place.ts';
import { choosePython, generationName, placeProblem, requirementsHash } from './plan.ts';
import { findPythons, isAtLeast, type Python } from './pythons.ts';

/** How one kind of runtime is made. */
export interface Recipe {
  /** For people: `the engine Moonshine`. */
  readonly title: string;
  /** The folder of its generations. */
  readonly runtimeFolder: string;
  readonly variant: string;
  readonly requirementsFile: string;
  /** Minor versions, the best first; null: any from 3.8 on. */
  readonly pythonVersions: readonly string[] | null;
  /** `environment`: packages that run in their Python. `folder`: packages that only carry files. */
  readonly shape: 'environment' | 'folder';
  readonly neededBytes: number;
  /** Tries it out. What it returns goes into the stamp; `program` is below the generation. */
  readonly prove: (
    generationFolder: string,
    signal: AbortSignal,
  ) => Promise<Result<{ readonly program: string; readonly versions: Readonly<Record<string, string>> }>>;
}

export interface Workshop {
  readonly place: RuntimePlace;
  readonly around: Surroundings;
  readonly uvRequirementsFile: string;
}

type OnProgress = (progress: InstallProgress) => void;

const WAIT_POLL_MS = 250;

/**
 * The runtime, present and proven; makes it where it is not. Returns at once when it is there.
 *
 * Safe against company (the second process waits for the first) and against being killed at any moment (an
 * unfinished generation is removed by the next one; what uv has loaded already is kept). The runtime that was there
 * before stays in use until the new one is proven. Aborting leaves no half generation behind.
 */
export async function ensureRuntime(
  recipe: Recipe,
  shop: Workshop,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Result<Generation>> {
  const requirementsSha256 = requirementsHash(await readFile(recipe.requirementsFile, 'utf8'));
  const ready = await findReady(recipe, requirementsSha256);
  if (ready !== null) return succeed(ready);
  const report = monotone(onProgress);
  try {
    await mkdir(recipe.runtimeFolder, { recursive: true, mode: 0o700 });
    const release = await waitForTurn(recipe, shop, report, signal);
    if (release === null) return fail(cancelled());
    try {
      return await install(recipe, requirementsSha256, shop, report, signal);
    } finally {
      await release();
    }
  } catch (error) {
    return fail(systemFailure(error, recipe.runtimeFolder));
  }
}

/** The generation in use when nothing is known against it. */
export async function findReady(recipe: Recipe, requirementsSha256: string): Promise<Generation | null> {
  const current = await readCurrent(recipe.runtimeFolder);
  return current !== null && (await findProblem(current, requirementsSha256)) === null ? current : null;
}

async function waitForTurn(
  { runtimeFolder, title }: Recipe,
  { around }: Workshop,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Release | null> {
  let told = false;
  while (!signal.aborted) {
    const claim = await tryOnlyClaim(installClaims(runtimeFolder));
    if ('release' in claim) return claim.release;
    if (!told) {
      const message = `Waiting for another Wordlane that sets up ${title} (process ${claim.heldBy})`;
      onProgress({ step: 'tools', fraction: null, message });
      told = true;
    }
    // Two that came at once must not go on meeting in step.
    await new Promise<void>((resolve) => around.clock.schedule(WAIT_POLL_MS * (1 + Math.random()), resolve));
  }
  return null;
}

async function install(
  recipe: Recipe,
  requirementsSha256: string,
  shop: Workshop,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Result<Generation>> {
  await removeHalfGenerations(recipe.runtimeFolder);
  const kept = await findKept(recipe, requirementsSha256, onProgress, signal);
  if (kept !== null) return succeed(kept);

  const tools = await prepareTools(recipe, shop, onProgress, signal);
  if (!tools.ok) return tools;
  const { python, packager } = tools.value;
  const name = generationName(recipe.variant, requirementsSha256, python);
  const folder = await newGenerationFolder(recipe.runtimeFolder, name);
  let made: Result<Generation> | null = null;
  try {
    made = await build(recipe, requirementsSha256, folder, python, packager, onProgress, signal);
  } finally {
    if (made?.ok !== true) await removeTree(folder);
  }
  if (made.ok) {
    await removeOldGenerations(recipe.runtimeFolder).catch((error: Error) =>
      // It costs space and nothing else; the next installation tries again.
      shop.around.log.write([`an old generation stays: ${error.message}`]),
    );
    onProgress({ step: 'done', fraction: 1, message: `${capital(recipe.title)} is ready` });
  }
  return made;
}

/** One that another process has just made, or one that failed before and works again. */
async function findKept(
  recipe: Recipe,
  requirementsSha256: string,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Generation | null> {
  const current = await readCurrent(recipe.runtimeFolder);
  if (current === null) return null;
  const problem = await findProblem(current, requirementsSha256);
  if (problem === null) return current;
  if (problem.kind === 'files') return null;
  onProgress({ step: 'verify', fraction: null, message: `Looking into ${recipe.title}: ${problem.detail}` });
  const proven = await recipe.prove(current.folder, signal);
  if (!proven.ok) return null;
  await clearProblem(current.folder);
  return current;
}

async function prepareTools(
  recipe: Recipe,
  { around, place, uvRequirementsFile }: Workshop,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Result<{ readonly python: Python; readonly packager: Packager }>> {
  const free = await around.freeBytes(recipe.runtimeFolder);
  const problem = placeProblem(recipe.runtimeFolder, around.platform, free, recipe.neededBytes);
  if (problem !== null) return fail(problem);

  let pythons: Promise<readonly Python[]> | null = null;
  const find = () => {
    pythons ??= findPythons(around, signal);
    return pythons;
  };
  const uv = await ensureUv({
    toolsDir: place.tools,
    requirementsFile: uvRequirementsFile,
    around,
    findPythons: find,
    onProgress: (message) => onProgress({ step: 'tools', fraction: 0.01, message }),
    signal,
  });
  if (signal.aborted) return fail(cancelled());
  if (!uv.ok) return uv;
  const packager = createPackager(uv.value, place, around, installClaims(recipe.runtimeFolder), signal);

  onProgress({ step: 'python', fraction: 0.08, message: 'Looking for Python' });
  const found = await find();
  const python =
    recipe.pythonVersions === null
      ? (found.find((each) => isAtLeast(each.version, 3, 8)) ?? null)
      : choosePython(found, recipe.pythonVersions);
  if (signal.aborted) return fail(cancelled());
  if (python !== null) return succeed({ python, packager });
  const version = recipe.pythonVersions?.[0] ?? '3.11';
  onProgress({ step: 'python', fraction: 0.08, message: `Getting Python ${version}` });
  const fetched = await packager.installPython(version);
  if (fetched.ok) return succeed({ python: fetched.value, packager });
  return fail(signal.aborted ? cancelled() : pythonMissing(found, version, fetched.failure));
}

function pythonMissing(found: readonly Python[], version: string, why: Failure): Failure {
  if (why.code === 'disk.full') return why;
  const there = found.map((each) => each.version).join(', ');
  const has = there === '' ? 'there is none on the PATH' : `found ${there}`;
  return failure('runtime.python-missing', {
    detail: `${has}; Python ${version} could not be downloaded: ${why.detail ?? why.code}`,
  });
}

async function build(
  recipe: Recipe,
  requirementsSha256: string,
  folder: string,
  python: Python,
  packager: Packager,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Result<Generation>> {
  const target = join(folder, 'env');
  const filled = await packager.installPackages(
    { shape: recipe.shape, python, target, requirementsFile: recipe.requirementsFile, cwd: folder },
    ({ fraction, ...progress }) => onProgress({ ...progress, fraction: 0.1 + 0.75 * fraction }),
  );
  if (signal.aborted) return fail(cancelled());
  if (!filled.ok) return filled;

  onProgress({ step: 'verify', fraction: 0.87, message: `Trying out ${recipe.title}` });
  const proven = await recipe.prove(folder, signal);
  if (signal.aborted) return fail(cancelled());
  if (!proven.ok) return proven;

  const stamp: Stamp = {
    schema: 1,
    variant: recipe.variant,
    requirementsSha256,
    python: python.version,
    basePython: recipe.shape === 'environment' ? python.executable : null,
    program: proven.value.program,
    versions: { ...proven.value.versions },
    sizeBytes: await diskBytes(folder),
    madeAt: new Date().toISOString(),
  };
  await commitGeneration(folder, stamp);
  return succeed({ folder, stamp });
}

/** The system's own errors that a person can do something about; all others are bugs. */
export function systemFailure(error: unknown, place: string): Failure {
  const { code, path } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('disk.full', { file: place, detail: place });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure('output.not-writable', { file: path ?? place, detail: 'it may not be written to' });
    default:
      throw error;
  }
}

function monotone(onProgress: OnProgress): OnProgress {
  let furthest = 0;
  return (progress) => {
    if (progress.fraction === null) return onProgress(progress);
    furthest = Math.max(furthest, progress.fraction);
    onProgress({ ...progress, fraction: furthest });
  };
}

function cancelled(): Failure {
  return failure('cancelled', {});
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
