/**
 * What the shape of one or two lines costs, tabled by length in units: the segmenter asks some 60 times a
 * word. Integers on the scale of costs.ts.
 */
export interface LayoutCosts {
  /** The only line of a cue. */
  readonly single: Int32Array;
  /** Each of two lines. */
  readonly part: Int32Array;
  /** By the shorter of two lines. */
  readonly stump: Int32Array;
  /** By first less second, shifted by the line length. */
  readonly uneven: Int32Array;
}

/** Beyond this share of the line length a line tires more than it helps. */
const FULL = 0.86;

export function layoutCosts(limit: number): LayoutCosts {
  const full = (units: number) => (50 * Math.max(0, units - FULL * limit)) / limit;
  const short = (units: number, of: number) => Math.max(0, (of - units) / of);
  return {
    single: table(limit + 1, (units) => full(units) + 100 * short(units, limit / 3)),
    part: table(limit + 1, full),
    stump: table(limit + 1, (units) => (units < limit / 5 ? 40 + 80 * short(units, limit / 5) : 0)),
    // Even lines read best, and a longer second one better than a longer first.
    uneven: table(2 * limit + 1, (index) => {
      const share = (index - limit) / limit;
      return (share > 0 ? 140 : 110) * share * share;
    }),
  };
}

function table(length: number, cost: (index: number) => number): Int32Array {
  return Int32Array.from({ length }, (_, index) => Math.round(cost(index)));
}
