import type { ChunkedList } from '../document/list.ts';
import type { Utterance } from '../document/types.ts';
import type { Shared } from './changes.ts';
import { wordsIn } from './changes.ts';
import type { ReadingContext } from './entries.ts';
import type { Section } from './reading.ts';
import { readPassage } from './reading.ts';
import type { Splice } from './splice.ts';
import { replaced } from './splice.ts';

export interface Reread {
  readonly sections: readonly Section[];
  /** Which sections became which. */
  readonly change: Splice;
}

export function readAll(context: ReadingContext, utterances: ChunkedList<Utterance>): Reread {
  const sections = readPassage(context, {
    utterances: utterances.chunks.flat(),
    word: 0,
    words: wordsIn(utterances, 0, utterances.chunks.length),
    latestEndMs: Number.NEGATIVE_INFINITY,
    after: null,
  });
  if (sections === null) throw new Error('a whole document can always be read');
  return { sections, change: { from: 0, oldTo: 0, newTo: sections.length } };
}

/** Sections read besides the changed ones at each side, one try after the other. */
const WIDER: readonly number[] = [0, 2, 8];

/**
 * Reads only the sections of the changed words and of the words on both sides, whose break costs and times
 * look at their neighbours. Where these cannot be read by themselves (a pinned cue joins utterances that go on
 * beyond them) more around them is read. null: the change reaches further still, read all.
 */
export function readAgain(
  context: ReadingContext,
  old: readonly Section[],
  utterances: ChunkedList<Utterance>,
  shared: Shared,
): Reread | null {
  for (const wider of WIDER) {
    const read = readWithin(context, old, utterances, shared, wider);
    if (read !== null) return read;
  }
  return null;
}

function readWithin(
  context: ReadingContext,
  old: readonly Section[],
  utterances: ChunkedList<Utterance>,
  shared: Shared,
  wider: number,
): Reread | null {
  const newWords = wordsIn(utterances, 0, utterances.chunks.length);
  const oldWords = sumOf(old, 0, old.length).words;
  const first = Math.max(0, sectionAt(old, shared.before - 1) - wider);
  const last = Math.min(old.length, sectionAt(old, oldWords - shared.after) + 1 + wider);
  const head = sumOf(old, 0, first);
  const tail = sumOf(old, last, old.length);
  let behind = last;
  while (behind < old.length && old[behind]?.items.length === 0) behind++;
  const fresh = readPassage(context, {
    ...utterancesAt(utterances, head.words, newWords - tail.words),
    words: newWords - head.words - tail.words,
    latestEndMs: head.endMs,
    after: old[behind]?.items[0] ?? null,
  });
  if (fresh === null) return null;
  const change = { from: first, oldTo: last, newTo: first + fresh.length };
  return { sections: replaced(old, change, fresh), change };
}

/** The utterances of the document words `[from, to)` and those up to a chunk behind them. */
function utterancesAt(
  list: ChunkedList<Utterance>,
  from: number,
  to: number,
): { readonly utterances: readonly Utterance[]; readonly word: number } {
  const { chunks } = list;
  let start = 0;
  let chunk = 0;
  for (; chunk < chunks.length; chunk++) {
    const words = wordsIn(list, chunk, chunk + 1);
    if (start + words > from) break;
    start += words;
  }
  let end = start;
  let behind = chunk;
  while (behind < chunks.length && end <= to) end += wordsIn(list, behind, ++behind);
  const utterances = chunks.slice(chunk, behind + 1).flat();
  let skipped = 0;
  while (skipped < utterances.length) {
    const words = (utterances[skipped] as Utterance).words.length;
    if (start + words > from) break;
    start += words;
    skipped++;
  }
  return { utterances: utterances.slice(skipped), word: from - start };
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

function sumOf(
  sections: readonly Section[],
  from: number,
  to: number,
): { readonly words: number; readonly endMs: number } {
  let words = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) {
    const section = sections[at] as Section;
    words += section.words;
    endMs = Math.max(endMs, section.endMs);
  }
  return { words, endMs };
}
