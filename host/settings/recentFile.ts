import { readFile, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { RecentProject } from '../../common/contract/projects.ts';
import { type JsonFileOptions, lateWriter, readJson } from './jsonFile.ts';
import type { RecentStore } from './settings.ts';

const entrySchema = z.object({
  path: z.string().min(1),
  title: z.string().catch(''),
  mediaName: z.string().nullable().catch(null),
  durationMs: z.number().nullable().catch(null),
  language: z.string().nullable().catch(null),
  speakers: z.array(z.object({ name: z.string(), color: z.number() })).catch([]),
  checked: z.number().nullable().catch(null),
  problems: z.number().catch(0),
  openedAtMs: z.number(),
  /** Path of the picture: its URL is good for one run of the program only. */
  thumbnail: z.string().nullable().catch(null),
});
type Entry = z.infer<typeof entrySchema>;

/** How many projects are kept. */
const KEPT = 100;

/** What a picture may weigh to be shown in the list; those that are made here have some 10 kB. */
const PICTURE_BYTES = 64 * 1024;

/**
 * The recent projects, newest first. `note` takes the path of a picture as `thumbnail`; `list` gives it as a
 * `data:` URL, which needs no access of its own. Two programs on one file both keep what the other noted.
 */
export async function createRecent(options: JsonFileOptions): Promise<RecentStore> {
  const listeners = new Set<() => void>();
  let entries = await readEntries(options);
  /** What was taken off the list here since the file was read, with the time of it. */
  const removed = new Map<string, number>();
  let clearedAtMs = Number.NEGATIVE_INFINITY;

  const goneAtMs = (path: string) => Math.max(clearedAtMs, removed.get(path) ?? clearedAtMs);
  const merged = (left: readonly Entry[], right: readonly Entry[]): readonly Entry[] => {
    const newest = new Map<string, Entry>();
    for (const entry of [...left, ...right]) {
      const known = newest.get(entry.path);
      // Of two of the same time the later noted one is in `right`.
      if (entry.openedAtMs > goneAtMs(entry.path) && entry.openedAtMs >= (known?.openedAtMs ?? 0)) {
        newest.set(entry.path, entry);
      }
    }
    return [...newest.values()].sort((one, other) => other.openedAtMs - one.openedAtMs).slice(0, KEPT);
  };
  const writer = lateWriter(options, async () => {
    const there = await readEntries(options);
    entries = merged(there, entries);
    return isDeepStrictEqual(entries, there) ? null : entries;
  });
  const change = (next: readonly Entry[]) => {
    entries = next;
    writer.changed();
    for (const listener of listeners) listener();
  };
  return {
    list: async () => await Promise.all(entries.map(shown)),
    note: (entry) => {
      const openedAtMs = Math.max(options.nowMs(), goneAtMs(entry.path) + 1);
      const speakers = entry.speakers.map(({ name, color }) => ({ name, color }));
      change(merged(entries, [{ ...entry, speakers, openedAtMs }]));
    },
    remove: (path) => {
      removed.set(path, options.nowMs());
      change(entries.filter((entry) => entry.path !== path));
    },
    clear: () => {
      clearedAtMs = options.nowMs();
      change([]);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: writer.close,
  };
}

async function readEntries(options: JsonFileOptions): Promise<readonly Entry[]> {
  const value = await readJson(options);
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const parsed = entrySchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

async function shown(entry: Entry): Promise<RecentProject> {
  return { ...entry, missing: !(await isThere(entry.path)), thumbnail: await pictureOf(entry.thumbnail) };
}

/** A drive that is gone may take half a minute to say so; nobody waits for the list that long. */
const PATIENCE_MS = 1000;

async function isThere(path: string): Promise<boolean> {
  try {
    const found = await Promise.race([stat(path), setTimeout(PATIENCE_MS, null, { ref: false })]);
    return found?.isFile() ?? false;
  } catch {
    // Gone, or on a drive that is: the list says so either way.
    return false;
  }
}

async function pictureOf(path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    const { size } = await stat(path);
    if (size > PICTURE_BYTES) return null;
    const type = path.endsWith('.png') ? 'image/png' : path.endsWith('.webp') ? 'image/webp' : 'image/jpeg';
    return `data:${type};base64,${(await readFile(path)).toString('base64')}`;
  } catch {
    // The cache dropped it; the list shows the project without.
    return null;
  }
}
