import { anchorsOf } from './anchors.ts';
import { normaliseWord, wordDistance } from './similarity.ts';

/** One or two words of the reference that stand for one or two of the hypothesis (never two for two). */
export interface WordMatch {
  readonly referenceIndex: number;
  readonly referenceCount: 1 | 2;
  readonly hypothesisIndex: number;
  readonly hypothesisCount: 1 | 2;
  /** 0 when equal but for case and marks, up to 1 when nothing is alike; below 0.34 for a split or a join. */
  readonly distance: number;
}

/**
 * Costs of the alignment, found by simulated corrections: 97–99 % of word times are kept. A substitution costs the
 * distance (0–1), so a replaced word is cheaper than one removed and one added (1.1) and keeps the time.
 */
const GAP = 0.55;
const SPLIT_LIMIT = 0.34;
const SPLIT_EXTRA = 0.08;

/** Lengths of the runs of words that anchor an alignment, tried one after the other. */
const RUNS = [6, 3, 2, 1];
/** Runs this long are trusted in any gap of more than a thousand cells (30 by 30 words), shorter ones in large gaps. */
const SURE_RUN = 3;
const SMALL_CELLS = 1000;
/** Cells up to which a gap is aligned exactly: 200 by 200 words, some 10 ms. */
const EXACT_CELLS = 40_000;
/** Cells that one alignment may spend on exact tables and wide bands; then narrow bands have to do. */
const BUDGET_CELLS = 3_000_000;
const NARROWEST_BAND = 8;

/**
 * Which words of two versions of a text are the same: similarity-weighted Needleman–Wunsch with moves for a word
 * that was split in two or two that were joined. In long texts, runs of three words that occur once in both
 * (then of two, then single ones) anchor the alignment and only what lies between is compared, so 150,000 words
 * with 8 % edits take well under a second; without anchors a band around the diagonal bounds the time.
 * Matches come in order; words of neither side occur twice; what is not in any match was removed or added.
 */
export function matchWords(reference: readonly string[], hypothesis: readonly string[]): WordMatch[] {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const numberOf = (text: string): number => {
    const word = normaliseWord(text);
    const known = numbers.get(word);
    if (known !== undefined) return known;
    texts.push(word);
    numbers.set(word, texts.length - 1);
    return texts.length - 1;
  };
  const left = Int32Array.from(reference, numberOf);
  const right = Int32Array.from(hypothesis, numberOf);
  const matches: WordMatch[] = [];
  alignGap({ left, right, texts, matches, cellsLeft: BUDGET_CELLS }, 0, left.length, 0, right.length, 0);
  return matches;
}

interface Alignment {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Normalised text of each number. */
  readonly texts: readonly string[];
  readonly matches: WordMatch[];
  cellsLeft: number;
}

function alignGap(
  to: Alignment,
  leftFrom: number,
  leftTo: number,
  rightFrom: number,
  rightTo: number,
  level: number,
): void {
  let start = leftFrom;
  let end = leftTo;
  let rightStart = rightFrom;
  let rightEnd = rightTo;
  while (start < end && rightStart < rightEnd && to.left[start] === to.right[rightStart]) {
    to.matches.push(equalAt(start++, rightStart++));
  }
  while (start < end && rightStart < rightEnd && to.left[end - 1] === to.right[rightEnd - 1]) {
    end--;
    rightEnd--;
  }
  const cells = (end - start) * (rightEnd - rightStart);
  const run = RUNS[level] ?? 0;
  if (cells === 0) {
    // One side is used up: what is left of the other was removed or added.
  } else if (run > 0 && cells > (run >= SURE_RUN ? SMALL_CELLS : EXACT_CELLS)) {
    alignBetweenAnchors(to, start, end, rightStart, rightEnd, level);
  } else if (cells <= EXACT_CELLS && cells <= to.cellsLeft) {
    to.cellsLeft -= cells;
    alignTable(to, start, end, rightStart, rightEnd, null);
  } else {
    // Neighbouring rows must see each other however steep the diagonal is.
    const step = Math.ceil((rightEnd - rightStart) / (end - start)) + 1;
    const width = Math.max(NARROWEST_BAND, step, Math.floor(to.cellsLeft / (end - start) / 4));
    to.cellsLeft = Math.max(0, to.cellsLeft - 2 * width * (end - start));
    alignTable(to, start, end, rightStart, rightEnd, width);
  }
  for (let at = 0; at < leftTo - end; at++) to.matches.push(equalAt(end + at, rightEnd + at));
}

