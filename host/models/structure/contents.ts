import { open, opendir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What lies at a path that may be a model, read as far as it is asked for. Links are followed. */
export interface Contents {
  /** Its own name: the folder's, or the file's. */
  readonly name: string;
  readonly isFile: boolean;
  /** Sizes by name below the folder with `/`; of a single file its name alone. By name. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly pathOf: (name: string) => string;
  /** The first bytes; fewer where the file ends before. */
  readonly head: (name: string, bytes: number) => Promise<Buffer>;
  /** A whole text of at most 16 MB; null for what is larger. */
  readonly text: (name: string) => Promise<string | null>;
}

/** A model has a dozen files. Somebody who names a whole drive by mistake must not wait for it. */
const MOST_FILES = 2_000;
const DEEPEST = 3;
const TEXT_LIMIT_BYTES = 16 * 1024 * 1024;

/** Null when nothing is there; `too many` for a folder that cannot be one model's. */
export async function readContents(path: string): Promise<Contents | 'too many' | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (found === null) return null;
  const name = basename(path);
  if (!found.isDirectory()) return contentsOf(name, true, new Map([[name, found.size]]), () => path);
  const sizes = new Map<string, number>();
  if (!(await list(path, '', 1, sizes))) return 'too many';
  const sorted = new Map([...sizes].sort(([a], [b]) => (a < b ? -1 : 1)));
  return contentsOf(name, false, sorted, (below) => join(path, ...below.split('/')));
}

async function list(
  folder: string,
  below: string,
  depth: number,
  sizes: Map<string, number>,
): Promise<boolean> {
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    // A link that leads nowhere is no file: the check says what is missing.
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    if (found.isDirectory()) {
      if (depth < DEEPEST && !(await list(path, `${below}${entry.name}/`, depth + 1, sizes))) return false;
    } else if (found.isFile()) {
      sizes.set(`${below}${entry.name}`, found.size);
      if (sizes.size > MOST_FILES) return false;
    }
  }
  return true;
}

function contentsOf(
  name: string,
  isFile: boolean,
  sizes: ReadonlyMap<string, number>,
  pathOf: (name: string) => string,
): Contents {
  return {
    name,
    isFile,
    sizes,
    pathOf,
    head: async (file, bytes) => {
      const handle = await open(pathOf(file), 'r');
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    text: async (file) =>
      (sizes.get(file) ?? 0) > TEXT_LIMIT_BYTES ? null : await readFile(pathOf(file), 'utf8'),
  };
}

/** The value of a JSON text; null for anything else. */
export async function readJsonObject(
  contents: Contents,
  name: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await contents.text(name);
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
