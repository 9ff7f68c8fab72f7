import { type Failure, failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import type {
  AlignRequest,
  DiarizeOutcome,
  DiarizeRequest,
  EngineOutcome,
  EngineSegment,
  EngineWarning,
  PcmFile,
  SpeakerTurn,
  TranscribeRequest,
  WorkerEvents,
} from '../engine.ts';
import type { JobMessage, MessageOf, WireAudio, WorkerMessage } from '../protocol.ts';
import { workerErrorFailure } from './exits.ts';

export interface ProbeReport {
  readonly checks: readonly { readonly id: string; readonly ok: boolean; readonly detail: string }[];
  readonly versions: Readonly<Record<string, string>>;
}

/** How one job's messages are read. */
export interface JobReading<T> {
  /** `settled`: the outcome is there, the worker is good for the next. A failure: the worker is not. */
  readonly read: (message: WorkerMessage) => 'moved' | 'unmoved' | 'settled' | Failure;
  /** The worker broke down or was told to stop. */
  readonly fail: (reason: Failure) => void;
  readonly outcome: Promise<Result<T>>;
}

export function transcribeJob(
  request: TranscribeRequest,
  threads: number,
  events: WorkerEvents,
): [JobMessage, JobReading<EngineOutcome>] {
  let next = 0;
  const acceptIndex = (index: number): string | null =>
    index === next++ ? null : `segment ${index} where ${next - 1} was due`;
  const { range, language, task, prompt, hotwords, compute } = request;
  return [
    {
      type: 'transcribe',
      audio: wireAudio(request.audio),
      range,
      language,
      task,
      prompt,
      hotwords,
      compute: { ...compute, threads },
    },
    segmentsReading(events, acceptIndex),
  ];
}

export function alignJob(
  request: AlignRequest,
  threads: number,
  events: WorkerEvents,
): [JobMessage, JobReading<EngineOutcome>] {
  const seen = new Set<number>();
  const acceptIndex = (index: number): string | null => {
    if (index >= request.segments.length) return `segment ${index} of ${request.segments.length}`;
    if (seen.has(index)) return `segment ${index} twice`;
    seen.add(index);
    return null;
  };
  const { language, aligner, segments, compute } = request;
  return [
    {
      type: 'align',
      audio: wireAudio(request.audio),
      language,
      aligner,
      segments,
      compute: { ...compute, threads },
    },
    segmentsReading(events, acceptIndex),
  ];
}

export function diarizeJob(
  request: DiarizeRequest,
  threads: number,
  events: WorkerEvents,
): [JobMessage, JobReading<DiarizeOutcome>] {
  const { diarizer, speakers, compute } = request;
  return [
    {
      type: 'diarize',
      audio: wireAudio(request.audio),
      diarizer,
      speakers,
      compute: { ...compute, threads },
    },
    turnsReading(events),
  ];
}

export function probeJob(): [JobMessage, JobReading<ProbeReport>] {
  const outcome = Promise.withResolvers<Result<ProbeReport>>();
  return [
    { type: 'probe' },
    {
      outcome: outcome.promise,
      fail: (reason) => outcome.resolve(fail(reason)),
      read: (message) => {
        if (message.type === 'probe') {
          outcome.resolve(succeed({ checks: message.checks, versions: message.versions }));
          return 'settled';
        }
        if (message.type === 'error') return settleError(message, outcome.resolve);
        return 'unmoved';
      },
    },
  ];
}

/** Collects segments until the result, whose counts must agree with what came: a lost line is no success. */
function segmentsReading(
  events: WorkerEvents,
  acceptIndex: (index: number) => string | null,
): JobReading<EngineOutcome> {
  const outcome = Promise.withResolvers<Result<EngineOutcome>>();
  const segments: EngineSegment[] = [];
  const warnings: EngineWarning[] = [];
  const acceptProgress = progressReading(events);
  let words = 0;

  const breach = (detail: string): Failure => {
    const reason = failure('engine.protocol', { detail });
    outcome.resolve(fail(reason));
    return reason;
  };

  const acceptSegment = (message: MessageOf<'segment'>): 'moved' | Failure => {
    const problem = acceptIndex(message.index);
    if (problem !== null) return breach(problem);
    const { index, startMs, endMs } = message;
    const segment: EngineSegment = { index, startMs, endMs, words: message.words };
    segments.push(segment);
    words += segment.words.length;
    events.onSegment(segment);
    return 'moved';
  };

  const acceptResult = ({ language, model, ...told }: MessageOf<'result'>): 'settled' | Failure => {
    if (told.segments !== segments.length || told.words !== words) {
      return breach(
        `${told.segments} segments with ${told.words} words announced, ${segments.length} with ${words} came`,
      );
    }
    segments.sort((a, b) => a.index - b.index);
    outcome.resolve(succeed({ segments, language, model, warnings }));
    return 'settled';
  };

  return {
    outcome: outcome.promise,
    fail: (reason) => outcome.resolve(fail(reason)),
    read: (message) => {
      switch (message.type) {
        case 'progress':
          return acceptProgress(message);
        case 'segment':
          return acceptSegment(message);
        case 'warn': {
          const warning = { code: message.code, detail: message.detail };
          warnings.push(warning);
          events.onWarning(warning);
          return 'unmoved';
        }
        case 'result':
          return acceptResult(message);
        case 'error':
          return settleError(message, outcome.resolve);
        case 'language':
          events.onLanguage(message.language, message.confidence);
          return 'moved';
        case 'hello':
        case 'hb':
        case 'probe':
        case 'ready':
        case 'turns':
        case 'voice':
          return 'unmoved';
      }
    },
  };
}

/** Collects turns and voices until the result, whose count must agree with what came. */
function turnsReading(events: WorkerEvents): JobReading<DiarizeOutcome> {
  const outcome = Promise.withResolvers<Result<DiarizeOutcome>>();
  const turns: Record<'overlapping' | 'exclusive', SpeakerTurn[]> = { overlapping: [], exclusive: [] };
  const voices = new Map<string, readonly number[]>();
  const warnings: EngineWarning[] = [];
  const acceptProgress = progressReading(events);

  const acceptResult = ({ segments, model }: MessageOf<'result'>): 'settled' | Failure => {
    const { overlapping, exclusive } = turns;
    const came = overlapping.length + exclusive.length;
    if (segments !== came) {
      const reason = failure('engine.protocol', { detail: `${segments} turns announced, ${came} came` });
      outcome.resolve(fail(reason));
      return reason;
    }
    outcome.resolve(succeed({ turns: overlapping, exclusive, voices, model, warnings }));
    return 'settled';
  };

  return {
    outcome: outcome.promise,
    fail: (reason) => outcome.resolve(fail(reason)),
    read: (message) => {
      switch (message.type) {
        case 'progress':
          return acceptProgress(message);
        case 'turns':
          turns[message.kind].push(...message.turns);
          return 'moved';
        case 'voice':
          voices.set(message.speaker, message.vector);
          return 'moved';
        case 'warn':
          warnings.push({ code: message.code, detail: message.detail });
          events.onWarning({ code: message.code, detail: message.detail });
          return 'unmoved';
        case 'result':
          return acceptResult(message);
        case 'error':
          return settleError(message, outcome.resolve);
        case 'segment':
        case 'language':
        case 'hello':
        case 'hb':
        case 'probe':
        case 'ready':
          return 'unmoved';
      }
    },
  };
}

/** Passes progress on; the job moves only where it goes on. */
function progressReading(events: WorkerEvents): (message: MessageOf<'progress'>) => 'moved' | 'unmoved' {
  let lastPlace = '';
  return ({ stage, doneMs, totalMs }) => {
    events.onProgress({ stage, doneMs, totalMs });
    const place = `${stage} ${doneMs}`;
    if (place === lastPlace) return 'unmoved';
    lastPlace = place;
    return 'moved';
  };
}

/** After a shortage of memory the process is not trusted with more: what it holds is not given back reliably. */
function settleError(
  message: MessageOf<'error'>,
  resolve: (result: Result<never>) => void,
): 'settled' | Failure {
  const reason = workerErrorFailure(message.code, message.message, message.detail);
  resolve(fail(reason));
  return message.code === 'memory' || message.code === 'protocol' ? reason : 'settled';
}

function wireAudio({ path, samples, startMs }: PcmFile): WireAudio {
  return { path, rateHz: 16_000, samples, startMs };
}
