import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { SelfTest } from '../engine.ts';
import { claimants } from './claims.ts';

/**
 * A runtime is a folder of generations. A generation is built in its final place (an environment cannot be moved),
 * never changed afterwards, and good only once its stamp is there, which is written last.
 */
const stampSchema = z.object({
  schema: z.literal(1),
  variant: z.string(),
  /** Hash of the requirements that it was made from. */
  requirementsSha256: z.string(),
  /** `3.11.7` */
  python: z.string(),
  /** The interpreter that it was made from and cannot live without; null for a program that needs none. */
  basePython: z.string().nullable(),
  /** What is started, below the generation. */
  program: z.string(),
  versions: z.record(z.string(), z.string()),
  sizeBytes: z.number(),
  madeAt: z.string(),
});

export type Stamp = z.infer<typeof stampSchema>;

const selfTestSchema = z.object({
  checks: z.array(
    z.object({ id: z.string(), ok: z.boolean(), detail: z.string(), action: z.string().nullable() }),
  ),
  device: z.string(),
  rtf: z.number().positive().nullable(),
  at: z.string(),
}) satisfies z.ZodType<SelfTest>;

export interface Generation {
  readonly folder: string;
  readonly stamp: Stamp;
}

const STAMP_FILE = 'runtime.json';
const PROBLEM_FILE = 'problem.json';
const SELF_TEST_FILE = 'selftest.json';
const CURRENT_FILE = 'current.json';
const INSTALL_CLAIMS = 'installing';
const USE_CLAIMS = 'in-use';

const currentSchema = z.object({ generation: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/u) });
const problemSchema = z.object({ detail: z.string() });

/** Where the process that installs into this runtime notes itself. */
export function installClaims(runtimeFolder: string): string {
  return join(runtimeFolder, INSTALL_CLAIMS);
}

/** Where the processes that run something out of this generation note themselves. */
export function useClaims(generationFolder: string): string {
  return join(generationFolder, USE_CLAIMS);
}

export function programPath({ folder, stamp }: Generation): string {
  return join(folder, stamp.program);
}

/** The generation in use; null when there is none that was ever finished. */
export async function readCurrent(runtimeFolder: string): Promise<Generation | null> {
  const current = currentSchema.safeParse(await readJson(join(runtimeFolder, CURRENT_FILE)));
  if (!current.success) return null;
  const folder = join(runtimeFolder, current.data.generation);
  const stamp = stampSchema.safeParse(await readJson(join(folder, STAMP_FILE)));
  return stamp.success ? { folder, stamp: stamp.data } : null;
}

/** Why a finished generation cannot be used, as far as a look at its files tells; null when it can. */
export async function findProblem(
  generation: Generation,
  requirementsSha256: string,
): Promise<{ readonly kind: 'files' | 'noted'; readonly detail: string } | null> {
  const { stamp, folder } = generation;
  if (stamp.requirementsSha256 !== requirementsSha256) {
    return { kind: 'files', detail: 'it was set up for another version of Wordlane' };
  }
  if (!(await exists(programPath(generation))))
    return { kind: 'files', detail: `${stamp.program} is missing` };
  if (stamp.basePython !== null && !(await exists(stamp.basePython))) {
    return { kind: 'files', detail: `the Python ${stamp.python} that it was made from is gone` };
  }
  const noted = problemSchema.safeParse(await readJson(join(folder, PROBLEM_FILE)));
  return noted.success ? { kind: 'noted', detail: noted.data.detail } : null;
}

/** Remembers that a generation did not work, so that the next installation looks into it. */
export function noteProblem(generationFolder: string, detail: string): Promise<void> {
  return writeAtomically(join(generationFolder, PROBLEM_FILE), { detail });
}

export function clearProblem(generationFolder: string): Promise<void> {
  return rm(join(generationFolder, PROBLEM_FILE), { force: true });
}

/** What the generation said when it was last tried out; null when it never was. */
export async function readSelfTest(generationFolder: string): Promise<SelfTest | null> {
  const read = selfTestSchema.safeParse(await readJson(join(generationFolder, SELF_TEST_FILE)));
  return read.success ? read.data : null;
}

export function noteSelfTest(generationFolder: string, selfTest: SelfTest): Promise<void> {
  return writeAtomically(join(generationFolder, SELF_TEST_FILE), selfTest);
}

/** Finishes a generation and makes it the current one. */
export async function commitGeneration(folder: string, stamp: Stamp): Promise<void> {
  await writeAtomically(join(folder, STAMP_FILE), stamp);
  const generation = folder.slice(dirname(folder).length + 1);
  await writeAtomically(join(dirname(folder), CURRENT_FILE), { generation });
}

/** A folder for a new generation: `base`, or with a number behind while an older one still lies there. */
export async function newGenerationFolder(runtimeFolder: string, base: string): Promise<string> {
  const taken = new Set(await generationNames(runtimeFolder));
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  const folder = join(runtimeFolder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes generations that were never finished: what a killed installation left. */
export async function removeHalfGenerations(runtimeFolder: string): Promise<void> {
  for (const name of await generationNames(runtimeFolder)) {
    const folder = join(runtimeFolder, name);
    const stamp = stampSchema.safeParse(await readJson(join(folder, STAMP_FILE)));
    if (!stamp.success) await removeTree(folder);
  }
}

/** Removes all generations but the current one, as far as nobody runs anything out of them. */
export async function removeOldGenerations(runtimeFolder: string): Promise<void> {
  const current = currentSchema.safeParse(await readJson(join(runtimeFolder, CURRENT_FILE)));
  for (const name of await generationNames(runtimeFolder)) {
    if (current.success && current.data.generation === name) continue;
    const folder = join(runtimeFolder, name);
    if ((await claimants(useClaims(folder))).length === 0) await removeTree(folder);
  }
}

/** Process ids that run something out of any generation. */
export async function runtimeUsers(runtimeFolder: string): Promise<readonly number[]> {
  const names = await generationNames(runtimeFolder);
  const users = await Promise.all(names.map((name) => claimants(useClaims(join(runtimeFolder, name)))));
  return users.flat();
}

/** Folders of generations, finished or not. */
export async function generationNames(runtimeFolder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(runtimeFolder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && entry.name !== INSTALL_CLAIMS)
      .map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** On Windows a file may be held for a moment by whoever scans it. */
export async function removeTree(folder: string): Promise<void> {
  // The stamp goes first: a generation half removed is one that was never finished.
  await rm(join(folder, STAMP_FILE), { force: true });
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Bytes that the files of a folder take on the disk. Files that uv linked from its cache count in full. */
export async function diskBytes(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const { size, blocks } = await stat(join(entry.parentPath, entry.name));
    // Windows knows no blocks.
    total += blocks > 0 ? blocks * 512 : size;
  }
  return total;
}

async function writeAtomically(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${randomUUID().slice(0, 8)}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    // The name must not come to last before the content does.
    await handle.sync();
  } finally {
    await handle.close();
  }
  await renamePersistently(temporary, file);
}

const HELD = new Set(['EPERM', 'EACCES', 'EBUSY']);
const RENAME_TRIES = 5;

/** On Windows a new file may be held for a moment by whoever scans it; elsewhere the same answer is a refusal. */
async function renamePersistently(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const held = process.platform === 'win32' && HELD.has((error as NodeJS.ErrnoException).code ?? '');
      if (!held || tries === RENAME_TRIES) throw error;
      await wait(100 * tries);
    }
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Missing or broken: the schema refuses null, which is the same answer to both.
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