function equalAt(referenceIndex: number, hypothesisIndex: number): WordMatch {
  return { referenceIndex, referenceCount: 1, hypothesisIndex, hypothesisCount: 1, distance: 0 };
}

function alignBetweenAnchors(
  to: Alignment,
  leftFrom: number,
  leftTo: number,
  rightFrom: number,
  rightTo: number,
  level: number,
): void {
  const anchors = anchorsOf(
    to.left.subarray(leftFrom, leftTo),
    to.right.subarray(rightFrom, rightTo),
    RUNS[level] ?? 1,
  );
  if (anchors.length === 0) {
    alignGap(to, leftFrom, leftTo, rightFrom, rightTo, level + 1);
    return;
  }
  let start = leftFrom;
  let rightStart = rightFrom;
  for (const { left, right } of anchors) {
    const leftAt = leftFrom + left;
    const rightAt = rightFrom + right;
    // Anchors overlap where equal text is longer than one of them.
    if (leftAt < start || rightAt < rightStart) continue;
    alignGap(to, start, leftAt, rightStart, rightAt, level);
    to.matches.push(equalAt(leftAt, rightAt));
    start = leftAt + 1;
    rightStart = rightAt + 1;
  }
  alignGap(to, start, leftTo, rightStart, rightTo, level);
}

const REMOVE = 1;
const ADD = 2;
const PAIR = 3;
const SPLIT = 4;
const JOIN = 5;

/**
 * The table of costs between two stretches; with a `width`, only that many cells either side of the diagonal, and
 * words that share neither their first nor their last letter are taken as unlike without a closer look.
 */
function alignTable(
  to: Alignment,
  leftFrom: number,
  leftTo: number,
  rightFrom: number,
  rightTo: number,
  width: number | null,
): void {
  const rows = leftTo - leftFrom;
  const columns = rightTo - rightFrom;
  const span = width === null ? columns + 1 : Math.min(columns + 1, 2 * width + 1);
  const offsetOf = (row: number) => {
    if (width === null) return 0;
    const middle = Math.round((row * columns) / rows) - width;
    return Math.max(0, Math.min(columns + 1 - span, middle));
  };
  const rowsOfCosts = [0, 1, 2].map(() => ({ first: 0, costs: new Float64Array(span) }));
  const moves = new Uint8Array((rows + 1) * span);
  const { texts } = to;
  const textOf = (numbers: Int32Array, at: number) => texts[numbers[at] ?? 0] ?? '';
  const look = width === null ? wordDistance : distanceOfLikely;
  for (let row = 0; row <= rows; row++) {
    const here = rowsOfCosts[row % 3] as CostRow;
    const above = rowsOfCosts[(row + 2) % 3] as CostRow;
    const twoAbove = rowsOfCosts[(row + 1) % 3] as CostRow;
    here.first = offsetOf(row);
    here.costs.fill(Number.POSITIVE_INFINITY);
    const left = row > 0 ? textOf(to.left, leftFrom + row - 1) : '';
    const leftNumber = row > 0 ? to.left[leftFrom + row - 1] : -1;
    const leftPair = row > 1 ? textOf(to.left, leftFrom + row - 2) + left : '';
    for (let at = 0; at < span; at++) {
      const column = here.first + at;
      let best = row === 0 && column === 0 ? 0 : Number.POSITIVE_INFINITY;
      let move = 0;
      if (row > 0 && costAt(above, column) + GAP < best) {
        best = costAt(above, column) + GAP;
        move = REMOVE;
      }
      if (at > 0 && (here.costs[at - 1] ?? 0) + GAP < best) {
        best = (here.costs[at - 1] ?? 0) + GAP;
        move = ADD;
      }
      if (row > 0 && column > 0) {
        const rightAt = rightFrom + column - 1;
        const right = textOf(to.right, rightAt);
        const before = costAt(above, column - 1);
        const distance = leftNumber === to.right[rightAt] ? 0 : before < best ? look(left, right) : 1;
        // Of equal cost, keeping a word beats removing and adding one.
        if (before + distance <= best) {
          best = before + distance;
          move = PAIR;
        }
        // “A fox” for “fox” is an added word, however near the two together come.
        const beforeSplit = column > 1 ? costAt(above, column - 2) : Number.POSITIVE_INFINITY;
        if (beforeSplit + SPLIT_EXTRA < best && distance > 0 && to.right[rightAt - 1] !== leftNumber) {
          const cost = beforeSplit + joinedCost(left, textOf(to.right, rightAt - 1) + right, look);
          if (cost < best) {
            best = cost;
            move = SPLIT;
          }
        }
        const beforeJoin = row > 1 ? costAt(twoAbove, column - 1) : Number.POSITIVE_INFINITY;
        if (
          beforeJoin + SPLIT_EXTRA < best &&
          distance > 0 &&
          to.left[leftFrom + row - 2] !== to.right[rightAt]
        ) {
          const cost = beforeJoin + joinedCost(right, leftPair, look);
          if (cost < best) {
            best = cost;
            move = JOIN;
          }
        }
      }
      here.costs[at] = best;
      moves[row * span + at] = move;
    }
  }
  traceBack(to, moves, { leftFrom, rightFrom, rows, columns, span, offsetOf });
}

