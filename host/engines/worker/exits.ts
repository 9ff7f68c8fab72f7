import { type Failure, failure } from '../../../common/contract/failure.ts';
import type { WorkerErrorCode } from '../protocol.ts';

/** How a process ended; both null when it could not be started. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started, in the system's words; null when it could. */
  readonly notStarted: string | null;
}

/** Windows reports a native end of a process as an NTSTATUS, signed or not. */
const WINDOWS_ENDS: Readonly<Record<number, string>> = {
  3221225477: 'access violation',
  3221225781: 'a library (DLL) is missing',
  3221226505: 'crash in native code',
  3221225495: 'memory ran out',
};

/**
 * The end of a worker that nobody asked for. SIGKILL that we did not send comes from the system, nearly always
 * because memory ran out; `lastLine` is the last thing it printed.
 */
export function exitFailure(exit: Exit, lastLine: string | null): Failure {
  if (exit.notStarted !== null)
    return failure('engine.crashed', { detail: `not started: ${exit.notStarted}` });
  if (exit.signal === 'SIGKILL' || exit.code === 137) {
    return failure('engine.killed', { detail: exit.signal ?? `exit code ${exit.code}` });
  }
  const unsigned = exit.code === null ? null : exit.code >>> 0;
  const native = unsigned === null ? undefined : WINDOWS_ENDS[unsigned];
  if (unsigned === 3221225495) return failure('engine.killed', { detail: 'memory ran out' });
  const how =
    exit.signal ?? native ?? (exit.code === 0 ? 'it ended before it was done' : `exit code ${exit.code}`);
  return failure('engine.crashed', { detail: lastLine === null ? how : `${how}: ${shorten(lastLine)}` });
}

/** What a worker says that went wrong, as one of our failures. */
export function workerErrorFailure(code: WorkerErrorCode, message: string, detail: string | null): Failure {
  // The message may be a stack; its last line is what went wrong.
  const said = shorten(detail ?? message.trimEnd().split('\n').at(-1) ?? '');
  switch (code) {
    case 'cancelled':
      return failure('cancelled', {});
    case 'protocol':
      return failure('engine.protocol', { detail: said });
    case 'language':
      return failure('engine.language', { detail: said });
    case 'memory':
      return failure('engine.killed', { detail: said });
    case 'device':
      return failure('engine.device', { detail: said });
    case 'compute':
      return failure('engine.precision', { detail: said });
    case 'audio':
    case 'model':
    case 'internal':
      return failure('engine.failed', { detail: said });
  }
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
