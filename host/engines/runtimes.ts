import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { bestCard } from './device/variant.ts';
import type { EngineManifest, EngineStatus, HealthCheck, Machine, Variant } from './engine.ts';
import { letGoOf } from './letGo.ts';
import { type LogFile, openLog } from './logs.ts';
import { addClaim, tryOnlyClaim } from './runtime/claims.ts';
import {
  clearProblem,
  findProblem,
  type Generation,
  installClaims,
  noteProblem,
  noteSelfTest,
  readCurrent,
  readSelfTest,
  removeTree,
  runtimeUsers,
  useClaims,
} from './runtime/generation.ts';
import { systemFailure } from './runtime/install.ts';
import { libraryFolders } from './runtime/libraries.ts';
import { environmentPython } from './runtime/packager.ts';
import { neededBytes, packagesOnlyIn } from './runtime/plan.ts';
import { lockHash, lockText, type Recipe, type Workshop } from './runtime/recipe.ts';
import { checkLock, computesOnCard, selfTestOf, type TrialReport } from './runtime/selfTest.ts';
import type { Variants } from './variants.ts';
import { workerEnvironment } from './worker/environment.ts';
import { type ProbedWorker, startWorker } from './worker/worker.ts';

export interface RuntimeOptions {
  readonly pythonRuntimeDir: string;
  readonly engineFolder: (id: string) => string;
  readonly manifests: readonly EngineManifest[];
  readonly variants: Variants;
  readonly shop: Workshop;
  readonly machine: (signal: AbortSignal) => Promise<Machine>;
  readonly threads: number;
}

/** The runtimes of the engines as they lie on the disk: looked at, tried out, started. */
export interface Runtimes {
  readonly recipe: (manifest: EngineManifest, variant: Variant) => Recipe;
  /** Frees the room of what these variants alone had loaded; what an installed runtime has stays. */
  readonly letGo: (manifest: EngineManifest, gone: readonly Variant[]) => Promise<void>;
  readonly status: (manifest: EngineManifest) => Promise<EngineStatus>;
  readonly start: (manifest: EngineManifest, signal: AbortSignal) => Promise<Result<ProbedWorker>>;
  /** Tries out what is installed, also when something is known against it, and keeps what was found. */
  readonly verify: (manifest: EngineManifest, signal: AbortSignal) => Promise<Result<readonly HealthCheck[]>>;
  /** Refuses while something runs out of it or into it. Lets go of the packages that no other engine has. */
  readonly remove: (manifest: EngineManifest) => Promise<Result<void>>;
  /** Of the generation in use; nothing where none was tried out. */
  readonly noteSpeed: (id: string, rtf: number) => Promise<void>;
  readonly versions: (id: string) => Promise<Readonly<Record<string, string>>>;
}

