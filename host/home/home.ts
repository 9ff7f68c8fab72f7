import { opendir, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { makeFolder } from '../output/output.ts';

/** Where Wordlane keeps what is its own. It writes nowhere else except where a person says. */
export interface Home {
  readonly root: string;
  readonly settingsFile: string;
  /** Per project: the engine's original result, later edit logs and backups. */
  readonly projects: string;
  readonly cache: string;
  readonly runtimes: string;
  readonly models: string;
  readonly logs: string;
}

export interface HomeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly userFolder: string;
}

/**
 * `WORDLANE_HOME`, else the platform's usual place: `$XDG_DATA_HOME/wordlane` (`~/.local/share/wordlane`),
 * `~/Library/Application Support/Wordlane`, `%LOCALAPPDATA%\Wordlane`. Creates nothing.
 */
export function locateHome({ env, platform, userFolder }: HomeSurroundings): Home {
  const root = resolve(env.WORDLANE_HOME || usualRoot(env, platform, userFolder));
  return {
    root,
    settingsFile: join(root, 'settings.json'),
    projects: join(root, 'projects'),
    cache: join(root, 'cache'),
    runtimes: join(root, 'runtimes'),
    models: join(root, 'models'),
    logs: join(root, 'logs'),
  };
}

function usualRoot(env: HomeSurroundings['env'], platform: NodeJS.Platform, userFolder: string): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(userFolder, 'AppData', 'Local'), 'Wordlane');
  if (platform === 'darwin') return join(userFolder, 'Library', 'Application Support', 'Wordlane');
  // The XDG specification has relative paths ignored.
  const xdg = env.XDG_DATA_HOME;
  const data = xdg !== undefined && isAbsolute(xdg) ? xdg : join(userFolder, '.local', 'share');
  return join(data, 'wordlane');
}

/** Makes the folders, readable by their owner alone: transcripts are private. */
export async function createHome(home: Home): Promise<Result<void>> {
  for (const folder of [home.root, home.projects, home.cache, home.runtimes, home.models, home.logs]) {
    const made = await makeFolder(folder, 0o700);
    if (!made.ok) return fail(failure('home.not-usable', { ...aboutFailed(made.failure), file: home.root }));
  }
  return succeed(undefined);
}

/** The reason alone: a full disk has its own sentence elsewhere. */
function aboutFailed({ code, detail }: Failure): { readonly detail: string } {
  return { detail: code === 'disk.full' ? 'the disk is full' : (detail ?? 'it cannot be written') };
}

/** Bytes of all files below a folder, each once however many names it has; links are not followed. */
export async function folderSizeBytes(folder: string): Promise<number> {
  let total = 0;
  // uv links the files of its cache into the environments.
  const counted = new Set<number>();
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    try {
      for await (const entry of await opendir(current)) {
        const path = join(current, entry.name);
        if (entry.isDirectory()) pending.push(path);
        else if (entry.isFile()) {
          const { size, ino, nlink } = await stat(path);
          if (nlink === 1 || !counted.has(ino)) total += size;
          if (nlink > 1) counted.add(ino);
        }
      }
    } catch (error) {
      // A file may vanish while we count: another process cleans its cache.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return total;
}

/** The process's own surroundings. */
export function surroundings(): HomeSurroundings {
  const userFolder = homedir();
  // An empty HOME would put the data wherever the command runs.
  return {
    env: process.env,
    platform: process.platform,
    userFolder: isAbsolute(userFolder) ? userFolder : userInfo().homedir,
  };
}
