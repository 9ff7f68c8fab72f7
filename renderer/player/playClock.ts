/** Two clocks read at the same moment. */
export interface ClockPair {
  /** As `performance.now()` and `event.timeStamp` count. */
  readonly atMs: number;
  /** Media time then; may be a fraction. */
  readonly mediaMs: number;
  /** How fast media time runs on from there; 0 while nothing plays. */
  readonly rate: number;
}

/** Media time of a moment, before or after the pair was taken. */
export function mediaTimeAt(pair: ClockPair, timeStampMs: number): number {
  return Math.max(0, Math.round(pair.mediaMs + (timeStampMs - pair.atMs) * pair.rate));
}

/** Where a range is when so much of it was played; a loop starts again without end. */
export function placeInRange(
  range: { readonly startMs: number; readonly endMs: number },
  playedMs: number,
  times: 'once' | 'loop',
): { readonly timeMs: number; readonly rounds: number } {
  const lengthMs = range.endMs - range.startMs;
  const played = Math.max(0, playedMs);
  if (times === 'once') {
    return { timeMs: range.startMs + Math.min(played, lengthMs), rounds: played >= lengthMs ? 1 : 0 };
  }
  return { timeMs: range.startMs + (played % lengthMs), rounds: Math.floor(played / lengthMs) };
}
