import { CUE_COST, SECOND_LINE_COST, SHARED_CUE_COST, TOO_LONG_COST, timeCost } from './costs.ts';
import type { Item } from './item.ts';
import { spaceBefore } from './item.ts';
import type { Rules } from './rules.ts';
import type { Splice } from './splice.ts';

/**
 * The cheapest way to cut items into cues and lines, found by dynamic programming: for each item the best
 * cue that ends with it, given the best way to everything before that cue. One plan covers one section.
 *
 * Costs are integers and each entry of `steps` is the best cost up to an item less the best cost up to the
 * one before. So what lies behind a change keeps its entries, and recomputing can stop as soon as a whole
 * window of them comes out as it was: from there on every later decision is the same, exactly.
 */
export interface Plan {
  readonly steps: Int32Array;
  /** Items of the last cue when a cue ends after this item. */
  readonly sizes: Uint8Array;
  /** Items on the first of its two lines; 0: one line. */
  readonly splits: Uint8Array;
}

export interface Planned {
  readonly plans: readonly Plan[];
  /** Section and item in it from which on all entries are those of the old plans. */
  readonly sameFrom: { readonly section: number; readonly item: number };
}

/** No cue holds more items: that is 2 lines of 16 full-width signs, each its own word, and as much again. */
const WINDOW = 64;

/**
 * Plans the changed sections, and those behind them until nothing changes any more. Cost: about a
 * microsecond an item.
 */
export function replan(
  sections: readonly { readonly items: readonly Item[] }[],
  old: readonly Plan[],
  change: Splice,
): Planned {
  const plans = old.slice(0, change.from);
  const shift = change.newTo - change.oldTo;
  let unchanged = 0;
  for (let section = change.from; section < sections.length; section++) {
    const { items } = sections[section] as { readonly items: readonly Item[] };
    const known = section < change.newTo ? null : (old[section - shift] as Plan);
    const view = viewOf(sections, plans, section);
    const plan: Plan = {
      steps: new Int32Array(items.length),
      sizes: new Uint8Array(items.length),
      splits: new Uint8Array(items.length),
    };
    plans.push(plan);
    for (let at = 0; at < items.length; at++) {
      planItem(view, (items[at] as Item).rules, view.lead + at, plan, at);
      const same =
        known !== null &&
        plan.steps[at] === known.steps[at] &&
        plan.sizes[at] === known.sizes[at] &&
        plan.splits[at] === known.splits[at];
      unchanged = same ? unchanged + 1 : 0;
      if (known === null || unchanged < WINDOW) continue;
      plan.steps.set(known.steps.subarray(at + 1), at + 1);
      plan.sizes.set(known.sizes.subarray(at + 1), at + 1);
      plan.splits.set(known.splits.subarray(at + 1), at + 1);
      for (let rest = section + 1; rest < sections.length; rest++) plans.push(old[rest - shift] as Plan);
      return { plans, sameFrom: { section, item: at + 1 } };
    }
  }
  return { plans, sameFrom: { section: sections.length, item: 0 } };
}

const ENDS_CUE = 1;
const ENDS_VOICE = 2;
const WISHES_LINE = 4;
const PINNED = 8;

/** A section's items and the window before them as columns: the inner loop runs about 60 times an item. */
interface View {
  /** Items before the section's first one. */
  readonly lead: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly spaces: Uint8Array;
  /** Sums of units, and of characters, each with its space, before the item. */
  readonly units: Int32Array;
  readonly characters: Int32Array;
  readonly lineBreakCosts: Int32Array;
  readonly cueBreakCosts: Int32Array;
  readonly flags: Uint8Array;
  /** Best cost of all before the item, relative to the view's first. */
  readonly best: Float64Array;
}

