import type { Gate } from '../gate.ts';

/** How long a job worked, apart from waiting for its turn. */
export interface Stopwatch {
  /** The gate, with the time that it is waited for and held. */
  readonly timed: (gate: Gate) => Gate;
  readonly read: () => { readonly workedMs: number; readonly heldMs: number };
}

export function stopwatch(nowMs: () => number): Stopwatch {
  const startedMs = nowMs();
  let waitedMs = 0;
  let heldMs = 0;
  return {
    timed: (gate) => ({
      enter: async (signal) => {
        const askedMs = nowMs();
        const leave = await gate.enter(signal);
        const enteredMs = nowMs();
        waitedMs += enteredMs - askedMs;
        return () => {
          heldMs += nowMs() - enteredMs;
          leave();
        };
      },
    }),
    read: () => ({ workedMs: nowMs() - startedMs - waitedMs, heldMs }),
  };
}
