import type { JobView } from '../../common/contract/jobs.ts';
import type { App } from '../app/app.ts';

/** Does a failed job's file again without the graphics card. Called by what a person pressed, and by nothing else. */
export function runOnProcessor(app: App, { jobId }: JobView): void {
  app.connection.rpc.jobs.runOnProcessor.mutate({ jobId }).catch(app.report);
}
