import { describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import type { Engines, EngineWorker } from '../engines/engine.ts';
import { workerPool } from './workerPool.ts';

const never = new AbortController().signal;

/** Engines that only count how many workers were started and closed; `die` ends those that live, as memory does. */
function countingEngines(): {
  engines: Engines;
  started: () => number;
  closed: () => number;
  die: () => void;
} {
  let started = 0;
  let closed = 0;
  let dead = 0;
  const engines = {
    start: async () => {
      const number = ++started;
      const close = async () => {
        closed++;
      };
      const usable = () => number > dead;
      return succeed({ engineId: 'fake', close, usable } as unknown as EngineWorker);
    },
  } as unknown as Engines;
  const die = () => {
    dead = started;
  };
  return { engines, started: () => started, closed: () => closed, die };
}

describe('the pool of workers', () => {
  it('lends the worker that was warmed up, again and again', async () => {
    const { engines, started, closed } = countingEngines();
    const pool = workerPool(engines, 'fake');
    pool.warmUp(never);
    for (let job = 0; job < 3; job++) {
      const lent = await pool.lend(never);
      if (lent.ok) lent.value.release('healthy');
    }
    expect(started()).toBe(1);
    await pool.close();
    expect(closed()).toBe(1);
  });

  it('ends a worker that broke and starts a fresh one', async () => {
    const { engines, started, closed } = countingEngines();
    const pool = workerPool(engines, 'fake');
    const first = await pool.lend(never);
    if (first.ok) first.value.release('broken');
    await pool.lend(never);
    expect(started()).toBe(2);
    await pool.close();
    expect(closed()).toBe(2);
  });

  it('starts a fresh one where the idle one was ended by the system', async () => {
    const { engines, started, closed, die } = countingEngines();
    const pool = workerPool(engines, 'fake');
    const first = await pool.lend(never);
    if (first.ok) first.value.release('healthy');
    die();
    await pool.lend(never);
    expect(started()).toBe(2);
    await pool.close();
    expect(closed()).toBe(2);
  });

  it('warms up no second worker while one is there', async () => {
    const { engines, started } = countingEngines();
    const pool = workerPool(engines, 'fake');
    pool.warmUp(never);
    pool.warmUp(never);
    await pool.lend(never);
    pool.warmUp(never);
    expect(started()).toBe(1);
    await pool.close();
  });

  it('passes on why a worker could not be started', async () => {
    const broken = {
      start: async () => fail(failure('engine.unhealthy', { detail: 'x' })),
    } as unknown as Engines;
    const pool = workerPool(broken, 'fake');
    pool.warmUp(never);
    const lent = await pool.lend(never);
    expect(lent.ok ? null : lent.failure.code).toBe('engine.unhealthy');
    await pool.close();
  });
});
