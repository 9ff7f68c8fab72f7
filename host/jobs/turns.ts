import type { Gate } from '../gate.ts';

/** Lets one holder through at a time: whoever is first in an order that may change while others wait. */
export interface Turns {
  readonly of: (id: string) => Gate;
  /** To be called when the order or its members have changed. */
  readonly look: () => void;
}

/** `first` tells whose turn it is; nobody else is let through meanwhile. */
export function createTurns(first: () => string | null): Turns {
  let held = false;
  const asking = new Map<string, () => void>();
  const look = () => {
    if (held) return;
    const id = first();
    if (id !== null) asking.get(id)?.();
  };
  const enter = (id: string, signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const giveUp = () => {
        asking.delete(id);
        reject(signal.reason);
      };
      asking.set(id, () => {
        asking.delete(id);
        signal.removeEventListener('abort', giveUp);
        held = true;
        let left = false;
        resolve(() => {
          if (left) return;
          left = true;
          held = false;
          look();
        });
      });
      signal.addEventListener('abort', giveUp, { once: true });
      look();
    });
  return { of: (id) => ({ enter: (signal) => enter(id, signal) }), look };
}
