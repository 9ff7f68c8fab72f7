import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { type ModelRef, modelIdSchema } from '../../common/contract/models.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { CatalogueModel, ModelCatalogue } from './catalogue.ts';
import { hashText, placeFile } from './copying.ts';
import { modelName } from './failures.ts';
import { expectedSha256, findSnapshot, type HubSnapshot, repositoriesIn } from './hubCache.ts';
import { type Keeper, roomProblem } from './keeping.ts';
import { type MarkedFile, writeMarker } from './marker.ts';
import { createMeter } from './meter.ts';
import type { ImportWish, OnModelProgress } from './models.ts';
import { idFromName, readStored, refOf, type Stored, stagingFolder, takePlace } from './store.ts';
import { type Inspected, inspectModel, modelRoot } from './structure/structure.ts';

export interface ImportAround {
  readonly catalogue: ModelCatalogue;
  readonly keeper: Keeper;
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly nowMs: () => number;
}

/** Puts what lies at a path into the store; see `Models.importFrom`. `onRef` is told which model it becomes. */
export async function importModel(
  path: string,
  wish: ImportWish,
  around: ImportAround,
  onRef: (ref: ModelRef) => void,
  onProgress: OnModelProgress,
  signal: AbortSignal,
): Promise<Result<Stored>> {
  const from = modelRoot(resolve(path));
  const snapshot = await findSnapshot(from);
  if (snapshot === null) {
    const several = await repositoriesIn(from);
    if (several.length > 0) {
      const detail = `this is a whole hub cache; name one of its folders: ${several.slice(0, 5).join(', ')}`;
      return fail(failure('model.not-a-model', { file: path, detail }));
    }
  }
  const inspected = await inspectModel(snapshot?.folder ?? from, wish.kind);
  if (!inspected.ok) return inspected;
  const { model } = inspected.value;
  const known = matching(around.catalogue, snapshot, inspected.value);
  const id = wish.id ?? known?.id ?? idFromName(snapshot?.repo.split('/')[1] ?? nameOf(inspected.value));
  if (id === null || !modelIdSchema.safeParse(id).success) {
    const detail = `${id ?? basename(from)} cannot be a model's id: letters, digits, dot, hyphen, underscore`;
    return fail(failure('usage', { detail }));
  }
  const ref = refOf({ kind: model.kind, id });
  return await around.keeper.alone(ref, async (store) => {
    const there = await readStored(store, ref);
    if (there !== null && there.problem === null) {
      return fail(failure('model.exists', { file: path, detail: modelName(ref) }));
    }
    onRef(ref);
    const staged = stagingFolder(store, ref);
    await rm(staged, { recursive: true, force: true });
    await mkdir(staged, { recursive: true, mode: 0o700 });
    let done = false;
    try {
      const files = await copyAll(inspected.value, snapshot, staged, around, onProgress, signal);
      if (!files.ok) return files;
      await writeMarker(staged, {
        schema: 1,
        ...ref,
        title: known?.title ?? id,
        sources:
          snapshot === null ? [] : [{ from: snapshot.repo, revision: snapshot.revision, endpoint: null }],
        files: [...files.value],
        languages: [...(wish.languages ?? known?.languages ?? model.languages)],
        licence: known?.licence ?? 'not known',
        commercial: known?.commercial ?? null,
        addedAt: new Date(around.nowMs()).toISOString(),
      });
      await takePlace(store, ref);
      done = true;
    } finally {
      if (!done) await rm(staged, { recursive: true, force: true });
    }
    const stored = await readStored(store, ref);
    return stored === null ? fail(failure('model.broken', { file: store, detail: id })) : succeed(stored);
  });
}

async function copyAll(
  { contents, model }: Inspected,
  snapshot: HubSnapshot | null,
  staged: string,
  around: ImportAround,
  onProgress: OnModelProgress,
  signal: AbortSignal,
): Promise<Result<readonly MarkedFile[]>> {
  const sizeOf = (name: string) => contents.sizes.get(name) ?? 0;
  const totalBytes = model.files.reduce((sum, file) => sum + sizeOf(file.from), 0);
  const problem = roomProblem(await around.freeBytes(staged), totalBytes, staged);
  if (problem !== null) return fail(problem);
  const meter = createMeter(around.nowMs);
  const files: MarkedFile[] = [];
  let doneBytes = 0;
  for (const { from, name } of model.files) {
    const source = contents.pathOf(from);
    let bytes = 0;
    const report = (more: number) => {
      bytes += more;
      const message = `Copying ${name}`;
      onProgress({ step: 'copy', ...meter.at(doneBytes + bytes, totalBytes), file: name, message });
    };
    report(0);
    const target = join(staged, ...name.split('/'));
    // The files of a hub's cache are never written to again, so both may have the same.
    const sha256 = await placeFile(source, target, snapshot === null ? 'copy' : 'link', report, signal);
    const expected = snapshot === null ? null : await expectedSha256(source);
    if (expected !== null && expected !== sha256) {
      return fail(failure('model.hash', { file: source, detail: `${name} is damaged in the cache` }));
    }
    if (bytes !== sizeOf(from)) {
      return fail(failure('model.hash', { file: source, detail: `${name} changed while it was copied` }));
    }
    doneBytes += bytes;
    files.push({ name, sizeBytes: bytes, sha256 });
  }
  for (const { name, content } of model.added) {
    await writeFile(join(staged, name), content, { mode: 0o600 });
    files.push({ name, sizeBytes: Buffer.byteLength(content), sha256: hashText(content) });
  }
  return succeed(files);
}

/** `faster-whisper-tiny` of a folder, `ggml-tiny` of a file `ggml-tiny.bin`. */
function nameOf({ contents, model }: Inspected): string {
  const single = contents.isFile || model.kind === 'whisper-ggml' || model.kind === 'whisper-pt';
  const name = single ? (model.files[0]?.name ?? contents.name) : contents.name;
  return single ? name.replace(/\.[^.]+$/u, '') : name;
}

/** The catalogue's model that these files are, by where they come from or by the names that its source uses. */
function matching(
  catalogue: ModelCatalogue,
  snapshot: HubSnapshot | null,
  inspected: Inspected,
): CatalogueModel | null {
  const { model } = inspected;
  const ofKind = catalogue.models.filter(({ kind }) => kind === model.kind);
  const isHere = (each: CatalogueModel) => hasFilesOf(each, inspected);
  if (snapshot !== null) {
    const same = catalogue.ofRepository(snapshot.repo);
    return same.find((each) => each.kind === model.kind && isHere(each)) ?? null;
  }
  if (model.kind === 'whisper-ggml' || model.kind === 'whisper-pt') return ofKind.find(isHere) ?? null;
  const name = inspected.contents.name.toLowerCase();
  const repoNames = ({ sources }: CatalogueModel) =>
    sources.map((source) => (source.from === 'hub' ? (source.repo.split('/')[1] ?? '').toLowerCase() : ''));
  const named = ofKind.filter((each) =>
    repoNames(each).some((one) => name === one || name.endsWith(`--${one}`)),
  );
  return named.find(isHere) ?? null;
}

function hasFilesOf({ sources }: CatalogueModel, { model }: Inspected): boolean {
  const has = new Set(model.files.map(({ name }) => name));
  return sources.every((source) =>
    source.from === 'address'
      ? has.has(source.saveAs)
      : source.files.every(
          ({ names, optional, saveAs }) =>
            optional || (saveAs === null ? names.some((name) => has.has(name)) : has.has(saveAs)),
        ),
  );
}
