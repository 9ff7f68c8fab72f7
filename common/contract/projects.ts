import { z } from 'zod';
import type { DroppedDecision, Operation } from '../document/operations.ts';
import type { Failure } from './failure.ts';
import type { MediaView } from './media.ts';

/** What undo and redo would do, as message ids of the interface; null when there is nothing. */
export interface UndoState {
  readonly undo: string | null;
  readonly redo: string | null;
  /** Labels of the newest steps, newest first, at most 200: the History tab. */
  readonly steps: readonly { readonly label: string; readonly atMs: number }[];
}

/** What a window knows of an open project besides its document. */
export interface SessionState {
  readonly sessionId: string;
  /** Where it is saved; null when it never was. */
  readonly path: string | null;
  /** Nothing has changed since it was saved or opened. */
  readonly saved: boolean;
  readonly savedAtMs: number | null;
  readonly undo: UndoState;
  readonly media: readonly MediaView[];
  /** The job whose words arrive here; null when there is none. */
  readonly jobId: string | null;
  /** Sentences on what was read all the same, such as a guessed encoding. */
  readonly notices: readonly string[];
}

/**
 * Where an operation comes from, for the history: `person` steps can be undone; `job` steps (words that
 * arrive) and `undo` steps are ordered like the others but add nothing to it.
 */
export type Origin = 'person' | 'job' | 'undo' | 'redo';

/** Everything that happens to an open project, in the host's order. */
export type SessionEvent =
  | { readonly kind: 'state'; readonly state: SessionState }
  | {
      readonly kind: 'operation';
      /** The document's version after it. */
      readonly version: number;
      readonly clientId: string;
      readonly opId: string;
      readonly origin: Origin;
      readonly operation: Operation;
      readonly dropped: readonly DroppedDecision[];
    }
  /** This window's operation could not be applied to what others made of the document meanwhile. */
  | {
      readonly kind: 'refused';
      readonly clientId: string;
      readonly opId: string;
      readonly failure: Failure;
    }
  /** The window is too far behind (or the host was started again): fetch the document anew. */
  | { readonly kind: 'reset'; readonly version: number }
  | { readonly kind: 'closed' };

/** Ids that a window makes for itself and for each of its operations. */
const ownId = z.string().min(4).max(80);

export const changeSchema = z.strictObject({
  sessionId: z.string(),
  clientId: ownId,
  opId: ownId,
  /** Checked by `parseOperation`, which is quicker than a schema of a schema. */
  operation: z.unknown(),
  /** Message id of what a person reads in Undo and History. */
  label: z.string().min(1).max(80),
  /** Same key within `withinMs` of the step before: one step of undo. */
  group: z.strictObject({ key: z.string().max(120), withinMs: z.number().min(0) }).nullable(),
});
export type Change = z.infer<typeof changeSchema>;

export const exportChoiceSchema = z.strictObject({
  formats: z.array(z.string()).min(1),
  profile: z.string().nullable(),
  wordTimes: z.boolean(),
  /** null = where the project lies. */
  folder: z.string().nullable(),
  /** File name without ending; null = the project's. */
  name: z.string().nullable(),
  overwrite: z.boolean(),
});
export type ExportChoice = z.infer<typeof exportChoiceSchema>;

export interface ExportedFile {
  readonly format: string;
  readonly path: string;
  /** What this file does not hold of what the project has, one sentence each. */
  readonly losses: readonly string[];
}

export interface RecentProject {
  readonly path: string;
  readonly title: string;
  readonly mediaName: string | null;
  readonly durationMs: number | null;
  readonly language: string | null;
  readonly speakers: readonly { readonly name: string; readonly color: number }[];
  /** Share of words that a person has reviewed or changed, 0–1; null without words. */
  readonly checked: number | null;
  /** Hard violations and doubtful words. */
  readonly problems: number;
  readonly openedAtMs: number;
  readonly missing: boolean;
  /** URL path with its key; null when there is no picture yet. */
  readonly thumbnail: string | null;
}
