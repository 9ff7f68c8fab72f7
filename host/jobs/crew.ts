import type { Engines, Slot } from '../engines/engine.ts';
import { type Computing, computeApart } from './devices.ts';
import { createLadder, type Ladder } from './ladder.ts';
import { type WorkerPool, workerPool } from './workerPool.ts';

/**
 * The workers of a job's stages. An engine that recognises and aligns does so in two processes: one works on the
 * next part while the other aligns the last, and neither holds the other's models.
 */
export interface Crew {
  readonly pool: (engineId: string, slot: Slot) => WorkerPool;
  /** What to do when memory runs out. */
  readonly ladder: Ladder;
  /** Whether the two share no device. */
  readonly apart: (left: Computing, right: Computing) => Promise<boolean>;
}

/** A crew of one batch. `close` ends every process. */
export function createCrew(engines: Engines): { readonly crew: Crew; readonly close: () => Promise<void> } {
  const pools = new Map<string, WorkerPool>();
  return {
    crew: {
      ladder: createLadder(),
      apart: async (left, right) => await computeApart(left, right, engines),
      pool: (engineId, slot) => {
        const key = `${engineId} ${slot}`;
        const pool = pools.get(key) ?? workerPool(engines, engineId);
        pools.set(key, pool);
        return pool;
      },
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}
