/** A place in two texts that surely belongs together. */
export interface Anchor {
  readonly left: number;
  readonly right: number;
}

/**
 * Runs of `run` words that occur exactly once in each text, in the longest order that both share (patience
 * diff). Linear time but for the sorting of n anchors.
 */
export function anchorsOf(left: Int32Array, right: Int32Array, run: number): Anchor[] {
  const leftRuns = uniqueRuns(left, run);
  const rightRuns = uniqueRuns(right, run);
  const shared: Anchor[] = [];
  for (const [key, at] of leftRuns) {
    const other = rightRuns.get(key);
    if (at >= 0 && other !== undefined && other >= 0 && sameRun(left, at, right, other, run)) {
      shared.push({ left: at, right: other });
    }
  }
  return longestRising(shared);
}

/**
 * Place of each run by a hash of 53 bits, -1 where it occurs more than once; in order of first occurrence. Two
 * runs with one hash look like one that occurs twice and are no anchors.
 */
function uniqueRuns(words: Int32Array, run: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = 0; at + run <= words.length; at++) {
    let low = 0;
    let high = 0;
    for (let step = 0; step < run; step++) {
      const word = (words[at + step] ?? 0) + 1;
      low = Math.imul(low ^ word, 0x9e3779b1) ^ (low >>> 15);
      high = Math.imul(high ^ word, 0x85ebca6b) ^ (high >>> 13);
    }
    const key = (high >>> 11) * 2 ** 32 + (low >>> 0);
    places.set(key, places.has(key) ? -1 : at);
  }
  return places;
}

function sameRun(left: Int32Array, at: number, right: Int32Array, other: number, run: number): boolean {
  for (let step = 0; step < run; step++) if (left[at + step] !== right[other + step]) return false;
  return true;
}

/** The most anchors, already in order of `left`, whose `right` rises too. */
function longestRising(anchors: readonly Anchor[]): Anchor[] {
  const tails: number[] = [];
  const previous = new Int32Array(anchors.length).fill(-1);
  anchors.forEach(({ right }, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((anchors[tails[middle] ?? 0]?.right ?? 0) < right) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const rising: Anchor[] = [];
  for (let index = tails[tails.length - 1] ?? -1; index >= 0; index = previous[index] ?? -1) {
    const anchor = anchors[index];
    if (anchor !== undefined) rising.push(anchor);
  }
  return rising.reverse();
}