function viewOf(
  sections: readonly { readonly items: readonly Item[] }[],
  plans: readonly Plan[],
  section: number,
): View {
  const own = sections[section]?.items ?? [];
  let first = section;
  let lead = 0;
  while (first > 0 && lead < WINDOW) lead += sections[--first]?.items.length ?? 0;
  const skipped = Math.max(0, lead - WINDOW);
  lead -= skipped;
  const length = lead + own.length;
  const view: View = {
    lead,
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
  let index = 0;
  let skip = skipped;
  for (let from = first; from <= section; from++) {
    const items = sections[from]?.items ?? [];
    const steps = plans[from]?.steps;
    for (let at = skip; at < items.length; at++) {
      writeColumns(view, index, items[at] as Item);
      if (steps !== undefined) view.best[index + 1] = (view.best[index] as number) + (steps[at] as number);
      index++;
    }
    skip = 0;
  }
  let next = section + 1;
  while (next < sections.length && sections[next]?.items.length === 0) next++;
  view.starts[length] = sections[next]?.items[0]?.startMs ?? Number.POSITIVE_INFINITY;
  return view;
}

function writeColumns(view: View, index: number, item: Item): void {
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
}

/** Finds the best cue that ends with item `last` of the view, and writes it to the plan at `at`. */
function planItem(view: View, rules: Rules, last: number, plan: Plan, at: number): void {
  const { starts, ends, spaces, units, characters, flags, best } = view;
  let bestCost = Number.POSITIVE_INFINITY;
  let bestSize = 1;
  let splitOfBest = 0;
  if (((flags[last] as number) & PINNED) !== 0) {
    bestCost = best[last] as number;
  } else {
    const limit = rules.lineUnits;
    const { single } = rules.layout;
    const widest = limit * rules.lines + rules.lines - 1;
    const endCost = CUE_COST + (view.cueBreakCosts[last] as number);
    const nextStartMs = starts[last + 1] as number;
    const unitsTo = units[last + 1] as number;
    let earliest = last;
    let kindestBreak = 0;
    let brokenFrom = last;
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
          if (wishedSplit >= 0) break;
          wishedSplit = first;
        }
        if ((ends[first] as number) > endMs) endMs = ends[first] as number;
      }
      const space = spaces[first] as number;
      const unitsFrom = (units[first] as number) + space;
      const width = unitsTo - unitsFrom;
      if (size > 1 && width > widest) break;
      if (width <= limit) earliest = first;
      let layout: number;
      let split = 0;
      if (width <= limit && voiceSplit < 0 && wishedSplit < 0) {
        layout = single[width] as number;
      } else if (size === 1) {
        layout = TOO_LONG_COST;
      } else {
        // What no two lines can beat, as everything else costs: half of the cues are not looked at further.
        while (brokenFrom > earliest - 1 && brokenFrom > first) {
          brokenFrom--;
          kindestBreak = Math.min(kindestBreak, view.lineBreakCosts[brokenFrom] as number);
        }
        if ((best[first] as number) + endCost + SECOND_LINE_COST + kindestBreak >= bestCost) continue;
        const secondFirst = bestSplit(view, rules, first, last, earliest, voiceSplit, wishedSplit);
        if (secondFirst < 0) continue;
        layout = splitCost(view, rules, first, secondFirst, last, voiceSplit >= 0);
        split = secondFirst - first;
      }
      const startMs = starts[first] as number;
      const roomMs = first === 0 ? startMs : startMs - (ends[first - 1] as number) - rules.gapMs;
      const text = (characters[last + 1] as number) - (characters[first] as number) - space;
      const cost =
        (best[first] as number) +
        endCost +
        layout +
        timeCost(rules, startMs, endMs, nextStartMs, roomMs, text, size);
      if (cost < bestCost) {
        bestCost = cost;
        bestSize = size;
        splitOfBest = split;
      }
    }
  }
  best[last + 1] = bestCost;
  plan.steps[at] = bestCost - (best[last] as number);
  plan.sizes[at] = bestSize;
  plan.splits[at] = splitOfBest;
}

/**
 * Item with which the best second line starts, `earliest` or later; -1 when no two lines hold the items.
 */
function bestSplit(
  view: View,
  rules: Rules,
  first: number,
  last: number,
  earliest: number,
  voiceSplit: number,
  wishedSplit: number,
): number {
  if (rules.lines < 2 || (voiceSplit >= 0 && wishedSplit >= 0 && voiceSplit !== wishedSplit)) return -1;
  const fixed = voiceSplit >= 0 ? voiceSplit : wishedSplit;
  const isShared = voiceSplit >= 0;
  if (fixed >= 0) {
    return splitCost(view, rules, first, fixed + 1, last, isShared) === Number.POSITIVE_INFINITY
      ? -1
      : fixed + 1;
  }
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let second = Math.max(earliest, first + 1); second <= last; second++) {
    const cost = splitCost(view, rules, first, second, last, isShared);
    // The second line fits from the earliest on; the first is too long from here on.
    if (cost === Number.POSITIVE_INFINITY) break;
    if (cost < bestCost) {
      bestCost = cost;
      best = second;
    }
  }
  return best;
}

/** Cost of two lines of which the second starts with item `second`; Infinity when one is too long. */
function splitCost(
  view: View,
  rules: Rules,
  first: number,
  second: number,
  last: number,
  isShared: boolean,
): number {
  const { units, spaces } = view;
  const { lineUnits: limit, marks, layout } = rules;
  let firstUnits = (units[second] as number) - (units[first] as number) - (spaces[first] as number);
  let secondUnits = (units[last + 1] as number) - (units[second] as number) - (spaces[second] as number);
  if (isShared && marks !== null) {
    firstUnits += marks.first.length;
    secondUnits += marks.second.length;
  }
  if (firstUnits > limit || secondUnits > limit) return Number.POSITIVE_INFINITY;
  const { part, stump, uneven } = layout;
  const shorter = firstUnits < secondUnits ? firstUnits : secondUnits;
  return (
    (isShared ? SHARED_CUE_COST : (view.lineBreakCosts[second - 1] as number)) +
    SECOND_LINE_COST +
    (part[firstUnits] as number) +
    (part[secondUnits] as number) +
    (stump[shorter] as number) +
    (uneven[firstUnits - secondUnits + limit] as number)
  );
}
