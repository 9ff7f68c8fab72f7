import type { JobView } from '../../common/contract/jobs.ts';

/** Jobs that are done or failed and were neither a moment before. Those that a person cancelled are no news. */
export function endedSince(before: readonly JobView[], next: readonly JobView[]): readonly JobView[] {
  const running = new Set(before.filter((job) => !hasEnded(job)).map(({ jobId }) => jobId));
  return next.filter((job) => running.has(job.jobId) && (job.state === 'done' || isFailed(job)));
}

/** The sessions that jobs have opened, by job, also those that are gone. */
export function sessionsSeen(
  seen: ReadonlyMap<string, string>,
  jobs: readonly JobView[],
): ReadonlyMap<string, string> {
  const open = jobs.flatMap(({ jobId, sessionId }) =>
    sessionId === null ? [] : [[jobId, sessionId] as const],
  );
  return new Map([...seen, ...open]);
}

/** The project of a job that failed before its first word, which the host closed again; null without one. */
export function goneSession(seen: ReadonlyMap<string, string>, ended: JobView): string | null {
  return isFailed(ended) && ended.sessionId === null ? (seen.get(ended.jobId) ?? null) : null;
}

/** How far everything together has come, 0–1; null when nothing runs. Each file counts the same. */
export function overall(jobs: readonly JobView[]): number | null {
  if (jobs.every(hasEnded)) return null;
  const counted = jobs.filter(({ state }) => state !== 'cancelled');
  const done = counted.reduce((sum, job) => sum + (hasEnded(job) ? 1 : job.fraction), 0);
  return done / counted.length;
}

/** Seconds until nothing is left to do; null when that cannot be told. Each job's time has those before it in it. */
export function leftOfAll(jobs: readonly JobView[]): number | null {
  return jobs.findLast((job) => !hasEnded(job))?.etaSeconds ?? null;
}

export function isFailed({ state }: JobView): boolean {
  return state === 'failed';
}

function hasEnded({ state }: JobView): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
