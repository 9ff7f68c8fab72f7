import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { readCatalogue } from './catalogue.ts';
import { type Clock, systemClock } from './clock.ts';
import { type HealthChecks, healthChecks } from './doctor.ts';
import type { EngineManifest, EngineStatus, Engines, EngineWorker, HealthCheck } from './engine.ts';
import { createFfmpegTool, type FfmpegTool } from './ffmpegTool.ts';
import { type LogFile, openLog } from './logs.ts';
import { createRedactor } from './redact.ts';
import { addClaim, tryOnlyClaim } from './runtime/claims.ts';
import {
  clearProblem,
  findProblem,
  type Generation,
  installClaims,
  noteProblem,
  readCurrent,
  removeTree,
  runtimeUsers,
  useClaims,
} from './runtime/generation.ts';
import { ensureRuntime, type Recipe, systemFailure, type Workshop } from './runtime/install.ts';
import { environmentPython } from './runtime/packager.ts';
import { runtimePlace } from './runtime/place.ts';
import { requirementsHash } from './runtime/plan.ts';
import { type FoundEnvironment, workerEnvironment } from './worker/environment.ts';
import { type ProbedWorker, startWorker } from './worker/worker.ts';

export interface EngineOptions {
  /** The program's own `python-runtime` folder; only read. */
  readonly pythonRuntimeDir: string;
  readonly dataRoot: string;
  readonly env: FoundEnvironment;
  readonly platform: NodeJS.Platform;
  /** Written as `~` in logs. */
  readonly userFolder: string;
  readonly clock: Clock;
  /** Threads that a worker may keep busy. */
  readonly threads: number;
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** The engines with the tools that come with them. */
export interface EngineService extends Engines {
  /** The app's FFmpeg, got by hash where it is not there yet. */
  readonly ffmpegPath: () => Promise<Result<string>>;
  /** The same with progress and cancel, for the first start. */
  readonly ensureFfmpeg: FfmpegTool['ensure'];
  /** What works on this machine, for `doctor`: Python, uv, FFmpeg and each engine, tried out. */
  readonly engineChecks: HealthChecks;
}

/** The options of a program that runs on this machine as it is. */
export function systemEngineOptions(pythonRuntimeDir: string, dataRoot: string): EngineOptions {
  return {
    pythonRuntimeDir,
    dataRoot,
    env: process.env,
    platform: process.platform,
    userFolder: homedir(),
    clock: systemClock,
    threads: availableParallelism(),
    freeBytes: async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

/** `whisperx` once it is installed and nothing is known against it, else the embedded engine. */
export function defaultEngineId(statuses: readonly EngineStatus[]): string {
  const best = statuses.find(({ manifest }) => manifest.id === 'whisperx');
  return best?.installed && best.problem === null ? best.manifest.id : 'moonshine';
}

/** Room for an engine's packages beside its models: measured 0.2 GB for the embedded one, with uv's cache twice. */
const PACKAGES_BYTES = 500_000_000;

/** Creates nothing on the disk until something is installed or started. */
export function createEngines(options: EngineOptions): EngineService {
  const { pythonRuntimeDir, platform, clock } = options;
  const catalogue = readCatalogue(pythonRuntimeDir);
  const place = runtimePlace(options.dataRoot);
  const redact = createRedactor(options.userFolder);
  const shop: Workshop = {
    place,
    uvRequirementsFile: join(pythonRuntimeDir, 'tools', 'uv', 'requirements.txt'),
    around: {
      env: options.env,
      platform,
      clock,
      redact,
      log: openLog(join(place.logs, 'install.log')),
      freeBytes: options.freeBytes,
    },
  };
  const ffmpeg = createFfmpegTool(shop, join(pythonRuntimeDir, 'tools', 'ffmpeg', 'requirements.txt'));
  const logs = new Map<string, LogFile>();
  const workerLog = (id: string): LogFile => {
    const log = logs.get(id) ?? openLog(join(place.logs, `worker-${id}.log`));
    logs.set(id, log);
    return log;
  };

  const runtimeFolder = (id: string) => join(place.runtimes, id);
  const variantOf = (manifest: EngineManifest) => manifest.variants[0]?.id ?? 'cpu';
  const requirementsFile = (manifest: EngineManifest) =>
    catalogue.requirementsFile(manifest.id, variantOf(manifest));

  const launch = (id: string, generationFolder: string, onGone: () => void, signal: AbortSignal) =>
    startWorker(
      {
        engineId: id,
        command: {
          file: environmentPython(join(generationFolder, 'env'), platform),
          // Isolated and writing no bytecode; what it may import stands in worker/main.py.
          arguments: [
            ...['-I', '-B', '-X', 'utf8'],
            join(pythonRuntimeDir, 'worker', 'main.py'),
            catalogue.engineFolder(id),
          ],
          cwd: place.runtimes,
          env: workerEnvironment(options.env),
        },
        threads: options.threads,
        clock,
        log: workerLog(id),
        redact,
        onGone,
      },
      signal,
    );

  const recipeOf = (manifest: EngineManifest): Recipe => ({
    title: `the engine ${manifest.title}`,
    runtimeFolder: runtimeFolder(manifest.id),
    variant: variantOf(manifest),
    requirementsFile: requirementsFile(manifest),
    pythonVersions: manifest.pythonVersions,
    shape: 'environment',
    neededBytes: PACKAGES_BYTES + 2 * manifest.models.reduce((sum, model) => sum + model.sizeBytes, 0),
    prove: async (generationFolder, signal) => {
      const gone = Promise.withResolvers<void>();
      const proven = await tryOut(await launch(manifest.id, generationFolder, gone.resolve, signal), signal);
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

  const inspect = async (manifest: EngineManifest, generation: Generation): Promise<string | null> => {
    const sha256 = requirementsHash(await readFile(requirementsFile(manifest), 'utf8'));
    return (await findProblem(generation, sha256))?.detail ?? null;
  };

  const statusOf = async (manifest: EngineManifest): Promise<EngineStatus> => {
    const generation = await readCurrent(runtimeFolder(manifest.id));
    if (generation === null) {
      return { manifest, installed: false, variant: null, sizeBytes: null, problem: null };
    }
    const detail = await inspect(manifest, generation);
    const { variant, sizeBytes } = generation.stamp;
    const problem = detail === null ? null : failure('engine.unhealthy', { detail });
    return { manifest, installed: true, variant, sizeBytes, problem };
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
    const proven = await tryOut(await startHeld(manifest, 'insist', signal), signal);
    if (!proven.ok) return proven;
    const generation = await readCurrent(runtimeFolder(manifest.id));
    const broken = proven.value.checks.find((check) => !check.ok);
    if (generation !== null) {
      if (broken === undefined) await clearProblem(generation.folder);
      else await noteProblem(generation.folder, `${broken.id}: ${broken.detail}`);
    }
    const action = `Run \`wordlane engines install ${manifest.id}\` to repair it.`;
    return succeed(proven.value.checks.map((check) => ({ ...check, action: check.ok ? null : action })));
  };

  const service: EngineService = {
    list: () => Promise.all(catalogue.manifests.map(statusOf)),
    find: catalogue.find,
    install: async (id, onProgress, signal) => {
      const manifest = catalogue.byId(id);
      if (!manifest.ok) return manifest;
      const made = await ensureRuntime(recipeOf(manifest.value), shop, onProgress, signal);
      return made.ok ? succeed(await statusOf(manifest.value)) : made;
    },
    verify: async (id, signal) => {
      const manifest = catalogue.byId(id);
      return manifest.ok ? verifyInstalled(manifest.value, signal) : manifest;
    },
    remove: async (id) => {
      const manifest = catalogue.byId(id);
      return manifest.ok ? removeRuntime(runtimeFolder(id)) : manifest;
    },
    start: async (id, signal): Promise<Result<EngineWorker>> => {
      const manifest = catalogue.byId(id);
      return manifest.ok ? startHeld(manifest.value, 'trust', signal) : manifest;
    },
    versions: async (id) => {
      const generation = await readCurrent(runtimeFolder(id));
      return generation === null ? {} : { ...generation.stamp.versions, python: generation.stamp.python };
    },
    ffmpegPath: () => ffmpeg.ensure(() => {}, new AbortController().signal),
    ensureFfmpeg: ffmpeg.ensure,
    engineChecks: (signal) => healthChecks(service, ffmpeg, shop, signal),
  };
  return service;
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
