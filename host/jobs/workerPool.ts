import { type Result, succeed } from '../../common/contract/result.ts';
import type { Engines, EngineWorker } from '../engines/engine.ts';

/** Lends warm workers of one engine, starting one when none is idle. */
export interface WorkerPool {
  /**
   * Starts the first worker while files are still being decoded: an engine takes about a second to load. Does
   * nothing where one is there already.
   */
  readonly warmUp: (signal: AbortSignal) => void;
  readonly lend: (signal: AbortSignal) => Promise<Result<LentWorker>>;
  /** Ends every worker; resolves when their processes are gone. */
  readonly close: () => Promise<void>;
}

export interface LentWorker {
  readonly worker: EngineWorker;
  /** `broken` ends the process, so that the next job gets a fresh one. */
  readonly release: (state: 'healthy' | 'broken') => void;
}

export function workerPool(engines: Engines, engineId: string): WorkerPool {
  const idle: Promise<Result<EngineWorker>>[] = [];
  const all = new Set<EngineWorker>();
  const closing: Promise<void>[] = [];
  let lent = 0;
  const start = async (signal: AbortSignal): Promise<Result<EngineWorker>> => {
    const started = await engines.start(engineId, signal);
    if (started.ok) all.add(started.value);
    return started;
  };
  const end = (worker: EngineWorker) => {
    all.delete(worker);
    closing.push(worker.close());
  };
  /** The system may have ended a worker that waited for hours. */
  const takeIdle = async (): Promise<Result<EngineWorker> | null> => {
    for (let waiting = idle.pop(); waiting !== undefined; waiting = idle.pop()) {
      const started = await waiting;
      if (!started.ok || started.value.usable()) return started;
      end(started.value);
    }
    return null;
  };
  return {
    warmUp: (signal) => {
      if (idle.length + lent === 0) idle.push(start(signal));
    },
    lend: async (signal) => {
      lent++;
      const started = (await takeIdle()) ?? (await start(signal));
      if (!started.ok) {
        lent--;
        return started;
      }
      const worker = started.value;
      return succeed({
        worker,
        release: (state: 'healthy' | 'broken') => {
          lent--;
          if (state === 'healthy') idle.push(Promise.resolve(started));
          else end(worker);
        },
      });
    },
    close: async () => {
      await Promise.all(idle);
      for (const worker of [...all]) end(worker);
      await Promise.all(closing);
    },
  };
}
