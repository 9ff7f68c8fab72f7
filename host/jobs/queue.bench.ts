import { systemClock } from '../engines/clock.ts';
import { segment, type WorkerCase, workerCase } from '../engines/testing/workerCase.ts';
import { startWorker } from '../engines/worker/worker.ts';
import { workplace } from '../sessions/testing/workplace.ts';
import { createQueue } from './runQueue.ts';
import { handEngines, segmentOf } from './testing/handWorker.ts';
import { eventually, jobOf, queueCase } from './testing/queueCase.ts';

const SEGMENTS = 8000;
const WORDS_A_SEGMENT = 12;
/** A phrase of 3 s with a pause behind it; every fourth goes on with the one before. */
const phrase = Array.from({ length: WORDS_A_SEGMENT }, (_, at) => (at === 11 ? 'end.' : 'word')).join(' ');

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** From the worker's segment to the event that a window gets, while a document of 96,000 words grows. */
async function arrivals(): Promise<Record<string, number>> {
  const made = queueCase();
  const place = await workplace();
  const queue = createQueue({ ...made.options, sessions: place.sessions });
  const watching = new AbortController();
  try {
    queue.start(jobOf(place.at('long.wav'), {}));
    const job = await eventually(() => made.hand.jobs[0]);
    const sessionId = queue.list()[0]?.sessionId ?? '';
    const from = place.sessions.document(sessionId)?.version ?? 0;
    const events = place.sessions.watch(sessionId, from, watching.signal)[Symbol.asyncIterator]();
    await events.next();
    const took: number[] = [];
    for (let at = 0; at < SEGMENTS; at++) {
      const said = segmentOf(at, at * 4000 - (at % 4 === 3 ? 900 : 0), phrase);
      const began = performance.now();
      job.say(said);
      for (;;) {
        const { value } = await events.next();
        if (value === undefined || value.kind === 'operation') break;
      }
      took.push((performance.now() - began) * 1000);
    }
    const late = took.slice(-1000);
    const ending = performance.now();
    job.finish();
    await eventually(() => queue.list()[0]?.state === 'done');
    return {
      words: SEGMENTS * WORDS_A_SEGMENT,
      firstThousandMedianUs: quantile(took.slice(0, 1000), 0.5),
      lastThousandMedianUs: quantile(late, 0.5),
      lastThousandP99Us: quantile(late, 0.99),
      fromResultToDoneMs: performance.now() - ending,
    };
  } finally {
    watching.abort();
    await queue.close();
    await made.remove();
    await place.end();
  }
}

/** From the call to what a window sees, and until a worker that answers is gone. */
async function cancelling(): Promise<Record<string, number>> {
  const seen: number[] = [];
  const gone: number[] = [];
  for (let run = 0; run < 5; run++) {
    const cases: WorkerCase[] = [];
    const made = queueCase();
    const queue = createQueue({
      ...made.options,
      timer: systemClock,
      engines: {
        ...handEngines().engines,
        start: async (_id, signal) => {
          const one = workerCase({ job: [segment(0, 'some', 'words'), { do: 'self' }] });
          cases.push(one);
          return await startWorker(one.around, signal);
        },
      },
    });
    const job = jobOf(made.media('a.wav'), {});
    queue.start(job);
    await eventually(() => queue.list()[0]?.notices[0]);
    const watching = new AbortController();
    const views = queue.watch(watching.signal)[Symbol.asyncIterator]();
    await views.next();
    const began = performance.now();
    queue.cancel(job.jobId);
    const away = Promise.all(cases.map((one) => one.gone)).then(() => performance.now() - began);
    for (;;) {
      const { value } = await views.next();
      if (value === undefined || value[0]?.state === 'cancelled') break;
    }
    seen.push(performance.now() - began);
    watching.abort();
    gone.push(await away);
    await queue.close();
    await made.remove();
    for (const one of cases) await one.remove();
  }
  return { seenMedianMs: quantile(seen, 0.5), seenMostMs: quantile(seen, 1), goneMostMs: quantile(gone, 1) };
}

export const benches: readonly { name: string; run: () => Promise<Record<string, number>> }[] = [
  { name: 'queue: a segment of 12 words from the worker to the window, up to 96,000 words', run: arrivals },
  { name: 'queue: a cancel until it is seen, and until the worker is gone', run: cancelling },
];
