import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import { storeFailure } from '../failures.ts';

/** Encryption that only this user of this computer can undo; null where it does not work. */
export interface Seal {
  readonly close: (value: string) => Promise<string | null>;
  readonly open: (sealed: string) => Promise<string | null>;
}

const fileSchema = z.record(z.string(), z.object({ value: z.string(), sealed: z.boolean() }));
type Entries = z.infer<typeof fileSchema>;

export interface SecretFile {
  readonly read: (name: string) => Promise<string | null>;
  readonly write: (name: string, value: string) => Promise<Result<void>>;
  readonly remove: (name: string) => Promise<Result<void>>;
}

/** A file that only its owner may read from the moment it exists; removed with its last entry. */
export function createSecretFile(path: string, seal: Seal | null): SecretFile {
  const save = async (entries: Entries): Promise<Result<void>> => {
    const beside = `${path}.${process.pid}.new`;
    try {
      if (Object.keys(entries).length === 0) {
        await rm(path, { force: true });
        return succeed(undefined);
      }
      await writeFile(beside, `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 });
      // One that was left behind keeps the rights that it had.
      await chmod(beside, 0o600);
      await rename(beside, path);
      return succeed(undefined);
    } catch (error) {
      await rm(beside, { force: true });
      return fail(storeFailure(error, path));
    }
  };
  return {
    read: async (name) => {
      const entry = (await load(path))[name];
      if (entry === undefined) return null;
      return entry.sealed ? ((await seal?.open(entry.value)) ?? null) : entry.value;
    },
    write: async (name, value) => {
      const sealed = (await seal?.close(value)) ?? null;
      const entry = { value: sealed ?? value, sealed: sealed !== null };
      return await save({ ...(await load(path)), [name]: entry });
    },
    remove: async (name) => {
      const { [name]: removed, ...others } = await load(path);
      return removed === undefined ? succeed(undefined) : await save(others);
    },
  };
}

async function load(path: string): Promise<Entries> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // None yet, or one that cannot be read: then nothing is known, and it is asked for again.
    return {};
  }
}
