import type { Item } from './item.ts';
import { spaceBefore } from './item.ts';
import type { Rules } from './rules.ts';
import { readingMs, tickAfter, tickBefore } from './rules.ts';
import type { Replanned, Splice } from './segment.ts';

/** A cue before it has its time: its items, its lines, and what its words ask of the clock. */
export interface Draft {
  readonly items: readonly Item[];
  /** Items on the first of two lines; 0: one line. */
  readonly split: number;
  readonly rules: Rules;
  readonly isPinned: boolean;
  /** First tick at which something of it is heard, and the first one after it. */
  readonly startTick: number;
  readonly endTick: number;
  /** Ticks that reading it takes. */
  readonly readingTicks: number;
  readonly characters: number;
}

export interface Drafts {
  readonly list: readonly Draft[];
  /** Index of the first item of each draft. */
  readonly firsts: Int32Array;
}

export const NO_DRAFTS: Drafts = { list: [], firsts: new Int32Array(0) };

export interface Redrafted {
  readonly drafts: Drafts;
  /** Which drafts became which; all others are shared with the old list. */
  readonly change: Splice;
}

/**
 * Follows the plan from the end of the changed stretch backwards until it meets a cue border that the old
 * way had too, left of the change: from there on the two ways are one.
 */
export function redraft(
  items: readonly Item[],
  { plan, sameFrom }: Replanned,
  change: Splice,
  old: Drafts,
): Redrafted {
  const itemShift = change.newTo - change.oldTo;
  const oldCount = items.length - itemShift;
  // The first old draft that ends within what was planned as before, and all behind it, stay.
  let keep = old.list.length;
  if (sameFrom < items.length) {
    let low = 0;
    while (low < keep) {
      const middle = (low + keep) >> 1;
      const end = middle + 1 < old.list.length ? (old.firsts[middle + 1] as number) : oldCount;
      if (end - 1 + itemShift >= sameFrom) keep = middle;
      else low = middle + 1;
    }
  }
  let position = keep < old.list.length ? (old.firsts[keep] as number) + itemShift : items.length;
  let left = keep;
  const fresh: Draft[] = [];
  const freshFirsts: number[] = [];
  while (position > 0) {
    if (position <= change.from) {
      while (left > 0 && (left === old.list.length || (old.firsts[left] as number) > position)) left--;
      if (old.firsts[left] === position && left < old.list.length) break;
    }
    const size = plan.sizes[position - 1] as number;
    const split = plan.splits[position - 1] as number;
    position -= size;
    fresh.push(draftOf(items.slice(position, position + size), split));
    freshFirsts.push(position);
  }
  if (position === 0) left = 0;
  fresh.reverse();
  freshFirsts.reverse();
  const list = old.list.slice(0, left).concat(fresh, old.list.slice(keep));
  const firsts = new Int32Array(list.length);
  firsts.set(old.firsts.subarray(0, left));
  firsts.set(freshFirsts, left);
  const tail = left + fresh.length;
  for (let at = keep; at < old.list.length; at++) {
    firsts[tail + at - keep] = (old.firsts[at] as number) + itemShift;
  }
  return { drafts: { list, firsts }, change: { from: left, oldTo: keep, newTo: tail } };
}

function draftOf(items: readonly Item[], split: number): Draft {
  const first = items[0] as Item;
  const { rules, pinned } = first;
  let endMs = first.endMs;
  let characters = 0;
  for (const item of items) {
    endMs = Math.max(endMs, item.endMs);
    characters += item.characters + (item === first ? 0 : spaceBefore(item));
  }
  return {
    items,
    split,
    rules,
    isPinned: pinned !== null,
    startTick: tickBefore(first.startMs, rules),
    endTick: tickAfter(endMs, rules),
    readingTicks: tickAfter(readingMs(characters, items.length, rules.readingSpeed), rules),
    characters,
  };
}
