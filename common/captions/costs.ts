import type { Rules } from './rules.ts';

/**
 * What the shape and the time of a cue cost. All figures are integers on the scale of breaks.ts, where a
 * sentence end earns 150; they were set by hand and judged by reading the result on real transcripts.
 */
export const CUE_COST = 150;
export const SECOND_LINE_COST = 40;
/** Two voices share a cue only when there is no time for two. */
export const SHARED_CUE_COST = 150;
/** A single word that is longer than a line stands alone. */
export const TOO_LONG_COST = 5000;

/** Far enough from the shortest duration that a cue is not a flash. */
const COMFORTABLE_MS = 1200;
/** A cue may start this much early when its shortest duration asks for it. */
export const MAX_PULL_MS = 600;

/**
 * What it costs to start a cue this much early for want of time, as it gives away what is not yet said. Twice
 * as early is four times as bad: 100 ms pass unseen (20), 300 ms do not (180).
 */
function earlyCost(earlyMs: number): number {
  return Math.min(250, (earlyMs * earlyMs) / 500);
}

/** What a cue's time on screen costs: too short to be legal, too short to be read, too long. */
export function timeCost(
  rules: Rules,
  startMs: number,
  endMs: number,
  nextStartMs: number,
  roomBeforeMs: number,
  characters: number,
  words: number,
): number {
  const spokenMs = endMs - startMs;
  const shownMs = Math.min(rules.maxMs, nextStartMs - rules.gapMs - startMs);
  let cost = 0;
  if (spokenMs > rules.maxMs && words > 1) cost += 2000 + Math.min(20_000, spokenMs - rules.maxMs);
  else if (spokenMs > rules.maxMs - 500) cost += 60;
  const stretchedMs = shownMs + Math.min(MAX_PULL_MS, roomBeforeMs);
  if (stretchedMs < rules.minMs) {
    cost += 400 + Math.min(20_000, rules.minMs - stretchedMs);
  } else {
    if (stretchedMs < COMFORTABLE_MS) cost += (COMFORTABLE_MS - stretchedMs) / 12;
    if (shownMs < rules.minMs) cost += earlyCost(rules.minMs - shownMs);
  }
  const neededMs = characters * rules.msPerCharacter + words * rules.msPerWord;
  if (shownMs < neededMs) cost += Math.min(5000, (neededMs - shownMs) / 10);
  return Math.round(cost);
}
