import type { EngineView, JobView, StartJob, TranscribeChoice } from '../../common/contract/jobs.ts';
import type { Result } from '../../common/contract/result.ts';
import type { JobSpeed } from '../../common/contract/speeds.ts';
import type { TouchUps } from './touchUps.ts';

/** The transcriptions of this program, one after another. Made by `createQueue` in `runQueue.ts`. */
export interface JobQueue {
  /** Adds a file; the same `jobId` again changes nothing. */
  readonly start: (job: StartJob) => JobView;
  /** Seen at once; the engine's processes are gone within seconds. What arrived stays in its open project. */
  readonly cancel: (jobId: string) => void;
  /** Puts a waiting job first. */
  readonly hurry: (jobId: string) => void;
  /**
   * Does a failed job's file again with the same choices on the processor, at the end of the list, in place of the
   * failed one. Only ever because a person asked for it: it takes several times as long. Null where there is none
   * such, as when it was asked for twice.
   */
  readonly runOnProcessor: (jobId: string) => JobView | null;
  /** Takes an ended job off the list. */
  readonly remove: (jobId: string) => void;
  readonly list: () => readonly JobView[];
  /** The whole list after every change, at most 10 times a second, until `signal` aborts. */
  readonly watch: (signal: AbortSignal) => AsyncIterable<readonly JobView[]>;
  /**
   * Times words of an open project anew from the sound: the words' own utterances between their untouched
   * neighbours. Resolves with how many words got a time; the change is one step of undo.
   */
  readonly alignWords: (
    request: { readonly sessionId: string; readonly wordIds: readonly string[] },
    signal: AbortSignal,
  ) => Promise<Result<{ readonly words: number }>>;
  /** Work on parts of open projects, beside the list. */
  readonly touchUps: TouchUps;
  readonly engines: () => Promise<readonly EngineView[]>;
  /** How fast each of the choices would be, for a second of media; null where nothing tells. */
  readonly expect: (choices: readonly TranscribeChoice[]) => Promise<readonly (JobSpeed | null)[]>;
  /** Cancels everything; resolves when every process is gone. */
  readonly close: () => Promise<void>;
}
