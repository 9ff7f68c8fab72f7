import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { apply } from '../../common/document/apply.ts';
import { isSoundDescription } from '../../common/document/build.ts';
import { shareSpan } from '../../common/document/fillTimes.ts';
import type { IdSource } from '../../common/document/ids.ts';
import {
  itemAt,
  itemAtPosition,
  lastPosition,
  positionAfter,
  positionBefore,
} from '../../common/document/list.ts';
import type { Operation } from '../../common/document/operations.ts';
import { eachUtteranceInRange, eachWordInRange, findUtterance } from '../../common/document/queries.ts';
import { SHORTEST_WORD_MS } from '../../common/document/repair.ts';
import { retypeWords } from '../../common/document/retype.ts';
import { collapseSpaces, tokenize } from '../../common/document/tokens.ts';
import type {
  Project,
  SpeakerId,
  Utterance,
  UtteranceId,
  Word,
  WordId,
} from '../../common/document/types.ts';
import type { Line } from './lines.ts';

/** What typing comes to, as operations. */

/** The line's words become what is shown. Null when they say that already. */
export function commitLine(
  project: Project,
  { utterance, piece }: Line,
  shown: string,
  ids: IdSource,
): Result<Operation | null> {
  const first = piece.words[0];
  const last = piece.words.at(-1);
  if (utterance === null || first === undefined || last === undefined) return succeed(null);
  const text = collapseSpaces(shown);
  if (text === '') return succeed({ kind: 'deleteWords', wordIds: piece.words.map(({ id }) => id) });
  const request = { utteranceId: utterance.id, firstWordId: first.id, lastWordId: last.id, text };
  return retypeWords(project, request, ids);
}

/**
 * Several typed lines as one operation, so that what a person did in one go is one step of undo: a deletion across
 * turns, or of everything. Each line is matched against what the ones before it left. Null when nothing changes.
 */
export function commitLines(
  project: Project,
  typed: readonly { readonly line: Line; readonly shown: string }[],
  ids: IdSource,
): Result<Operation | null> {
  const operations: Operation[] = [];
  let present = project;
  const add = (operation: Operation): Result<void> => {
    const applied = apply(present, operation);
    if (!applied.ok) return applied;
    present = applied.value.project;
    operations.push(operation);
    return succeed(undefined);
  };
  const isGone = ({ line, shown }: (typeof typed)[number]) =>
    line.utterance !== null && collapseSpaces(shown) === '';
  const wordIds = typed.filter(isGone).flatMap(({ line }) => line.piece.words.map(({ id }) => id));
  if (wordIds.length > 0) {
    const deleted = add({ kind: 'deleteWords', wordIds });
    if (!deleted.ok) return deleted;
  }
  for (const each of typed) {
    if (isGone(each)) continue;
    const edit = commitLine(present, each.line, each.shown, ids);
    if (!edit.ok) return edit;
    const added = edit.value === null ? succeed(undefined) : add(edit.value);
    if (!added.ok) return added;
  }
  const [only] = operations;
  if (only === undefined) return succeed(null);
  return succeed(operations.length === 1 ? only : { kind: 'batch', operations });
}

/** About as long as people take to say it: 15 letters a second. */
const MS_PER_LETTER = 70;
const SHORTEST_SPOKEN_MS = 150;

export interface TurnPlace {
  /** Where the playhead stood when the person began to type. */
  readonly playheadMs: number;
  /** The turn below which it was typed; null in an empty project. */
  readonly afterId: UtteranceId | null;
}

/**
 * Turns that a person typed, one after the other, where they were typed: at the playhead when that lies between the
 * turns around, else right after the one before. Their words share the time that saying them takes, less where the
 * same speaker goes on sooner; with less than 40 ms a word they have no times. Null without words.
 */
