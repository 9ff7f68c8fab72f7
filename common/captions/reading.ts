import { extentOfUtterance, startOfUtterance } from '../document/extents.ts';
import type { PinnedCue, Utterance, Word, WordId } from '../document/types.ts';
import { completed } from './breaks.ts';
import type { ReadingContext } from './entries.ts';
import { scribeTo } from './entries.ts';
import type { Entry, Item } from './item.ts';
import { interleave } from './overlap.ts';

/**
 * A stretch of the document that can be read anew by itself: people who talk over each other, and pinned
 * cues, lie within one, and the words at its edges have times.
 */
export interface Section {
  /** Document words in it, hidden ones too. */
  readonly words: number;
  readonly items: readonly Item[];
  /** Latest end of all that is spoken in it. */
  readonly endMs: number;
}

/** What to read of a document: `words` words from a place on. */
export interface Passage {
  /** The utterances that it lies in, and at least the one behind it. */
  readonly utterances: readonly Utterance[];
  /** Where it begins: a word of the first utterance. */
  readonly word: number;
  readonly words: number;
  /** Latest end of all that was spoken before; -Infinity at the start. */
  readonly latestEndMs: number;
  /** The item behind the passage; null at the end of the document. */
  readonly after: Item | null;
}

/** Two utterances overlap when they share more than this; aligners blur borders by less. */
const OVERLAP_MS = 150;

/** A section is closed at the first place that allows it after so many words. */
const SECTION_WORDS = 96;

/** A pinned cue that reaches into the next utterance begins within so many words of the end of its own. */
const PINNED_REACH_WORDS = 256;

/**
 * Brings a passage into reading order. null: it cannot be read by itself, because people in it talk over
 * others outside it.
 */
export function readPassage(context: ReadingContext, passage: Passage): readonly Section[] | null {
  const { utterances, words } = passage;
  const { pinnedCues, hidden } = context.decisions;
  const entries: Entry[] = [];
  const cuts: { readonly words: number; readonly items: number; readonly endMs: number }[] = [];
  const scribe = scribeTo(entries, context);
  let { word: skip, latestEndMs } = passage;
  let at = 0;
  let read = 0;
  let closed = { words: 0, items: 0 };
  let endMs = Number.NEGATIVE_INFINITY;

  const closeSection = () => {
    cuts.push({ words: read - closed.words, items: entries.length - closed.items, endMs });
    closed = { words: read, items: entries.length };
    endMs = Number.NEGATIVE_INFINITY;
  };
  // `previous` is the document word before; null between utterances, where any last entry will do.
  const closeWhereClean = (previous: Word | null, next: Word | undefined) => {
    if (read - closed.words < SECTION_WORDS || scribe.inPinned()) return;
    const last = entries[entries.length - 1];
    if (last === undefined || !last.isTimed || last.pinned !== null) return;
    if (previous !== null && last.word !== previous) return;
    if (next === undefined || next.startMs === null || pinnedCues.has(next.id) || hidden.has(next.id)) return;
    closeSection();
  };
  const sectionsOf = (): readonly Section[] => {
    const items = completed(entries, passage.after);
    let start = 0;
    return cuts.map((cut) => {
      const from = start;
      start += cut.items;
      return { ...cut, items: items.slice(from, start) };
    });
  };
  const writeAlone = (utterance: Utterance, take: number) => {
    scribe.enter(utterance, utterance.speakerId, skip);
    let previous: Word | null = null;
    const end = read + take;
    for (const chunk of utterance.words.chunks) {
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      for (let index = skip; index < chunk.length && read < end; index++) {
        const word = chunk[index] as Word;
        if (previous !== null) closeWhereClean(previous, word);
        scribe.write(word);
        if (word.endMs !== null && word.endMs > endMs) endMs = word.endMs;
        read++;
        previous = word;
      }
      skip = 0;
      if (read === end) break;
    }
    scribe.finish();
  };

  while (read < words) {
    const first = utterances[at];
    if (first === undefined) throw new Error('the passage reaches beyond the document');
    const group = groupAt(utterances, at, latestEndMs, pinnedCues);
    const isWhole = skip === 0 && group.words <= words - read;
    if (!isWhole && group.utterances > 1) return null;
    if (skip === 0) {
      if (startsBefore(first, latestEndMs)) return null;
      closeWhereClean(null, first.words.chunks[0]?.[0]);
    }
    if (group.utterances === 1) {
      const rest = first.words.length - skip;
      const take = Math.min(rest, words - read);
      writeAlone(first, take);
      if (take < rest) {
        closeSection();
        return sectionsOf();
      }
    } else {
      for (const entry of entriesOfGroup(context, utterances.slice(at, at + group.utterances))) {
        entries.push(entry);
      }
      read += group.words;
    }
    endMs = Math.max(endMs, group.endMs);
    latestEndMs = Math.max(latestEndMs, group.endMs);
    at += group.utterances;
    skip = 0;
  }
  const following = utterances[at];
  if (following !== undefined && startsBefore(following, latestEndMs)) return null;
  closeSection();
  return sectionsOf();
}

