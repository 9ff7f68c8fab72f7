import { type Failure, failureLine } from '../../common/contract/failure.ts';

/** Where a command talks to: results on `out`, everything else on `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isInteractive: boolean;
  /** Columns of `err`; a bar is drawn only on an interactive terminal. */
  readonly columns: number;
}

export function processTerminal(): Terminal {
  return {
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    isInteractive: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
  };
}

/** Exit codes of every command. */
export const EXIT = { done: 0, someFailed: 1, wrongUse: 2, cancelled: 130 } as const;

export function sayFailure(terminal: Terminal, failed: Failure): void {
  terminal.err(`wordlane: ${failureLine(failed)}\n`);
}

/** Ends a command that was used wrongly: one sentence, exit code 2. Caught by `main`. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
