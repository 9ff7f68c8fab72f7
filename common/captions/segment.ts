import {
  CUE_COST,
  SECOND_LINE_COST,
  SHARED_CUE_COST,
  singleLineCost,
  TOO_LONG_COST,
  timeCost,
  twoLineCost,
} from './costs.ts';
import type { Item } from './item.ts';
import { spaceBefore } from './item.ts';

/**
 * The cheapest way to cut items into cues and lines, found by dynamic programming: for each position the
 * best last cue, given the best way to everything before it.
 *
 * Costs are integers and each entry of `steps` is the best cost there less the best cost one item earlier.
 * So what lies behind a change keeps its entries, and recomputing can stop as soon as a whole window of
 * them comes out as it was: from there on every later decision is the same, exactly.
 */
export interface Plan {
  readonly steps: Int32Array;
  /** Items of the last cue when a cue ends after this item. */
  readonly sizes: Uint8Array;
  /** Items on the first of its two lines; 0: one line. */
  readonly splits: Uint8Array;
}

export const EMPTY_PLAN: Plan = {
  steps: new Int32Array(0),
  sizes: new Uint8Array(0),
  splits: new Uint8Array(0),
};

/** The old items `[from, oldTo)` have become the new items `[from, newTo)`; all others are the same. */
export interface Splice {
  readonly from: number;
  readonly oldTo: number;
  readonly newTo: number;
}

export interface Replanned {
  readonly plan: Plan;
  /** Entries from here on are those of the old plan. */
  readonly sameFrom: number;
}

/** No cue holds more items: that is 2 lines of 16 full-width signs each its own word, with half-width ones. */
const WINDOW = 64;

const BATCH = 192;

/** Cost: about a microsecond an item of the changed stretch, and one copy of the old plan. */
export function replan(items: readonly Item[], old: Plan, change: Splice): Replanned {
  const count = items.length;
  const shift = change.newTo - change.oldTo;
  const plan: Plan = {
    steps: spliced(new Int32Array(count), old.steps, change),
    sizes: spliced(new Uint8Array(count), old.sizes, change),
    splits: spliced(new Uint8Array(count), old.splits, change),
  };
  let unchanged = 0;
  for (let from = change.from; from < count; from += BATCH) {
    const to = Math.min(count, from + BATCH);
    const view = viewOf(items, Math.max(0, from - WINDOW), to, plan.steps, from);
    for (let at = from; at < to; at++) {
      planItem(view, at - view.from, plan, at);
      const same =
        at >= change.newTo &&
        plan.steps[at] === old.steps[at - shift] &&
        plan.sizes[at] === old.sizes[at - shift] &&
        plan.splits[at] === old.splits[at - shift];
      unchanged = same ? unchanged + 1 : 0;
      if (unchanged === WINDOW) return { plan, sameFrom: at + 1 };
    }
  }
  return { plan, sameFrom: count };
}

function spliced<T extends Int32Array | Uint8Array>(target: T, old: T, { from, oldTo, newTo }: Splice): T {
  target.set(old.subarray(0, from));
  target.set(old.subarray(oldTo), newTo);
  return target;
}

const ENDS_CUE = 1;
const ENDS_VOICE = 2;
const WISHES_LINE = 4;
const PINNED = 8;

/** The items `[from, to)` as columns: the inner loop runs about 60 times an item. */
interface View {
  readonly from: number;
  readonly items: readonly Item[];
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly spaces: Uint8Array;
  /** Sums of units, and of characters, each with its space, before the item. */
  readonly units: Int32Array;
  readonly characters: Int32Array;
  readonly lineBreakCosts: Int32Array;
  readonly cueBreakCosts: Int32Array;
  readonly flags: Uint8Array;
  /** Best cost of all before the item, relative to the first. */
  readonly best: Float64Array;
}

function viewOf(items: readonly Item[], from: number, to: number, steps: Int32Array, known: number): View {
  const length = to - from;
  const view: View = {
    from,
    items,
    // One more than the items: the start of what comes next, and the sums behind the last.
    starts: new Float64Array(length + 1),
    ends: new Float64Array(length),
    spaces: new Uint8Array(length),
    units: new Int32Array(length + 1),
    characters: new Int32Array(length + 1),
    lineBreakCosts: new Int32Array(length),
    cueBreakCosts: new Int32Array(length),
    flags: new Uint8Array(length),
    best: new Float64Array(length + 1),
  };
  for (let index = 0; index < length; index++) {
    const item = items[from + index] as Item;
    const space = spaceBefore(item);
    view.starts[index] = item.startMs;
    view.ends[index] = item.endMs;
    view.spaces[index] = space;
    view.units[index + 1] = (view.units[index] as number) + item.units + space;
    view.characters[index + 1] = (view.characters[index] as number) + item.characters + space;
    view.lineBreakCosts[index] = item.lineBreakCost;
    view.cueBreakCosts[index] = item.cueBreakCost;
    view.flags[index] =
      (item.endsCue ? ENDS_CUE : 0) |
      (item.endsVoice ? ENDS_VOICE : 0) |
      (item.wish === 'line' ? WISHES_LINE : 0) |
      (item.pinned === null ? 0 : PINNED);
    if (from + index < known)
      view.best[index + 1] = (view.best[index] as number) + (steps[from + index] as number);
  }
  view.starts[length] = items[to]?.startMs ?? Number.POSITIVE_INFINITY;
  return view;
}

