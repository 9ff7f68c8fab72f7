/** Time as an argument: tests turn it by hand, so that none of them waits. */
export interface Clock {
  /** Milliseconds that only grow; their origin means nothing. */
  readonly nowMs: () => number;
  /** Runs once after the delay; what it returns takes it back. */
  readonly schedule: (delayMs: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
