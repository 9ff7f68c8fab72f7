import type { Item } from './item.ts';
import { spaceBefore } from './item.ts';
import type { Section } from './reading.ts';
import type { Rules } from './rules.ts';
import { tickAfter, tickBefore } from './rules.ts';
import type { Planned } from './segment.ts';
import type { Splice } from './splice.ts';
import { replaced, replacedNumbers } from './splice.ts';

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
 * Follows the plans from the end of the changed stretch backwards until it meets a cue border that the old
 * way had too, left of the change: from there on the two ways are one. `change` is in sections.
 */
export function redraft(
  sections: readonly Section[],
  { plans, sameFrom }: Planned,
  change: Splice,
  oldSections: readonly Section[],
  old: Drafts,
): Redrafted {
  const starts = itemStarts(sections);
  const count = starts[sections.length] as number;
  const changedFrom = starts[change.from] as number;
  const oldCount = itemStarts(oldSections)[oldSections.length] as number;
  const shift = count - oldCount;
  const sameItem = (starts[sameFrom.section] as number) + sameFrom.item;

  // The first old draft that ends in what was planned as before, and all behind it, stay.
  let keep = old.list.length;
  if (sameFrom.section < sections.length) {
    let low = 0;
    while (low < keep) {
      const middle = (low + keep) >> 1;
      const end = middle + 1 < old.list.length ? (old.firsts[middle + 1] as number) : oldCount;
      if (end - 1 + shift >= sameItem) keep = middle;
      else low = middle + 1;
    }
  }
  let position = keep < old.list.length ? (old.firsts[keep] as number) + shift : count;
  let left = Math.min(keep, old.list.length - 1);
  let section = sections.length - 1;
  const fresh: Draft[] = [];
  const firsts: number[] = [];
  while (position > 0) {
    if (position <= changedFrom) {
      while (left > 0 && (old.firsts[left] as number) > position) left--;
      if (left >= 0 && old.firsts[left] === position) break;
    }
    while ((starts[section] as number) >= position) section--;
    const plan = plans[section];
    const last = position - 1 - (starts[section] as number);
    const size = plan?.sizes[last] as number;
    position -= size;
    fresh.push(draftOf(itemsFrom(sections, starts, section, position, size), plan?.splits[last] as number));
    firsts.push(position);
  }
  if (position === 0) left = 0;
  fresh.reverse();
  firsts.reverse();
  const drafted = { from: left, oldTo: keep, newTo: left + fresh.length };
  return {
    drafts: {
      list: replaced(old.list, drafted, fresh),
      firsts: replacedNumbers(old.firsts, drafted, firsts, shift),
    },
    change: drafted,
  };
}

/** Index of each section's first item, and the number of all behind them. */
function itemStarts(sections: readonly Section[]): Int32Array {
  const starts = new Int32Array(sections.length + 1);
  for (let at = 0; at < sections.length; at++) {
    starts[at + 1] = (starts[at] as number) + (sections[at] as Section).items.length;
  }
  return starts;
}

/** The items of one cue that ends in `section`; it may have begun in an earlier one. */
function itemsFrom(
  sections: readonly Section[],
  starts: Int32Array,
  section: number,
  from: number,
  size: number,
): readonly Item[] {
  const own = (sections[section] as Section).items;
  const offset = from - (starts[section] as number);
  if (offset >= 0) return own.slice(offset, offset + size);
  const parts = [own.slice(0, offset + size)];
  for (let before = section - 1, missing = -offset; missing > 0; before--) {
    const { items } = sections[before] as Section;
    parts.unshift(items.slice(Math.max(0, items.length - missing)));
    missing -= Math.min(missing, items.length);
  }
  return parts.flat();
}

function draftOf(items: readonly Item[], split: number): Draft {
  const first = items[0] as Item;
  const { rules, pinned } = first;
  let endMs = first.endMs;
  let characters = first.characters;
  for (let at = 1; at < items.length; at++) {
    const item = items[at] as Item;
    endMs = Math.max(endMs, item.endMs);
    characters += item.characters + spaceBefore(item);
  }
  return {
    items,
    split,
    rules,
    isPinned: pinned !== null,
    startTick: tickBefore(first.startMs, rules),
    endTick: tickAfter(endMs, rules),
    readingTicks: tickAfter(characters * rules.msPerCharacter + items.length * rules.msPerWord, rules),
    characters,
  };
}
