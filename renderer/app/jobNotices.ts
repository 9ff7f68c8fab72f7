import { toast } from 'sonner';
import { explainFailure } from '../../common/contract/failure.ts';
import type { JobView } from '../../common/contract/jobs.ts';
import { say } from '../text/text.ts';
import type { App } from './app.ts';

/** Tells of jobs that end, in the window or by the system, and shows their progress where the system can. */
export function followJobs(app: App): () => void {
  return app.state.subscribe((next, before) => {
    if (next.jobs === before.jobs) return;
    app.desktop?.setProgress(overall(next.jobs), next.jobs.some(isFailed) ? 'error' : 'normal');
    for (const job of endedSince(before.jobs, next.jobs)) announce(app, job);
  });
}

/** Jobs that are done or failed and were neither a moment before. Those that a person cancelled are no news. */
export function endedSince(before: readonly JobView[], next: readonly JobView[]): readonly JobView[] {
  const running = new Set(before.filter((job) => !hasEnded(job)).map(({ jobId }) => jobId));
  return next.filter((job) => running.has(job.jobId) && (job.state === 'done' || isFailed(job)));
}

/** How far everything together has come, 0–1; null when nothing runs. Each file counts the same. */
export function overall(jobs: readonly JobView[]): number | null {
  const open = jobs.filter((job) => !hasEnded(job));
  if (open.length === 0) return null;
  const counted = jobs.filter(({ state }) => state !== 'cancelled');
  const done = counted.reduce((sum, job) => sum + (hasEnded(job) ? 1 : job.fraction), 0);
  return done / counted.length;
}

function hasEnded({ state }: JobView): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

function isFailed({ state }: JobView): boolean {
  return state === 'failed';
}

function announce(app: App, job: JobView): void {
  const title = say(job.state === 'done' ? 'frame.jobDone' : 'frame.jobFailed', { name: job.name });
  const body =
    job.failure === null
      ? say('frame.jobWords', { words: job.words ?? 0 })
      : explainFailure(job.failure).reason;
  app.desktop?.notify({ title, body });
  const { sessionId, projectPath } = job;
  const isOpen = app.state.getState().session?.sessionId === sessionId && sessionId !== null;
  if (isOpen && job.state === 'done') return;
  const open = () => {
    if (sessionId !== null) app.openSession(sessionId).catch(app.report);
    else if (projectPath !== null) app.openProject(projectPath).catch(app.report);
  };
  const action =
    sessionId === null && projectPath === null ? undefined : { label: say('frame.openIt'), onClick: open };
  const about = action === undefined ? { description: body } : { description: body, action };
  if (job.state === 'done') toast.success(title, about);
  else toast.error(title, about);
}
