import { basename, isAbsolute, join, resolve } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import {
  type ModelKind,
  type ModelRef,
  modelIdSchema,
  modelKindSchema,
  type ResolvedModel,
} from '../../common/contract/models.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { ModelCatalogue } from './catalogue.ts';
import { modelName } from './failures.ts';
import { findSnapshot } from './hubCache.ts';
import { listStored, readStored, refOf, type Stored } from './store.ts';
import { inspectModel, modelRoot, SINGLE_FILE_KINDS } from './structure/structure.ts';
import { storedBytes } from './views.ts';

/** See `Models.resolve`. */
export async function resolveModel(
  kind: string,
  wanted: string,
  catalogue: ModelCatalogue,
  usableStore: () => Promise<Result<string>>,
): Promise<Result<ResolvedModel>> {
  const known = modelKindSchema.safeParse(kind);
  if (!known.success) return fail(failure('model.unknown', { detail: `${kind}/${wanted}` }));
  if (isAbsolute(wanted) || /[\\/]/u.test(wanted)) return await resolvePath(known.data, wanted);
  const entry = catalogue.find(known.data, wanted);
  const ref = refOf({ kind: known.data, id: entry?.id ?? wanted });
  if (!modelIdSchema.safeParse(ref.id).success) return fail(failure('model.unknown', { detail: wanted }));
  const store = await usableStore();
  if (!store.ok) return store;
  const stored = (await readStored(store.value, refOf({ kind: known.data, id: wanted }))) ?? null;
  const found = stored ?? (await readStored(store.value, ref));
  if (found !== null) return resolved(found);
  const code = entry === null ? 'model.unknown' : 'model.not-installed';
  return fail(failure(code, { detail: entry === null ? wanted : ref.id }));
}

export function resolved(stored: Stored): Result<ResolvedModel> {
  const { marker, path, problem } = stored;
  if (problem !== null) {
    return fail(failure('model.broken', { file: modelName(marker), detail: problem }));
  }
  const { kind, id, title, languages } = marker;
  return succeed({ kind, id, title, path, languages, sizeBytes: storedBytes(stored) });
}

async function resolvePath(kind: ModelKind, wanted: string): Promise<Result<ResolvedModel>> {
  const path = modelRoot(resolve(wanted));
  const folder = (await findSnapshot(path))?.folder ?? path;
  const inspected = await inspectModel(folder, kind);
  if (!inspected.ok) return inspected;
  const { contents, model } = inspected.value;
  const [missing] = model.added;
  const renamed = model.files.find(({ from, name }) => from !== name);
  if (missing !== undefined || renamed !== undefined) {
    const name = missing?.name ?? renamed?.name ?? '';
    const detail = `${name} is missing; \`wordlane models import\` adds it`;
    return fail(failure('model.not-a-model', { file: wanted, detail }));
  }
  const single = SINGLE_FILE_KINDS.has(kind) && !contents.isFile ? (model.files[0]?.name ?? '') : '';
  return succeed({
    kind,
    id: basename(path),
    title: basename(path),
    path: join(folder, single),
    languages: model.languages,
    sizeBytes: model.files.reduce((sum, file) => sum + (contents.sizes.get(file.from) ?? 0), 0),
  });
}

/** See `Models.find`. */
export async function findModel(
  name: string,
  catalogue: ModelCatalogue,
  store: string,
): Promise<Result<ModelRef>> {
  const refs = [
    ...catalogue.models.map(refOf),
    ...(await listStored(store)).map(({ marker }) => refOf(marker)),
  ];
  const [first = '', second] = name.split('/');
  const kind = second === undefined ? null : first;
  const id = second ?? first;
  const within = (ref: ModelRef) => kind === null || ref.kind === kind;
  const exact = unique(refs.filter((ref) => ref.id === id && within(ref)));
  const aliased = unique(
    catalogue.models.filter((each) => each.aliases.includes(id) && within(each)).map(refOf),
  );
  const candidates = exact.length > 0 ? exact : aliased;
  const [only] = candidates;
  if (only === undefined) return fail(failure('model.unknown', { detail: name }));
  if (candidates.length === 1) return succeed(only);
  const detail = `There are several models called ${name}: ${candidates.map(modelName).join(', ')}. Name one of them.`;
  return fail(failure('usage', { detail }));
}

function unique(refs: readonly ModelRef[]): readonly ModelRef[] {
  return [...new Map(refs.map((ref) => [modelName(ref), ref])).values()];
}
