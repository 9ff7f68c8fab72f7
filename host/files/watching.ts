import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Tells when something happened to files, by one watcher a folder. */
export interface Watching {
  /** Where the system cannot watch the folder (network drives, too many watchers) nothing is ever told. */
  readonly add: (path: string) => void;
  readonly close: () => void;
}

/** A file that is being written changes many times a second; it is looked at when it has been quiet. */
const QUIET_MS = 300;

export function createWatching(onChange: (path: string) => void): Watching {
  const watchers = new Map<string, FSWatcher>();
  const paths = new Map<string, Set<string>>();
  const timers = new Map<string, NodeJS.Timeout>();

  const settleDown = (path: string) => {
    clearTimeout(timers.get(path));
    const timer = setTimeout(() => {
      timers.delete(path);
      onChange(path);
    }, QUIET_MS);
    timers.set(path, timer.unref());
  };

  const unwatch = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  const watchFolder = (folder: string) => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        for (const path of paths.get(folder) ?? []) {
          if (name === null || name === basename(path)) settleDown(path);
        }
      });
      // The folder itself is gone, or its drive.
      watcher.on('error', () => {
        unwatch(folder);
        for (const path of paths.get(folder) ?? []) settleDown(path);
      });
      watchers.set(folder, watcher);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  };

  return {
    add: (path) => {
      const folder = dirname(path);
      paths.set(folder, (paths.get(folder) ?? new Set()).add(path));
      watchFolder(folder);
    },
    close: () => {
      for (const folder of [...watchers.keys()]) unwatch(folder);
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
