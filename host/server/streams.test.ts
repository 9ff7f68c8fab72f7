import { describe, expect, it } from 'vitest';
import { changesOf } from './streams.ts';

/** Something that is watched, with how many watch it. */
function source() {
  const listeners = new Set<(value: number) => void>();
  return {
    listeners,
    tell: (value: number) => {
      for (const listener of listeners) listener(value);
    },
    watch: (listener: (value: number) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

describe('a stream of changes', () => {
  it('begins with what is, and goes on with what becomes', async () => {
    const { tell, watch } = source();
    const stream = changesOf(1, watch, new AbortController().signal);
    expect((await stream.next()).value).toBe(1);
    const next = stream.next();
    tell(2);
    expect((await next).value).toBe(2);
    await stream.return();
  });

  it('passes over what a busy reader missed, but not the newest', async () => {
    const { tell, watch } = source();
    const stream = changesOf(1, watch, new AbortController().signal);
    await stream.next();
    for (const value of [2, 3, 4]) tell(value);
    expect((await stream.next()).value).toBe(4);
    await stream.return();
  });

  it('ends with its signal and lets go of what it watched, also while it waits', async () => {
    const { listeners, watch } = source();
    const gone = new AbortController();
    const stream = changesOf(1, watch, gone.signal);
    await stream.next();
    const next = stream.next();
    expect(listeners.size).toBe(1);
    gone.abort();
    expect((await next).done).toBe(true);
    expect(listeners.size).toBe(0);
  });
});
