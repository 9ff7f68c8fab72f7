import { createTextCutter } from '../logs.ts';
import { type ChildCommand, startChild } from '../worker/child.ts';
import type { Exit } from '../worker/exits.ts';
import type { Surroundings } from './place.ts';

/** After SIGTERM, before SIGKILL. */
const KILL_AFTER_MS = 2_000;
const OUTPUT_LIMIT_BYTES = 1024 * 1024;

export interface ProgramRun {
  readonly exit: Exit;
  /** Ended because the signal was aborted or the time was up. */
  readonly stopped: boolean;
  readonly output: string;
  /** The last lines of standard error, redacted. */
  readonly errorLines: readonly string[];
}

/**
 * Runs a program to its end. Aborting ends it with everything that it started; the promise resolves when all of it
 * is gone, within about 2 s. What it prints goes to the log.
 */
export async function runProgram(
  command: ChildCommand,
  around: Pick<Surroundings, 'clock' | 'log' | 'redact'>,
  control: {
    readonly signal: AbortSignal;
    /** null: as long as it takes. */
    readonly timeLimitMs: number | null;
    readonly onErrorLine: (line: string) => void;
    readonly onStarted: (pid: number) => void;
  },
): Promise<ProgramRun> {
  const chunks: Uint8Array[] = [];
  let outputBytes = 0;
  let stopped = false;
  const child = startChild(command, {
    ...around,
    onErrorLine: control.onErrorLine,
    onOutput: (chunk) => {
      if (outputBytes < OUTPUT_LIMIT_BYTES) chunks.push(chunk);
      outputBytes += chunk.length;
    },
  });
  child.endInput();
  if (child.pid !== null) control.onStarted(child.pid);
  const disarm: (() => void)[] = [];
  const stop = () => {
    if (stopped) return;
    stopped = true;
    child.kill('SIGTERM');
    disarm.push(around.clock.schedule(KILL_AFTER_MS, () => child.kill('SIGKILL')));
  };
  if (control.timeLimitMs !== null) disarm.push(around.clock.schedule(control.timeLimitMs, stop));
  control.signal.addEventListener('abort', stop, { once: true });
  if (control.signal.aborted) stop();
  const exit = await child.exited;
  for (const each of disarm) each();
  control.signal.removeEventListener('abort', stop);
  await child.gone;
  const output = Buffer.concat(chunks).toString('utf8');
  const cutter = createTextCutter();
  await around.log.write([...cutter.cut(Buffer.from(output)), ...cutter.rest()].map(around.redact));
  return { exit, stopped, output, errorLines: child.lastLines() };
}

/** Listens to nothing; for programs that answer in a moment. */
export const QUIETLY = { onErrorLine: () => {}, onStarted: () => {} } as const;

export function succeeded(run: ProgramRun): boolean {
  return run.exit.code === 0;
}
