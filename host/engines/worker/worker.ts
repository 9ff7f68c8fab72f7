import { type Failure, failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import type { Clock } from '../clock.ts';
import type { EngineWorker } from '../engine.ts';
import type { LogFile } from '../logs.ts';
import {
  type HostMessage,
  type JobMessage,
  LINE_LIMIT_BYTES,
  type MessageOf,
  PROTOCOL_VERSION,
  readWorkerLine,
  type WorkerMessage,
} from '../protocol.ts';
import { type ChildCommand, startChild } from './child.ts';
import { exitFailure } from './exits.ts';
import { alignJob, diarizeJob, type JobReading, type ProbeReport, probeJob, transcribeJob } from './jobs.ts';
import { createLineFramer } from './lines.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

/** From the start of the process to its `hello`; imports of a cold disk are slow. */
const HANDSHAKE_MS = 60_000;
/** After a polite word, before SIGTERM. */
const TERM_AFTER_MS = 1_000;
/** After SIGTERM, before SIGKILL. */
const KILL_AFTER_MS = 2_000;

/** A worker that can also be asked how it is. */
export interface ProbedWorker extends EngineWorker {
  readonly probe: (signal: AbortSignal) => Promise<Result<ProbeReport>>;
}

export interface WorkerSurroundings {
  readonly engineId: string;
  readonly command: ChildCommand;
  readonly threads: number;
  readonly clock: Clock;
  readonly log: LogFile;
  readonly redact: (line: string) => string;
  /** Called once, when every process of the worker is gone. */
  readonly onGone: () => void;
}

/**
 * Starts a worker and waits for its handshake (60 s at most; `engine.stalled` then).
 *
 * It may be used for many jobs, one after the other; starting costs 0.6 s and more, so keep it for the next file.
 * A job's own error (language, model, file) leaves it usable. Cancelling, a crash, a stall, memory and a breach
 * of the protocol end it: later jobs fail at once with the reason, and a new one has to be started.
 */
export async function startWorker(
  around: WorkerSurroundings,
  signal: AbortSignal,
): Promise<Result<ProbedWorker>> {
  if (signal.aborted) {
    around.onGone();
    return fail(failure('cancelled', {}));
  }
  const { clock, engineId, threads } = around;
  const framer = createLineFramer(LINE_LIMIT_BYTES);
  const child = startChild(around.command, {
    ...around,
    onOutput: (chunk) => receive(chunk),
    onErrorLine: () => {},
  });
  const hello = Promise.withResolvers<Result<MessageOf<'hello'>>>();
  let watchdog: Watchdog | null = null;
  let ended: Failure | null = null;
  let job: { readonly id: string; readonly reading: JobReading<unknown> } | null = null;
  let nextSeq = 0;
  let nextId = 1;
  let rssBytes = 0;
  let climbDown: (() => void) | null = null;

  const send = (message: HostMessage) => child.write(JSON.stringify(message));
  const takeId = () => String(nextId++);

  /** Politely, then SIGTERM after 1 s, then SIGKILL after 2 s more. */
  const startEnding = (polite: () => void) => {
    if (climbDown !== null) return;
    watchdog?.stop();
    polite();
    climbDown = clock.schedule(TERM_AFTER_MS, () => {
      child.kill('SIGTERM');
      child.endInput();
      climbDown = clock.schedule(KILL_AFTER_MS, () => child.kill('SIGKILL'));
    });
  };
  const leave = () => {
    send({ type: 'shutdown', id: takeId() });
    child.endInput();
  };

  const collapse = (reason: Failure, polite: () => void) => {
    ended ??= reason;
    hello.resolve(fail(ended));
    const broken = job;
    job = null;
    broken?.reading.fail(ended);
    startEnding(polite);
  };

  const dispatch = (message: WorkerMessage) => {
    if (message.seq !== nextSeq) {
      return collapse(protocolFailure(`message ${nextSeq} is missing, ${message.seq} came`), leave);
    }
    nextSeq += 1;
    if (message.type === 'hello') return hello.resolve(acceptHello(message, engineId));
    if (message.type === 'hb') {
      rssBytes = message.rssBytes;
      return watchdog?.heartbeat(message.counter);
    }
    if (message.type === 'error') void around.log.write(message.message.split('\n').map(around.redact));
    // What a job says after it was settled (cancelled) is of no interest.
    if (job === null || message.id !== job.id) return;
    const verdict = job.reading.read(message);
    if (verdict === 'moved') return watchdog?.jobMoved();
    if (verdict === 'unmoved') return;
    job = null;
    watchdog?.jobEnded();
    if (verdict !== 'settled') collapse(verdict, leave);
  };

  const receive = (chunk: Uint8Array) => {
    for (const framed of framer(chunk)) {
      const read =
        framed.kind === 'line'
          ? readWorkerLine(framed.text)
          : ({ ok: false, problem: framed.problem } as const);
      if (ended !== null) {
        // A cancelled worker that has put its things away may go before SIGTERM comes.
        if (read.ok && read.message.type === 'error' && read.message.code === 'cancelled') leave();
      } else if (read.ok) dispatch(read.message);
      else collapse(protocolFailure(read.problem), leave);
    }
  };

  void child.exited.then((exit) => {
    const lastLine = child.lastLines().findLast((line) => line.trim() !== '') ?? null;
    collapse(exitFailure(exit, lastLine), () => {});
    climbDown?.();
  });
  const gone = child.gone.then(around.onGone);

  const run = <T>(message: JobMessage, reading: JobReading<T>, abort: AbortSignal): Promise<Result<T>> => {
    if (ended !== null) return Promise.resolve(fail(ended));
    if (job !== null) throw new Error('a worker does one job at a time');
    if (abort.aborted) return Promise.resolve(fail(failure('cancelled', {})));
    const id = takeId();
    const line = JSON.stringify({ ...message, id } satisfies HostMessage);
    if (Buffer.byteLength(line) > LINE_LIMIT_BYTES) {
      return Promise.resolve(
        fail(failure('engine.failed', { detail: 'the text is too long for one request' })),
      );
    }
    job = { id, reading };
    watchdog?.jobStarted();
    child.write(line);
    const cancel = () =>
      collapse(failure('cancelled', {}), () => send({ type: 'cancel', id: takeId(), job: id }));
    abort.addEventListener('abort', cancel, { once: true });
    return reading.outcome.finally(() => abort.removeEventListener('abort', cancel));
  };

  const giveUp = clock.schedule(HANDSHAKE_MS, () =>
    collapse(
      failure('engine.stalled', { detail: `no answer within ${HANDSHAKE_MS / 1000} s of its start` }),
      leave,
    ),
  );
  const cancelStart = () => collapse(failure('cancelled', {}), leave);
  signal.addEventListener('abort', cancelStart, { once: true });
  const greeted = await hello.promise;
  giveUp();
  signal.removeEventListener('abort', cancelStart);
  if (!greeted.ok) {
    collapse(greeted.failure, leave);
    return greeted;
  }

  watchdog = createWatchdog(clock, {
    onLate: () => void around.log.write([`${engineId}: no heartbeat, waiting a little longer`]),
    onAlarm: (_alarm, detail) => collapse(failure('engine.stalled', { detail }), leave),
  });
  const { versions, python } = greeted.value;
  return succeed({
    engineId,
    versions: { python, ...versions },
    rssBytes: () => rssBytes,
    usable: () => ended === null,
    transcribe: (request, events, abort) => run(...transcribeJob(request, threads, events), abort),
    align: (request, events, abort) => run(...alignJob(request, threads, events), abort),
    diarize: (request, events, abort) => run(...diarizeJob(request, threads, events), abort),
    probe: (abort) => run(...probeJob(), abort),
    close: () => {
      collapse(failure('engine.crashed', { detail: 'it was closed' }), leave);
      return gone;
    },
  });
}

function acceptHello(message: MessageOf<'hello'>, engineId: string): Result<MessageOf<'hello'>> {
  if (message.protocol !== PROTOCOL_VERSION) {
    return fail(protocolFailure(`protocol ${message.protocol} instead of ${PROTOCOL_VERSION}`));
  }
  if (message.engine.id !== engineId) {
    return fail(protocolFailure(`${message.engine.id} answered instead of ${engineId}`));
  }
  return succeed(message);
}

function protocolFailure(detail: string): Failure {
  return failure('engine.protocol', { detail });
}
