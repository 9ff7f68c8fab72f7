import { type Result, succeed } from '../../common/contract/result.ts';
import type { Engines, EngineWorker } from '../engines/engine.ts';

/** Lends warm workers of one engine, starting one when none is idle. */
export interface WorkerPool {
  /** Starts the first worker while files are still being decoded: an engine takes about a second to load. */
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
  const start = async (signal: AbortSignal): Promise<Result<EngineWorker>> => {
    const started = await engines.start(engineId, signal);
    if (started.ok) all.add(started.value);
    return started;
  };
  const end = (worker: EngineWorker) => {
    all.delete(worker);
    closing.push(worker.close());
  };
  return {
    warmUp: (signal) => {
      idle.push(start(signal));
    },
    lend: async (signal) => {
      const started = await (idle.pop() ?? start(signal));
      if (!started.ok) return started;
      const worker = started.value;
      return succeed({
        worker,
        release: (state: 'healthy' | 'broken') => {
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
