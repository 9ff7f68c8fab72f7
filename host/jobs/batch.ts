import type { Failure } from '../../common/contract/failure.ts';
import { failure } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import { type Gate, gate } from '../gate.ts';
import type { JobEvent } from './job.ts';
import { type FileProgress, progressMeter, type SetExtent, type Stage } from './progress.ts';

/** What one file's work may use while it runs. */
export interface FileTools {
  readonly file: string;
  readonly signal: AbortSignal;
  readonly report: (stage: Stage, stageFraction: number) => void;
  readonly notice: (message: string) => void;
  readonly setExtent: SetExtent;
  /** Held while decoding: one file is made ready while another is recognised, never two. */
  readonly preparing: Gate;
  /** Held while an engine works. */
  readonly recognising: Gate;
}

export interface FileOutcome {
  readonly outputs: readonly string[];
  readonly mediaSeconds: number;
  readonly words: number;
}

export interface BatchCounts {
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface BatchOptions {
  /** Files that are recognised at the same time; one more is being decoded meanwhile. */
  readonly width: number;
  readonly nowMs: () => number;
  readonly onEvent: (event: JobEvent) => void;
  /** Told of every exception, for the log: a person reads only that something went wrong inside. */
  readonly onBug: (error: unknown, file: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the same work over several files. A file's failure is its own: the others go on. Cancelling ends the
 * running ones at once and starts no more. Events come in order for each file.
 */
export async function runBatch(
  files: readonly string[],
  work: (tools: FileTools) => Promise<Result<FileOutcome>>,
  options: BatchOptions,
): Promise<BatchCounts> {
  const started = gate(options.width + 1);
  const preparing = gate(1);
  const recognising = gate(options.width);
  const counts = { done: 0, failed: 0, cancelled: 0 };
  const runOne = async (file: string) => {
    const ended = await runFile(file, work, { ...options, started, preparing, recognising });
    counts[ended]++;
  };
  await Promise.all(files.map(runOne));
  return counts;
}

interface FileRun extends BatchOptions {
  readonly started: Gate;
  readonly preparing: Gate;
  readonly recognising: Gate;
}

async function runFile(
  file: string,
  work: (tools: FileTools) => Promise<Result<FileOutcome>>,
  run: FileRun,
): Promise<keyof BatchCounts> {
  const leave = await run.started.enter(run.signal).catch(() => null);
  if (leave === null) {
    run.onEvent({ kind: 'cancelled', file });
    return 'cancelled';
  }
  const startedMs = run.nowMs();
  const meter = progressMeter(run.nowMs);
  const tell = (progress: FileProgress) => run.onEvent({ kind: 'progress', file, progress });
  try {
    run.onEvent({ kind: 'started', file });
    const result = await work({
      file,
      signal: run.signal,
      report: (stage, stageFraction) => tell(meter.advance(stage, stageFraction)),
      notice: (message) => run.onEvent({ kind: 'notice', file, message }),
      setExtent: meter.setExtent,
      preparing: run.preparing,
      recognising: run.recognising,
    });
    if (!result.ok) return endWith(result.failure, file, run);
    tell(meter.advance('write', 1));
    const wallSeconds = (run.nowMs() - startedMs) / 1000;
    run.onEvent({ kind: 'done', file, ...result.value, wallSeconds });
    return 'done';
  } catch (error) {
    // An aborted wait throws the signal's reason; anything else is a bug and costs this file only.
    if (run.signal.aborted) return endWith(failure('cancelled', { file }), file, run);
    run.onBug(error, file);
    const detail = error instanceof Error ? error.message : String(error);
    return endWith(failure('internal', { file, detail }), file, run);
  } finally {
    leave();
  }
}

function endWith(failed: Failure, file: string, run: FileRun): keyof BatchCounts {
  if (failed.code === 'cancelled') {
    run.onEvent({ kind: 'cancelled', file });
    return 'cancelled';
  }
  run.onEvent({ kind: 'failed', file, failure: failed });
  return 'failed';
}
