import type { KeyStore } from './secrets.ts';
import type { RunTool } from './tool.ts';

const SERVICE = 'wordlane';

const NONE: KeyStore = {
  read: async () => null,
  write: async () => false,
  remove: async () => false,
};

/** The key store of the system. Secrets go through standard input: arguments can be read by every program. */
export function systemKeyStore(platform: NodeJS.Platform, run: RunTool): KeyStore {
  if (platform === 'linux') return linuxKeyRing(run);
  return platform === 'darwin' ? macKeyChain(run) : NONE;
}

/** GNOME's and KDE's key rings by libsecret's own command. */
function linuxKeyRing(run: RunTool): KeyStore {
  const which = (name: string) => ['service', SERVICE, 'account', name];
  return {
    read: async (name) => {
      const { ok, output } = await run('secret-tool', ['lookup', ...which(name)], '');
      return ok && output !== '' ? output : null;
    },
    write: async (name, value) =>
      (await run('secret-tool', ['store', '--label', `Wordlane: ${name}`, ...which(name)], value)).ok,
    remove: async (name) => (await run('secret-tool', ['clear', ...which(name)], '')).ok,
  };
}

/** `security -i` reads whole commands from its standard input, so that the secret is no argument. */
function macKeyChain(run: RunTool): KeyStore {
  const which = (name: string) => ['-s', SERVICE, '-a', name];
  return {
    read: async (name) => {
      const { ok, output } = await run('security', ['find-generic-password', ...which(name), '-w'], '');
      return ok && output !== '' ? output : null;
    },
    write: async (name, value) => {
      // Its quoting is not a shell's; a token has none of these.
      if (/["'\\\s]/u.test(value)) return false;
      const command = ['add-generic-password', '-U', ...which(name), '-w', value].join(' ');
      return (await run('security', ['-i'], `${command}\n`)).ok;
    },
    remove: async (name) => (await run('security', ['delete-generic-password', ...which(name)], '')).ok,
  };
}
