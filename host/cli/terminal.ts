import { type Failure, failureLine } from '../../common/contract/failure.ts';
import { writeFailure } from '../output/writeFailure.ts';

/** Where a command talks to: results on `out`, everything else on `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isInteractive: boolean;
  /** Columns of `err`; a bar is drawn only on an interactive terminal. */
  readonly columns: number;
}

/** The terminal of the process itself. */
export interface ProcessTerminal extends Terminal {
  /** Waits until all of `out` is written; what kept it from arriving, null when nothing did. */
  readonly settled: () => Promise<Failure | null>;
}

/**
 * Standard output and standard error of the process. A reader that has seen enough (`| head`) ends no work
 * and is no failure; a full disk behind `>` is one, which `settled` tells.
 */
export function processTerminal(): ProcessTerminal {
  let lost: Failure | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= writeFailure('standard output', error);
  });
  // Nobody is left to be told; the work goes on.
  process.stderr.on('error', () => {});
  return {
    settled: async () => {
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      return lost;
    },
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    isInteractive: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    get columns() {
      // A terminal that does not know its width says 0.
      return process.stderr.columns || 80;
    },
  };
}

/** Exit codes of every command. */
export const EXIT = { done: 0, someFailed: 1, wrongUse: 2, cancelled: 130 } as const;

export function sayFailure(terminal: Terminal, failed: Failure): void {
  terminal.err(`wordlane: ${failureLine(failed)}\n`);
}

/** Ends a command for a reason that a person can do something about; exit code 1. Caught by `main`. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly failure: Failure;
  constructor(failed: Failure) {
    super(failed.code);
    this.failure = failed;
  }
}

/** Ends a command that was used wrongly: one sentence, exit code 2. Caught by `main`. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
