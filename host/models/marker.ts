import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { modelIdSchema, modelKindSchema } from '../../common/contract/models.ts';

const fileSchema = z.object({
  /** Below the model's folder, with `/`. */
  name: z.string().min(1),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type MarkedFile = Readonly<z.infer<typeof fileSchema>>;

const markerSchema = z.object({
  schema: z.literal(1),
  kind: modelKindSchema,
  id: modelIdSchema,
  title: z.string(),
  /** Empty for what was imported from a plain folder. */
  sources: z.array(
    z.object({
      /** Name of a repository, or an address. */
      from: z.string(),
      /** The commit that the files are of; null for an address. */
      revision: z.string().nullable(),
      /** The hub it was got from; null for an address and for another program's cache. */
      endpoint: z.string().nullable(),
    }),
  ),
  files: z.array(fileSchema).min(1),
  languages: z.array(z.string()).min(1),
  licence: z.string(),
  commercial: z.boolean().nullable(),
  addedAt: z.string(),
});

/** What stands in `model.json`, the file that is written last: without it a folder is no model. */
export type Marker = Readonly<z.infer<typeof markerSchema>>;

export const MARKER_FILE = 'model.json';

/** Null for none, or for one that cannot be read. */
export async function readMarker(folder: string): Promise<Marker | null> {
  let text: string;
  try {
    text = await readFile(join(folder, MARKER_FILE), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A drive that is gone, a file in the folder's place: there is no model.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'EIO') return null;
    throw error;
  }
  try {
    return markerSchema.parse(JSON.parse(text));
  } catch {
    // Cut off or from a later version: as good as none.
    return null;
  }
}

/** Into a folder that is not in its place yet, so nobody sees it half written. */
export async function writeMarker(folder: string, marker: Marker): Promise<void> {
  const file = await open(join(folder, MARKER_FILE), 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(marker, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