function startsBefore(utterance: Utterance, latestEndMs: number): boolean {
  const startMs = startOfUtterance(utterance);
  return startMs !== null && startMs < latestEndMs - OVERLAP_MS;
}

interface Group {
  readonly utterances: number;
  readonly words: number;
  readonly endMs: number;
}

/** How many utterances from here on hang together because they overlap or share a pinned cue. */
function groupAt(
  utterances: readonly Utterance[],
  from: number,
  latestEndMs: number,
  pinnedCues: ReadonlyMap<WordId, PinnedCue>,
): Group {
  let words = 0;
  let endMs = latestEndMs;
  let reachesTo: WordId | null = null;
  let at = from;
  for (; at < utterances.length; at++) {
    const utterance = utterances[at] as Utterance;
    if (at > from && reachesTo === null && !startsBefore(utterance, endMs)) break;
    words += utterance.words.length;
    endMs = Math.max(endMs, extentOfUtterance(utterance)?.endMs ?? Number.NEGATIVE_INFINITY);
    if (pinnedCues.size > 0) reachesTo = pinnedReach(utterance, reachesTo, pinnedCues);
  }
  return { utterances: at - from, words, endMs };
}

/** The last word of a pinned cue that reaches beyond this utterance; null when none does. */
function pinnedReach(
  utterance: Utterance,
  open: WordId | null,
  pinnedCues: ReadonlyMap<WordId, PinnedCue>,
): WordId | null {
  const { chunks, length } = utterance.words;
  const seen = new Set<WordId>();
  let looked = 0;
  for (let chunk = chunks.length - 1; chunk >= 0; chunk--) {
    const words = chunks[chunk] ?? [];
    for (let at = words.length - 1; at >= 0; at--) {
      const { id } = words[at] as Word;
      seen.add(id);
      const cue = pinnedCues.get(id);
      if (cue !== undefined) return seen.has(cue.lastWordId) ? null : cue.lastWordId;
      if (id === open) return null;
      if (++looked === PINNED_REACH_WORDS) return null;
    }
  }
  return looked === length ? open : null;
}

function entriesOfGroup(context: ReadingContext, utterances: readonly Utterance[]): Entry[] {
  const all: Entry[] = [];
  // One scribe for all: a pinned cue may begin in one utterance and end in the next.
  const scribe = scribeTo(all, context);
  const lists: Entry[][] = [];
  let start = 0;
  for (const utterance of utterances) {
    scribe.enter(utterance, utterance.speakerId ?? utterance.id, 0);
    for (const chunk of utterance.words.chunks) for (const word of chunk) scribe.write(word);
    lists.push(all.slice(start));
    start = all.length;
  }
  scribe.finish();
  lists.push(all.slice(start));
  return interleave(lists);
}
