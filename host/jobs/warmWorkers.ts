import type { Engines } from '../engines/engine.ts';
import type { Timer } from './latest.ts';
import { type WorkerPool, workerPool } from './workerPool.ts';

/** Workers that stay loaded between jobs, by engine. */
export interface WarmWorkers {
  /** The engine's workers; they stay until they were released by all for a minute. */
  readonly hold: (engineId: string) => { readonly workers: WorkerPool; readonly release: () => void };
  /** Ends all of them; resolves when every process is gone. */
  readonly close: () => Promise<void>;
}

/** Somebody who drops the next file within a minute saves the second that an engine takes to load. */
const IDLE_MS = 60_000;

interface Kept {
  readonly pool: WorkerPool;
  holders: number;
  stopWaiting: () => void;
}

export function warmWorkers(engines: Engines, { schedule }: Pick<Timer, 'schedule'>): WarmWorkers {
  const kept = new Map<string, Kept>();
  const ending = new Set<Promise<void>>();
  let idleMs = IDLE_MS;
  const end = (engineId: string, one: Kept) => {
    one.stopWaiting();
    kept.delete(engineId);
    const gone = one.pool.close().finally(() => ending.delete(gone));
    ending.add(gone);
  };
  return {
    hold: (engineId) => {
      const one = kept.get(engineId) ?? {
        pool: workerPool(engines, engineId),
        holders: 0,
        stopWaiting: () => {},
      };
      kept.set(engineId, one);
      one.holders++;
      one.stopWaiting();
      let released = false;
      return {
        workers: one.pool,
        release: () => {
          if (released) return;
          released = true;
          one.holders--;
          if (one.holders === 0) one.stopWaiting = schedule(idleMs, () => end(engineId, one));
        },
      };
    },
    close: async () => {
      // Whoever comes late keeps nothing alive.
      idleMs = 0;
      for (const [engineId, one] of [...kept]) end(engineId, one);
      await Promise.all(ending);
    },
  };
}
