import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SafeStorage } from 'electron';
import type { DesktopBridge, SecretName } from '../common/contract/desktop.ts';

/**
 * Secrets of a person, encrypted by the system's keychain where there is one. Without one they stay in memory
 * until the program ends: an unprotected file would promise what it does not hold.
 */
export function secretStore(
  storage: Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> & {
    readonly getSelectedStorageBackend?: () => string;
  },
  platform: NodeJS.Platform,
  file: string,
): DesktopBridge['secrets'] & { readonly get: (name: SecretName) => Promise<string | null> } {
  const session = new Map<SecretName, string>();
  const protection: DesktopBridge['secrets']['protection'] = async () => {
    if (!(await storage.isAsyncEncryptionAvailable())) return 'session';
    const isPlain = platform === 'linux' && storage.getSelectedStorageBackend?.() === 'basic_text';
    return isPlain ? 'session' : 'protected';
  };
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    } catch {
      // None was kept yet, or the file is damaged: the person enters it again.
      return {};
    }
  };
  const write = (kept: Record<string, string>) => {
    writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    protection,
    set: async (name, value) => {
      const { [name]: _old, ...others } = read();
      if (value === null || (await protection()) !== 'protected') {
        write(others);
        if (value === null) session.delete(name);
        else session.set(name, value);
        return;
      }
      write({ ...others, [name]: (await storage.encryptStringAsync(value)).toString('base64') });
      session.delete(name);
    },
    has: async (name) => session.has(name) || name in read(),
    get: async (name) => {
      const held = session.get(name);
      if (held !== undefined) return held;
      const kept = read()[name];
      if (kept === undefined || (await protection()) !== 'protected') return null;
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(Buffer.from(kept, 'base64'));
      if (shouldReEncrypt) {
        write({ ...read(), [name]: (await storage.encryptStringAsync(result)).toString('base64') });
      }
      return result;
    },
  };
}
