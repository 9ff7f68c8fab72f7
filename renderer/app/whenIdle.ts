/** Longest wait; a window that is never idle still has to count its problems. */
const PATIENCE_MS = 5_000;

/** Does something when the window has nothing else to do; returns the way to give it up. Safari has no idle time to give. */
export function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(act, 1);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(act, { timeout: PATIENCE_MS });
  return () => cancelIdleCallback(idle);
}
