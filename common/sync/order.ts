import type { Origin, UndoState } from '../contract/projects.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { apply } from '../document/apply.ts';
import {
  emptyHistory,
  HISTORY_LIMIT_BYTES,
  type History,
  type Moved,
  mark,
  record,
  redo,
  undo,
  withoutNewest,
} from '../document/history.ts';
import { itemAt } from '../document/list.ts';
import type { DroppedDecision, Operation } from '../document/operations.ts';
import type { Project } from '../document/types.ts';

/** The host's side of an open project: the one order of all operations, and the one undo of all windows. */
export interface Ordered {
  readonly project: Project;
  /** Operations ordered so far. */
  readonly version: number;
  readonly history: History;
}

/** An operation with its place in the order. */
export interface Step {
  readonly ordered: Ordered;
  readonly origin: Origin;
  readonly operation: Operation;
  readonly dropped: readonly DroppedDecision[];
}

export interface Proposal {
  readonly operation: Operation;
  readonly label: string;
  readonly group: { readonly key: string; readonly withinMs: number } | null;
  readonly atMs: number;
}

export function startOrder(project: Project): Ordered {
  return { project, version: 0, history: emptyHistory(HISTORY_LIMIT_BYTES) };
}

/** Orders a person's operation and notes how to take it back. Refused where it no longer fits. */
export function orderChange(ordered: Ordered, proposal: Proposal): Result<Step> {
  const { operation, label, group, atMs } = proposal;
  const applied = apply(ordered.project, operation);
  if (!applied.ok) return fail(applied.failure);
  const { project, inverse, dropped } = applied.value;
  const history = record(ordered.history, { inverse, label, group, atMs });
  return succeed({
    ordered: { project, version: ordered.version + 1, history },
    origin: 'person',
    operation,
    dropped,
  });
}

/** Orders what a job found; nobody undoes words that arrive. */
export function orderArrival(ordered: Ordered, operation: Operation): Result<Step> {
  const applied = apply(ordered.project, operation);
  if (!applied.ok) return fail(applied.failure);
  const { project, dropped } = applied.value;
  return succeed({
    ordered: { ...ordered, project, version: ordered.version + 1 },
    origin: 'job',
    operation,
    dropped,
  });
}

/** Null when there is nothing to take back. */
export function orderUndo(ordered: Ordered): Result<Step> | null {
  return moved(ordered, undo(ordered.history, ordered.project), 'undo');
}

export function orderRedo(ordered: Ordered): Result<Step> | null {
  return moved(ordered, redo(ordered.history, ordered.project), 'redo');
}

/** Names the present state for `orderUndoToMark`; it ends a group. */
export function orderMark(ordered: Ordered, name: string): Ordered {
  return { ...ordered, history: mark(ordered.history, name) };
}

/**
 * Takes back everything since a named state, newest first; null when it is not there any more. The steps stay
 * apart, each just as it is undone here, so that every window does exactly what the host did.
 */
export function orderUndoToMark(ordered: Ordered, name: string): Result<readonly Step[]> | null {
  const steps: Step[] = [];
  let here = ordered;
  while (!here.history.marks.includes(name)) {
    const step = orderUndo(here);
    if (step === null || !step.ok) return step;
    steps.push(step.value);
    here = step.value.ordered;
  }
  return succeed(steps);
}

/**
 * Gives up the step that undo or redo would take next: it no longer fits what a job has brought since, and would
 * stand before all the others for ever.
 */
export function forgetNext(ordered: Ordered, side: 'undo' | 'redo'): Ordered {
  return { ...ordered, history: withoutNewest(ordered.history, side) };
}

/** Steps that the interface lists. */
const LISTED_STEPS = 200;

export function undoState({ history }: Ordered): UndoState {
  const steps: { label: string; atMs: number }[] = [];
  for (let at = history.undo.length - 1; at >= 0 && steps.length < LISTED_STEPS; at--) {
    const step = itemAt(history.undo, at);
    if (step !== null) steps.push({ label: step.label, atMs: step.atMs });
  }
  return {
    undo: steps[0]?.label ?? null,
    redo: itemAt(history.redo, history.redo.length - 1)?.label ?? null,
    steps,
  };
}

function moved(ordered: Ordered, result: Result<Moved> | null, origin: Origin): Result<Step> | null {
  if (result === null || !result.ok) return result;
  const { project, history, operation, dropped } = result.value;
  return succeed({
    ordered: { project, version: ordered.version + 1, history },
    origin,
    operation,
    dropped,
  });
}
