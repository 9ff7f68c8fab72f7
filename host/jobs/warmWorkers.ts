import type { Engines } from '../engines/engine.ts';
import type { Timer } from '../latest.ts';
import type { Crew } from './crew.ts';
import { computeApart } from './devices.ts';
import { createLadder } from './ladder.ts';
import { type WorkerPool, workerPool } from './workerPool.ts';

/** Workers that stay loaded between jobs, by engine and slot. */
export interface WarmWorkers {
  /** A crew for one job; the workers that it asked for stay until they were released by all for a minute. */
  readonly hold: () => { readonly crew: Crew; readonly release: () => void };
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
  const ladder = createLadder();
  const ending = new Set<Promise<void>>();
  let idleMs = IDLE_MS;
  const end = (key: string, one: Kept) => {
    one.stopWaiting();
    kept.delete(key);
    const gone = one.pool.close().finally(() => ending.delete(gone));
    ending.add(gone);
  };
  const take = (engineId: string, key: string): Kept => {
    const one = kept.get(key) ?? { pool: workerPool(engines, engineId), holders: 0, stopWaiting: () => {} };
    kept.set(key, one);
    one.holders++;
    one.stopWaiting();
    return one;
  };
  const putBack = (key: string, one: Kept) => {
    one.holders--;
    if (one.holders === 0) one.stopWaiting = schedule(idleMs, () => end(key, one));
  };
  return {
    hold: () => {
      const held = new Map<string, Kept>();
      return {
        crew: {
          ladder,
          apart: async (left, right) => await computeApart(left, right, engines),
          pool: (engineId, slot) => {
            const key = `${engineId} ${slot}`;
            const one = held.get(key) ?? take(engineId, key);
            held.set(key, one);
            return one.pool;
          },
        },
        release: () => {
          for (const [key, one] of held) putBack(key, one);
          held.clear();
        },
      };
    },
    close: async () => {
      // Whoever comes late keeps nothing alive.
      idleMs = 0;
      for (const [key, one] of [...kept]) end(key, one);
      await Promise.all(ending);
    },
  };
}
