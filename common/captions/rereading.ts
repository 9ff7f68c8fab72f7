import type { Utterance } from '../document/types.ts';
import type { Shared } from './changes.ts';
import { wordsIn } from './changes.ts';
import type { ReadingContext } from './entries.ts';
import type { Item } from './item.ts';
import type { Reading, Section } from './reading.ts';
import { readPassage } from './reading.ts';
import type { Splice } from './segment.ts';

export interface Reread extends Reading {
  readonly change: Splice;
}

export function readAll(context: ReadingContext, utterances: readonly Utterance[]): Reread {
  const reading = readPassage(context, {
    utterances,
    utterance: 0,
    word: 0,
    words: wordsIn(utterances, 0, utterances.length),
    latestEndMs: Number.NEGATIVE_INFINITY,
    after: null,
  });
  if (reading === null) throw new Error('a whole document can always be read');
  return { ...reading, change: { from: 0, oldTo: 0, newTo: reading.items.length } };
}

/**
 * Reads only the sections that changed, and one more on each side, whose break costs look across the
 * border. null: the change reaches further than that (people who now talk over others), read all.
 */
export function readAgain(
  context: ReadingContext,
  old: Reading,
  utterances: readonly Utterance[],
  shared: Shared,
): Reread | null {
  const { sections } = old;
  const newWords = wordsIn(utterances, 0, utterances.length);
  const oldWords = sumOf(sections, 0, sections.length).words;
  const first = Math.max(0, sectionAt(sections, shared.before - 1) - 1);
  const last = Math.min(sections.length, sectionAt(sections, oldWords - shared.after) + 2);
  const head = sumOf(sections, 0, first);
  const tail = sumOf(sections, last, sections.length);
  let utterance = 0;
  let word = head.words;
  while (utterance < utterances.length) {
    const { length } = (utterances[utterance] as Utterance).words;
    if (word < length) break;
    word -= length;
    utterance++;
  }
  const reading = readPassage(context, {
    utterances,
    utterance,
    word,
    words: newWords - head.words - tail.words,
    latestEndMs: head.endMs,
    after: tail.items === 0 ? null : (old.items[old.items.length - tail.items] as Item),
  });
  if (reading === null) return null;
  const oldTo = old.items.length - tail.items;
  return {
    items: old.items.slice(0, head.items).concat(reading.items, old.items.slice(oldTo)),
    sections: sections.slice(0, first).concat(reading.sections, sections.slice(last)),
    change: { from: head.items, oldTo, newTo: head.items + reading.items.length },
  };
}

/** Index of the section that holds a document word; the nearest one for a word outside. */
function sectionAt(sections: readonly Section[], word: number): number {
  let end = 0;
  for (let at = 0; at < sections.length; at++) {
    end += (sections[at] as Section).words;
    if (word < end) return at;
  }
  return sections.length - 1;
}

function sumOf(sections: readonly Section[], from: number, to: number): Section {
  let words = 0;
  let items = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) {
    const section = sections[at] as Section;
    words += section.words;
    items += section.items;
    endMs = Math.max(endMs, section.endMs);
  }
  return { words, items, endMs };
}
