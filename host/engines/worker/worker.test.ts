import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../testing/fakeClock.ts';
import type { Script } from '../testing/fakeWorker.ts';
import {
  HELLO,
  isAlive,
  REQUEST,
  result,
  say,
  seeEvents,
  segment,
  type WorkerCase,
  workerCase,
} from '../testing/workerCase.ts';
import { type ProbedWorker, startWorker } from './worker.ts';

const never = new AbortController().signal;
const open: { worker: ProbedWorker | null; clock: FakeClock; case: WorkerCase }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) {
    const closed = each.worker?.close();
    each.clock.advance(3_000);
    await closed;
    await each.case.remove();
  }
});

async function start(script: Partial<Script>, clock = createFakeClock()) {
  const made = workerCase(script, clock);
  const entry: (typeof open)[number] = { worker: null, clock, case: made };
  open.push(entry);
  const started = await startWorker(made.around, never);
  if (!started.ok) throw new Error(`it did not start: ${JSON.stringify(started.failure)}`);
  entry.worker = started.value;
  return { worker: started.value, case: made, clock };
}

async function failureOf(job: Script['job']) {
  const { worker } = await start({ job });
  const outcome = await worker.transcribe(REQUEST, seeEvents(), never);
  return outcome.ok ? null : outcome.failure;
}

