import type { TranscribeChoice } from '../../common/contract/jobs.ts';
import type { App } from '../app/app.ts';

/**
 * Puts files into the queue. A single one is opened as soon as its words begin to arrive; several are watched
 * from Home. Resolves when the host has taken them all.
 */
export async function startJobs(app: App, paths: readonly string[], choice: TranscribeChoice): Promise<void> {
  const jobs = paths.map((path) => ({ jobId: crypto.randomUUID(), path, choice }));
  const [only] = jobs;
  if (jobs.length === 1 && only !== undefined) openWhenItBegins(app, only.jobId);
  for (const job of jobs) await app.connection.rpc.jobs.start.mutate(job);
}

/** Opens a project without words about a recording, for a person who writes them. */
export async function createEmpty(app: App, path: string): Promise<void> {
  const created = await app.connection.rpc.projects.create.mutate({ mediaPath: path });
  if (created.ok) await app.openSession(created.value.sessionId);
  else app.tell(created.failure);
}

/** Follows a job into the editor, unless the person has gone elsewhere meanwhile or it comes to nothing. */
function openWhenItBegins(app: App, jobId: string): void {
  const before = app.state.getState();
  const stop = app.state.subscribe((state) => {
    const job = state.jobs.find((one) => one.jobId === jobId);
    const hasMoved = state.session !== before.session || state.layer !== null;
    if (hasMoved || job?.state === 'failed' || job?.state === 'cancelled') stop();
    else if (job !== undefined && job.sessionId !== null) {
      stop();
      app.openSession(job.sessionId).catch(app.report);
    }
  });
}
