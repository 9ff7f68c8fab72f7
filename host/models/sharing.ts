import { fail, type Result } from '../../common/contract/result.ts';
import { CANCELLED } from './failures.ts';
import type { OnModelProgress } from './models.ts';

/** One piece of work for all who ask for it at the same time. */
export interface Shared<T> {
  /** Joins the work under this name, or begins it. Aborting leaves it; when all have left, it is aborted itself. */
  readonly join: (
    name: string,
    begin: (onProgress: OnModelProgress, signal: AbortSignal) => Promise<Result<T>>,
    onProgress: OnModelProgress,
    signal: AbortSignal,
  ) => Promise<Result<T>>;
}

interface Work<T> {
  readonly listeners: Set<OnModelProgress>;
  readonly stop: AbortController;
  readonly result: Promise<Result<T>>;
}

export function createShared<T>(): Shared<T> {
  const works = new Map<string, Work<T>>();
  return {
    join: async (name, begin, onProgress, signal) => {
      // One that is just being stopped is no good: wait for its end and begin again.
      for (let old = works.get(name); old?.stop.signal.aborted === true; old = works.get(name)) {
        await old.result;
      }
      if (signal.aborted) return fail(CANCELLED);
      const work = works.get(name) ?? start(name, begin, works);
      // Of its own, for the same function may come twice.
      const listener: OnModelProgress = (progress) => onProgress(progress);
      work.listeners.add(listener);
      const left = Promise.withResolvers<Result<T>>();
      const leave = () => {
        work.listeners.delete(listener);
        if (work.listeners.size === 0) {
          work.stop.abort();
          // The last one waits until nothing is written any more.
          left.resolve(work.result);
        } else left.resolve(fail(CANCELLED));
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([work.result, left.promise]);
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
}

function start<T>(
  name: string,
  begin: (onProgress: OnModelProgress, signal: AbortSignal) => Promise<Result<T>>,
  works: Map<string, Work<T>>,
): Work<T> {
  const listeners = new Set<OnModelProgress>();
  const stop = new AbortController();
  const tell: OnModelProgress = (progress) => {
    for (const listener of listeners) listener(progress);
  };
  const result = begin(tell, stop.signal).finally(() => works.delete(name));
  const work = { listeners, stop, result };
  works.set(name, work);
  return work;
}
