import type { SnapKind } from './preview.ts';

/** A time that attracts what is dragged. */
export interface Attraction {
  readonly ms: number;
  readonly kind: SnapKind;
}

/** Within this many pixels an attraction catches; to tear off takes half as much again. */
const RADIUS_PX = 8;
const TEAR = 1.5;

/** Where several are in reach the first kind of these wins, whatever is nearest. */
const RANK: Readonly<Record<SnapKind, number>> = { word: 0, playhead: 1, onset: 2, cue: 3, frame: 4 };

/**
 * The attraction that `ms` falls to; null for none. What was caught before holds on a little longer, so that the
 * edge does not flicker between two.
 */
export function snapTo(
  ms: number,
  attractions: readonly Attraction[],
  pxPerSecond: number,
  caught: Attraction | null,
): Attraction | null {
  const radiusMs = (RADIUS_PX / pxPerSecond) * 1000;
  if (caught !== null && Math.abs(caught.ms - ms) <= radiusMs * TEAR) return caught;
  let best: Attraction | null = null;
  for (const one of attractions) {
    const distance = Math.abs(one.ms - ms);
    if (distance > radiusMs) continue;
    const isBetter =
      best === null ||
      RANK[one.kind] < RANK[best.kind] ||
      (one.kind === best.kind && distance < Math.abs(best.ms - ms));
    if (isBetter) best = one;
  }
  return best;
}
