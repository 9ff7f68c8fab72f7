import { fstatSync } from 'node:fs';
import { EXIT } from './terminal.ts';

/** Why a serving program ends. */
export type Ending = 'interrupted' | 'asked' | 'left';

export interface EndWatch {
  readonly ending: Promise<Ending>;
  /** Lets the process end when nothing else holds it. */
  readonly close: () => void;
}

/** How often a program whose starter cannot be listened to looks whether it is still there. */
const LOOK_MS = 1_000;

/**
 * Resolves at the first reason to end: Ctrl-C; a polite kill or a closed terminal; with `mindsParent` also when
 * whoever started us is gone. A second signal ends the process without waiting.
 */
export function watchEnd(mindsParent: boolean): EndWatch {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let isEnding = false;
  const end = (ending: Ending) => {
    if (isEnding && ending !== 'left') process.exit(exitCodeOf(ending));
    isEnding = true;
    resolve(ending);
  };
  const onInterrupt = () => end('interrupted');
  const onAsked = () => end('asked');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onAsked);
  process.on('SIGHUP', onAsked);
  const stopMinding = mindsParent ? mindParent(() => end('left')) : () => {};
  return {
    ending: promise,
    close: () => {
      stopMinding();
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onAsked);
      process.off('SIGHUP', onAsked);
    },
  };
}

export function exitCodeOf(ending: Ending): number {
  return ending === 'interrupted' ? EXIT.cancelled : EXIT.done;
}

/** By the pipe on standard input, which closes with its other end, and by the parent's id, which changes. */
function mindParent(onGone: () => void): () => void {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, LOOK_MS);
  look.unref();
  const { stdin } = process;
  // Electron's utility processes get no standard input (it reads as ended), so only a pipe says anything.
  const isPipe = isPipeOrSocket(0);
  if (isPipe) {
    stdin.once('end', onGone);
    stdin.once('close', onGone);
    stdin.resume();
  }
  return () => {
    clearInterval(look);
    if (isPipe) stdin.destroy();
  };
}

function isPipeOrSocket(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFIFO() || stat.isSocket();
  } catch (error) {
    // A process may be started without any standard input at all; what the system calls that differs.
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return false;
    throw error;
  }
}
