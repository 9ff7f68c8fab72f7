import { fail, type Result, succeed } from '../contract/result.ts';
import { type Applied, apply } from './apply.ts';
import type { ChunkedList } from './list.ts';
import { EMPTY_LIST, itemAt, splice } from './list.ts';
import type { DroppedDecision, Operation } from './operations.ts';
import type { Project } from './types.ts';

/** One step that can be undone: what takes the document back. */
export interface HistoryStep {
  readonly inverse: Operation;
  /** What the person did, for the menu and the history pane; a message id or a text. */
  readonly label: string;
  /** Steps with the same key that follow each other closely are one; null stands alone. */
  readonly group: string | null;
  /** When it was last added to, on the caller's clock. */
  readonly atMs: number;
  /** Named points directly before this step. */
  readonly marks: readonly string[];
  /** Size of the inverse as JSON: what the limit counts. */
  readonly bytes: number;
}

/** What can be undone and redone. Plain data, so that it can be kept with the project. */
export interface History {
  readonly undo: ChunkedList<HistoryStep>;
  readonly redo: ChunkedList<HistoryStep>;
  readonly bytes: number;
  readonly limitBytes: number;
  /** Named points after the newest step. */
  readonly marks: readonly string[];
}

/** 32 MB hold some 200,000 edits of one word. */
export const HISTORY_LIMIT_BYTES = 32 * 1024 * 1024;

export interface Recording {
  readonly inverse: Operation;
  readonly label: string;
  /** Same key as the step before, within `withinMs` of it: one step (a drag, a burst of nudges, typing). */
  readonly group: { readonly key: string; readonly withinMs: number } | null;
  readonly atMs: number;
}

export interface Moved {
  readonly project: Project;
  readonly history: History;
  /** What was applied, to be journalled like any other change. */
  readonly operation: Operation;
  readonly dropped: readonly DroppedDecision[];
}

export function emptyHistory(limitBytes: number): History {
  return { undo: EMPTY_LIST, redo: EMPTY_LIST, bytes: 0, limitBytes, marks: [] };
}

/**
 * Notes an applied operation by its inverse. What was undone before can no longer be redone. The oldest steps go
 * when the limit is passed; the newest always stays.
 */
export function record(history: History, recording: Recording): History {
  const { inverse, label, group, atMs } = recording;
  const cleared = withoutRedo(history);
  const top = itemAt(cleared.undo, cleared.undo.length - 1);
  const joins =
    group !== null &&
    top !== null &&
    top.group === group.key &&
    cleared.marks.length === 0 &&
    atMs - top.atMs <= group.withinMs;
  const whole = joins && top !== null ? combined(inverse, top.inverse) : inverse;
  const step: HistoryStep = {
    inverse: whole,
    label: joins && top !== null ? top.label : label,
    group: group?.key ?? null,
    atMs,
    marks: joins && top !== null ? top.marks : cleared.marks,
    bytes: bytesOf(whole),
  };
  const replaced = joins ? 1 : 0;
  const undo = splice(cleared.undo, cleared.undo.length - replaced, replaced, [step]);
  const bytes = cleared.bytes + step.bytes - (joins && top !== null ? top.bytes : 0);
  return trimmed({ ...cleared, undo, bytes, marks: [] });
}

/** Names the present state, so that undoing up to there can lead back to it. It also ends a group. */
export function mark(history: History, name: string): History {
  return { ...history, marks: [...history.marks.filter((other) => other !== name), name] };
}

/** Takes back the newest step; null when there is none. A failure means that the document is not the one recorded. */
export function undo(history: History, project: Project): Result<Moved> | null {
  const step = itemAt(history.undo, history.undo.length - 1);
  if (step === null) return null;
  const result = apply(project, step.inverse);
  if (!result.ok) return fail(result.failure);
  const rest = splice(history.undo, history.undo.length - 1, 1, []);
  const back = reversed(step, result.value, history.marks);
  const redo = splice(history.redo, history.redo.length, 0, [back]);
  const bytes = history.bytes - step.bytes + back.bytes;
  return succeed(moved(result.value, step, { ...history, undo: rest, redo, bytes, marks: step.marks }));
}

/** Does again what was undone last; null when there is nothing. */
export function redo(history: History, project: Project): Result<Moved> | null {
  const step = itemAt(history.redo, history.redo.length - 1);
  if (step === null) return null;
  const result = apply(project, step.inverse);
  if (!result.ok) return fail(result.failure);
  const rest = splice(history.redo, history.redo.length - 1, 1, []);
  const again = reversed(step, result.value, history.marks);
  const steps = splice(history.undo, history.undo.length, 0, [again]);
  const bytes = history.bytes - step.bytes + again.bytes;
  return succeed(
    moved(result.value, step, { ...history, undo: steps, redo: rest, bytes, marks: step.marks }),
  );
}

/** Forgets the newest step of one side, for one that cannot be taken any more. */
export function withoutNewest(history: History, side: 'undo' | 'redo'): History {
  const steps = history[side];
  const gone = itemAt(steps, steps.length - 1);
  if (gone === null) return history;
  const bytes = history.bytes - gone.bytes;
  // What was named before the step is now named before whatever comes next.
  const marks = side === 'undo' ? [...new Set([...gone.marks, ...history.marks])] : history.marks;
  return { ...history, [side]: splice(steps, steps.length - 1, 1, []), bytes, marks };
}

function moved(applied: Applied, step: HistoryStep, history: History): Moved {
  return { project: applied.project, history, operation: step.inverse, dropped: applied.dropped };
}

/** The step that takes back what an undo or redo did; it is never added to. */
function reversed(step: HistoryStep, applied: Applied, marks: readonly string[]): HistoryStep {
  return { ...step, inverse: applied.inverse, group: null, marks, bytes: bytesOf(applied.inverse) };
}

function withoutRedo(history: History): History {
  if (history.redo.length === 0) return history;
  let bytes = history.bytes;
  for (const chunk of history.redo.chunks) for (const step of chunk) bytes -= step.bytes;
  return { ...history, redo: EMPTY_LIST, bytes };
}

function trimmed(history: History): History {
  let { bytes } = history;
  let drop = 0;
  while (bytes > history.limitBytes && drop < history.undo.length - 1) {
    bytes -= itemAt(history.undo, drop)?.bytes ?? 0;
    drop++;
  }
  return drop === 0 ? history : { ...history, undo: splice(history.undo, 0, drop, []), bytes };
}

/** Undoes first `newer`, then `older`. Where the older one sets the same words again, it is enough alone. */
function combined(newer: Operation, older: Operation): Operation {
  if (covers(older, newer)) return older;
  return { kind: 'batch', operations: [...partsOf(newer), ...partsOf(older)] };
}

function covers(older: Operation, newer: Operation): boolean {
  const sameKind =
    (older.kind === 'setWordTimes' && newer.kind === 'setWordTimes') ||
    (older.kind === 'setWordText' && newer.kind === 'setWordText');
  if (!sameKind) return false;
  const ids = new Set(older.words.map(({ wordId }) => wordId));
  return newer.words.every(({ wordId }) => ids.has(wordId));
}

function partsOf(operation: Operation): readonly Operation[] {
  return operation.kind === 'batch' ? operation.operations : [operation];
}

function bytesOf(operation: Operation): number {
  return JSON.stringify(operation).length;
}
