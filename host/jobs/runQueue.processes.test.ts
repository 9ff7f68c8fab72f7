import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../engines/testing/fakeWorker.ts';
import { isAlive, segment, type WorkerCase, workerCase } from '../engines/testing/workerCase.ts';
import { startWorker } from '../engines/worker/worker.ts';
import { handEngines } from './testing/handWorker.ts';
import { eventually, type QueueCase, queueCase } from './testing/queueCase.ts';
import { sketchOf } from './testing/sameDocument.ts';

let all: QueueCase | null = null;
const cases: WorkerCase[] = [];
afterEach(async () => {
  await all?.remove();
  for (const one of cases.splice(0)) await one.remove();
});

/** A queue whose workers are processes that do what a script says. */
function withProcesses(script: Partial<Script>): QueueCase {
  const start = async (_id: string, signal: AbortSignal) => {
    const one = workerCase(script, made.clock);
    cases.push(one);
    return await startWorker(one.around, signal);
  };
  const made = queueCase({ ...handEngines().engines, start });
  all = made;
  return made;
}

const textOf = (made: QueueCase, name: string): string => {
  const project = made.sessions.document(made.view(name).sessionId ?? '')?.project;
  return project === undefined ? '' : sketchOf(project);
};

describe('workers that are processes', () => {
  it('are gone within four seconds of a cancel, however stubborn, and what they said stays', async () => {
    const made = withProcesses({
      job: [segment(0, 'first', 'words'), { do: 'self' }],
      onCancel: 'ignore',
      stubborn: true,
    });
    made.start('a.wav', {});
    // The worker says its own process id as a warning, which the queue shows as a notice.
    const said = await eventually(() => made.view('a.wav').notices[0]);
    const pid = Number(/\d+/.exec(said)?.[0]);
    expect(isAlive(pid)).toBe(true);
    made.queue.cancel(made.view('a.wav').jobId);
    expect(made.view('a.wav').state).toBe('cancelled');
    made.clock.advance(3999);
    await made.queue.close();
    expect(isAlive(pid)).toBe(false);
    expect(textOf(made, 'a.wav')).toBe('first words');
  });

  it('that die in the middle fail their own file alone', async () => {
    const made = withProcesses({ job: [segment(0, 'first', 'words'), { do: 'die', signal: 'SIGKILL' }] });
    made.start('a.wav', {});
    made.start('b.wav', {});
    await eventually(() => made.view('b.wav').state === 'failed');
    expect(made.view('a.wav').failure?.code).toBe('engine.killed');
    expect(made.view('b.wav').failure?.code).toBe('engine.killed');
    expect(textOf(made, 'a.wav')).toBe('first words');
    expect(cases).toHaveLength(2);
  });
});
