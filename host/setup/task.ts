import type { Failure } from '../../common/contract/failure.ts';
import type { InstallProgress } from '../engines/engine.ts';

export type TaskKind = 'install' | 'verify' | 'repair';

/** What is being done to an engine, and how the last thing ended. */
export interface EngineTask {
  /** Null: nothing is going on. */
  readonly kind: TaskKind | null;
  readonly controller: AbortController | null;
  /** Null while it waits for its turn. */
  progress: InstallProgress | null;
  readonly failure: Failure | null;
  readonly offer: string | null;
}

export const IDLE: EngineTask = { kind: null, controller: null, progress: null, failure: null, offer: null };
