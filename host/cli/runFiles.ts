import type { Result } from '../../common/contract/result.ts';
import { type BatchCounts, type FileOutcome, type FileTools, runBatch } from '../jobs/batch.ts';
import { type WorkerPool, workerPool } from '../jobs/workerPool.ts';
import type { CommandContext } from './context.ts';

/** Runs a job over files with warm workers of one engine; every process is gone when it resolves. */
export async function runFiles(
  files: readonly string[],
  engineId: string,
  width: number,
  context: CommandContext,
  work: (tools: FileTools, workers: WorkerPool) => Promise<Result<FileOutcome>>,
): Promise<BatchCounts> {
  const workers = workerPool(context.app.engines, engineId);
  workers.warmUp(context.signal);
  try {
    return await runBatch(files, async (tools) => await work(tools, workers), {
      width,
      nowMs: () => performance.now(),
      onEvent: context.view.show,
      onBug: context.app.logBug,
      signal: context.signal,
    });
  } finally {
    context.view.close();
    await workers.close();
  }
}
