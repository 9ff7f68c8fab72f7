import { z } from 'zod';
import type { Compute } from './engine.ts';

/**
 * The worker protocol, version 1 (docs/worker-protocol.md): what a Python worker may say and what it is told.
 * Unknown fields pass, so that a newer worker may say more; unknown types do not.
 */
export const PROTOCOL_VERSION = 1;

/** The longest line either side may send. */
export const LINE_LIMIT_BYTES = 8 * 1024 * 1024;

const count = z.int().nonnegative();
const timeMs = z.int();

const word = z
  .object({
    text: z.string(),
    startMs: timeMs.nullable(),
    endMs: timeMs.nullable(),
    confidence: z.number().min(0).max(1).nullable(),
    timing: z.enum(['aligned', 'refined', 'attention', 'token', 'interpolated']).nullable(),
    glue: z.boolean(),
  })
  .refine(hasConsistentTimes, {
    error: 'times and timing are all set or all null, and end is not before start',
  });

function hasConsistentTimes(word: {
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly timing: string | null;
}): boolean {
  if (word.startMs === null || word.endMs === null || word.timing === null) {
    return word.startMs === null && word.endMs === null && word.timing === null;
  }
  return word.startMs <= word.endMs;
}

const versions = z.record(z.string(), z.string());

export const probeCheck = z.object({ id: z.string(), ok: z.boolean(), detail: z.string() });

const stages = ['load', 'detect', 'recognise', 'align', 'diarize'] as const;

const turn = z
  .object({ startMs: timeMs, endMs: timeMs, speaker: z.string().min(1) })
  .refine(({ startMs, endMs }) => startMs < endMs, { error: 'a turn ends after it starts' });

export const workerErrorCodes = [
  'cancelled',
  'protocol',
  'audio',
  'language',
  'model',
  'device',
  'compute',
  'memory',
  'internal',
] as const;

export const workerMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    seq: count,
    protocol: z.int(),
    pid: z.int(),
    engine: z.object({ id: z.string(), version: z.string() }),
    python: z.string(),
    versions,
  }),
  z.object({ type: z.literal('probe'), seq: count, id: z.string(), checks: z.array(probeCheck), versions }),
  z.object({ type: z.literal('ready'), seq: count, id: z.string(), model: z.string(), loadMs: z.number() }),
  z.object({
    type: z.literal('progress'),
    seq: count,
    id: z.string(),
    stage: z.enum(stages),
    doneMs: z.number().nonnegative(),
    totalMs: z.number().nonnegative(),
  }),
  z.object({
    type: z.literal('segment'),
    seq: count,
    id: z.string(),
    index: count,
    startMs: timeMs,
    endMs: timeMs,
    words: z.array(word),
  }),
  z.object({
    type: z.literal('language'),
    seq: count,
    id: z.string(),
    language: z.string().min(2),
    confidence: z.number().min(0).max(1),
  }),
  z.object({
    type: z.literal('turns'),
    seq: count,
    id: z.string(),
    kind: z.enum(['overlapping', 'exclusive']),
    turns: z.array(turn),
  }),
  z.object({
    type: z.literal('voice'),
    seq: count,
    id: z.string(),
    speaker: z.string().min(1),
    vector: z.array(z.number()).min(1),
  }),
  z.object({
    type: z.literal('warn'),
    seq: count,
    id: z.string(),
    code: z.string(),
    detail: z.string().nullable(),
  }),
  z.object({
    type: z.literal('result'),
    seq: count,
    id: z.string(),
    segments: count,
    words: count,
    language: z.string().nullable(),
    model: z.string(),
  }),
  z.object({
    type: z.literal('error'),
    seq: count,
    id: z.string().nullable(),
    code: z.enum(workerErrorCodes),
    message: z.string(),
    detail: z.string().nullable(),
    retriable: z.boolean(),
  }),
  z.object({
    type: z.literal('hb'),
    seq: count,
    rssBytes: z.number().nonnegative(),
    counter: count,
    stage: z.string().nullable(),
  }),
]);

export type WorkerMessage = z.infer<typeof workerMessage>;
export type WorkerErrorCode = (typeof workerErrorCodes)[number];
export type MessageOf<T extends WorkerMessage['type']> = Extract<WorkerMessage, { readonly type: T }>;

/** Where the samples are: raw 16-bit little-endian mono, to be memory mapped. */
export interface WireAudio {
  readonly path: string;
  readonly rateHz: 16000;
  readonly samples: number;
  readonly startMs: number;
}

export interface WireCompute extends Compute {
  readonly threads: number;
}

export type JobMessage =
  | { readonly type: 'probe' }
  | {
      readonly type: 'transcribe';
      readonly audio: WireAudio;
      readonly range: { readonly startMs: number; readonly endMs: number } | null;
      readonly language: string | null;
      readonly task: 'transcribe' | 'translate';
      readonly prompt: string | null;
      readonly hotwords: string | null;
      readonly compute: WireCompute;
    }
  | {
      readonly type: 'align';
      readonly audio: WireAudio;
      readonly language: string;
      readonly aligner: string;
      readonly compute: WireCompute;
      readonly segments: readonly {
        readonly startMs: number;
        readonly endMs: number;
        readonly words: readonly string[];
      }[];
    }
  | {
      readonly type: 'diarize';
      readonly audio: WireAudio;
      readonly diarizer: string;
      readonly speakers: { readonly min: number; readonly max: number | null } | null;
      readonly compute: WireCompute;
    };

export type HostMessage = (
  | JobMessage
  | { readonly type: 'cancel'; readonly job: string }
  | { readonly type: 'shutdown' }
) & { readonly id: string };

/** One line of the worker as a message, or what is wrong with it in a few words. Never throws. */
export function readWorkerLine(
  line: string,
): { readonly ok: true; readonly message: WorkerMessage } | { readonly ok: false; readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, problem: `a line that is not JSON: ${excerpt(line)}` };
  }
  const parsed = workerMessage.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue === undefined ? '' : issue.path.join('.');
  return {
    ok: false,
    problem: `a message that does not fit at ${place === '' ? 'its top' : place}: ${excerpt(line)}`,
  };
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
}
