import type { Draft } from './draft.ts';
import { moveUtterance } from './editUtterances.ts';
import { startOfUtterance, timesOfChunk } from './extents.ts';
import type { ListPosition } from './list.ts';
import { toArray } from './list.ts';
import { findUtterance } from './queries.ts';
import type { Project, Utterance } from './types.ts';

/** From this many on, looking at all utterances is cheaper than at the neighbours of each. */
const MANY_UTTERANCES = 64;

/**
 * Moves utterances so that they stand by their first times again: as few as possible, each behind those that start
 * at the same time. Utterances without times stay where they are.
 */
export function restoreOrder(draft: Draft): void {
  if (inOrderAround(draft)) return;
  const utterances = toArray(draft.project.utterances);
  const starts = utterances.map(startOfUtterance);
  const staying = longestRising(starts);
  const base: { readonly utterance: Utterance; readonly startMs: number | null }[] = [];
  const moving: { readonly utterance: Utterance; readonly startMs: number }[] = [];
  utterances.forEach((utterance, at) => {
    const startMs = starts[at] ?? null;
    if (startMs === null || staying.has(at)) base.push({ utterance, startMs });
    else moving.push({ utterance, startMs });
  });
  moving.sort((left, right) => left.startMs - right.startMs);
  // From the last to the first, so that the utterance each is put before already stands where it belongs.
  let at = base.length - 1;
  let before: Utterance | null = null;
  for (const { utterance, startMs } of moving.reverse()) {
    for (; at >= 0; at--) {
      const other = base[at];
      if (other?.startMs == null) continue;
      if (other.startMs <= startMs) break;
      before = other.utterance;
    }
    moveUtterance(draft, { kind: 'moveUtterance', utteranceId: utterance.id, beforeId: before?.id ?? null });
    before = utterance;
  }
}

function inOrderAround(draft: Draft): boolean {
  if (draft.placed.size > MANY_UTTERANCES) return isInOrder(draft.project);
  for (const id of draft.placed) {
    const place = findUtterance(draft.project, id);
    const startMs = place === null ? null : startOfUtterance(place.utterance);
    if (place === null || startMs === null) continue;
    const earlier = startBefore(draft.project, place.at);
    const later = startAfter(draft.project, place.at);
    if ((earlier !== null && earlier > startMs) || (later !== null && later < startMs)) return false;
  }
  return true;
}

export function isInOrder(project: Project): boolean {
  let last = 0;
  for (const chunk of project.utterances.chunks) {
    for (const utterance of chunk) {
      const startMs = startOfUtterance(utterance);
      if (startMs === null) continue;
      if (startMs < last) return false;
      last = startMs;
    }
  }
  return true;
}

function startBefore(project: Project, at: ListPosition): number | null {
  const { chunks } = project.utterances;
  for (let chunk = at.chunk; chunk >= 0; chunk--) {
    const inChunk = chunks[chunk] ?? [];
    if (chunk < at.chunk && isUntimed(inChunk, inChunk.length - 1)) continue;
    for (let offset = chunk === at.chunk ? at.offset - 1 : inChunk.length - 1; offset >= 0; offset--) {
      const startMs = startOfUtterance(inChunk[offset] as Utterance);
      if (startMs !== null) return startMs;
    }
  }
  return null;
}

function startAfter(project: Project, at: ListPosition): number | null {
  const { chunks } = project.utterances;
  for (let chunk = at.chunk; chunk < chunks.length; chunk++) {
    const inChunk = chunks[chunk] ?? [];
    if (chunk > at.chunk && isUntimed(inChunk, 0)) continue;
    for (let offset = chunk === at.chunk ? at.offset + 1 : 0; offset < inChunk.length; offset++) {
      const startMs = startOfUtterance(inChunk[offset] as Utterance);
      if (startMs !== null) return startMs;
    }
  }
  return null;
}

/** Most utterances have a time: one look at the `nearest` spares the 50 µs that the times of a whole chunk take. */
function isUntimed(chunk: readonly Utterance[], nearest: number): boolean {
  const utterance = chunk[nearest];
  if (utterance !== undefined && startOfUtterance(utterance) !== null) return false;
  return timesOfChunk(chunk).startMs === Number.POSITIVE_INFINITY;
}

/** Indices of the longest run of values that never falls (patience sorting); those without value left out. */
function longestRising(values: readonly (number | null)[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous = new Int32Array(values.length).fill(-1);
  values.forEach((value, index) => {
    if (value === null) return;
    let low = 0;
    let high = tails.length;
    // Speech is nearly in order: the end is the likely place.
    if (high > 0 && (values[tails[high - 1] ?? 0] ?? 0) <= value) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const rising = new Set<number>();
  for (let index = tails[tails.length - 1] ?? -1; index >= 0; index = previous[index] ?? -1)
    rising.add(index);
  return rising;
}