export function createRuntimes(options: RuntimeOptions): Runtimes {
  const { pythonRuntimeDir, variants, shop, threads } = options;
  const { place, around } = shop;
  const { platform, clock, redact } = around;
  const runtimeFolder = (id: string) => join(place.runtimes, id);
  const logs = new Map<string, LogFile>();
  const workerLog = (id: string): LogFile => {
    const log = logs.get(id) ?? openLog(join(place.logs, `worker-${id}.log`));
    logs.set(id, log);
    return log;
  };

  const launch = async (id: string, generationFolder: string, onGone: () => void, signal: AbortSignal) => {
    const environment = join(generationFolder, 'env');
    const libraries = await libraryFolders(environment, platform);
    return startWorker(
      {
        engineId: id,
        command: {
          file: environmentPython(environment, platform),
          // Isolated and writing no bytecode; what it may import stands in worker/main.py.
          arguments: [
            ...['-I', '-B', '-X', 'utf8'],
            join(pythonRuntimeDir, 'worker', 'main.py'),
            options.engineFolder(id),
          ],
          cwd: place.runtimes,
          env: workerEnvironment(around.env, {
            platform,
            libraryFolders: libraries,
            libraryFiles: place.libraryFiles,
          }),
        },
        threads,
        clock,
        log: workerLog(id),
        redact,
        onGone,
      },
      signal,
    );
  };

  /** Tries a generation out and keeps what it said. */
  const prove = async (
    manifest: EngineManifest,
    variant: Variant,
    generationFolder: string,
    started: Result<ProbedWorker>,
    signal: AbortSignal,
  ): Promise<Result<TrialReport>> => {
    const proven = await tryOut(started, signal);
    if (!proven.ok) return proven;
    const locked = checkLock(await lockText(variants.lock(manifest, variant)), proven.value.versions);
    const report = { ...proven.value, checks: [...proven.value.checks, locked] };
    const onCard = variant.id !== 'cpu' && computesOnCard(report);
    const card = onCard ? (bestCard(await options.machine(signal))?.name ?? null) : null;
    const before = await readSelfTest(generationFolder);
    const repair = `Run \`wordlane engines repair ${manifest.id}\`.`;
    await noteSelfTest(generationFolder, selfTestOf(report, card, before, repair, new Date()));
    return succeed(report);
  };

  const recipeOf = (manifest: EngineManifest, variant: Variant): Recipe => ({
    title: `the engine ${manifest.title}`,
    runtimeFolder: runtimeFolder(manifest.id),
    variant: variant.id,
    lock: variants.lock(manifest, variant),
    pythonVersions: manifest.pythonVersions,
    shape: 'environment',
    sizes: variant,
    neededBytes: neededBytes(variant),
    prove: async (generationFolder, signal) => {
      const gone = Promise.withResolvers<void>();
      const started = await launch(manifest.id, generationFolder, gone.resolve, signal);
      const proven = await prove(manifest, variant, generationFolder, started, signal);
      await gone.promise;
      if (!proven.ok) return proven;
      const broken = proven.value.checks.find((check) => !check.ok);
      if (broken !== undefined) {
        return fail(failure('engine.unhealthy', { detail: `${broken.id}: ${broken.detail}` }));
      }
      const program = environmentPython('env', platform);
      return succeed({ program, versions: proven.value.versions });
    },
  });

  const installedVariant = (manifest: EngineManifest, { stamp }: Generation) =>
    manifest.variants.find(({ id }) => id === stamp.variant) ?? null;

  const inspect = async (manifest: EngineManifest, generation: Generation): Promise<string | null> => {
    const variant = installedVariant(manifest, generation);
    if (variant === null) return 'it was set up for another version of Wordlane';
    const sha256 = await lockHash(variants.lock(manifest, variant));
    return (await findProblem(generation, sha256))?.detail ?? null;
  };

  const statusOf = async (manifest: EngineManifest): Promise<EngineStatus> => {
    const generation = await readCurrent(runtimeFolder(manifest.id));
    if (generation === null) {
      const nothing = { variant: null, sizeBytes: null, problem: null, selfTest: null };
      return { manifest, installed: false, ...nothing };
    }
    const detail = await inspect(manifest, generation);
    const { variant, sizeBytes } = generation.stamp;
    const problem = detail === null ? null : failure('engine.unhealthy', { detail });
    const selfTest = await readSelfTest(generation.folder);
    return { manifest, installed: true, variant, sizeBytes, problem, selfTest };
  };

  /** The generation in use, kept from being collected until it is released. */
  const holdCurrent = async (id: string) => {
    for (;;) {
      const generation = await readCurrent(runtimeFolder(id));
      if (generation === null) return null;
      const release = await addClaim(useClaims(generation.folder), process.pid);
      const still = await readCurrent(runtimeFolder(id));
      if (still?.folder === generation.folder) return { generation, release };
      await release();
    }
  };

  /** `insist`: also when something is known against it, to find out. */
  const startHeld = async (
    manifest: EngineManifest,
    mode: 'trust' | 'insist',
    signal: AbortSignal,
  ): Promise<Result<ProbedWorker>> => {
    const { id } = manifest;
    const held = await holdCurrent(id);
    if (held === null) return fail(failure('engine.not-installed', { detail: id }));
    const problem = mode === 'insist' ? null : await inspect(manifest, held.generation);
    if (problem !== null) {
      await held.release();
      return fail(failure('engine.unhealthy', { detail: problem }));
    }
    const started = await launch(id, held.generation.folder, () => void held.release(), signal);
    if (
      !started.ok &&
      (started.failure.code === 'engine.crashed' || started.failure.code === 'engine.protocol')
    ) {
      // It did not come up by itself: the next installation looks into it and repairs.
      await noteProblem(held.generation.folder, started.failure.detail ?? 'it does not start');
    }
    return started;
  };

  const verifyInstalled = async (
    manifest: EngineManifest,
    signal: AbortSignal,
  ): Promise<Result<readonly HealthCheck[]>> => {
    const generation = await readCurrent(runtimeFolder(manifest.id));
    const variant = generation === null ? null : installedVariant(manifest, generation);
    if (generation === null || variant === null) {
      return fail(failure('engine.not-installed', { detail: manifest.id }));
    }
    const started = await startHeld(manifest, 'insist', signal);
    const proven = await prove(manifest, variant, generation.folder, started, signal);
    if (!proven.ok) return proven;
    const broken = proven.value.checks.find((check) => !check.ok);
    if (broken === undefined) await clearProblem(generation.folder);
    else await noteProblem(generation.folder, `${broken.id}: ${broken.detail}`);
    const action = `Run \`wordlane engines repair ${manifest.id}\`.`;
    return succeed(proven.value.checks.map((check) => ({ ...check, action: check.ok ? null : action })));
  };

  const textOf = (manifest: EngineManifest, variant: Variant) => lockText(variants.lock(manifest, variant));

  /** Lets go of what these variants have loaded and no runtime that is installed was made from. */
  const letGo = async (manifest: EngineManifest, gone: readonly Variant[]): Promise<void> => {
    const needed: string[] = [];
    for (const each of options.manifests) {
      const generation = await readCurrent(runtimeFolder(each.id));
      const variant = generation === null ? null : installedVariant(each, generation);
      if (variant !== null) needed.push(await textOf(each, variant));
    }
    const locks = await Promise.all(gone.map((variant) => textOf(manifest, variant)));
    await letGoOf(packagesOnlyIn(locks, needed), shop, claimsOfRemoval);
  };
  const claimsOfRemoval = join(place.tools, 'removing');

  return {
    letGo,
    recipe: recipeOf,
    status: statusOf,
    start: (manifest, signal) => startHeld(manifest, 'trust', signal),
    verify: verifyInstalled,
    remove: async (manifest) => {
      const wasThere = (await readCurrent(runtimeFolder(manifest.id))) !== null;
      const removed = await removeRuntime(runtimeFolder(manifest.id));
      if (removed.ok && wasThere) await letGo(manifest, manifest.variants);
      return removed;
    },
    noteSpeed: async (id, rtf) => {
      const generation = await readCurrent(runtimeFolder(id));
      const selfTest = generation === null ? null : await readSelfTest(generation.folder);
      if (generation !== null && selfTest !== null) {
        await noteSelfTest(generation.folder, { ...selfTest, rtf });
      }
    },
    versions: async (id) => {
      const generation = await readCurrent(runtimeFolder(id));
      return generation === null ? {} : { ...generation.stamp.versions, python: generation.stamp.python };
    },
  };
}

/** Asks a worker how it is, and ends it. */
async function tryOut(started: Result<ProbedWorker>, signal: AbortSignal) {
  if (!started.ok) return started;
  const worker = started.value;
  const report = await worker.probe(signal);
  await worker.close();
  if (!report.ok) return report;
  return succeed({ checks: report.value.checks, versions: { ...worker.versions, ...report.value.versions } });
}

/** Removes a runtime with all its generations; refuses while something runs out of it or into it. */
async function removeRuntime(folder: string): Promise<Result<void>> {
  try {
    const users = await runtimeUsers(folder);
    const [user] = users;
    if (user !== undefined) return fail(failure('runtime.busy', { detail: `process ${user} uses it` }));
    const claim = await tryOnlyClaim(installClaims(folder));
    if ('heldBy' in claim) return fail(failure('runtime.busy', { detail: `process ${claim.heldBy}` }));
    await removeTree(folder);
    return succeed(undefined);
  } catch (error) {
    return fail(systemFailure(error, folder));
  }
}
