/** Work that waits for its turn: at most so many at once, in the order of asking. */
export interface Lane {
  /** Runs the work when it is its turn. Aborted while it waits, it never starts and the promise is `null`. */
  readonly run: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T | null>;
}

export function createLane(width: number): Lane {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const leave = () => {
    busy -= 1;
    waiting.shift()?.();
  };
  return {
    run: async (work, signal) => {
      if (busy >= width) await new Promise<void>((turn) => waiting.push(turn));
      busy += 1;
      try {
        return signal.aborted ? null : await work();
      } finally {
        leave();
      }
    },
  };
}
