import { startWorker } from '../worker/worker.ts';
import { createFakeClock } from './fakeClock.ts';
import type { Script } from './fakeWorker.ts';
import { REQUEST, seeEvents, workerCase } from './workerCase.ts';

/**
 * A host of its own: starts a worker by the script in its argument, prints the process id that the worker warns
 * with, and then ends as it is told to (`kill` waits to be killed).
 */
const [, , scriptText, end] = process.argv;
if (scriptText === undefined) throw new Error('usage: parent.ts SCRIPT exit|throw|kill');
const made = workerCase(JSON.parse(scriptText) as Partial<Script>, createFakeClock());
const started = await startWorker(made.around, new AbortController().signal);
if (!started.ok) throw new Error(JSON.stringify(started.failure));
const events = seeEvents();
void started.value.transcribe(REQUEST, events, new AbortController().signal);
const { detail } = await events.warned;
process.stdout.write(`${detail}\n`);
if (end === 'exit') process.exit(0);
if (end === 'throw') throw new Error('on purpose');
