import type { Failure } from '../../common/contract/failure.ts';
import type { TranscribeChoice } from '../../common/contract/jobs.ts';
import type { FileProgress } from './progress.ts';

/** What a person chose for a transcription. Plain data: it will be stored with the job. */
export interface TranscribeSettings extends Omit<TranscribeChoice, 'profile' | 'formats'> {
  /** Media time; an open end is null. */
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** Every transition of a file's job, in order, so that a store can keep them before they are shown. */
export type JobEvent =
  | { readonly kind: 'started'; readonly file: string }
  | { readonly kind: 'progress'; readonly file: string; readonly progress: FileProgress }
  /** Something a person should know that does not stop the job. */
  | { readonly kind: 'notice'; readonly file: string; readonly message: string }
  | { readonly kind: 'failed'; readonly file: string; readonly failure: Failure }
  | { readonly kind: 'cancelled'; readonly file: string }
  | {
      readonly kind: 'done';
      readonly file: string;
      readonly outputs: readonly string[];
      readonly mediaSeconds: number;
      readonly wallSeconds: number;
      readonly words: number;
    };
