import { utterancesInRange } from '../../common/document/queries.ts';
import type { WordId } from '../../common/document/types.ts';
import { BLOCK_PX_PER_SECOND } from './paintLanes.ts';
import { eachPlaced, type Lane, type Placed } from './placed.ts';
import type { Scene } from './scene.ts';

/** What lies under the pointer. */
export type Hit =
  | { readonly kind: 'ruler' }
  | { readonly kind: 'wave' }
  | { readonly kind: 'edge'; readonly word: Placed; readonly lane: Lane; readonly edge: 'start' | 'end' }
  | { readonly kind: 'word'; readonly word: Placed; readonly lane: Lane }
  | { readonly kind: 'lane'; readonly lane: Lane }
  | { readonly kind: 'cueEdge'; readonly cue: number; readonly edge: 'start' | 'end' }
  | { readonly kind: 'cue'; readonly cue: number }
  | { readonly kind: 'cues' };

/** How near to an edge takes hold of it; inside a narrow word less, so that its body can be held as well. */
const GRAB_PX = 8;

export function hitTest(scene: Scene, x: number, y: number): Hit {
  const { rows } = scene;
  if (y < rows.wave.top) return { kind: 'ruler' };
  if (y < rows.lanes.top) return { kind: 'wave' };
  if (y < rows.cues.top) return hitLane(scene, x, y);
  return hitCue(scene, x);
}

/** The lane at a height; null outside all. */
export function laneAt({ rows, lanes, laneScroll }: Scene, y: number): Lane | null {
  if (y < rows.lanes.top || y >= rows.cues.top) return null;
  return lanes[Math.floor((y - rows.lanes.top + laneScroll) / rows.laneHeight)] ?? null;
}

function hitLane(scene: Scene, x: number, y: number): Hit {
  const lane = laneAt(scene, y);
  if (lane === null) return { kind: 'wave' };
  const { pxPerMs, leftMs, project } = scene;
  if (pxPerMs * 1000 < BLOCK_PX_PER_SECOND) return { kind: 'lane', lane };
  const atMs = leftMs + x / pxPerMs;
  const reachMs = GRAB_PX / pxPerMs;
  let best: { readonly hit: Hit; readonly distance: number } | null = null;
  const consider = (hit: Hit, distance: number) => {
    if (best === null || distance < best.distance) best = { hit, distance };
  };
  for (const utterance of utterancesInRange(project, Math.floor(atMs - reachMs), Math.ceil(atMs + reachMs))) {
    if (utterance.speakerId !== lane.speakerId) continue;
    eachPlaced(utterance, atMs - reachMs, atMs + reachMs, (word) => {
      const inside = atMs >= word.startMs && atMs < word.endMs;
      const widthPx = (word.endMs - word.startMs) * pxPerMs;
      const grab = inside ? Math.min(GRAB_PX, widthPx / 4) : GRAB_PX / 2;
      if (word.isTimed) {
        for (const edge of ['start', 'end'] as const) {
          const distance = Math.abs((edge === 'start' ? word.startMs : word.endMs) - atMs) * pxPerMs;
          // Of two words that touch, the one on whose side the pointer is.
          if (distance <= grab) consider({ kind: 'edge', word, lane, edge }, distance - (inside ? 0.5 : 0));
        }
      }
      if (inside) consider({ kind: 'word', word, lane }, GRAB_PX + 1);
    });
  }
  return (best as { readonly hit: Hit } | null)?.hit ?? { kind: 'lane', lane };
}

function hitCue(scene: Scene, x: number): Hit {
  const { captions, leftMs, pxPerMs } = scene;
  const atMs = leftMs + x / pxPerMs;
  const { cues } = captions;
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle]?.startMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  for (const at of [low - 1, low, low - 2]) {
    const cue = cues[at];
    if (cue === undefined) continue;
    const widthPx = (cue.endMs - cue.startMs) * pxPerMs;
    const grab = Math.min(GRAB_PX, widthPx / 4);
    for (const edge of ['start', 'end'] as const) {
      const distance = Math.abs((edge === 'start' ? cue.startMs : cue.endMs) - atMs) * pxPerMs;
      if (distance <= grab) return { kind: 'cueEdge', cue: at, edge };
    }
    if (atMs >= cue.startMs && atMs < cue.endMs) return { kind: 'cue', cue: at };
  }
  return { kind: 'cues' };
}

/** The words that a rubber band touches, in document order. */
export function wordsInBand(scene: Scene, band: NonNullable<Scene['band']>): readonly WordId[] {
  const fromMs = scene.leftMs + Math.min(band.x0, band.x1) / scene.pxPerMs;
  const toMs = scene.leftMs + Math.max(band.x0, band.x1) / scene.pxPerMs;
  const [top, bottom] = [Math.min(band.y0, band.y1), Math.max(band.y0, band.y1)];
  const { rows, lanes, laneScroll } = scene;
  const touched = new Set(
    lanes
      .filter((_, index) => {
        const y = rows.lanes.top + index * rows.laneHeight - laneScroll;
        return y < bottom && y + rows.laneHeight > top;
      })
      .map(({ speakerId }) => speakerId),
  );
  const found: WordId[] = [];
  for (const utterance of utterancesInRange(scene.project, Math.floor(fromMs), Math.ceil(toMs))) {
    if (!touched.has(utterance.speakerId)) continue;
    eachPlaced(utterance, fromMs, toMs, ({ word }) => {
      found.push(word.id);
    });
  }
  return found;
}
