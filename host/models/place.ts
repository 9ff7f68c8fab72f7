import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { realOutputEffects, writeWhole } from '../output/output.ts';

const placeSchema = z.object({ schema: z.literal(1), folder: z.string().min(1) });

/** Lies in a store that was moved: an empty folder under the name of a drive that is not connected has none. */
export const STORE_FILE = 'wordlane-models.json';

/** Where the store is: in the data root, or where it was moved to. */
export interface Place {
  /** The folder, whether it is there or not. */
  readonly folder: () => Promise<string>;
  /** The same, when it can be used. */
  readonly usable: () => Promise<Result<string>>;
  readonly change: (folder: string) => Promise<Result<void>>;
  /** The folder in the data root, which keeps the note of where the store is and who works on it. */
  readonly home: string;
}

export function createPlace(home: string): Place {
  const file = join(home, 'place.json');
  const folder = async () => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return home;
    try {
      return placeSchema.parse(JSON.parse(text)).folder;
    } catch {
      // Not ours any more: models are looked for in the usual place and got again.
      return home;
    }
  };
  return {
    home,
    folder,
    usable: async () => {
      const current = await folder();
      if (current === home || (await isFile(join(current, STORE_FILE)))) return succeed(current);
      return fail(failure('model.place-missing', { file: current }));
    },
    change: async (to) => {
      const target = resolve(to);
      const noted = `${JSON.stringify({ schema: 1 })}\n`;
      if (target !== home) {
        const marked = await writeWhole(join(target, STORE_FILE), noted, realOutputEffects);
        if (!marked.ok) return marked;
      }
      return await writeWhole(file, `${JSON.stringify({ schema: 1, folder: target })}\n`, realOutputEffects);
    },
  };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
