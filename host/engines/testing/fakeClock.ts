import type { Clock } from '../clock.ts';

export interface FakeClock extends Clock {
  /** Moves time on and runs what falls due, in order, each at its own time. */
  readonly advance: (byMs: number) => void;
  /** As a machine that slept: time jumps, and what fell due runs late, all at once. */
  readonly sleep: (forMs: number) => void;
}

export function createFakeClock(): FakeClock {
  let now = 0;
  let due: { readonly atMs: number; readonly run: () => void }[] = [];
  const runNext = (untilMs: number): boolean => {
    const next = due.toSorted((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined || next.atMs > untilMs) return false;
    due = due.filter((timer) => timer !== next);
    now = Math.max(now, next.atMs);
    next.run();
    return true;
  };
  return {
    nowMs: () => now,
    schedule: (delayMs, run) => {
      const timer = { atMs: now + delayMs, run };
      due.push(timer);
      return () => {
        due = due.filter((other) => other !== timer);
      };
    },
    advance: (byMs) => {
      const until = now + byMs;
      while (runNext(until));
      now = until;
    },
    sleep: (forMs) => {
      now += forMs;
      const until = now;
      while (runNext(until));
    },
  };
}
