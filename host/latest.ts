/** Shows a changing value to many watchers, each at its own pace. */
export interface Latest<T> {
  /** Something has changed. */
  readonly tell: () => void;
  /** The value now, then after changes, at most once in `apartMs`; always the last one. Ends when `signal` aborts. */
  readonly watch: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>;
}

export interface Timer {
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Runs once after the delay; what it returns takes it back. */
  readonly schedule: (delayMs: number, run: () => void) => () => void;
}

export function latest<T>(read: () => T, apartMs: number, { nowMs, schedule }: Timer): Latest<T> {
  const watchers = new Set<() => void>();
  return {
    tell: () => {
      for (const wake of [...watchers]) wake();
    },
    watch: async function* (signal) {
      let changed = true;
      let wake = () => {};
      const onChange = () => {
        changed = true;
        wake();
      };
      const onAbort = () => wake();
      const woken = () =>
        new Promise<void>((resolve) => {
          wake = resolve;
        });
      watchers.add(onChange);
      signal.addEventListener('abort', onAbort, { once: true });
      let shownMs = Number.NEGATIVE_INFINITY;
      try {
        while (!signal.aborted) {
          const waitMs = shownMs + apartMs - nowMs();
          if (!changed) await woken();
          else if (waitMs > 0) {
            const takeBack = schedule(waitMs, () => wake());
            await woken();
            takeBack();
          } else {
            changed = false;
            shownMs = nowMs();
            yield read();
          }
        }
      } finally {
        watchers.delete(onChange);
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
