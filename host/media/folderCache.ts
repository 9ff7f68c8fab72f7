import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { isDiskFull, systemErrorCode } from './systemErrors.ts';

/** The cache of stand-ins may lie below this one, with a cap of its own. */
export const PLAYBACK_FOLDER = 'playback';
const MARKER_FILE = 'entry.json';
const CONDEMNED_PREFIX = 'condemned-';
const HOLD_PREFIX = 'hold-';
const PARTIAL_PREFIX = 'partial-';
/** A hold or a half-made entry of another computer (shared folder) counts as alive for a day. */
const FOREIGN_LIFE_MS = 24 * 3600 * 1000;
const OWNER = `${hostname().replace(/[^\w.]/gu, '_')}~${process.pid}~`;

/** What the marker of a complete entry says; `files` are sizes in bytes, by which half entries are told. */
export type FolderEntry<About> = About & { readonly files: Readonly<Record<string, number>> };

/** What all entries of one cache hold. */
export interface EntryKind<About extends object> {
  readonly files: readonly string[];
  readonly isAbout: (value: object) => value is About;
}

export interface HeldFolder<About> {
  readonly folder: string;
  readonly entry: FolderEntry<About>;
  readonly release: () => Promise<void>;
}

export interface FolderCache<About> {
  /** A complete entry, held until released; null when there is none. Broken entries are removed. */
  readonly acquire: (key: string) => Promise<HeldFolder<About> | null>;
  /** An empty private folder in which an entry is made. */
  readonly begin: () => Promise<string>;
  /** Makes the folder an entry and holds it; where another process was faster, its entry is held instead. */
  readonly publish: (key: string, folder: string, about: About) => Promise<HeldFolder<About>>;
  readonly abandon: (folder: string) => Promise<void>;
  /** Removes the least recently used entries that nobody holds until the cap is met, and dead remains. */
  readonly trim: () => Promise<void>;
  readonly sizeBytes: () => Promise<number>;
}

/**
 * Things on disk that can be made again, one folder an entry. Several processes may share it without a lock: entries appear
 * and vanish by one rename. A reader first writes its hold into the entry, then lists it; a remover first
 * writes that it is condemned, then lists it. Whoever comes second sees the other and gives way; a file of
 * one's own that is not in the list means that the entry was exchanged in between.
 */
export function createFolderCache<About extends object>(
  root: string,
  capBytes: number,
  nowMs: () => number,
  kind: EntryKind<About>,
): FolderCache<About> {
  const entryFolder = (key: string) => join(root, key);

  const acquire = async (key: string): Promise<HeldFolder<About> | null> => {
    const folder = entryFolder(key);
    const entry = await readEntry(folder, kind);
    if (entry === null) {
      await removeIfUnheld(folder);
      return null;
    }
    const hold = `${HOLD_PREFIX}${OWNER}${randomUUID()}`;
    if (!(await writeSign(folder, hold))) return null;
    const release = () => removeSign(folder, hold);
    const names = await list(folder);
    const isWhole = names.includes(hold) && names.includes(MARKER_FILE);
    if (!isWhole || (await isClaimed(folder, names, CONDEMNED_PREFIX, nowMs()))) {
      await release();
      return null;
    }
    const now = new Date(nowMs());
    await succeeds(utimes(join(folder, MARKER_FILE), now, now), [...GONE, 'EPERM', 'EACCES']);
    return { folder, entry, release };
  };

  const removeIfUnheld = async (folder: string): Promise<boolean> => {
    const condemned = `${CONDEMNED_PREFIX}${OWNER}${randomUUID()}`;
    if (!(await writeSign(folder, condemned))) return true;
    const names = await list(folder);
    const others = names.filter((name) => name !== condemned);
    const isMine =
      names.includes(condemned) &&
      !(await isClaimed(folder, others, HOLD_PREFIX, nowMs())) &&
      !(await isClaimed(folder, others, CONDEMNED_PREFIX, nowMs()));
    const away = join(root, `${PARTIAL_PREFIX}${OWNER}${randomUUID()}`);
    if (isMine && (await succeeds(rename(folder, away), [...OCCUPIED, ...GONE]))) {
      await removeFolder(away);
      return true;
    }
    await removeSign(folder, condemned);
    return false;
  };

  const trim = async () => {
    await removeDeadPartials(root, nowMs());
    const entries = await listEntries(root, kind.files);
    let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    for (const entry of entries.toSorted((a, b) => a.usedMs - b.usedMs)) {
      if (total <= capBytes && entry.usedMs > 0) continue;
      if (await removeIfUnheld(entry.folder)) total -= entry.bytes;
    }
  };

  return {
    acquire,
    begin: async () => {
      const folder = join(root, `${PARTIAL_PREFIX}${OWNER}${randomUUID()}`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    publish: async (key, folder, about) => {
      const files: Record<string, number> = {};
      for (const name of kind.files) files[name] = (await stat(join(folder, name))).size;
      const entry: FolderEntry<About> = { ...about, files };
      const hold = `${HOLD_PREFIX}${OWNER}${randomUUID()}`;
      await writeSign(folder, hold);
      // Not forced to the disk: after a power cut the sizes tell, and an hour is decoded again in seconds.
      await writeFile(join(folder, MARKER_FILE), JSON.stringify(entry), { mode: 0o600 });
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const target = entryFolder(key);
        if (await succeeds(rename(folder, target), OCCUPIED)) {
          return { folder: target, entry, release: () => removeSign(target, hold) };
        }
        const other = await acquire(key);
        if (other !== null) {
          await removeFolder(folder);
          return other;
        }
        await removeIfUnheld(target);
      }
      // A condemned entry that cannot go (held, or open on Windows): ours lives under a name of its own.
      return { folder, entry, release: async () => void (await removeFolder(folder)) };
    },
    abandon: async (folder) => {
      await removeFolder(folder);
    },
    trim,
    sizeBytes: async () => (await listEntries(root, kind.files)).reduce((sum, entry) => sum + entry.bytes, 0),
  };
}

/** An empty folder for a new entry; where the disk is full or the folder shut, the failure. */
export async function beginEntry(
  cache: { readonly begin: () => Promise<string> },
  cacheDir: string,
): Promise<Result<string>> {
  try {
    return succeed(await cache.begin());
  } catch (error) {
    if (isDiskFull(error))
      return fail(failure('disk.full', { file: cacheDir, detail: 'nothing can be kept' }));
    const code = systemErrorCode(error);
    if (code === null) throw error;
    return fail(failure('output.not-writable', { file: cacheDir, detail: code }));
  }
}

async function readEntry<About extends object>(
  folder: string,
  kind: EntryKind<About>,
): Promise<FolderEntry<About> | null> {
  const text = await readFile(join(folder, MARKER_FILE), 'utf8').catch(absent);
  const entry = text === null ? null : parseEntry(text, kind);
  if (entry === null) return null;
  for (const [name, bytes] of Object.entries(entry.files)) {
    if ((await sizeOf(join(folder, name))) !== bytes) return null;
  }
  return entry;
}

function parseEntry<About extends object>(text: string, kind: EntryKind<About>): FolderEntry<About> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== 'object' || value === null || !kind.isAbout(value)) return null;
  return hasFiles(value, kind.files) ? value : null;
}

