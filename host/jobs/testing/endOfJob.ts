import type { JobView } from '../../../common/contract/jobs.ts';
import type { JobQueue } from '../queue.ts';

/** Waits until the list is as it is wanted, as a window sees it. */
export async function until(
  queue: JobQueue,
  isWanted: (views: readonly JobView[]) => boolean,
): Promise<readonly JobView[]> {
  const watching = new AbortController();
  try {
    for await (const views of queue.watch(watching.signal)) if (isWanted(views)) return views;
  } finally {
    watching.abort();
  }
  throw new Error('the queue ended before');
}

/** The job as it ended. */
export async function ended(queue: JobQueue, jobId: string): Promise<JobView> {
  const isEnded = ({ jobId: id, state }: JobView) =>
    id === jobId && state !== 'waiting' && state !== 'running';
  const views = await until(queue, (all) => all.some(isEnded));
  const view = views.find(isEnded);
  if (view === undefined) throw new Error(`no job ${jobId}`);
  return view;
}
