import type { Result } from '../../../common/contract/result.ts';
import { systemKeyStore } from './keyStores.ts';
import { createSecretFile } from './secretFile.ts';
import { runTool } from './tool.ts';
import { windowsSeal } from './windowsSeal.ts';

/** Where a secret lies: the system's own store for passwords, or a file that only its owner may read. */
export type SecretPlace = 'key store' | 'file';

/** A few short texts that nobody else should read. Names are lower case with hyphens. */
export interface Secrets {
  /** Null for none. */
  readonly find: (name: string) => Promise<{ readonly value: string; readonly place: SecretPlace } | null>;
  /** One line of printable ASCII. */
  readonly write: (name: string, value: string) => Promise<Result<SecretPlace>>;
  /** From everywhere. */
  readonly remove: (name: string) => Promise<Result<void>>;
}

/** The part of a system's key store that we use. Where it does not work, every answer is null or false. */
export interface KeyStore {
  readonly read: (name: string) => Promise<string | null>;
  readonly write: (name: string, value: string) => Promise<boolean>;
  readonly remove: (name: string) => Promise<boolean>;
}

export interface SecretOptions {
  /** Used where the system has no key store, or it does not answer. */
  readonly file: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * macOS: the key chain. Linux: the desktop's key ring by `secret-tool` where there is one. Windows: a file that the
 * system encrypts for the user. Else, and where those fail: a file of mode 0600 in the data root.
 */
export function createSecrets({ file, platform, env }: SecretOptions): Secrets {
  const run = runTool(env);
  const keys = systemKeyStore(platform, run);
  const kept = createSecretFile(file, platform === 'win32' ? windowsSeal(run) : null);
  return {
    find: async (name) => {
      const own = await keys.read(name);
      if (own !== null) return { value: own, place: 'key store' };
      const value = await kept.read(name);
      return value === null ? null : { value, place: 'file' };
    },
    write: async (name, value) => {
      // What is read back is what was written: some stores say yes and keep nothing.
      if ((await keys.write(name, value)) && (await keys.read(name)) === value) {
        const removed = await kept.remove(name);
        return removed.ok ? { ok: true, value: 'key store' } : removed;
      }
      const written = await kept.write(name, value);
      return written.ok ? { ok: true, value: 'file' } : written;
    },
    remove: async (name) => {
      await keys.remove(name);
      return await kept.remove(name);
    },
  };
}