/** Finds the best cue that ends with item `last` of the view, and writes it to the plan at `at`. */
function planItem(view: View, last: number, plan: Plan, at: number): void {
  const { starts, ends, spaces, units, characters, flags, best } = view;
  const { rules } = view.items[at] as Item;
  const limit = rules.lineUnits;
  const { marks } = rules;
  const lastFlags = flags[last] as number;
  let bestCost = Number.POSITIVE_INFINITY;
  let bestSize = 1;
  let bestSplit = 0;
  if ((lastFlags & PINNED) !== 0) {
    bestCost = best[last] as number;
  } else {
    const endCost = CUE_COST + (view.cueBreakCosts[last] as number);
    const nextStartMs = starts[last + 1] as number;
    let voiceSplit = -1;
    let wishedSplit = -1;
    let endMs = ends[last] as number;
    const most = Math.min(WINDOW, rules.wordsPerCue, last + 1);
    for (let size = 1; size <= most; size++) {
      const first = last + 1 - size;
      if (size > 1) {
        const flag = flags[first] as number;
        if ((flag & (ENDS_CUE | PINNED)) !== 0) break;
        if ((flag & ENDS_VOICE) !== 0) {
          if (voiceSplit >= 0) break;
          voiceSplit = first;
        }
        if ((flag & WISHES_LINE) !== 0) {
          if (wishedSplit >= 0 || rules.lines < 2) break;
          wishedSplit = first;
        }
        endMs = Math.max(endMs, ends[first] as number);
      }
      const space = spaces[first] as number;
      const before = (units[first] as number) + space;
      const width = (units[last + 1] as number) - before;
      if (size > 1 && width > limit * rules.lines + 1) break;
      let layout: number;
      let split = 0;
      if (voiceSplit < 0 && wishedSplit < 0 && width <= limit) {
        layout = singleLineCost(width, limit);
      } else if (size === 1) {
        layout = TOO_LONG_COST;
      } else if (rules.lines < 2) {
        continue;
      } else {
        layout = Number.POSITIVE_INFINITY;
        const fixed = voiceSplit >= 0 ? voiceSplit : wishedSplit;
        if (voiceSplit >= 0 && wishedSplit >= 0 && voiceSplit !== wishedSplit) continue;
        const firstMark = voiceSplit >= 0 && marks !== null ? marks.first.length : 0;
        const secondMark = voiceSplit >= 0 && marks !== null ? marks.second.length : 0;
        const from = fixed >= 0 ? fixed : first;
        const to = fixed >= 0 ? fixed : last - 1;
        for (let end = to; end >= from; end--) {
          const second =
            (units[last + 1] as number) -
            (units[end + 1] as number) -
            (spaces[end + 1] as number) +
            secondMark;
          if (second > limit) break;
          const firstLine = (units[end + 1] as number) - before + firstMark;
          if (firstLine > limit) continue;
          const breakCost = voiceSplit >= 0 ? SHARED_CUE_COST : (view.lineBreakCosts[end] as number) * 0.8;
          const cost = SECOND_LINE_COST + Math.round(breakCost) + twoLineCost(firstLine, second, limit);
          if (cost < layout) {
            layout = cost;
            split = end + 1 - first;
          }
        }
        if (layout === Number.POSITIVE_INFINITY) continue;
      }
      const startMs = starts[first] as number;
      const roomMs = first === 0 ? startMs : Math.max(0, startMs - (ends[first - 1] as number) - rules.gapMs);
      const text = (characters[last + 1] as number) - (characters[first] as number) - space;
      const cost =
        (best[first] as number) +
        endCost +
        layout +
        timeCost(rules, startMs, endMs, nextStartMs, roomMs, text, size);
      if (cost < bestCost) {
        bestCost = cost;
        bestSize = size;
        bestSplit = split;
      }
    }
  }
  best[last + 1] = bestCost;
  plan.steps[at] = bestCost - (best[last] as number);
  plan.sizes[at] = bestSize;
  plan.splits[at] = bestSplit;
}
