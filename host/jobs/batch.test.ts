import { describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type BatchOptions, type FileOutcome, type FileTools, runBatch } from './batch.ts';
import type { JobEvent } from './job.ts';

const outcome: FileOutcome = { outputs: ['x.srt'], mediaSeconds: 10, words: 3 };

function recorder(): {
  events: JobEvent[];
  bugs: unknown[];
  controller: AbortController;
  options: BatchOptions;
} {
  const events: JobEvent[] = [];
  const bugs: unknown[] = [];
  const controller = new AbortController();
  const options: BatchOptions = {
    width: 1,
    nowMs: () => 0,
    onEvent: (event) => events.push(event),
    onBug: (error) => bugs.push(error),
    signal: controller.signal,
  };
  return { events, bugs, controller, options };
}

/** Resolves as cancelled when the signal aborts, like a real decode or engine. */
function untilAborted(tools: FileTools): Promise<Result<FileOutcome>> {
  return new Promise((resolve) => {
    tools.signal.addEventListener('abort', () => resolve(fail(failure('cancelled', { file: tools.file }))));
  });
}

describe('a batch of files', () => {
  it('goes on after one file failed', async () => {
    const { events, options } = recorder();
    const counts = await runBatch(
      ['a', 'b', 'c'],
      async ({ file }) => (file === 'b' ? fail(failure('media.no-audio', { file })) : succeed(outcome)),
      options,
    );
    expect(counts).toEqual({ done: 2, failed: 1, cancelled: 0 });
    expect(events.filter((event) => event.kind === 'failed').map((event) => event.file)).toEqual(['b']);
  });

  it('turns a bug in one file into that file’s failure and tells the log', async () => {
    const { events, bugs, options } = recorder();
    const bug = new Error('boom');
    const counts = await runBatch(
      ['a', 'b'],
      async ({ file }) => {
        if (file === 'a') throw bug;
        return succeed(outcome);
      },
      options,
    );
    expect(counts).toEqual({ done: 1, failed: 1, cancelled: 0 });
    expect(bugs).toEqual([bug]);
    const failed = events.find((event) => event.kind === 'failed');
    expect(failed?.kind === 'failed' && failed.failure.code).toBe('internal');
  });

  it('prepares one file while another is recognised, and never recognises two', async () => {
    const { options } = recorder();
    const log: string[] = [];
    let letFirstFinish = () => {};
    const firstMayFinish = new Promise<void>((resolve) => {
      letFirstFinish = resolve;
    });
    await runBatch(
      ['a', 'b'],
      async ({ file, preparing, recognising, signal }) => {
        const leavePreparing = await preparing.enter(signal);
        log.push(`prepare ${file}`);
        // The second file is being prepared: only now may the first one's recognition end.
        if (file === 'b') letFirstFinish();
        leavePreparing();
        const leave = await recognising.enter(signal);
        log.push(`recognise ${file}`);
        if (file === 'a') await firstMayFinish;
        log.push(`end ${file}`);
        leave();
        return succeed(outcome);
      },
      options,
    );
    expect(log.indexOf('prepare b')).toBeLessThan(log.indexOf('end a'));
    expect(log.indexOf('recognise b')).toBeGreaterThan(log.indexOf('end a'));
  });

  it('ends the running file and starts no other when it is cancelled', async () => {
    const { events, controller, options } = recorder();
    const done = runBatch(
      ['a', 'b', 'c', 'd'],
      async (tools) => {
        if (tools.file === 'b') queueMicrotask(() => controller.abort());
        return await untilAborted(tools);
      },
      options,
    );
    expect(await done).toEqual({ done: 0, failed: 0, cancelled: 4 });
    expect(events.filter((event) => event.kind === 'started').map((event) => event.file)).toEqual(['a', 'b']);
  });
});
