import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type EngineManifest, type Slot, slotIdsOf } from './engine.ts';
import { TOOLS_FOLDER } from './runtime/place.ts';

const slot = z.enum(['transcribe', 'align', 'diarize']);
const name = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/u);

const manifestSchema = z.object({
  id: name.refine((id) => id !== TOOLS_FOLDER, { error: 'taken by the folder of the tools' }),
  title: z.string().min(1),
  summary: z.string().min(1),
  version: z.string().min(1),
  slots: z.array(slot).min(1),
  slotIds: z.strictObject({
    transcribe: z.array(name).min(1).exactOptional(),
    align: z.array(name).min(1).exactOptional(),
    diarize: z.array(name).min(1).exactOptional(),
  }),
  tasks: z.array(z.enum(['transcribe', 'translate'])),
  hints: z.array(z.enum(['prompt', 'hotwords'])),
  languages: z.array(z.string()).min(1),
  licence: z.string().min(1),
  licenceNote: z.string().nullable(),
  wordTimes: z
    .enum(['aligned', 'refined', 'attention', 'token', 'interpolated', 'imported', 'user'])
    .nullable(),
  models: z.array(z.object({ id: z.string(), title: z.string(), sizeBytes: z.int().nonnegative() })),
  defaultModel: z.string(),
  modelKinds: z.record(name, name),
  pythonVersions: z.array(z.string().regex(/^3\.\d+$/u)).min(1),
  variants: z
    .array(
      z.object({
        id: name,
        downloadBytes: z.int().nonnegative(),
        diskBytes: z.int().nonnegative(),
        unhashed: z.array(name).default([]),
        built: z.array(name).default([]),
      }),
    )
    .min(1),
  embedded: z.boolean(),
}) satisfies z.ZodType<EngineManifest>;

/** The engines that this Wordlane knows, by id. */
export interface Catalogue {
  readonly manifests: readonly EngineManifest[];
  readonly byId: (id: string) => Result<EngineManifest>;
  readonly find: (id: string, slot: Slot) => Result<EngineManifest>;
  readonly engineFolder: (id: string) => string;
  /** Packages with hashes for one variant. */
  readonly requirementsFile: (id: string, variant: string) => string;
  /** With what packages are built that come as source only. */
  readonly buildFile: string;
  /** What comes from PyTorch's own index instead of the package index; null where a variant has nothing of it. */
  readonly torchFile: (id: string, variant: string) => string | null;
}

/** Reads `engines/<id>/engine.json`. They are part of the program, so a wrong one throws; a folder without one is no engine. */
export function readCatalogue(pythonRuntimeDir: string): Catalogue {
  const folder = join(pythonRuntimeDir, 'engines');
  const manifests = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'engine.json')))
    .map((entry) => readManifest(folder, entry.name))
    .sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));

  const byId = (id: string): Result<EngineManifest> => {
    const manifest = manifests.find((each) => each.id === id);
    return manifest === undefined ? fail(failure('engine.unknown', { detail: id })) : succeed(manifest);
  };
  return {
    manifests,
    byId,
    find: (id, wanted) => {
      const serving = manifests.find(
        (each) => each.slots.includes(wanted) && (each.id === id || slotIdsOf(each, wanted).includes(id)),
      );
      if (serving !== undefined) return succeed(serving);
      const known = manifests.some(
        (each) => each.id === id || Object.values(each.slotIds).flat().includes(id),
      );
      if (known) return fail(failure('engine.slot-missing', { detail: `${id} does not ${wanted}` }));
      return fail(failure('engine.unknown', { detail: id }));
    },
    engineFolder: (id) => join(folder, id),
    requirementsFile: (id, variant) => join(folder, id, `requirements.${variant}.txt`),
    buildFile: join(pythonRuntimeDir, 'tools', 'build', 'requirements.txt'),
    torchFile: (id, variant) => {
      const file = join(folder, id, `requirements.${variant}.torch.txt`);
      return existsSync(file) ? file : null;
    },
  };
}

/** What is set up without asking comes first, and of that what transcribes. */
function rank({ embedded, slots }: EngineManifest): number {
  return embedded ? (slots.includes('transcribe') ? 0 : 1) : 2;
}

function readManifest(folder: string, id: string): EngineManifest {
  const file = join(folder, id, 'engine.json');
  const read = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
  if (read.data.id !== id) throw new Error(`${file}: its id ${read.data.id} is not its folder's name`);
  return read.data;
}
