import { describe, expect, it } from 'vitest';
import { caseOnly, never, start } from '../testing/startedWorker.ts';
import { HELLO, isAlive, REQUEST, say, seeEvents } from '../testing/workerCase.ts';
import { startWorker } from './worker.ts';

/** Lets the messages of real processes arrive while the clock stands still. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('cancel', () => {
  it('answers at once, before the worker has said anything', async () => {
    const { worker } = await start({
      job: [say({ type: 'warn', code: 'here', detail: null })],
      onCancel: 'ignore',
      stubborn: true,
    });
    const events = seeEvents();
    const abort = new AbortController();
    const outcome = worker.transcribe(REQUEST, events, abort.signal);
    await events.warned;
    abort.abort();
    // The clock stands still and the worker ignores it: nothing but the abort can have answered.
    expect(await outcome).toEqual({ ok: false, failure: { code: 'cancelled', file: null, detail: null } });
  });

  it('ends a worker that puts its things away before SIGTERM is due', async () => {
    const { worker, case: made } = await start({ job: [say({ type: 'warn', code: 'here', detail: null })] });
    const events = seeEvents();
    const abort = new AbortController();
    const outcome = worker.transcribe(REQUEST, events, abort.signal);
    await events.warned;
    abort.abort();
    await outcome;
    await made.gone;
  });

  it('ends a frozen worker by SIGTERM after 1 s', async () => {
    const {
      worker,
      case: made,
      clock,
    } = await start({
      job: [say({ type: 'warn', code: 'here', detail: null }), { do: 'freeze' }],
    });
    const events = seeEvents();
    const abort = new AbortController();
    const outcome = worker.transcribe(REQUEST, events, abort.signal);
    await events.warned;
    abort.abort();
    await outcome;
    clock.advance(1_000);
    await made.gone;
  });

  it('ends a worker that ignores everything, with its children, by SIGKILL after 3 s in all', async () => {
    const {
      worker,
      case: made,
      clock,
    } = await start({ job: [{ do: 'child' }], onCancel: 'ignore', stubborn: true });
    const events = seeEvents();
    const abort = new AbortController();
    const outcome = worker.transcribe(REQUEST, events, abort.signal);
    const { detail } = await events.warned;
    const grandchild = Number(detail);
    expect(isAlive(grandchild)).toBe(true);
    abort.abort();
    await outcome;
    clock.advance(3_000);
    await made.gone;
    await until(() => !isAlive(grandchild));
  });

  it('before the handshake ends the start', async () => {
    const made = caseOnly({ start: [] });
    const abort = new AbortController();
    const starting = startWorker(made.around, abort.signal);
    abort.abort();
    expect((await starting).ok).toBe(false);
    await made.gone;
  });
});

describe('close', () => {
  it('fails the job that runs and resolves when the process is gone', async () => {
    const { worker, case: made } = await start({ job: [say({ type: 'warn', code: 'here', detail: null })] });
    const events = seeEvents();
    const outcome = worker.transcribe(REQUEST, events, never);
    await events.warned;
    await worker.close();
    expect((await outcome).ok).toBe(false);
    await made.gone;
  });
});

describe('signs of life', () => {
  const beat = (counter: number) => say({ type: 'hb', rssBytes: 100 + counter, counter, stage: null });

  it('that stop for 12 s end the worker', async () => {
    const { worker, clock } = await start({ start: [HELLO, beat(0)], job: [] });
    await until(() => worker.rssBytes() === 100);
    const outcome = worker.transcribe(REQUEST, seeEvents(), never);
    clock.advance(11_999);
    clock.advance(1);
    const seen = await outcome;
    expect(!seen.ok && seen.failure).toEqual({
      code: 'engine.stalled',
      file: null,
      detail: 'no sign of life for 12 s',
    });
    clock.advance(3_000);
  });

  it('tell the memory that the worker takes', async () => {
    const { worker } = await start({ start: [HELLO, beat(5)] });
    await until(() => worker.rssBytes() === 105);
  });
});