/** Costs of one row from column `first` on; beyond its ends nothing is reachable. */
interface CostRow {
  first: number;
  readonly costs: Float64Array;
}

function costAt(row: CostRow, column: number): number {
  return row.costs[column - row.first] ?? Number.POSITIVE_INFINITY;
}

/** Cost of taking two words for one: only where the two together are nearly the one. */
function joinedCost(one: string, two: string, look: (left: string, right: string) => number): number {
  const longer = Math.max(one.length, two.length);
  if (Math.abs(one.length - two.length) >= SPLIT_LIMIT * longer) return Number.POSITIVE_INFINITY;
  const distance = look(one, two);
  return distance < SPLIT_LIMIT ? distance + SPLIT_EXTRA : Number.POSITIVE_INFINITY;
}

function distanceOfLikely(left: string, right: string): number {
  const sameStart = left.charCodeAt(0) === right.charCodeAt(0);
  const sameEnd = left.charCodeAt(left.length - 1) === right.charCodeAt(right.length - 1);
  return sameStart || sameEnd ? wordDistance(left, right) : 1;
}

function traceBack(
  to: Alignment,
  moves: Uint8Array,
  table: {
    readonly leftFrom: number;
    readonly rightFrom: number;
    readonly rows: number;
    readonly columns: number;
    readonly span: number;
    readonly offsetOf: (row: number) => number;
  },
): void {
  const { leftFrom, rightFrom, span, offsetOf } = table;
  const found: WordMatch[] = [];
  let row = table.rows;
  let column = table.columns;
  const textOf = (numbers: Int32Array, at: number) => to.texts[numbers[at] ?? 0] ?? '';
  while (row > 0 || column > 0) {
    const move = moves[row * span + column - offsetOf(row)] ?? 0;
    const reference = move === JOIN ? 2 : 1;
    const hypothesis = move === SPLIT ? 2 : 1;
    if (move === REMOVE) row--;
    else if (move === ADD) column--;
    else if (move === 0) throw new Error(`no way through the alignment at ${row}, ${column}`);
    else {
      row -= reference;
      column -= hypothesis;
      const leftAt = leftFrom + row;
      const rightAt = rightFrom + column;
      const leftText = textOf(to.left, leftAt) + (reference === 2 ? textOf(to.left, leftAt + 1) : '');
      const rightText = textOf(to.right, rightAt) + (hypothesis === 2 ? textOf(to.right, rightAt + 1) : '');
      found.push({
        referenceIndex: leftAt,
        referenceCount: reference,
        hypothesisIndex: rightAt,
        hypothesisCount: hypothesis,
        distance: wordDistance(leftText, rightText),
      });
    }
  }
  for (const match of found.reverse()) to.matches.push(match);
}
