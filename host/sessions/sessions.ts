import type {
  Change,
  ExportChoice,
  ExportedFile,
  SessionEvent,
  SessionState,
} from '../../common/contract/projects.ts';
import type { Result } from '../../common/contract/result.ts';
import type { Operation } from '../../common/document/operations.ts';
import type { Project } from '../../common/document/types.ts';

/** The open projects of this host. Made by `createSessions` in `openSessions.ts`. */
export interface Sessions {
  /** Opens a project or caption file; the same file again gives the session that is open already. */
  readonly open: (path: string, signal: AbortSignal) => Promise<Result<SessionState>>;
  /** A project without words for media that was not transcribed, or without media (null). */
  readonly create: (mediaPath: string | null, signal: AbortSignal) => Promise<Result<SessionState>>;
  /** Takes over a document that a window still holds after the host had to start again. */
  readonly restore: (held: HeldProject) => Result<SessionState>;
  /** Takes over what a job begins to fill. */
  readonly adopt: (project: Project, jobId: string) => SessionState;
  readonly state: (sessionId: string) => SessionState | null;
  /** The document with its version, as one moment; null for an unknown session. */
  readonly document: (sessionId: string) => { readonly project: Project; readonly version: number } | null;
  /**
   * Everything since a version, then what happens, until `signal` aborts: first a `state`; a `reset` where the
   * version is too old. Ends with `closed`.
   */
  readonly watch: (
    sessionId: string,
    sinceVersion: number,
    signal: AbortSignal,
  ) => AsyncIterable<SessionEvent>;
  /** Orders a window's operation; the same `opId` again changes nothing. A refusal reaches the window as an event too. */
  readonly change: (change: Change) => Result<{ readonly version: number }>;
  /** Orders what a job found. */
  readonly arrive: (sessionId: string, operation: Operation) => Result<void>;
  /**
   * A job wrote this version of the document to a project file (revision 0, or 1 with edits of a person in it). The
   * session lies there from now on, unless it was saved elsewhere meanwhile, and counts as saved while `version` is
   * still its newest.
   */
  readonly written: (
    sessionId: string,
    file: { readonly path: string; readonly version: number; readonly revision: number },
  ) => void;
  /** The job has ended: nothing arrives any more. */
  readonly settle: (sessionId: string) => void;
  readonly undo: (sessionId: string) => Result<boolean>;
  readonly redo: (sessionId: string) => Result<boolean>;
  readonly mark: (sessionId: string, name: string) => void;
  readonly undoToMark: (sessionId: string, name: string) => Result<boolean>;
  /** Takes back steps down to the one at `index` of the listed ones (0 = the newest). */
  readonly undoSteps: (sessionId: string, count: number) => Result<boolean>;
  /**
   * null = where it is saved already. Atomic; the old file stays when anything fails. Another file that is there
   * is not replaced (`output.exists`), nor the own one where another program changed it (`project.changed-on-disk`).
   */
  readonly save: (sessionId: string, path: string | null) => Promise<Result<SessionState>>;
  /** Saves as `save` does, over whatever is there: the person was asked. */
  readonly saveOver: (sessionId: string, path: string | null) => Promise<Result<SessionState>>;
  /** Points the document at a media file that was found again; its content may differ (a notice says so). */
  readonly relink: (
    sessionId: string,
    mediaId: string,
    path: string,
    signal: AbortSignal,
  ) => Promise<Result<SessionState>>;
  readonly exportFiles: (sessionId: string, choice: ExportChoice) => Promise<Result<readonly ExportedFile[]>>;
  /** One format's text: for a preview, a copy or a download. */
  readonly exportText: (
    sessionId: string,
    choice: { readonly format: string; readonly profile: string | null; readonly wordTimes: boolean },
  ) => Result<{ readonly text: string; readonly losses: readonly string[]; readonly fileName: string }>;
  /** Forgets the session; unsaved work is gone, so the window asks first. */
  readonly close: (sessionId: string) => void;
  readonly unsaved: () => readonly SessionState[];
}

export interface HeldProject {
  readonly sessionId: string;
  readonly project: Project;
  readonly path: string | null;
}