/** Lets the messages of real processes arrive while the clock stands still. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function bytes(...pieces: readonly Uint8Array[]): Script['job'][number] {
  return { do: 'raw', base64: pieces.map((piece) => Buffer.from(piece).toString('base64')) };
}

describe('a job', () => {
  it('succeeds with its segments, warnings and language when its result agrees with what came', async () => {
    const { worker } = await start({
      job: [
        say({ type: 'progress', stage: 'recognise', doneMs: 500, totalMs: 1000 }),
        segment(0, 'one', 'two'),
        say({ type: 'warn', code: 'text.unsure', detail: '1.2' }),
        segment(1, 'three'),
        result(2, 3),
      ],
    });
    const events = seeEvents();
    const outcome = await worker.transcribe(REQUEST, events, never);
    expect(
      outcome.ok && outcome.value.segments.flatMap((each) => each.words.map(({ text }) => text)),
    ).toEqual(['one', 'two', 'three']);
    expect(outcome.ok && [outcome.value.language, outcome.value.model]).toEqual(['en', 'tiny']);
    expect(outcome.ok && outcome.value.warnings).toEqual([{ code: 'text.unsure', detail: '1.2' }]);
    expect(events.segments).toHaveLength(2);
    expect(worker.versions).toEqual({ python: '3.11.7', numpy: '2.4.6' });
  });

  it('runs after another one on the same worker', async () => {
    const { worker } = await start({ job: [segment(0, 'again'), result(1, 1)] });
    for (const _ of [1, 2, 3]) {
      const outcome = await worker.transcribe(REQUEST, seeEvents(), never);
      expect(outcome.ok).toBe(true);
    }
  });

  it('takes segments of an alignment in any order and gives them in order', async () => {
    const { worker } = await start({ job: [segment(1, 'b'), segment(0, 'a'), result(2, 2)] });
    const request = {
      audio: REQUEST.audio,
      language: 'en',
      model: null,
      segments: [
        { startMs: 0, endMs: 900, words: ['a'] },
        { startMs: 1000, endMs: 1900, words: ['b'] },
      ],
    };
    const outcome = await worker.align(request, seeEvents(), never);
    expect(outcome.ok && outcome.value.segments.map(({ index }) => index)).toEqual([0, 1]);
  });

  it("fails with the worker's own words for a language, and the worker goes on", async () => {
    const { worker } = await start({
      job: [say({ type: 'error', code: 'language', message: 'no such', detail: 'German', retriable: false })],
    });
    for (const _ of [1, 2]) {
      const outcome = await worker.transcribe(REQUEST, seeEvents(), never);
      expect(outcome).toEqual({
        ok: false,
        failure: { code: 'engine.language', file: null, detail: 'German' },
      });
    }
  });

  it('ends the worker when the worker reports a shortage of memory', async () => {
    const { worker } = await start({
      job: [say({ type: 'error', code: 'memory', message: 'bad_alloc', detail: null, retriable: true })],
    });
    for (const _ of [1, 2]) {
      const outcome = await worker.transcribe(REQUEST, seeEvents(), never);
      expect(!outcome.ok && outcome.failure.code).toBe('engine.killed');
    }
  });
});

describe('a worker that breaks down', () => {
  it('before its handshake is reported with its last line', async () => {
    const made = workerCase({
      start: [
        { do: 'print', text: 'Traceback\nModuleNotFoundError: numpy\n' },
        { do: 'exit', code: 1 },
      ],
    });
    open.push({ worker: null, clock: createFakeClock(), case: made });
    const started = await startWorker(made.around, never);
    expect(!started.ok && started.failure).toEqual({
      code: 'engine.crashed',
      file: null,
      detail: 'exit code 1: ModuleNotFoundError: numpy',
    });
    await made.gone;
  });

  it('because there is no such program is reported as not started', async () => {
    const made = workerCase({});
    open.push({ worker: null, clock: createFakeClock(), case: made });
    const command = { ...made.around.command, file: '/nowhere/python' };
    const started = await startWorker({ ...made.around, command }, never);
    expect(!started.ok && started.failure.detail).toContain('ENOENT');
    await made.gone;
  });

  it('that says nothing for 60 s is given up', async () => {
    const clock = createFakeClock();
    const made = workerCase({ start: [] }, clock);
    open.push({ worker: null, clock: createFakeClock(), case: made });
    const starting = startWorker(made.around, never);
    clock.advance(60_000);
    const started = await starting;
    expect(!started.ok && started.failure.code).toBe('engine.stalled');
    await made.gone;
  });

  it('that speaks another protocol, or as another engine, is refused', async () => {
    const message = HELLO.do === 'say' ? HELLO.message : {};
    for (const change of [{ protocol: 2 }, { engine: { id: 'other', version: '1' } }]) {
      const made = workerCase({ start: [say({ ...message, ...change })] });
      open.push({ worker: null, clock: createFakeClock(), case: made });
      const started = await startWorker(made.around, never);
      expect(!started.ok && started.failure.code).toBe('engine.protocol');
    }
  });

  it.each([
    ['with a code', [{ do: 'exit', code: 3 }], 'engine.crashed', 'exit code 3'],
    ['after its first segment', [segment(0, 'a'), { do: 'exit', code: 3 }], 'engine.crashed', 'exit code 3'],
    [
      'with code 0 and no result',
      [segment(0, 'a'), { do: 'exit', code: 0 }],
      'engine.crashed',
      'it ended before it was done',
    ],
    ['in native code', [{ do: 'die', signal: 'SIGSEGV' }], 'engine.crashed', 'SIGSEGV'],
    [
      'by SIGKILL from outside, which is memory and not a cancel',
      [{ do: 'die', signal: 'SIGKILL' }],
      'engine.killed',
      'SIGKILL',
    ],
  ] satisfies readonly [string, Script['job'], string, string][])(
    '%s in a job fails that job',
    async (_how, job, code, detail) => {
      expect(await failureOf(job)).toEqual({ code, file: null, detail });
    },
  );

  it('does not keep the next one from starting', async () => {
    expect(await failureOf([{ do: 'exit', code: 3 }])).not.toBeNull();
    expect(await failureOf([result(0, 0)])).toBeNull();
  });

  it('succeeds all the same when it crashes after its result', async () => {
    expect(await failureOf([segment(0, 'a'), result(1, 1), { do: 'die', signal: 'SIGSEGV' }])).toBeNull();
  });
});

describe('a breach of the protocol', () => {
  const notJson = Buffer.from('Loading model... 100%\n');
  it.each([
    ['text on its output', [bytes(notJson)]],
    ['a message that does not fit', [say({ type: 'segment', index: 0, startMs: '0', endMs: 1, words: [] })]],
    [
      'a word with half a time',
      [
        say({
          type: 'segment',
          index: 0,
          startMs: 0,
          endMs: 1,
          words: [{ text: 'a', startMs: 1, endMs: null, confidence: null, timing: null, glue: false }],
        }),
      ],
    ],
    ['an unknown message', [say({ type: 'poem' })]],
    ['bytes that are not UTF-8', [bytes(Buffer.from([0x22, 0xff, 0x22, 0x0a]))]],
    ['a lost line', [say({ type: 'hb', seq: 7, rssBytes: 1, counter: 1, stage: null })]],
    ['a lost segment', [segment(1, 'b'), result(1, 1)]],
    ['a result that counts more words than came', [segment(0, 'a'), result(1, 2)]],
  ] satisfies readonly [string, Script['job']][])(
    '%s ends the worker with engine.protocol',
    async (_what, job) => {
      const { worker, case: made } = await start({ job });
      const first = await worker.transcribe(REQUEST, seeEvents(), never);
      expect(!first.ok && first.failure.code).toBe('engine.protocol');
      await made.gone;
      const second = await worker.transcribe(REQUEST, seeEvents(), never);
      expect(second).toEqual(first);
    },
  );

  it('by a line of 100 MB is seen at 8 MB, and memory stays bounded', async () => {
    const before = process.memoryUsage().rss;
    const failed = await failureOf([{ do: 'flood', to: 'stdout', bytes: 100_000_000, lineBytes: 1 << 20 }]);
    expect(failed).toEqual({ code: 'engine.protocol', file: null, detail: 'a line of more than 8 MB' });
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });
});

describe('what arrives in pieces', () => {
  it('is put together, also in the middle of a character', async () => {
    const line = Buffer.from(
      `${JSON.stringify({ type: 'warn', seq: 1, id: '1', code: 'x', detail: 'Grüße 👋 你好' })}\n`,
    );
    const pieces = [...line].map((byte) => Buffer.from([byte]));
    const { worker } = await start({
      job: [
        bytes(...pieces),
        say({ type: 'result', seq: 2, segments: 0, words: 0, language: null, model: 'm' }),
      ],
    });
    const outcome = await worker.transcribe(REQUEST, seeEvents(), never);
    expect(outcome.ok && outcome.value.warnings).toEqual([{ code: 'x', detail: 'Grüße 👋 你好' }]);
  });
});

describe('standard error', () => {
  it('may be flooded: memory stays bounded, the job goes on, the log rotates', async () => {
    const before = process.memoryUsage().rss;
    const { worker, case: made } = await start({
      job: [{ do: 'flood', to: 'stderr', bytes: 30_000_000, lineBytes: 1000 }, result(0, 0)],
    });
    const outcome = await worker.transcribe(REQUEST, seeEvents(), never);
    expect(outcome.ok).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
    const sizes = await Promise.all(
      ['', '.1', '.4'].map(async (end) => (await readFile(made.logFile + end)).length),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5 * 1024 * 1024);
    await expect(readFile(`${made.logFile}.5`)).rejects.toThrow();
  });

  it('reaches the log without tokens, passwords and the home folder', async () => {
    const { worker, case: made } = await start({
      job: [
        { do: 'print', text: 'get https://me:pass@host/x with hf_abcdefgh' },
        { do: 'print', text: 'ijkl at /home/someone/clip\nBearer abc.def\n' },
        result(0, 0),
      ],
    });
    await worker.transcribe(REQUEST, seeEvents(), never);
    await worker.close();
    const log = await readFile(made.logFile, 'utf8');
    expect(log).toContain('get https://[removed]@host/x with hf_[removed] at ~/clip');
    expect(log).not.toMatch(/pass@|abcdefgh|ijkl|someone|abc\.def/u);
  });
});

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
    const made = workerCase({ start: [] });
    open.push({ worker: null, clock: createFakeClock(), case: made });
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
