import type { HeardAgain, StartTouchUp, TouchUpView } from '../../common/contract/touchUps.ts';

/** Work on parts of open projects, beside the queue: somebody waits for it. Made by `createTouchUps`. */
export interface TouchUps {
  /** Begins; the same id again changes nothing. */
  readonly start: (request: StartTouchUp) => TouchUpView;
  /** Seen at once; the engine's processes are gone within seconds. */
  readonly cancel: (touchUpId: string) => void;
  /** Takes one that has ended off the list, with what was heard. */
  readonly dismiss: (touchUpId: string) => void;
  /** Those of a session after every change, at most 10 times a second, until `signal` aborts. */
  readonly watch: (sessionId: string, signal: AbortSignal) => AsyncIterable<readonly TouchUpView[]>;
  /** Of a `redo` that is done; null before, or once it was dismissed. */
  readonly heard: (touchUpId: string) => HeardAgain | null;
}
