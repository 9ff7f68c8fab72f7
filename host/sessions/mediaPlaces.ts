import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import type { MediaView } from '../../common/contract/media.ts';
import type { Result } from '../../common/contract/result.ts';
import type { MediaId, MediaReference, Project } from '../../common/document/types.ts';
import type { FileService } from '../files/files.ts';

/** Where the media of one project were found, by their ids in the document. */
export type MediaPlaces = Map<MediaId, MediaPlace>;

export interface MediaPlace {
  /** As the document has it: another one is looked for anew. */
  readonly reference: MediaReference;
  /** null while there is no such file. */
  path: string | null;
  fileId: string | null;
  failure: Failure | null;
  /** The path whose content was compared with the document's fingerprint. */
  comparedPath: string | null;
}

export interface MediaEffects {
  readonly files: Pick<FileService, 'open' | 'find' | 'prepare'>;
  readonly fingerprint: (path: string) => Promise<Result<string>>;
  /** Grants access to a file's URLs. */
  readonly keyOf: (fileId: string) => string;
}

/** A project whose media are looked for. */
export interface MediaSearch {
  readonly places: MediaPlaces;
  readonly project: () => Project;
  /** Where relative paths start: the project's folder, or that of the captions it was read from. */
  readonly folder: () => string | null;
  /** The views are other ones. */
  readonly tell: () => void;
  readonly notice: (sentence: string) => void;
}

/**
 * Looks for the files of media that the document names and that are not found yet. One that is found is opened
 * and its waveform begun. Resolves when each is found, missing or failed.
 */
export async function locateMedia(
  search: MediaSearch,
  effects: MediaEffects,
  signal: AbortSignal,
): Promise<void> {
  const { media } = search.project();
  const ids = new Set(media.map(({ id }) => id));
  for (const id of search.places.keys()) if (!ids.has(id)) search.places.delete(id);
  await Promise.all(
    media.map(async (reference) => {
      const known = search.places.get(reference.id);
      if (known?.reference === reference && known.path !== null) return;
      const place =
        known?.reference === reference
          ? known
          : { reference, path: null, fileId: null, failure: null, comparedPath: null };
      search.places.set(reference.id, place);
      await find(place, search, effects, signal);
    }),
  );
}

/** Notices files that went, and finds those that came back. */
export async function lookAgain(
  search: MediaSearch,
  effects: MediaEffects,
  signal: AbortSignal,
): Promise<void> {
  for (const place of search.places.values()) {
    const { path, fileId } = place;
    if (path === null) continue;
    // It may have gone and come back between two looks.
    const wasLost = fileId !== null && effects.files.find(fileId)?.failure?.code === 'media.missing';
    if (!wasLost && (await isFile(path))) continue;
    Object.assign(place, { path: null, fileId: null, failure: failure('media.missing', { file: path }) });
    search.tell();
  }
  await locateMedia(search, effects, signal);
  await compareMedia(search, effects, signal);
}

export function mediaViews(search: MediaSearch, effects: MediaEffects): readonly MediaView[] {
  return search.project().media.map((reference) => {
    const place = search.places.get(reference.id);
    const fileId = place?.fileId ?? null;
    const file = fileId === null ? null : effects.files.find(fileId);
    const path = place?.path ?? reference.path;
    const failed = place?.failure ?? file?.failure ?? null;
    const isMissing = place === undefined || place.path === null || failed?.code === 'media.missing';
    return {
      mediaId: reference.id,
      name: nameOf(path),
      path,
      state: isMissing ? 'missing' : failed === null ? 'ready' : 'failed',
      failure: failed,
      fileId,
      key: fileId === null ? null : effects.keyOf(fileId),
      facts: file?.facts ?? null,
      playable: file?.playable ?? 'unknown',
      proxy: file?.proxy ?? { kind: 'none' },
      peaks: file?.peaks ?? { kind: 'none' },
    };
  });
}

/** The last part of a path, whatever system it was written on. */
export function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

async function find(
  place: MediaPlace,
  search: MediaSearch,
  effects: MediaEffects,
  signal: AbortSignal,
): Promise<void> {
  const { reference } = place;
  for (const path of candidates(reference, search.folder())) {
    if (!(await isFile(path))) continue;
    await take(place, path, search, effects, signal);
    return;
  }
  place.failure = failure('media.missing', { file: reference.path });
}

async function take(
  place: MediaPlace,
  path: string,
  search: MediaSearch,
  effects: MediaEffects,
  signal: AbortSignal,
): Promise<void> {
  const opened = await effects.files.open(path, signal);
  if (!opened.ok && opened.failure.code === 'media.missing') {
    place.failure = opened.failure;
    return;
  }
  place.path = path;
  place.fileId = opened.ok ? opened.value.fileId : null;
  place.failure = opened.ok ? null : opened.failure;
  search.tell();
  if (opened.ok) effects.files.prepare(opened.value.fileId);
}

/**
 * Compares what was found with what the document was made of: another file of that name is replaced by the right
 * one where that lies in another of the usual places, and told otherwise. Reads up to 32 MB a file.
 */
export async function compareMedia(
  search: MediaSearch,
  effects: MediaEffects,
  signal: AbortSignal,
): Promise<void> {
  for (const place of search.places.values()) {
    const { path, reference } = place;
    if (path === null || reference.fingerprint === null || place.comparedPath === path) continue;
    place.comparedPath = path;
    const found = await effects.fingerprint(path);
    if (!found.ok || found.value === reference.fingerprint || signal.aborted) continue;
    const right = await rightFile(reference, path, search, effects);
    if (right === null) search.notice(otherContent(nameOf(path)));
    else await take(Object.assign(place, { comparedPath: right }), right, search, effects, signal);
  }
}

export function otherContent(name: string): string {
  return `“${name}” is not the file that this project was made of: its times may not fit.`;
}

async function rightFile(
  reference: MediaReference,
  wrong: string,
  search: MediaSearch,
  { fingerprint }: MediaEffects,
): Promise<string | null> {
  for (const path of candidates(reference, search.folder())) {
    if (path === wrong || !(await isFile(path))) continue;
    const found = await fingerprint(path);
    if (found.ok && found.value === reference.fingerprint) return path;
  }
  return null;
}

/** Where the project was written, then beside the project as it lies now, then a file of that name there. */
function candidates(reference: MediaReference, folder: string | null): readonly string[] {
  const beside =
    folder === null
      ? []
      : [
          ...(reference.relativePath === null ? [] : [join(folder, ...reference.relativePath.split('/'))]),
          join(folder, nameOf(reference.path)),
        ];
  return [...new Set([reference.path, ...beside])];
}

/** The folder of a file, where there is one. */
export function folderOf(path: string | null): string | null {
  return path === null ? null : dirname(path);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Gone, on a drive that is gone, or not to be looked at: there is nothing to play in any case.
    return false;
  }
}
