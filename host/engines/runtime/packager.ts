import { join } from 'node:path';
import { type Failure, failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import type { InstallProgress } from '../engine.ts';
import { installerEnvironment } from '../worker/environment.ts';
import { addClaim, type Release } from './claims.ts';
import { compiledShare } from './compiled.ts';
import { watchGrowth } from './growth.ts';
import { classifyInstallerFailure } from './installerFailure.ts';
import {
  afterCompiled,
  afterLine,
  afterLook,
  afterRun,
  isCompiling,
  newMeter,
  progressOf,
  type Sizes,
} from './meter.ts';
import type { RuntimePlace, Surroundings } from './place.ts';
import { type ProgramRun, runProgram, succeeded } from './program.ts';
import { type Python, probePython } from './pythons.ts';

/** The packages of a runtime, each by its exact version. */
export interface Lock {
  /** All by hash, from the package index. */
  readonly requirementsFile: string;
  /** What comes as source only, and the hashed packages that it is built with; null: all of it are wheels. */
  readonly built: { readonly names: readonly string[]; readonly with: string } | null;
  /** What comes from PyTorch's own index on this system; null where nothing does. */
  readonly torch: {
    readonly file: string;
    readonly backend: string;
    /** False: nobody has published hashes; what it asks for comes with it. */
    readonly hashed: boolean;
  } | null;
}

export interface PackageRequest {
  readonly shape: 'environment' | 'folder';
  readonly python: Python;
  readonly target: string;
  readonly lock: Lock;
  readonly sizes: Sizes;
  /** Null: from the index. */
  readonly wheelsFolder: string | null;
  /** `gentle`: one file after the other, after somebody held one. */
  readonly pace: 'usual' | 'gentle';
  readonly cwd: string;
}

/** uv, as we use it. */
export interface Packager {
  /** An interpreter of uv's own, got from the network where it is not there yet, or anew. */
  readonly installPython: (version: string, how: 'where-missing' | 'anew') => Promise<Result<Python>>;
  /** Fractions are 0–1 over the packages alone. */
  readonly installPackages: (
    request: PackageRequest,
    onProgress: (progress: InstallProgress & { readonly fraction: number }) => void,
  ) => Promise<Result<void>>;
  /** Takes packages out of uv's cache, so that they are loaded anew. */
  readonly forget: (packages: readonly string[]) => Promise<Result<void>>;
}

/** Nothing of a package runs while it is installed, but for those few that must be built. */
const WHEELS_ONLY = ['--only-binary', ':all:'] as const;
const LOOK_MS = 1_000;

export function createPackager(
  uvPath: string,
  place: RuntimePlace,
  around: Surroundings,
  /** Where uv itself is noted: it outlives a host that is killed, and the next one must wait for its end. */
  claims: string,
  signal: AbortSignal,
): Packager {
  // A user's uv.toml counts: where the index is only reached by a mirror, it stands there. Hashes guard the rest.
  const usual = installerEnvironment(around.env, {
    UV_CACHE_DIR: place.uvCache,
    UV_PYTHON_INSTALL_DIR: place.managedPythons,
    UV_PYTHON_INSTALL_BIN: '0',
    UV_PYTHON_INSTALL_REGISTRY: '0',
    // Only when we say so.
    UV_PYTHON_DOWNLOADS: 'manual',
    // Without it uv knows its own list of certificates only, and fails behind many a company's proxy.
    UV_SYSTEM_CERTS: '1',
    NO_COLOR: '1',
  });
  const gentle = { ...usual, UV_CONCURRENT_DOWNLOADS: '4', UV_CONCURRENT_INSTALLS: '1' };

  const run = async (
    args: readonly string[],
    cwd: string,
    onErrorLine: (line: string) => void,
    env = usual,
  ): Promise<Result<ProgramRun>> => {
    const noted: Promise<Release>[] = [];
    const ran = await runProgram({ file: uvPath, arguments: args, cwd, env }, around, {
      signal,
      timeLimitMs: null,
      onErrorLine,
      onStarted: (pid) => noted.push(addClaim(claims, pid)),
    });
    for (const release of await Promise.all(noted)) await release();
    if (signal.aborted) return fail(failure('cancelled', {}));
    if (succeeded(ran)) return succeed(ran);
    return fail(classifyInstallerFailure(explain(ran), place.runtimes));
  };

  /** Runs uv once for each part, telling how far all of them are together. */
  const runParts = async (
    parts: readonly Part[],
    { shape, target, cwd, sizes, pace }: PackageRequest,
    onProgress: (progress: InstallProgress & { readonly fraction: number }) => void,
  ): Promise<Result<void>> => {
    const { nowMs } = around.clock;
    let meter = newMeter(sizes, parts.length, nowMs());
    let said = '';
    const report = () => {
      const progress = progressOf(meter, nowMs());
      const saying = JSON.stringify([progress.step, progress.message, progress.bytes]);
      if (saying !== said) onProgress(progress);
      said = saying;
    };
    report();
    const growth = await watchGrowth(place.uvCache);
    const look = async () => {
      // uv's lines go on coming while we look.
      if (isCompiling(meter)) {
        const share = await compiledShare(target);
        meter = afterCompiled(meter, share);
      } else {
        const grownBytes = await growth();
        meter = afterLook(meter, grownBytes, nowMs());
      }
    };
    const stopLooking = lookAgainAndAgain(look, report, around.clock);
    try {
      for (const [at, part] of parts.entries()) {
        if (at > 0) meter = afterRun(meter);
        const onLine = (line: string) => {
          // Files that only lie there are not compiled.
          if (shape === 'folder' && line.startsWith('Installed ')) return;
          meter = afterLine(meter, line, nowMs());
          report();
        };
        const installed = await run(part.arguments, cwd, onLine, pace === 'gentle' ? gentle : usual);
        if (!installed.ok) return fail(part.failure(installed.failure));
      }
      return succeed(undefined);
    } finally {
      stopLooking();
    }
  };

  return {
    installPython: async (version, how) => {
      const args = ['python', 'install', ...(how === 'anew' ? ['--reinstall'] : []), version];
      const installed = await run(args, place.tools, () => {});
      if (!installed.ok) return installed;
      const found = await run(['python', 'find', '--managed-python', version], place.tools, () => {});
      if (!found.ok) return found;
      const python = await probePython([found.value.output.trim()], around, signal);
      if (python !== null) return succeed(python);
      return fail(failure('runtime.failed', { detail: `Python ${version} does not run` }));
    },

    installPackages: async (request, onProgress) => {
      const { shape, python, target, cwd } = request;
      if (shape === 'folder') return runParts([folderPart(request)], request, onProgress);
      const made = await run(['venv', '--no-project', '--python', python.executable, target], cwd, () => {});
      if (!made.ok) return made;
      return runParts(
        environmentParts(request, environmentPython(target, around.platform)),
        request,
        onProgress,
      );
    },

    forget: async (packages) => {
      const cleaned = await run(['cache', 'clean', ...packages], place.tools, () => {});
      return cleaned.ok ? succeed(undefined) : cleaned;
    },
  };
}

/** One run of uv that installs packages. */
interface Part {
  readonly arguments: readonly string[];
  readonly failure: (failed: Failure) => Failure;
}

const asItIs = (failed: Failure) => failed;

function folderPart({ python, target, lock, wheelsFolder }: PackageRequest): Part {
  const into = ['--python', python.executable, '--target', target, '-r', lock.requirementsFile];
  return {
    arguments: [
      'pip',
      'install',
      '--no-deps',
      '--require-hashes',
      ...WHEELS_ONLY,
      ...from(wheelsFolder),
      ...into,
    ],
    failure: asItIs,
  };
}

/**
 * PyTorch first: where its index cannot be reached this is seen at once. Then all the rest from the package index,
 * compiled now (35 s for WhisperX), or every start would compile again: workers write nothing.
 */
function environmentParts({ lock, wheelsFolder }: PackageRequest, python: string): readonly Part[] {
  const { requirementsFile, torch, built } = lock;
  const common = [...WHEELS_ONLY, ...from(wheelsFolder), '--python', python];
  const rest: Part = {
    arguments: [
      ...['pip', 'install', '--no-deps', '--require-hashes', '--compile-bytecode'],
      ...common,
      ...(built === null ? [] : building(built)),
      ...['-r', requirementsFile],
    ],
    failure: asItIs,
  };
  if (torch === null) return [rest];
  const index = wheelsFolder === null ? ['--torch-backend', torch.backend] : [];
  // Without hashes for it there are none for the CUDA libraries that it asks for by exact version, either.
  const trust = torch.hashed ? ['--no-deps', '--require-hashes'] : ['--constraint', requirementsFile];
  const first: Part = {
    arguments: ['pip', 'install', ...index, ...trust, ...common, '-r', torch.file],
    failure: (failed) =>
      failed.code === 'runtime.network'
        ? failure('runtime.torch-index', { detail: failed.detail ?? 'no answer' })
        : failed,
  };
  return [first, rest];
}

function building(built: NonNullable<Lock['built']>): readonly string[] {
  return [...built.names.flatMap((name) => ['--no-binary', name]), '--build-constraint', built.with];
}

function from(wheelsFolder: string | null): readonly string[] {
  return wheelsFolder === null ? [] : ['--offline', '--no-index', '--find-links', wheelsFolder];
}

/** A look takes time of its own on a slow disk: at most a tenth of all time goes into looking. */
function lookAgainAndAgain(
  look: () => Promise<void>,
  onLooked: () => void,
  { nowMs, schedule }: Surroundings['clock'],
): () => void {
  let stopped = false;
  let disarm = () => {};
  const lookOnce = async () => {
    const from = nowMs();
    await look();
    if (stopped) return;
    onLooked();
    disarm = schedule(Math.max(LOOK_MS, 9 * (nowMs() - from)), () => void lookOnce());
  };
  disarm = schedule(LOOK_MS, () => void lookOnce());
  return () => {
    stopped = true;
    disarm();
  };
}

/** The interpreter of a virtual environment. */
export function environmentPython(environment: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');
}

function explain({ exit, errorLines }: ProgramRun): readonly string[] {
  if (exit.notStarted !== null) return [`error: uv could not be started: ${exit.notStarted}`];
  if (exit.signal !== null) return [...errorLines, `error: uv was ended by ${exit.signal}`];
  return errorLines.length > 0 ? errorLines : [`error: uv ended with code ${exit.code}`];
}
