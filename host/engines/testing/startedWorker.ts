import { afterEach } from 'vitest';
import { type ProbedWorker, startWorker } from '../worker/worker.ts';
import { createFakeClock, type FakeClock } from './fakeClock.ts';
import type { Script } from './fakeWorker.ts';
import { type WorkerCase, workerCase } from './workerCase.ts';

export const never: AbortSignal = new AbortController().signal;
const open: { worker: ProbedWorker | null; clock: FakeClock; case: WorkerCase }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) {
    const closed = each.worker?.close();
    each.clock.advance(3_000);
    await closed;
    await each.case.remove();
  }
});

/** Starts a scripted worker under a clock that stands still; it is closed after the test. */
export async function start(script: Partial<Script>, clock = createFakeClock()) {
  const made = workerCase(script, clock);
  const entry: (typeof open)[number] = { worker: null, clock, case: made };
  open.push(entry);
  const started = await startWorker(made.around, never);
  if (!started.ok) throw new Error(`it did not start: ${JSON.stringify(started.failure)}`);
  entry.worker = started.value;
  return { worker: started.value, case: made, clock };
}

/** A worker that is not expected to start; its folder is removed after the test. */
export function caseOnly(script: Partial<Script>, clock: FakeClock = createFakeClock()): WorkerCase {
  const made = workerCase(script, clock);
  open.push({ worker: null, clock, case: made });
  return made;
}