export function newTurns(
  project: Project,
  texts: readonly string[],
  { playheadMs, afterId }: TurnPlace,
  ids: IdSource,
): Operation | null {
  const tokens = texts
    .map((text) => tokenize(collapseSpaces(text), project.language))
    .filter(({ length }) => length > 0);
  const all = tokens.flat();
  if (all.length === 0) return null;
  const place = afterId === null ? null : findUtterance(project, afterId);
  const previous = place?.utterance ?? null;
  const nextAt = place === null ? null : positionAfter(project.utterances, place.at);
  const next = nextAt === null ? null : itemAtPosition(project.utterances, nextAt);
  const speakerId = previous?.speakerId ?? null;
  const startMs = Math.round(startOfTurn(previous, next, playheadMs));
  const wantedMs = all.reduce(
    (sum, { text }) => sum + Math.max(SHORTEST_SPOKEN_MS, text.length * MS_PER_LETTER),
    0,
  );
  const endMs = freeUntil(project, speakerId, startMs, startMs + wantedMs);
  const hasRoom = endMs - startMs >= all.length * SHORTEST_WORD_MS;
  const spans = hasRoom ? shareSpan(startMs, endMs, all) : [];
  let at = 0;
  const utterances = tokens.map((own) => ({
    id: ids.next(),
    speakerId,
    language: previous?.language ?? null,
    words: own.map(({ text, glue }, index): Word => {
      const span = spans[at++] ?? { startMs: null, endMs: null };
      return {
        id: ids.next(),
        text,
        ...span,
        timing: span.startMs === null ? null : 'interpolated',
        confidence: null,
        kind: isSoundDescription(text) ? 'sound' : 'word',
        glue: index > 0 && glue,
      };
    }),
  }));
  return { kind: 'insertUtterances', beforeId: next?.id ?? null, utterances };
}

function startOfTurn(previous: Utterance | null, next: Utterance | null, playheadMs: number): number {
  const afterMs = previous === null ? 0 : lastEnd(previous);
  const nextMs = next === null ? null : firstStart(next);
  return nextMs !== null && playheadMs >= nextMs ? afterMs : Math.max(afterMs, playheadMs);
}

/** How much of a span no word of the speaker lies on; nobody's words may lie on each other. */
function freeUntil(project: Project, speakerId: SpeakerId | null, startMs: number, endMs: number): number {
  if (speakerId === null) return endMs;
  let until = endMs;
  eachUtteranceInRange(project.utterances, startMs, endMs, (utterance) => {
    if (utterance.speakerId !== speakerId) return;
    eachWordInRange(utterance, startMs, endMs, (word) => {
      if (word.startMs !== null) until = Math.min(until, word.startMs);
    });
  });
  return until;
}

function firstStart({ words }: Utterance): number | null {
  for (const chunk of words.chunks) {
    const timed = chunk.find(({ startMs }) => startMs !== null);
    if (timed !== undefined) return timed.startMs;
  }
  return null;
}

function lastEnd({ words }: Utterance): number {
  for (let at = lastPosition(words); at !== null; at = positionBefore(words, at)) {
    const endMs = words.chunks[at.chunk]?.[at.offset]?.endMs ?? null;
    if (endMs !== null) return endMs;
  }
  return 0;
}

/** A new turn of the same speaker begins with this word. */
export function splitTurn(wordId: WordId, ids: IdSource): Operation {
  return { kind: 'splitUtterance', wordId, newUtteranceId: ids.next() };
}

/** Puts a turn behind the one before it, as that one's speaker's. */
export function joinTurns(previous: Utterance, next: Utterance): Result<Operation> {
  if (itemAt(previous.words, 0) === null || itemAt(next.words, 0) === null) {
    return fail(failure('edit.impossible', { detail: 'a turn without words' }));
  }
  const operations: Operation[] = [];
  if (next.speakerId !== previous.speakerId) {
    operations.push({
      kind: 'assignSpeaker',
      utteranceIds: [next.id],
      speakerId: previous.speakerId,
      overlaps: 'trim',
    });
  }
  if (next.language !== previous.language) {
    operations.push({ kind: 'setUtteranceLanguage', utteranceIds: [next.id], language: previous.language });
  }
  const join: Operation = { kind: 'joinUtterances', utteranceId: previous.id, nextId: next.id };
  return succeed(operations.length === 0 ? join : { kind: 'batch', operations: [...operations, join] });
}
