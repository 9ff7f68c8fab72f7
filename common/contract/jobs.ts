import { z } from 'zod';
import type { Failure } from './failure.ts';

/** What a person chose in the transcribe sheet. */
export const transcribeChoiceSchema = z.strictObject({
  engine: z.string().min(1),
  /** An id; null: the best one that is there. */
  model: z.string().nullable(),
  /** BCP-47; null = the engine finds out. */
  language: z.string().nullable(),
  task: z.enum(['transcribe', 'translate']),
  /** Lines of context. */
  prompt: z.string().max(4000).nullable(),
  /** Names and terms to expect. */
  hotwords: z.string().max(4000).nullable(),
  /** `auto`, `cpu` or `cuda:N`. */
  device: z.string().regex(/^(auto|cpu|cuda:\d+)$/u),
  /** A CTranslate2 compute type; null: the best that the device supports. */
  precision: z.string().nullable(),
  /** Null: the recogniser's own times. `engine` null: the aligner that fits the recogniser. */
  align: z.strictObject({ engine: z.string().nullable(), model: z.string().nullable() }).nullable(),
  /** Null: nobody is told apart. */
  diarize: z
    .strictObject({
      engine: z.string().min(1),
      model: z.string().nullable(),
      /** Null: unknown; equal for an exact number; `max` null for an open end. */
      speakers: z
        .strictObject({ min: z.int().min(1).max(99), max: z.int().min(1).max(99).nullable() })
        .nullable(),
    })
    .nullable(),
  channel: z.enum(['mix', 'left', 'right', 'split']),
  audioTrack: z.string().nullable(),
  profile: z.string().min(1),
  /** Format ids, written beside the media when the job is done. */
  formats: z.array(z.string()),
});
export type TranscribeChoice = z.infer<typeof transcribeChoiceSchema>;

/** What is chosen where nobody chose: the engine's own model and times, on the best device. */
export const USUAL_CHOICE = {
  model: null,
  language: null,
  task: 'transcribe',
  prompt: null,
  hotwords: null,
  device: 'auto',
  precision: null,
  align: { engine: null, model: null },
  diarize: null,
  channel: 'mix',
  audioTrack: null,
} as const satisfies Partial<TranscribeChoice>;

/** Ids are made by the window that asks, so that asking twice starts one job. */
export const startJobSchema = z.strictObject({
  jobId: z.string().min(8).max(64),
  path: z.string().min(1),
  choice: transcribeChoiceSchema,
});
export type StartJob = z.infer<typeof startJobSchema>;

export type JobStage = 'waiting' | 'prepare' | 'decode' | 'recognise' | 'align' | 'diarize' | 'write';

/** One row of the queue. */
export interface JobView {
  readonly jobId: string;
  readonly path: string;
  readonly name: string;
  readonly engine: string;
  /** As it was asked for: `auto`, `cpu` or `cuda:N`. */
  readonly device: TranscribeChoice['device'];
  /** Where it computes, a card where any of its engines does: `cpu` or `cuda:N`; null before that is known. */
  readonly usedDevice: string | null;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly stage: JobStage;
  /** 0–1 over the whole job. */
  readonly fraction: number;
  /** Media that is done and in all; null before it is known. */
  readonly doneMs: number | null;
  readonly totalMs: number | null;
  /** Times real time (38 = 38 × as fast); null before it is known. */
  readonly speed: number | null;
  /** Until it is done, with the jobs before it; null while that cannot be told. */
  readonly etaSeconds: number | null;
  /** What it was found to be spoken in, with a confidence of 0–1; null before, or where it was chosen. */
  readonly language: { readonly code: string; readonly confidence: number } | null;
  readonly notices: readonly string[];
  readonly failure: Failure | null;
  /** The open project into which the words arrive; null before the first. */
  readonly sessionId: string | null;
  /** Once done: what was written, and how much. */
  readonly projectPath: string | null;
  readonly outputs: readonly string[];
  readonly words: number | null;
  readonly doubtful: number | null;
  readonly wallSeconds: number | null;
}

export interface EngineView {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly licence: string;
  readonly languages: readonly string[];
  readonly tasks: readonly ('transcribe' | 'translate')[];
  /** What it listens to besides the sound. */
  readonly hints: readonly ('prompt' | 'hotwords')[];
  /** Its words come without times of its own and are aligned after. */
  readonly needsAligning: boolean;
  /** Kind of the models that are got on their own; null where its packages have them inside. */
  readonly modelKind: string | null;
  /** Inside its packages. */
  readonly models: readonly { readonly id: string; readonly title: string; readonly sizeBytes: number }[];
  readonly defaultModel: string;
  readonly embedded: boolean;
  readonly installed: boolean;
  readonly problem: Failure | null;
}
