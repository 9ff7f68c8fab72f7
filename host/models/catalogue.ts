import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  type ModelKind,
  type ModelRef,
  modelIdSchema,
  modelKindSchema,
} from '../../common/contract/models.ts';

/** A path below a model's folder with `/`, never out of it. */
const pathBelow = z.string().regex(/^[A-Za-z0-9_+-][A-Za-z0-9_.+-]*(?:\/[A-Za-z0-9_+-][A-Za-z0-9_.+-]*)*$/u);
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u);

const fileSchema = z.strictObject({
  /** Any of these will do; the first that the source has is taken. */
  names: z.array(pathBelow).min(1),
  optional: z.boolean(),
  /** The name in the store; null: as at the source. */
  saveAs: pathBelow.nullable(),
});
export type WantedFile = z.infer<typeof fileSchema>;

const hubSourceSchema = z.strictObject({
  from: z.literal('hub'),
  repo: z.string().regex(/^[A-Za-z0-9][\w.-]*\/[\w.-]+$/u),
  /** Branch, tag or commit; null: the main branch, whose commit is noted. */
  revision: z.string().nullable(),
  /** Null: as usual for the kind. */
  files: z.array(fileSchema).min(1).nullable(),
});

const addressSourceSchema = z.strictObject({
  from: z.literal('address'),
  url: z.url({ protocol: /^https$/u }),
  /** As its publisher states it. */
  sha256: sha256Schema,
  saveAs: pathBelow,
});

const entrySchema = z.strictObject({
  kind: modelKindSchema,
  id: modelIdSchema,
  /** Other names within the kind, such as `turbo`. */
  aliases: z.array(z.string().min(1)),
  title: z.string().min(1),
  summary: z.string().min(1),
  sources: z.array(z.discriminatedUnion('from', [hubSourceSchema, addressSourceSchema])),
  languages: z.array(z.string().min(1)).min(1),
  licence: z.string().min(1),
  commercial: z.boolean().nullable(),
  gated: z.boolean(),
  /** An estimate; the true one comes from the source before anything is loaded. */
  sizeBytes: z.int().positive(),
  parameters: z.int().positive().nullable(),
  /** Null: the hub's page of the first source. */
  page: z.url({ protocol: /^https$/u }).nullable(),
});

const catalogueSchema = z.strictObject({
  schema: z.literal(1),
  /** Files of a repository on the hub by kind; the order is that of loading. */
  files: z.partialRecord(modelKindSchema, z.array(fileSchema).min(1)),
  /** Within a kind the best choice for most people comes first. */
  models: z.array(entrySchema),
});

export interface HubSource {
  readonly from: 'hub';
  readonly repo: string;
  readonly revision: string | null;
  readonly files: readonly WantedFile[];
}
export type AddressSource = Readonly<z.infer<typeof addressSourceSchema>>;
export type ModelSource = HubSource | AddressSource;

/** A model that Wordlane knows by name. */
export type CatalogueModel = Omit<Readonly<z.infer<typeof entrySchema>>, 'sources'> & {
  readonly sources: readonly ModelSource[];
};

export interface ModelCatalogue {
  readonly models: readonly CatalogueModel[];
  /** By id or by another name. */
  readonly find: (kind: ModelKind, name: string) => CatalogueModel | null;
  /** All whose files come from this repository alone. */
  readonly ofRepository: (repo: string) => readonly CatalogueModel[];
}

/** Reads `models.json`. It is part of the program, so a wrong one throws. */
export function readModelCatalogue(file: string): ModelCatalogue {
  const read = catalogueSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
  const usual = read.data.files;
  const models = read.data.models.map((entry): CatalogueModel => {
    const sources = entry.sources.map((source): ModelSource => {
      if (source.from === 'address') return source;
      const files = source.files ?? usual[entry.kind];
      if (files === undefined) throw new Error(`${file}: nothing says which files ${entry.id} has`);
      return { ...source, files };
    });
    return { ...entry, sources };
  });
  refuseTwins(file, models);
  return {
    models,
    find: (kind, name) =>
      models.find((each) => each.kind === kind && each.id === name) ??
      models.find((each) => each.kind === kind && each.aliases.includes(name)) ??
      null,
    ofRepository: (repo) =>
      models.filter(
        ({ sources }) =>
          sources.length === 1 &&
          sources[0]?.from === 'hub' &&
          sources[0].repo.toLowerCase() === repo.toLowerCase(),
      ),
  };
}

function refuseTwins(file: string, models: readonly CatalogueModel[]): void {
  // Without regard to case: the folders' names are the same on Windows and macOS.
  const ids = models.map(({ id }) => id.toLowerCase());
  const names = models.flatMap((each) => [each.id, ...each.aliases].map((name) => `${each.kind}/${name}`));
  for (const list of [ids, names]) {
    const twin = list.find((name, index) => list.indexOf(name) !== index);
    if (twin !== undefined) throw new Error(`${file}: two models are called ${twin}`);
  }
}

/** The page on which a person reads about the model and accepts its terms. */
export function pageOf({ page, sources }: CatalogueModel, endpoint: string): string | null {
  const [first] = sources;
  return page ?? (first?.from === 'hub' ? `${endpoint}/${first.repo}` : null);
}

/** Both name the same folder. */
export function sameModel(a: ModelRef, b: ModelRef): boolean {
  return a.kind === b.kind && a.id === b.id;
}
