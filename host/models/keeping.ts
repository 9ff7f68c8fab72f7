import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import type { ModelRef } from '../../common/contract/models.ts';
import { fail, type Result } from '../../common/contract/result.ts';
import { Aborted, CANCELLED, modelName, storeFailure } from './failures.ts';
import { sizeText } from './meter.ts';
import type { Place } from './place.ts';
import { repairStored } from './store.ts';

/** Notes of processes that work on something; a note of a dead process counts for nothing. */
export interface Claims {
  readonly tryOnly: (
    folder: string,
  ) => Promise<{ readonly release: () => Promise<void> } | { readonly heldBy: number }>;
  readonly claimants: (folder: string) => Promise<readonly number[]>;
}

/** Writing to the store: one process at a time for each model, and for moving all of it. */
export interface Keeper {
  /** Runs the work on one model with the store's folder, after repairing what a killed process left of it. */
  readonly alone: <T>(ref: ModelRef, work: (store: string) => Promise<Result<T>>) => Promise<Result<T>>;
  /** Runs the work while nothing else is written. */
  readonly withAll: <T>(work: (store: string) => Promise<Result<T>>) => Promise<Result<T>>;
}

const MOVING = 'all~move';

export function createKeeper(place: Place, claims: Claims): Keeper {
  const claimFolder = (name: string) => join(place.home, '.claims', name);
  const busy = (pid: number, what: string) =>
    fail<never>(failure('model.busy', { file: what, detail: `process ${pid} works on it` }));

  const held = async <T>(
    folder: string,
    what: string,
    work: () => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    try {
      await mkdir(place.home, { recursive: true, mode: 0o700 });
      const claim = await claims.tryOnly(folder);
      if ('heldBy' in claim) return busy(claim.heldBy, what);
      try {
        return await work();
      } finally {
        await claim.release();
      }
    } catch (error) {
      if (error instanceof Aborted) return fail(CANCELLED);
      return fail(storeFailure(error, await place.folder()));
    }
  };

  return {
    alone: (ref, work) =>
      held(claimFolder(`${ref.kind}-${ref.id}`), modelName(ref), async () => {
        // Looked at after our own claim is written, and the mover does the same: one of us sees the other.
        const [mover] = await claims.claimants(claimFolder(MOVING));
        if (mover !== undefined) return busy(mover, modelName(ref));
        const store = await place.usable();
        if (!store.ok) return store;
        await repairStored(store.value, ref);
        return await work(store.value);
      }),
    withAll: (work) =>
      held(claimFolder(MOVING), place.home, async () => {
        for (const name of await readdir(join(place.home, '.claims'))) {
          if (name === MOVING) continue;
          const [worker] = await claims.claimants(claimFolder(name));
          if (worker !== undefined) return busy(worker, name);
        }
        const store = await place.usable();
        return store.ok ? await work(store.value) : store;
      }),
  };
}

/** A tenth more than is written: file systems keep something for themselves. */
export function roomProblem(freeBytes: number, neededBytes: number, folder: string): Failure | null {
  const wanted = Math.ceil(neededBytes * 1.1);
  if (freeBytes >= wanted) return null;
  const detail = `${sizeText(wanted)} are needed, ${sizeText(freeBytes)} are free`;
  return failure('disk.low', { file: folder, detail });
}
