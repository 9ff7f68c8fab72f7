import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type OutputEffects, writeWhole } from '../output/output.ts';

export interface JsonFileOptions {
  readonly path: string;
  readonly effects: OutputEffects;
  readonly nowMs: () => number;
  readonly logBug: (error: unknown, where: string) => void;
}

/** The file's value; null when there is none. What is no JSON is put aside under a dated name and never lost. */
export async function readJson({ path, nowMs, logBug }: JsonFileOptions): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') logBug(error, path);
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    await putAside(path, nowMs(), logBug);
    return null;
  }
}

/** `settings.json` becomes `settings.damaged-2026-01-31T120000.json`. */
export async function putAside(
  path: string,
  nowMs: number,
  logBug: (error: unknown, where: string) => void,
): Promise<void> {
  const date = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '');
  const name = path.slice(dirname(path).length + 1).replace(/\.json$/, '');
  try {
    await rename(path, join(dirname(path), `${name}.damaged-${date}.json`));
  } catch (error) {
    // A second program may have put it aside already.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') logBug(error, path);
  }
}

/** A value that is written a little after it changed, whole, however often it changes. */
export interface LateWriter {
  readonly changed: () => void;
  /** Writes what is still to be written. */
  readonly close: () => Promise<void>;
}

/** Changes of this long are written at once: a slider that is dragged writes twice a second. */
const DELAY_MS = 500;

/**
 * `produce` reads the file and gives what should be there instead, or null where the file says so already. Nobody
 * else writes in between.
 */
export function lateWriter(options: JsonFileOptions, produce: () => Promise<object | null>): LateWriter {
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    const value = await produce();
    if (value === null) return;
    const written = await writeWhole(options.path, `${JSON.stringify(value, null, 2)}\n`, options.effects);
    if (!written.ok) options.logBug(new Error(JSON.stringify(written.failure)), options.path);
  };
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing
      .then(async () => await whileLocked(options.path, write))
      .catch((error: unknown) => options.logBug(error, options.path));
  };
  return {
    changed: () => {
      timer ??= globalThis.setTimeout(flush, DELAY_MS);
    },
    close: async () => {
      if (timer !== null) flush();
      await writing;
    },
  };
}

/** Writing takes some 10 ms; a lock that stands for 2 s was left by a program that died. */
const LOCK_TRIES = 100;
const LOCK_PAUSE_MS = 20;

/** Runs `work` while no other program of ours that asks for the same lock does. */
async function whileLocked(path: string, work: () => Promise<void>): Promise<void> {
  const lock = `${path}.lock`;
  for (let tried = 0; tried < LOCK_TRIES && !(await isOurs(lock)); tried++) await setTimeout(LOCK_PAUSE_MS);
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function isOurs(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    // Where no lock can be made the writing itself says why.
    return (error as NodeJS.ErrnoException).code !== 'EEXIST';
  }
}
