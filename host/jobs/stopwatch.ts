import type { Gate } from '../gate.ts';

/** How long a job worked, apart from waiting for its turn. */
export interface Stopwatch {
  /** The gate, with the time that it is waited for. */
  readonly timed: (gate: Gate) => Gate;
  readonly workedMs: () => number;
}

export function stopwatch(nowMs: () => number): Stopwatch {
  const startedMs = nowMs();
  let waitedMs = 0;
  return {
    timed: (gate) => ({
      enter: async (signal) => {
        const askedMs = nowMs();
        const leave = await gate.enter(signal);
        waitedMs += nowMs() - askedMs;
        return leave;
      },
    }),
    workedMs: () => nowMs() - startedMs - waitedMs,
  };
}
