import { readdir, realpath } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { type FoundEnvironment, installerEnvironment } from '../worker/environment.ts';
import type { Surroundings } from './place.ts';
import { QUIETLY, runProgram, succeeded } from './program.ts';

/** A Python of this machine that can make runtimes: 64-bit CPython with its lock. */
export interface Python {
  /** The interpreter itself, never a version manager's stand-in. */
  readonly executable: string;
  /** `3.11.7` */
  readonly version: string;
  /** As Python names it, such as `linux-x86_64`, `win-amd64`, `macosx-14.0-arm64`. */
  readonly platform: string;
}

const PROBE_MS = 20_000;
/** The minor versions that engines are locked for. */
const NAMED = ['3.11', '3.12', '3.13'] as const;

/** Prints one line of JSON; runs in any Python since 2.7, so that an old one can be told from a broken one. */
const PROBE = `
import json, struct, sys, sysconfig
print(json.dumps({
  "executable": getattr(sys, "_base_executable", None) or sys.executable,
  "version": ".".join(str(part) for part in sys.version_info[:3]),
  "platform": sysconfig.get_platform(),
  "bits": struct.calcsize("P") * 8,
  "implementation": getattr(getattr(sys, "implementation", None), "name", "unknown"),
  "free": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
}))`;

const probeSchema = z.object({
  executable: z.string().min(1),
  version: z.string(),
  platform: z.string(),
  bits: z.int(),
  implementation: z.string(),
  free: z.boolean(),
});

/** `3.11` of `3.11.7`. */
export function minorVersion(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [has = 0, hasMinor = 0] = version.split('.').map(Number);
  return has > major || (has === major && hasMinor >= minor);
}

/**
 * All usable Pythons, each once, best guess first: those on the PATH, then those that version managers and
 * installers put in their usual places, which a program started from a desktop does not see on its PATH.
 */
export async function findPythons(around: Surroundings, signal: AbortSignal): Promise<readonly Python[]> {
  const candidates = [...pathCandidates(around), ...(await usualPlaces(around))];
  const probed = await Promise.all(candidates.map((command) => probePython(command, around, signal)));
  const found = new Map<string, Python>();
  for (const python of probed) {
    if (python === null) continue;
    const key = await realpath(python.executable).catch(() => python.executable);
    if (!found.has(key)) found.set(key, python);
  }
  return [...found.values()];
}

function pathCandidates({ platform }: Surroundings): readonly (readonly string[])[] {
  const byName = [...NAMED.map((version) => `python${version}`), 'python3', 'python'].map((name) => [name]);
  if (platform !== 'win32') return byName;
  return [...NAMED.map((version) => ['py', `-${version}`]), ...byName, ['py', '-3']];
}

async function usualPlaces({ env, platform }: Surroundings): Promise<readonly (readonly string[])[]> {
  const home = env.HOME ?? env.USERPROFILE;
  const pyenv = env.PYENV_ROOT ?? (home === undefined ? undefined : join(home, '.pyenv'));
  const versions = pyenv === undefined ? [] : await listFolder(join(pyenv, 'versions'));
  const managed = versions
    .filter((name) => /^3\.1[1-3]\.\d+$/u.test(name))
    .map((name) => [join(pyenv ?? '', 'versions', name, 'bin', 'python')]);
  if (platform !== 'darwin') return managed;
  const folders = ['/opt/homebrew/bin', '/usr/local/bin'];
  const installed = NAMED.flatMap((version) => [
    ...folders.map((folder) => [join(folder, `python${version}`)]),
    [`/Library/Frameworks/Python.framework/Versions/${version}/bin/python3`],
  ]);
  return [...managed, ...installed];
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // No such version manager here.
    return [];
  }
}

/** null when it is not there, does not work, or is of no use (32-bit, PyPy, without the lock). */
export async function probePython(
  command: readonly string[],
  around: Surroundings,
  signal: AbortSignal,
): Promise<Python | null> {
  const [file, ...first] = command;
  if (file === undefined) return null;
  const run = await runProgram(
    {
      file,
      // Isolated: nothing of the current folder and no user's site packages.
      arguments: [...first, '-I', '-c', PROBE],
      cwd: process.cwd(),
      env: installerEnvironment(around.env, {}),
    },
    around,
    { signal, timeLimitMs: PROBE_MS, ...QUIETLY },
  );
  if (!succeeded(run)) return null;
  const said = probeSchema.safeParse(readJson(run.output));
  if (!said.success) return null;
  const { executable, version, platform, bits, implementation, free } = said.data;
  if (bits !== 64 || implementation !== 'cpython' || free) return null;
  return { executable, version, platform };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The file that a command name means by the PATH; null when there is none. */
export async function findOnPath(
  name: string,
  env: FoundEnvironment,
  platform: NodeJS.Platform,
): Promise<string | null> {
  if (isAbsolute(name)) return name;
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const file = platform === 'win32' ? `${name}.exe` : name;
  for (const folder of folders) {
    if ((await listFolder(folder)).includes(file)) return join(folder, file);
  }
  return null;
}
