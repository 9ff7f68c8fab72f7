import { SHORTEST_WORD_MS } from '../../../common/document/repair.ts';
import type { WordId } from '../../../common/document/types.ts';
import type { Timed } from './lane.ts';
import type { Moved } from './preview.ts';

/** What a drag does to the words around. */
export type DragMode =
  /** Stops at neighbours; a neighbour that touches the edge moves with it. */
  | 'roll'
  /** Stops at neighbours; touching words part. */
  | 'apart'
  /** Everything later moves along, up to `lastRippled`. */
  | 'ripple'
  /** Neighbours make way and eat up pauses. */
  | 'push';

type Moves = ReadonlyMap<WordId, Moved>;

/**
 * Drags an edge of the word at `at` of its lane as near to `toMs` as can be. `lastRippled` is the index of the last
 * word that a ripple takes along. Empty where nothing moves.
 */
export function dragEdge(
  lane: readonly Timed[],
  at: number,
  edge: 'start' | 'end',
  toMs: number,
  mode: DragMode,
  lastRippled: number,
): Moves {
  const own = lane[at];
  if (own === undefined) return new Map();
  if (mode === 'ripple') return ripple(lane, at, edge, toMs, lastRippled);
  if (mode === 'push') return push(lane, at, edge, toMs);
  const moves = new Map<WordId, Moved>();
  const neighbour = lane[edge === 'end' ? at + 1 : at - 1];
  if (edge === 'end') {
    const rolls = mode === 'roll' && neighbour?.startMs === own.endMs;
    const latest =
      neighbour === undefined
        ? Number.POSITIVE_INFINITY
        : rolls
          ? neighbour.endMs - SHORTEST_WORD_MS
          : neighbour.startMs;
    const edgeMs = clamp(toMs, own.startMs + SHORTEST_WORD_MS, latest);
    if (edgeMs === null || edgeMs === own.endMs) return moves;
    moves.set(own.word.id, { startMs: own.startMs, endMs: edgeMs });
    if (rolls && neighbour !== undefined)
      moves.set(neighbour.word.id, { startMs: edgeMs, endMs: neighbour.endMs });
    return moves;
  }
  const rolls = mode === 'roll' && neighbour?.endMs === own.startMs;
  const earliest =
    neighbour === undefined ? 0 : rolls ? neighbour.startMs + SHORTEST_WORD_MS : neighbour.endMs;
  const edgeMs = clamp(toMs, earliest, own.endMs - SHORTEST_WORD_MS);
  if (edgeMs === null || edgeMs === own.startMs) return moves;
  moves.set(own.word.id, { startMs: edgeMs, endMs: own.endMs });
  if (rolls && neighbour !== undefined)
    moves.set(neighbour.word.id, { startMs: neighbour.startMs, endMs: edgeMs });
  return moves;
}

/** From the edge on all words up to `last` move by the same time; the one after them is the limit. */
function ripple(
  lane: readonly Timed[],
  at: number,
  edge: 'start' | 'end',
  toMs: number,
  last: number,
): Moves {
  const own = lane[at] as Timed;
  const first = edge === 'end' ? at + 1 : at;
  const before = lane[at - 1];
  const limit = lane[last + 1]?.startMs ?? Number.POSITIVE_INFINITY;
  const lastEnd = lane[Math.max(last, at)]?.endMs ?? own.endMs;
  const from = edge === 'end' ? own.endMs : own.startMs;
  const earliest = edge === 'end' ? own.startMs + SHORTEST_WORD_MS : (before?.endMs ?? 0);
  const edgeMs = clamp(toMs, earliest, from + (limit - lastEnd));
  const moves = new Map<WordId, Moved>();
  if (edgeMs === null || edgeMs === from) return moves;
  const byMs = edgeMs - from;
  if (edge === 'end') moves.set(own.word.id, { startMs: own.startMs, endMs: edgeMs });
  for (let index = first; index <= last; index++) shift(moves, lane[index], byMs);
  return moves;
}

