import type { Result } from '../../common/contract/result.ts';
import type { Slot } from '../engines/engine.ts';
import { type BatchCounts, type FileOutcome, type FileTools, runBatch } from '../jobs/batch.ts';
import { type Crew, createCrew } from '../jobs/crew.ts';
import type { CommandContext } from './context.ts';

/** Runs a job over files with warm workers; every process is gone when it resolves. */
export async function runFiles(
  files: readonly string[],
  /** Started while the first file is decoded. */
  first: { readonly engineId: string; readonly slot: Slot },
  width: number,
  context: CommandContext,
  work: (tools: FileTools, crew: Crew) => Promise<Result<FileOutcome>>,
): Promise<BatchCounts> {
  const { crew, close } = createCrew(context.app.engines);
  crew.pool(first.engineId, first.slot).warmUp(context.signal);
  try {
    return await runBatch(files, async (tools) => await work(tools, crew), {
      width,
      nowMs: () => performance.now(),
      onEvent: context.view.show,
      onBug: context.app.logBug,
      signal: context.signal,
    });
  } finally {
    context.view.close();
    await close();
  }
}
