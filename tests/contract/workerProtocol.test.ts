import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN_COMPUTE } from '../../host/engines/engine.ts';
import { PROTOCOL_VERSION, type WorkerMessage, workerMessage } from '../../host/engines/protocol.ts';
import { programPath, readCurrent } from '../../host/engines/runtime/generation.ts';
import { checkout } from '../support/command.ts';
import { ffmpeg } from '../support/ffmpeg.ts';

const clip = join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac');

/** A real worker, spoken to line by line without the host's client between. */
interface Worker {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly send: (message: Record<string, unknown>) => void;
  /** The first message from now on, or already there, that fits. */
  readonly message: (fits: (message: WorkerMessage) => boolean) => Promise<WorkerMessage>;
}

async function startWorker(): Promise<Worker> {
  const home = process.env.WORDLANE_HOME;
  if (home === undefined) throw new Error('WORDLANE_HOME names the data root with the embedded engine');
  const generation = await readCurrent(join(home, 'runtimes', 'moonshine'));
  if (generation === null) throw new Error('the embedded engine is not installed in the tests’ data root');
  const runtime = join(checkout, 'python-runtime');
  const child = spawn(
    programPath(generation),
    ['-I', '-B', '-X', 'utf8', join(runtime, 'worker', 'main.py'), join(runtime, 'engines', 'moonshine')],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  return {
    child,
    lines,
    send: (message) => {
      child.stdin.write(`${JSON.stringify(message)}\n`);
    },
    message: (fits) =>
      new Promise((resolve, reject) => {
        let at = 0;
        const look = () => {
          for (; at < lines.length; at++) {
            const message = workerMessage.parse(JSON.parse(lines[at] ?? ''));
            if (!fits(message)) continue;
            waiting.delete(look);
            resolve(message);
            return;
          }
        };
        reader.on('close', () => reject(new Error(`the worker ended after ${lines.length} lines`)));
        waiting.add(look);
        look();
      }),
  };
}

describe('what the embedded engine says on the wire', () => {
  let folder: string;
  let pcm: string;
  let worker: Worker;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wordlane-wire-'));
    pcm = join(folder, 'jfk.pcm');
    await ffmpeg(['-i', clip, '-ac', '1', '-ar', '16000', '-f', 's16le', pcm]);
    worker = await startWorker();
  });

  afterAll(async () => {
    worker.child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  async function transcribe(id: string): Promise<void> {
    const { length } = await readFile(pcm);
    worker.send({
      type: 'transcribe',
      id,
      audio: { path: pcm, rateHz: 16000, samples: length / 2, startMs: 0 },
      range: null,
      language: null,
      task: 'transcribe',
      prompt: null,
      hotwords: null,
      compute: { ...PLAIN_COMPUTE, threads: 2 },
    });
  }

  it('begins with a hello of this protocol', async () => {
    const hello = await worker.message(() => true);
    expect(hello).toMatchObject({
      type: 'hello',
      seq: 0,
      protocol: PROTOCOL_VERSION,
      engine: { id: 'moonshine' },
    });
  });

  it('answers a job with segments and a result that counts them, all by the schema and in sequence', async () => {
    await transcribe('job');
    const result = await worker.message((message) => message.type === 'result' && message.id === 'job');
    const messages = worker.lines.map((line) => workerMessage.parse(JSON.parse(line)));
    expect(messages.map((message) => message.seq)).toEqual(messages.map((_, index) => index));
    const segments = messages.filter((message) => message.type === 'segment');
    const words = segments.flatMap((segment) => segment.words);
    expect(segments.map((segment) => segment.index)).toEqual(segments.map((_, index) => index));
    expect(result).toMatchObject({ segments: segments.length, words: words.length, language: 'en' });
    expect(words).toHaveLength(22);
    for (const word of words) expect(word.startMs === null).toBe(word.timing === null);
  });

  it('shows that it is alive by heartbeats of its own', async () => {
    const beat = await worker.message((message) => message.type === 'hb');
    expect(beat).toMatchObject({ type: 'hb', rssBytes: expect.any(Number), counter: expect.any(Number) });
  });

  it('answers nonsense with an error and goes on', async () => {
    worker.child.stdin?.write('this is not JSON\n{"type":"dance","id":"x"}\n');
    const refused = await worker.message((message) => message.type === 'error');
    expect(refused).toMatchObject({ code: 'protocol' });
    await transcribe('after');
    const result = await worker.message((message) => message.type === 'result' && message.id === 'after');
    expect(result).toMatchObject({ words: 22 });
  });

  it('ends when its input ends', async () => {
    const ended = new Promise<void>((resolve) => worker.child.on('close', () => resolve()));
    worker.child.stdin?.end();
    await ended;
  });
});
