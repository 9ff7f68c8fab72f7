import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PLAIN_COMPUTE } from '../engine.ts';
import { createFakeClock } from '../testing/fakeClock.ts';
import type { Script } from '../testing/fakeWorker.ts';
import { caseOnly, never, start } from '../testing/startedWorker.ts';
import { HELLO, REQUEST, result, say, seeEvents, segment } from '../testing/workerCase.ts';
import { startWorker } from './worker.ts';

async function failureOf(job: Script['job']) {
  const { worker } = await start({ job });
  const outcome = await worker.transcribe(REQUEST, seeEvents(), never);
  return outcome.ok ? null : outcome.failure;
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
      aligner: 'fake',
      compute: PLAIN_COMPUTE,
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
    const made = caseOnly({
      start: [
        { do: 'print', text: 'Traceback\nModuleNotFoundError: numpy\n' },
        { do: 'exit', code: 1 },
      ],
    });
    const started = await startWorker(made.around, never);
    expect(!started.ok && started.failure).toEqual({
      code: 'engine.crashed',
      file: null,
      detail: 'exit code 1: ModuleNotFoundError: numpy',
    });
    await made.gone;
  });

  it('because there is no such program is reported as not started', async () => {
    const made = caseOnly({});
    const command = { ...made.around.command, file: '/nowhere/python' };
    const started = await startWorker({ ...made.around, command }, never);
    expect(!started.ok && started.failure.detail).toContain('ENOENT');
    await made.gone;
  });

  it('that says nothing for 60 s is given up', async () => {
    const clock = createFakeClock();
    const made = caseOnly({ start: [] }, clock);
    const starting = startWorker(made.around, never);
    clock.advance(60_000);
    const started = await starting;
    expect(!started.ok && started.failure.code).toBe('engine.stalled');
    await made.gone;
  });

  it('that speaks another protocol, or as another engine, is refused', async () => {
    const message = HELLO.do === 'say' ? HELLO.message : {};
    for (const change of [{ protocol: 2 }, { engine: { id: 'other', version: '1' } }]) {
      const made = caseOnly({ start: [say({ ...message, ...change })] });
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
