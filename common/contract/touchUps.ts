import { z } from 'zod';
import type { HeardWord } from '../document/heardAgain.ts';
import type { Failure } from './failure.ts';
import { type JobStage, transcribeChoiceSchema } from './jobs.ts';

const touchUp = z.strictObject({
  /** Made by the window that asks, so that asking twice starts one. */
  touchUpId: z.string().min(8).max(64),
  sessionId: z.string(),
});

/** Work on a part, or one side, of an open project. */
export const startTouchUpSchema = z.discriminatedUnion('kind', [
  /** Times chosen words anew. */
  touchUp.extend({
    kind: z.literal('align'),
    wordIds: z.array(z.string()).min(1).max(100_000),
    /** Null: the best aligner for the language. */
    engine: z.string().nullable(),
  }),
  /** Tells all speakers apart anew; the text stays. */
  touchUp.extend({ kind: z.literal('speakers'), diarize: transcribeChoiceSchema.shape.diarize.unwrap() }),
  /** Recognises a stretch again; what was heard waits for a person to take it over. */
  touchUp.extend({
    kind: z.literal('redo'),
    startMs: z.int().nonnegative(),
    endMs: z.int().positive(),
    choice: transcribeChoiceSchema.pick({
      engine: true,
      model: true,
      language: true,
      task: true,
      prompt: true,
      hotwords: true,
      device: true,
      precision: true,
      align: true,
    }),
  }),
]);
export type StartTouchUp = z.infer<typeof startTouchUpSchema>;

export interface TouchUpView {
  readonly touchUpId: string;
  readonly sessionId: string;
  readonly kind: StartTouchUp['kind'];
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly stage: JobStage;
  /** 0–1. */
  readonly fraction: number;
  readonly etaSeconds: number | null;
  readonly notices: readonly string[];
  readonly failure: Failure | null;
  /** Where a `redo` computes, a card where any of its engines does: `cpu` or `cuda:N`; null for others, and before. */
  readonly usedDevice: string | null;
  /** Words that got a time (`align`), speakers that were found (`speakers`), words that were heard (`redo`). */
  readonly count: number | null;
}

/** What was heard in a stretch that was recognised again. */
export interface HeardAgain {
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly HeardWord[];
}
