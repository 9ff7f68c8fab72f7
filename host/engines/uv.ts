import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { isRunning } from './runtime/claims.ts';
import { classifyInstallerFailure } from './runtime/installerFailure.ts';
import type { Surroundings } from './runtime/place.ts';
import { requirementsHash } from './runtime/plan.ts';
import { QUIETLY, runProgram, succeeded } from './runtime/program.ts';
import { findOnPath, isAtLeast, type Python } from './runtime/pythons.ts';
import { installerEnvironment } from './worker/environment.ts';

export interface UvRequest {
  /** Where uv is kept: one file, named after its version and the hash of its lock. */
  readonly toolsDir: string;
  /** The pinned requirement with hashes, `python-runtime/tools/uv/requirements.txt`. */
  readonly requirementsFile: string;
  /** A folder with uv's wheel, instead of the package index; null: the index. */
  readonly wheelsFolder: string | null;
  readonly around: Surroundings;
  /** Those of this machine, looked for only when uv has to be got. */
  readonly findPythons: () => Promise<readonly Python[]>;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** A uv of somebody else's must know the options that we use. */
const OLDEST_FOREIGN_UV = [0, 9] as const;

/**
 * The path of uv, got by hash where it is not there yet (38 MB, about 2 s).
 *
 * One file without surroundings: it comes into its place by a rename, so it is there whole or not at all, and any
 * number of processes may do this at a time. Ways, in order: pip of a Python that has one, into a folder; a virtual
 * environment, for a Python without pip; a uv ≥ 0.9 on the PATH. Fails with `runtime.python-missing`, or with the
 * reason why the download failed.
 */
export async function ensureUv(request: UvRequest): Promise<Result<string>> {
  const { toolsDir, requirementsFile, around, signal } = request;
  const { version, path, ending } = uvPlace(
    toolsDir,
    await readFile(requirementsFile, 'utf8'),
    around.platform,
  );
  if (await isFile(path)) return succeed(path);

  request.onProgress(`Getting the installer (uv ${version})`);
  await mkdir(toolsDir, { recursive: true, mode: 0o700 });
  await removeAbandoned(toolsDir);
  const workFolder = join(toolsDir, `.uv-${process.pid}-${randomUUID().slice(0, 8)}`);
  try {
    const got = await getUv(request, workFolder, version, `uv${ending}`);
    if (got.ok) {
      await takePlace(got.value, path);
      return succeed(path);
    }
    if (signal.aborted) return fail(failure('cancelled', {}));
    const foreign = await findForeignUv(around, signal);
    return foreign === null ? got : succeed(foreign);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Tries each way with each Python; the path of the binary below the folder. */
async function getUv(
  request: UvRequest,
  folder: string,
  version: string,
  name: string,
): Promise<Result<string>> {
  const found = await request.findPythons();
  const pythons = found.filter((python) => isAtLeast(python.version, 3, 8));
  let reason = pythons.length === 0 ? nonePython(found) : noPip(pythons);
  for (const way of [pipIntoFolder, pipInEnvironment]) {
    for (const python of pythons) {
      await rm(folder, { recursive: true, force: true });
      const lines = await way(python, folder, request);
      if (request.signal.aborted) return fail(failure('cancelled', {}));
      const binary = await findBinary(folder, name);
      if (binary !== null && (await uvVersion(binary, request.around, request.signal)) === version) {
        return succeed(binary);
      }
      if (lines.some((line) => NO_MODULE.test(line))) continue;
      reason = classifyInstallerFailure(lines, request.toolsDir);
      // Another Python would only meet the same wall.
      if (['runtime.hash', 'runtime.network', 'disk.full'].includes(reason.code)) return fail(reason);
    }
  }
  return fail(reason);
}

const NO_MODULE = /No module named '?(?:pip|venv|ensurepip)|ensurepip is not available/u;

function nonePython(found: readonly Python[]): Failure {
  const versions = found.map((python) => python.version).join(', ');
  return failure('runtime.python-missing', {
    detail: versions === '' ? 'there is none on the PATH' : `found ${versions}, too old`,
  });
}

/** As Debian and Ubuntu ship it. */
function noPip(pythons: readonly Python[]): Failure {
  const versions = pythons.map((python) => python.version).join(', ');
  const detail = `Python ${versions} has neither pip nor venv; Debian and Ubuntu have them in python3-venv`;
  return failure('runtime.python-missing', { detail });
}

/** The path of the pinned uv where it is there; gets nothing. */
export async function installedUvPath(
  toolsDir: string,
  requirements: string,
  platform: NodeJS.Platform,
): Promise<string | null> {
  const { path } = uvPlace(toolsDir, requirements, platform);
  return (await isFile(path)) ? path : null;
}

/** The version of the pinned uv when it is there and runs; null when it is not. Gets nothing. */
export async function findInstalledUv(
  toolsDir: string,
  requirements: string,
  around: Surroundings,
  signal: AbortSignal,
): Promise<string | null> {
  const { path } = uvPlace(toolsDir, requirements, around.platform);
  return (await isFile(path)) ? uvVersion(path, around, signal) : null;
}

function uvPlace(toolsDir: string, requirements: string, platform: NodeJS.Platform) {
  const version = /^uv==(\S+)/mu.exec(requirements)?.[1] ?? 'unknown';
  const ending = platform === 'win32' ? '.exe' : '';
  const path = join(toolsDir, `uv-${version}-${requirementsHash(requirements).slice(0, 8)}${ending}`);
  return { version, path, ending };
}

const PIP_INSTALL = [
  '-m',
  'pip',
  'install',
  '--require-hashes',
  '--no-deps',
  '--only-binary',
  ':all:',
] as const;

function pipInstall({ wheelsFolder, requirementsFile }: UvRequest): readonly string[] {
  const from = wheelsFolder === null ? [] : ['--no-index', '--find-links', wheelsFolder];
  return [...PIP_INSTALL, ...from, '-r', requirementsFile];
}

/** What it printed; nothing when all went well. */
type Way = (python: Python, folder: string, request: UvRequest) => Promise<readonly string[]>;

const pipIntoFolder: Way = (python, folder, request) =>
  runPip(python.executable, [...pipInstall(request), '--target', folder], request);

const pipInEnvironment: Way = async (python, folder, request) => {
  const made = await runPip(python.executable, ['-m', 'venv', folder], request);
  if (made.length > 0) return made;
  const own =
    request.around.platform === 'win32'
      ? join(folder, 'Scripts', 'python.exe')
      : join(folder, 'bin', 'python');
  return runPip(own, pipInstall(request), request);
};

async function runPip(
  python: string,
  args: readonly string[],
  { around, signal, toolsDir }: UvRequest,
): Promise<readonly string[]> {
  const env = installerEnvironment(around.env, {
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    PIP_RETRIES: '2',
    // Settings of the user that forbid a target folder.
    PIP_USER: '0',
    PIP_REQUIRE_VIRTUALENV: '0',
    ...(around.env.PIP_CERT === undefined && around.env.SSL_CERT_FILE !== undefined
      ? { PIP_CERT: around.env.SSL_CERT_FILE }
      : {}),
  });
  const run = await runProgram({ file: python, arguments: args, cwd: toolsDir, env }, around, {
    signal,
    timeLimitMs: null,
    ...QUIETLY,
  });
  if (succeeded(run)) return [];
  const lines = [...run.output.split('\n'), ...run.errorLines].filter((line) => line.trim() !== '');
  return lines.length === 0
    ? [`pip ended with ${run.exit.code ?? run.exit.signal ?? run.exit.notStarted}`]
    : lines;
}

async function findBinary(folder: string, name: string): Promise<string | null> {
  for (const place of ['bin', 'Scripts']) {
    const path = join(folder, place, name);
    if (await isFile(path)) return path;
  }
  return null;
}

async function takePlace(binary: string, path: string): Promise<void> {
  await chmod(binary, 0o700);
  try {
    await rename(binary, path);
  } catch (error) {
    // Windows does not replace a program that runs: another process was first, with the same file.
    if (!(await isFile(path))) throw error;
  }
}

/** What processes left behind that were killed while they got uv. */
async function removeAbandoned(toolsDir: string): Promise<void> {
  for (const name of await readdir(toolsDir)) {
    const pid = Number(/^\.uv-(\d+)-/u.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) await rm(join(toolsDir, name), { recursive: true, force: true });
  }
}

async function findForeignUv(around: Surroundings, signal: AbortSignal): Promise<string | null> {
  const path = await findOnPath('uv', around.env, around.platform);
  if (path === null) return null;
  const version = await uvVersion(path, around, signal);
  return version !== null && isAtLeast(version, ...OLDEST_FOREIGN_UV) ? path : null;
}

async function uvVersion(path: string, around: Surroundings, signal: AbortSignal): Promise<string | null> {
  const run = await runProgram(
    {
      file: path,
      arguments: ['--version'],
      cwd: process.cwd(),
      env: installerEnvironment(around.env, {}),
    },
    around,
    { signal, timeLimitMs: 20_000, ...QUIETLY },
  );
  return succeeded(run) ? (/^uv (\d+\.\d+\.\d+)/u.exec(run.output)?.[1] ?? null) : null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
