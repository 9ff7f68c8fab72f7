import { join } from 'node:path';
import { failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import type { InstallProgress } from '../engine.ts';
import { installerEnvironment } from '../worker/environment.ts';
import { addClaim, type Release } from './claims.ts';
import type { RuntimePlace, Surroundings } from './place.ts';
import { type ProgramRun, runProgram, succeeded } from './program.ts';
import { type Python, probePython } from './pythons.ts';
import {
  classifyInstallerFailure,
  NO_PROGRESS,
  packageFraction,
  packageMessage,
  readUvLine,
} from './uvOutput.ts';

export interface PackageRequest {
  readonly shape: 'environment' | 'folder';
  readonly python: Python;
  readonly target: string;
  readonly requirementsFile: string;
  readonly cwd: string;
}

/** uv, as we use it. */
export interface Packager {
  /** An interpreter of uv's own, got from the network where it is not there yet. */
  readonly installPython: (version: string) => Promise<Result<Python>>;
  /** Fractions are 0–1 over the packages alone. */
  readonly installPackages: (
    request: PackageRequest,
    onProgress: (progress: InstallProgress & { readonly fraction: number }) => void,
  ) => Promise<Result<void>>;
}

/** Only wheels: nothing of a package runs while it is installed. */
const SAFELY = ['--require-hashes', '--only-binary', ':all:'] as const;

export function createPackager(
  uvPath: string,
  place: RuntimePlace,
  around: Surroundings,
  /** Where uv itself is noted: it outlives a host that is killed, and the next one must wait for its end. */
  claims: string,
  signal: AbortSignal,
): Packager {
  // A user's uv.toml counts: where the index is only reached by a mirror, it stands there. Hashes guard the rest.
  const env = installerEnvironment(around.env, {
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
  const run = async (
    args: readonly string[],
    cwd: string,
    onErrorLine: (line: string) => void,
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

  return {
    installPython: async (version) => {
      const installed = await run(['python', 'install', version], place.tools, () => {});
      if (!installed.ok) return installed;
      const found = await run(['python', 'find', '--managed-python', version], place.tools, () => {});
      if (!found.ok) return found;
      const python = await probePython([found.value.output.trim()], around, signal);
      if (python !== null) return succeed(python);
      return fail(failure('runtime.failed', { detail: `Python ${version} does not run` }));
    },

    installPackages: async ({ shape, python, target, requirementsFile, cwd }, onProgress) => {
      let progress = NO_PROGRESS;
      let lastMessage = '';
      const report = () => {
        const message = packageMessage(progress);
        if (message === lastMessage) return;
        lastMessage = message;
        const step = progress.stage === 'compile' ? 'compile' : 'packages';
        onProgress({ step, fraction: packageFraction(progress), message });
      };
      const onLine = (line: string) => {
        progress = readUvLine(progress, line);
        // Files that only lie there are not compiled.
        if (shape === 'folder' && progress.stage === 'compile') progress = { ...progress, stage: 'done' };
        report();
      };
      report();
      if (shape === 'folder') {
        const from = ['--python', python.executable, '--target', target, '-r', requirementsFile];
        const installed = await run(['pip', 'install', '--no-deps', ...SAFELY, ...from], cwd, onLine);
        return installed.ok ? succeed(undefined) : installed;
      }
      const made = await run(['venv', '--no-project', '--python', python.executable, target], cwd, () => {});
      if (!made.ok) return made;
      const into = ['--python', environmentPython(target, around.platform), requirementsFile];
      // Compiled now (1.4 s for the embedded engine), or every start would compile again: workers write nothing.
      const installed = await run(['pip', 'sync', '--compile-bytecode', ...SAFELY, ...into], cwd, onLine);
      return installed.ok ? succeed(undefined) : installed;
    },
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
