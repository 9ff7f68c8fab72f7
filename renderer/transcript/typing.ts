import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { isSoundDescription } from '../../common/document/build.ts';
import { shareSpan } from '../../common/document/fillTimes.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { itemAt, lastPosition, positionBefore } from '../../common/document/list.ts';
import type { Operation } from '../../common/document/operations.ts';
import { findUtterance } from '../../common/document/queries.ts';
import { retypeWords } from '../../common/document/retype.ts';
import { collapseSpaces, tokenize } from '../../common/document/tokens.ts';
import type { Project, Utterance, UtteranceId, Word, WordId } from '../../common/document/types.ts';
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

/** About as long as people take to say it: 15 letters a second. */
const MS_PER_LETTER = 70;

/**
 * A turn that a person typed, at a media time; its words share the time that saying them takes. Null without words.
 */
export function newTurn(
  project: Project,
  shown: string,
  at: { readonly timeMs: number; readonly afterId: UtteranceId | null },
  ids: IdSource,
): Operation | null {
  const tokens = tokenize(collapseSpaces(shown), project.language);
  if (tokens.length === 0) return null;
  const startMs = Math.round(at.timeMs);
  const lengthMs = tokens.reduce((sum, { text }) => sum + Math.max(150, text.length * MS_PER_LETTER), 0);
  const spans = shareSpan(startMs, startMs + lengthMs, tokens);
  const words = tokens.map(({ text, glue }, index): Word => {
    const span = spans[index] ?? { startMs: null, endMs: null };
    return {
      id: ids.next(),
      text,
      ...span,
      timing: span.startMs === null ? null : 'interpolated',
      confidence: null,
      kind: isSoundDescription(text) ? 'sound' : 'word',
      glue: index > 0 && glue,
    };
  });
  const previous = at.afterId === null ? null : (findUtterance(project, at.afterId)?.utterance ?? null);
  const utterance = {
    id: ids.next(),
    speakerId: previous?.speakerId ?? null,
    language: previous?.language ?? null,
    words,
  };
  return { kind: 'insertUtterances', beforeId: null, utterances: [utterance] };
}

/** Where a new turn may begin: at the playhead, or after what its speaker said last where that is later. */
export function newTurnTime(project: Project, afterId: UtteranceId | null, playheadMs: number): number {
  const previous = afterId === null ? null : (findUtterance(project, afterId)?.utterance ?? null);
  const end = previous === null ? 0 : lastEnd(previous);
  return Math.max(end, playheadMs);
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
