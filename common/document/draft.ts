import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import { carryTimes } from './extents.ts';
import { withEntries, withMembers } from './layered.ts';
import type { ChunkedList, ListPosition } from './list.ts';
import {
  borderAfter,
  itemAtPosition,
  lastPosition,
  positionAfter,
  replaceAt,
  spliceBetween,
} from './list.ts';
import type { DecisionChange, DroppedDecision, Operation } from './operations.ts';
import { findUtterance } from './queries.ts';
import type { Decisions, Project, SpeakerId, Utterance, UtteranceId, WordId } from './types.ts';
import { inheritHints } from './wordIndex.ts';

/**
 * A change under way: the document so far, what would undo it, and what must be looked at before it is done.
 * The steps of one operation, or of a whole batch, share one draft, and only its end is judged (settle.ts).
 * The document itself is never changed in place: a draft that fails is forgotten.
 */
export interface Draft {
  project: Project;
  /** What undoes each step, in the order of the steps. */
  readonly undo: Operation[];
  readonly dropped: DroppedDecision[];
  /** Words that have new times or neighbours. */
  readonly timedWords: Set<WordId>;
  /** Utterances whose first time may have changed. */
  readonly placed: Set<UtteranceId>;
  /** Utterances that have a new speaker: all their words may overlap with others now. */
  readonly reassigned: Set<UtteranceId>;
  /** Speakers whose overlaps are to be trimmed. */
  readonly trimmed: Set<SpeakerId>;
  /** Words that are gone, with the ones that take their place at a border of a pinned cue. */
  readonly removed: Map<WordId, Successors>;
  /** Pinned cues, by key, that lost a word at a border or a line end. */
  readonly loosened: Set<WordId>;
  /** Words that decisions were made about. */
  readonly decided: Set<WordId>;
}

export interface Successors {
  readonly forward: WordId | null;
  readonly backward: WordId | null;
}

export function draftOf(project: Project): Draft {
  return {
    project,
    undo: [],
    dropped: [],
    timedWords: new Set(),
    placed: new Set(),
    reassigned: new Set(),
    trimmed: new Set(),
    removed: new Map(),
    loosened: new Set(),
    decided: new Set(),
  };
}

export function missing(what: string): Failure {
  return failure('edit.missing', { detail: what });
}

export function setUtterances(draft: Draft, utterances: ChunkedList<Utterance>): void {
  inheritHints(draft.project.utterances, utterances);
  draft.project = { ...draft.project, utterances };
}

export function replaceUtterance(draft: Draft, at: ListPosition, utterance: Utterance): void {
  const before = draft.project.utterances;
  const after = replaceAt(before, at, utterance);
  carryTimes(before.chunks[at.chunk] ?? [], after.chunks[at.chunk] ?? [], at.offset);
  setUtterances(draft, after);
}

/** Id of the utterance that follows, null at the end: how inverses name a place. */
export function idAfter(draft: Draft, at: ListPosition): UtteranceId | null {
  const { utterances } = draft.project;
  const after = positionAfter(utterances, at);
  return after === null ? null : (itemAtPosition(utterances, after)?.id ?? null);
}

/** Puts whole utterances before one (last when null) without looking at their times. */
export function putUtterances(
  draft: Draft,
  beforeId: UtteranceId | null,
  added: readonly Utterance[],
): Failure | null {
  const { utterances } = draft.project;
  const before = beforeId === null ? null : findUtterance(draft.project, beforeId);
  if (beforeId !== null && before === null) return missing(`utterance ${beforeId}`);
  const border = before?.at ?? borderAfter(lastPosition(utterances));
  setUtterances(draft, spliceBetween(utterances, border, border, added));
  return null;
}

export function takeUtterance(draft: Draft, at: ListPosition): void {
  const { utterances } = draft.project;
  setUtterances(draft, spliceBetween(utterances, at, borderAfter(at), []));
}

/** Writes decisions down without judging them; the end of the draft does. */
export function changeDecisions(draft: Draft, changes: readonly DecisionChange[]): void {
  if (changes.length === 0) return;
  const before = changes.map((change) => ({ ...change, value: decisionOf(draft.project.decisions, change) }));
  draft.undo.push({ kind: 'decide', changes: before.reverse() as DecisionChange[] });
  const { decisions } = draft.project;
  const maps: Partial<Record<keyof Decisions, unknown>> = {};
  for (const about of new Set(changes.map((change) => change.about))) {
    const entries = changes.flatMap((change) =>
      change.about === about ? [[change.wordId, change.value] as const] : [],
    );
    maps[about] =
      about === 'hidden' || about === 'reviewed'
        ? withMembers(decisions[about], entries as [WordId, true | null][])
        : withEntries(decisions[about] as ReadonlyMap<WordId, NonNullable<unknown>>, entries);
  }
  draft.project = { ...draft.project, decisions: { ...decisions, ...(maps as Partial<Decisions>) } };
  for (const change of changes) if (change.value !== null) draft.decided.add(change.wordId);
}

/** As `changeDecisions`, and the person is told. */
export function dropDecisions(draft: Draft, changes: readonly DecisionChange[]): void {
  for (const change of changes) {
    const value = decisionOf(draft.project.decisions, change);
    if (value !== null) draft.dropped.push({ ...change, value } as DroppedDecision);
  }
  changeDecisions(draft, changes);
}

function decisionOf(decisions: Decisions, change: DecisionChange): DecisionChange['value'] {
  if (change.about === 'hidden' || change.about === 'reviewed') {
    return decisions[change.about].has(change.wordId) ? true : null;
  }
  return decisions[change.about].get(change.wordId) ?? null;
}