/** The edge goes where it wants; words in its way are shifted on, pauses before them used up first. */
function push(lane: readonly Timed[], at: number, edge: 'start' | 'end', toMs: number): Moves {
  const own = lane[at] as Timed;
  const moves = new Map<WordId, Moved>();
  if (edge === 'end') {
    const edgeMs = Math.max(Math.round(toMs), own.startMs + SHORTEST_WORD_MS);
    if (edgeMs === own.endMs) return moves;
    moves.set(own.word.id, { startMs: own.startMs, endMs: edgeMs });
    let reached = edgeMs;
    for (let index = at + 1; index < lane.length; index++) {
      const next = lane[index] as Timed;
      if (next.startMs >= reached) break;
      shift(moves, next, reached - next.startMs);
      reached += next.endMs - next.startMs;
    }
    return moves;
  }
  // To the left there is an end: all words before must keep room from 0 on.
  const room = lane.slice(0, at).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const edgeMs = clamp(toMs, room, own.endMs - SHORTEST_WORD_MS);
  if (edgeMs === null || edgeMs === own.startMs) return moves;
  moves.set(own.word.id, { startMs: edgeMs, endMs: own.endMs });
  let reached = edgeMs;
  for (let index = at - 1; index >= 0; index--) {
    const next = lane[index] as Timed;
    if (next.endMs <= reached) break;
    shift(moves, next, reached - next.endMs);
    reached -= next.endMs - next.startMs;
  }
  return moves;
}

/**
 * Moves chosen words of a lane by the same time, as far as words that are not chosen allow. `chosen` are indexes in
 * ascending order. Words of one lane that are chosen keep their distances.
 */
export function dragBodies(lane: readonly Timed[], chosen: readonly number[], byMs: number): Moves {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  const isChosen = new Set(chosen);
  for (const at of chosen) {
    const own = lane[at];
    if (own === undefined) continue;
    if (!isChosen.has(at - 1)) least = Math.max(least, (lane[at - 1]?.endMs ?? 0) - own.startMs);
    if (!isChosen.has(at + 1)) {
      most = Math.min(most, (lane[at + 1]?.startMs ?? Number.POSITIVE_INFINITY) - own.endMs);
    }
  }
  const moves = new Map<WordId, Moved>();
  // Words of nobody may lie over one another already: then there is no room either way.
  const delta = clamp(byMs, Math.min(0, least), Math.max(0, most));
  if (delta === null || delta === 0) return moves;
  for (const at of chosen) shift(moves, lane[at], delta);
  return moves;
}

/** Stretches chosen words of a lane in proportion, so that the first edge or the last comes to `toMs`. */
export function stretchBodies(
  lane: readonly Timed[],
  chosen: readonly number[],
  edge: 'start' | 'end',
  toMs: number,
): Moves {
  const first = lane[chosen[0] ?? -1];
  const last = lane[chosen.at(-1) ?? -1];
  const moves = new Map<WordId, Moved>();
  if (first === undefined || last === undefined) return moves;
  const shortest = Math.min(...chosen.map((at) => (lane[at]?.endMs ?? 0) - (lane[at]?.startMs ?? 0)));
  const length = last.endMs - first.startMs;
  const leastLength = Math.ceil((length * Math.min(SHORTEST_WORD_MS, shortest)) / Math.max(1, shortest));
  const from =
    edge === 'start'
      ? clamp(toMs, lane[(chosen[0] ?? 0) - 1]?.endMs ?? 0, last.endMs - leastLength)
      : first.startMs;
  const to =
    edge === 'end'
      ? clamp(
          toMs,
          first.startMs + leastLength,
          lane[(chosen.at(-1) ?? 0) + 1]?.startMs ?? Number.POSITIVE_INFINITY,
        )
      : last.endMs;
  if (from === null || to === null || (from === first.startMs && to === last.endMs)) return moves;
  const map = (ms: number) => from + Math.round(((ms - first.startMs) * (to - from)) / length);
  for (const at of chosen) {
    const own = lane[at];
    if (own === undefined) continue;
    const startMs = map(own.startMs);
    moves.set(own.word.id, { startMs, endMs: Math.max(startMs + 1, map(own.endMs)) });
  }
  return moves;
}

function shift(moves: Map<WordId, Moved>, timed: Timed | undefined, byMs: number): void {
  if (timed === undefined) return;
  moves.set(timed.word.id, { startMs: timed.startMs + byMs, endMs: timed.endMs + byMs });
}

function clamp(ms: number, least: number, most: number): number | null {
  return least > most ? null : Math.round(Math.min(most, Math.max(least, ms)));
}
