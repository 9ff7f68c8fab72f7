/**
 * The present value, then every later one, until `signal` aborts. Values that come while the reader is busy
 * are passed over for the newest: a window wants to know what is, not what was.
 */
export async function* changesOf<T>(
  present: T,
  watch: (tell: (value: T) => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let newest: { readonly value: T } | null = { value: present };
  let wake = () => {};
  const stop = watch((value) => {
    newest = { value };
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      if (newest === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const { value } = newest;
      newest = null;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop();
  }
}
