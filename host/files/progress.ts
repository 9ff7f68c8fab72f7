import type { Making } from '../../common/contract/media.ts';

/** Five changes a second are seen as smooth; more would only cost messages. */
const EVERY_MS = 200;
/** Before that share the time left would jump about. */
const FIRST_ESTIMATE = 0.02;

/**
 * Turns the share that is done into what pages show, with the time left by the mean speed so far; null for
 * steps too close to the one before.
 */
export function createProgress(nowMs: () => number): (fraction: number | null) => Making | null {
  const beganMs = nowMs();
  let toldMs = Number.NEGATIVE_INFINITY;
  return (fraction) => {
    const now = nowMs();
    if (now - toldMs < EVERY_MS) return null;
    toldMs = now;
    return { kind: 'making', fraction, etaSeconds: secondsLeft(fraction, now - beganMs) };
  };
}

function secondsLeft(fraction: number | null, spentMs: number): number | null {
  if (fraction === null || fraction < FIRST_ESTIMATE) return null;
  return Math.max(0, (spentMs / 1000) * (1 / fraction - 1));
}
