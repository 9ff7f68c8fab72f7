import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ModelKind,
  type ModelRef,
  modelIdSchema,
  modelKindSchema,
} from '../../common/contract/models.ts';
import { type Marker, readMarker } from './marker.ts';
import { SINGLE_FILE_KINDS } from './structure/structure.ts';

/** A model that was once whole: its marker is there. */
export interface Stored {
  readonly folder: string;
  readonly marker: Marker;
  /** What engines are given. */
  readonly path: string;
  /** Why it cannot be used, as far as names and lengths tell; null when it can. */
  readonly problem: string | null;
}

const STAGING = '.staging';

export function modelFolder(store: string, { kind, id }: ModelRef): string {
  return join(store, kind, id);
}

/** Where the model is put together, on the same disk as its place. */
export function stagingFolder(store: string, { kind, id }: ModelRef): string {
  return join(store, STAGING, `${kind}-${id}`);
}

/** Where the model before it waits until the new one stands in its place. */
function asideFolder(store: string, { kind, id }: ModelRef): string {
  return join(store, STAGING, `${kind}-${id}~old`);
}

export async function readStored(store: string, ref: ModelRef): Promise<Stored | null> {
  const folder = modelFolder(store, ref);
  const marker = await readMarker(folder);
  if (marker === null) return null;
  const [first] = marker.files;
  const path = SINGLE_FILE_KINDS.has(marker.kind) && first !== undefined ? join(folder, first.name) : folder;
  return { folder, marker, path, problem: await problemOf(folder, marker) };
}

/** All that is in the store, by kind and id. */
export async function listStored(store: string): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  for (const kind of await namesIn(store)) {
    const known = modelKindSchema.safeParse(kind);
    if (!known.success) continue;
    for (const id of (await namesIn(join(store, kind))).toSorted()) {
      const stored = modelIdSchema.safeParse(id).success
        ? await readStored(store, { kind: known.data, id })
        : null;
      if (stored !== null) found.push(stored);
    }
  }
  return found;
}

async function problemOf(folder: string, marker: Marker): Promise<string | null> {
  for (const { name, sizeBytes } of marker.files) {
    const found = await stat(join(folder, ...name.split('/'))).catch(() => null);
    if (found === null) return `${name} is missing`;
    if (found.size !== sizeBytes) return `${name} has ${found.size} instead of ${sizeBytes} bytes`;
  }
  return null;
}

/**
 * Puts what was staged, marker included, into its place. What stood there is kept until then, so that at any moment
 * one of the two is whole; a process that dies in between leaves it to `repairStore`.
 */
export async function takePlace(store: string, ref: ModelRef): Promise<void> {
  const [staged, place, aside] = [
    stagingFolder(store, ref),
    modelFolder(store, ref),
    asideFolder(store, ref),
  ];
  await mkdir(join(store, ref.kind), { recursive: true, mode: 0o700 });
  await rm(aside, { recursive: true, force: true });
  await renameIfThere(place, aside);
  await rename(staged, place);
  await rm(aside, { recursive: true, force: true, maxRetries: 3 });
}

/** Takes it out of its place in one step, then deletes it with what is left of a download. */
export async function removeStored(store: string, ref: ModelRef): Promise<void> {
  const aside = asideFolder(store, ref);
  await mkdir(join(store, STAGING), { recursive: true, mode: 0o700 });
  await rm(aside, { recursive: true, force: true });
  await renameIfThere(modelFolder(store, ref), aside);
  // Without its marker `repairStore` does not take it for a model that was set aside.
  await rm(join(aside, 'model.json'), { force: true });
  await rm(aside, { recursive: true, force: true, maxRetries: 3 });
  await rm(stagingFolder(store, ref), { recursive: true, force: true, maxRetries: 3 });
}

/** Finishes or takes back the one step in which a killed process left a model. Its caller holds the claim on it. */
export async function repairStored(store: string, ref: ModelRef): Promise<void> {
  const [staged, place, aside] = [
    stagingFolder(store, ref),
    modelFolder(store, ref),
    asideFolder(store, ref),
  ];
  if ((await readMarker(staged)) !== null) return takePlace(store, ref);
  if ((await readMarker(place)) === null && (await readMarker(aside)) !== null) {
    await rm(place, { recursive: true, force: true });
    await rename(aside, place);
  }
  await rm(aside, { recursive: true, force: true });
}

/** Models of which something is staged or set aside. */
export async function unfinished(store: string): Promise<readonly ModelRef[]> {
  const refs = new Map<string, ModelRef>();
  for (const name of await namesIn(join(store, STAGING))) {
    const kind = modelKindSchema.options.find((each) => name.startsWith(`${each}-`));
    const id = kind === undefined ? '' : name.slice(kind.length + 1).replace(/~old$/u, '');
    if (kind !== undefined && modelIdSchema.safeParse(id).success) refs.set(`${kind}/${id}`, { kind, id });
  }
  return [...refs.values()];
}

/** Characters that a folder's name may have on every system; null when none is left. */
export function idFromName(name: string): string | null {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/gu, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/gu, '')
    .slice(0, 60)
    .replace(/[^A-Za-z0-9]+$/u, '');
  // Names of devices on Windows, with any ending.
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu.test(plain)) return `model-${plain}`;
  return plain === '' ? null : plain;
}

export function refOf({ kind, id }: { readonly kind: ModelKind; readonly id: string }): ModelRef {
  return { kind, id };
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