function hasFiles<T extends object>(value: T, names: readonly string[]): value is FolderEntry<T> {
  if (!('files' in value)) return false;
  const { files } = value;
  return typeof files === 'object' && files !== null && names.every((name) => name in files);
}

interface ListedEntry {
  readonly folder: string;
  readonly bytes: number;
  /** 0 for a broken entry, which goes first. */
  readonly usedMs: number;
}

async function listEntries(root: string, files: readonly string[]): Promise<readonly ListedEntry[]> {
  const names = await list(root);
  const entries: ListedEntry[] = [];
  for (const name of names) {
    if (name.startsWith(PARTIAL_PREFIX) || name === PLAYBACK_FOLDER) continue;
    const folder = join(root, name);
    const marker = await stat(join(folder, MARKER_FILE)).catch(absent);
    let bytes = 0;
    for (const file of files) bytes += await sizeOf(join(folder, file));
    entries.push({ folder, bytes, usedMs: marker === null ? 0 : marker.mtimeMs });
  }
  return entries;
}

async function removeDeadPartials(root: string, nowMs: number): Promise<void> {
  for (const name of await list(root)) {
    if (!name.startsWith(PARTIAL_PREFIX)) continue;
    const folder = join(root, name);
    if (!(await ownerLives(name.slice(PARTIAL_PREFIX.length), folder, nowMs))) await removeFolder(folder);
  }
}

/** Writes an empty file that others look for; false when the entry is gone. */
function writeSign(folder: string, name: string): Promise<boolean> {
  return succeeds(writeFile(join(folder, name), '', { flag: 'wx', mode: 0o600 }), GONE);
}

async function removeSign(folder: string, name: string): Promise<void> {
  await succeeds(unlink(join(folder, name)), GONE);
}

/** True when one of the signs with the prefix was left by somebody who lives. */
async function isClaimed(
  folder: string,
  names: readonly string[],
  prefix: string,
  nowMs: number,
): Promise<boolean> {
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    if (await ownerLives(name.slice(prefix.length), join(folder, name), nowMs)) return true;
  }
  return false;
}

async function ownerLives(owner: string, path: string, nowMs: number): Promise<boolean> {
  const [host, pid] = owner.split('~');
  if (`${host}~` === OWNER.slice(0, OWNER.indexOf('~') + 1)) return processLives(Number(pid));
  const found = await stat(path).catch(absent);
  return found !== null && nowMs - found.mtimeMs < FOREIGN_LIFE_MS;
}

function processLives(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

const GONE = ['ENOENT', 'ENOTDIR'];
const OCCUPIED = ['EEXIST', 'ENOTEMPTY', 'EPERM', 'EACCES', 'EBUSY'];

/** True when it went well, false for the named system errors; others reject. */
async function succeeds(action: Promise<unknown>, expected: readonly string[]): Promise<boolean> {
  try {
    await action;
    return true;
  } catch (error) {
    if (expected.includes(systemErrorCode(error) ?? '')) return false;
    throw error;
  }
}

/** False where something in it is still open (Windows); the next trim tries again. */
async function removeFolder(folder: string): Promise<boolean> {
  return succeeds(rm(folder, { recursive: true, force: true, maxRetries: 3 }), OCCUPIED);
}

/** Names in a folder; none when it is gone. */
async function list(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(absent)) ?? [];
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(absent))?.size ?? 0;
}

function absent(error: unknown): null {
  if (GONE.includes(systemErrorCode(error) ?? '')) return null;
  throw error;
}
