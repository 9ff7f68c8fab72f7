import { EXIT, type Terminal } from './terminal.ts';

/** A signal that Ctrl-C (or a polite kill) aborts; the second one ends the process without waiting. */
export function interruptSignal(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.cancelled);
    terminal.err('\nStopping…\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // The terminal was closed.
  process.on('SIGHUP', onSignal);
  return controller.signal;
}
