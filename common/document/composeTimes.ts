import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { neighboursOf } from './neighbours.ts';
import type { DecisionChange, Operation, WordTimes } from './operations.ts';
import { eachWord, findWord } from './queries.ts';
import { SHORTEST_WORD_MS } from './repair.ts';
import type { Project, Word, WordId } from './types.ts';

/** Times that people set by hand, as operations. All of them are `user` times afterwards. */

export type Edge = 'start' | 'end';

/** Whether a neighbour that touches the edge moves with it (a rolling edit) or stays, so that a gap opens. */
export type Touching = 'together' | 'apart';

/**
 * Moves one edge of a word as near to `toMs` as its neighbours and the shortest word (40 ms) allow. Null when
 * it is there already, or cannot move at all.
 */
export function moveEdge(
  project: Project,
  wordId: WordId,
  edge: Edge,
  toMs: number,
  touching: Touching,
): Result<Operation | null> {
  const place = findWord(project, wordId);
  if (place === null) return missing(wordId);
  const { word } = place;
  const { startMs, endMs } = word;
  if (startMs === null || endMs === null) return missing(`a time of “${word.text}”`);
  const { before, after } = neighboursOf(project, place);
  if (edge === 'end') {
    const rolls = touching === 'together' && after !== null && after.startMs === endMs;
    const latest = rolls ? shortestStart(after) : (after?.startMs ?? Number.POSITIVE_INFINITY);
    const at = between(toMs, startMs + SHORTEST_WORD_MS, latest);
    if (at === null || at === endMs) return succeed(null);
    const moved = [timesOf(word, startMs, at)];
    if (rolls) moved.push(timesOf(after, at, after.endMs ?? at));
    return succeed({ kind: 'setWordTimes', words: moved });
  }
  const rolls = touching === 'together' && before !== null && before.endMs === startMs;
  const earliest = rolls ? (before.startMs ?? 0) + SHORTEST_WORD_MS : (before?.endMs ?? 0);
  const at = between(toMs, earliest, endMs - SHORTEST_WORD_MS);
  if (at === null || at === startMs) return succeed(null);
  const moved = [timesOf(word, at, endMs)];
  if (rolls) moved.unshift(timesOf(before, before.startMs ?? 0, at));
  return succeed({ kind: 'setWordTimes', words: moved });
}

/** Closes the gap to the next word of the lane: this one ends where that begins. Null where there is no gap. */
export function joinToNext(project: Project, wordId: WordId): Result<Operation | null> {
  const place = findWord(project, wordId);
  if (place === null) return missing(wordId);
  const { after } = neighboursOf(project, place);
  if (after === null || after.startMs === null) return succeed(null);
  return moveEdge(project, wordId, 'end', after.startMs, 'apart');
}

/**
 * Maps all words and pinned cues that begin within `[fromMs, toMs)` linearly, so that `fromMs` comes to
 * `newFromMs` and `toMs` to `newToMs`: a shift, a stretch, or the two points of a recording that runs too fast.
 * What is around stays; where it would be run over, applying the operation refuses. Null when nothing begins there.
 */
export function stretchTimes(
  project: Project,
  range: { readonly fromMs: number; readonly toMs: number },
  onto: { readonly fromMs: number; readonly toMs: number },
): Result<Operation | null> {
  const length = range.toMs - range.fromMs;
  const newLength = onto.toMs - onto.fromMs;
  if (length <= 0 || newLength <= 0) {
    return fail(failure('edit.time', { detail: `${onto.fromMs}–${onto.toMs} ms has no length` }));
  }
  const inRange = (startMs: number | null): startMs is number =>
    startMs !== null && startMs >= range.fromMs && startMs < range.toMs;
  const map = (ms: number) => onto.fromMs + Math.round(((ms - range.fromMs) * newLength) / length);
  const words: WordTimes[] = [];
  eachWord(project, (word) => {
    const { startMs, endMs } = word;
    if (!inRange(startMs) || endMs === null) return;
    const at = map(startMs);
    words.push(timesOf(word, at, Math.max(at + 1, map(endMs))));
  });
  const changes: DecisionChange[] = [];
  for (const [wordId, pin] of project.decisions.pinnedCues) {
    if (!inRange(pin.startMs)) continue;
    const value = { ...pin, startMs: map(pin.startMs), endMs: map(pin.endMs) };
    changes.push({ about: 'pinnedCues', wordId, value });
  }
  if (words.length === 0 && changes.length === 0) return succeed(null);
  const times: Operation = { kind: 'setWordTimes', words };
  return succeed(
    changes.length === 0 ? times : { kind: 'batch', operations: [times, { kind: 'decide', changes }] },
  );
}

function timesOf({ id }: Word, startMs: number, endMs: number): WordTimes {
  return { wordId: id, startMs, endMs, timing: 'user' };
}

function shortestStart({ startMs, endMs }: Word): number {
  return Math.max(startMs ?? 0, (endMs ?? 0) - SHORTEST_WORD_MS);
}

function between(ms: number, earliest: number, latest: number): number | null {
  return earliest > latest ? null : Math.round(Math.min(latest, Math.max(earliest, ms)));
}

function missing(what: string): Result<never> {
  return fail(failure('edit.missing', { detail: what }));
}
