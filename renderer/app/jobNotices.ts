import { toast } from 'sonner';
import type { JobView } from '../../common/contract/jobs.ts';
import { mayRunOnProcessor } from '../home/mending.ts';
import { runOnProcessor } from '../home/onProcessor.ts';
import { explainHere } from '../text/failures.ts';
import { say } from '../text/text.ts';
import type { App } from './app.ts';
import { endedSince, goneSession, isFailed, overall, sessionsSeen } from './jobProgress.ts';

/** Tells of jobs that end, in the window or by the system, and shows their progress where the system can. */
export function followJobs(app: App): () => void {
  let seen: ReadonlyMap<string, string> = new Map();
  return app.state.subscribe((next, before) => {
    if (next.jobs === before.jobs) return;
    seen = sessionsSeen(seen, next.jobs);
    app.desktop?.setProgress(overall(next.jobs), next.jobs.some(isFailed) ? 'error' : 'normal');
    for (const job of endedSince(before.jobs, next.jobs)) {
      const { session } = app.state.getState();
      // Nothing arrived, and its project is gone: the first screen says why, and what can be done.
      if (session !== null && session.sessionId === goneSession(seen, job)) app.leaveClosed();
      announce(app, job);
    }
  });
}

function announce(app: App, job: JobView): void {
  const title = say(job.state === 'done' ? 'frame.jobDone' : 'frame.jobFailed', { name: job.name });
  const body =
    job.failure === null ? say('frame.words', { words: job.words ?? 0 }) : explainHere(job.failure).reason;
  app.desktop?.notify({ title, body });
  const { sessionId, projectPath } = job;
  const isOpen = app.state.getState().session?.sessionId === sessionId && sessionId !== null;
  // The queue on the first screen says the same, with the same button.
  if (app.state.getState().screen.kind === 'home' || (isOpen && job.state === 'done')) return;
  const open = () => {
    if (sessionId !== null) app.openSession(sessionId).catch(app.report);
    else if (projectPath !== null) app.openProject(projectPath).catch(app.report);
  };
  const action = mayRunOnProcessor(job)
    ? { label: say('home.onProcessor'), onClick: () => runOnProcessor(app, job) }
    : sessionId === null && projectPath === null
      ? undefined
      : { label: say('frame.openIt'), onClick: open };
  // A long queue has one message, of its newest file.
  const told = { id: `job ${job.state}`, description: body };
  const about = action === undefined ? told : { ...told, action };
  if (job.state === 'done') toast.success(title, about);
  else toast.error(title, about);
}
