import { extentOfUtterance, isUntimed } from './extents.ts';
import type { ListPosition } from './list.ts';
import { eachUtterance, eachUtteranceInRange, eachWordInRange, findUtterance, findWord } from './queries.ts';
import type { Project, SpeakerId, Utterance, UtteranceId, Word, WordId } from './types.ts';

/** Two words that cannot both have the times they have: `later` comes after `earlier` in the list of words. */
export interface TimeConflict {
  readonly kind: 'order' | 'overlap';
  readonly earlier: Word;
  readonly later: Word;
}

/**
 * The first trouble that a word's times make: with its timed neighbours in the utterance, and with the other words of
 * the same named speaker. Null: none. Cost: some microseconds, for any length of document.
 */
export function conflictOfWord(project: Project, wordId: WordId): TimeConflict | null {
  const place = findWord(project, wordId);
  if (place === null) return null;
  const { word, utterance, wordAt } = place;
  const { startMs, endMs } = word;
  if (startMs === null || endMs === null) return null;
  const before = timedBefore(utterance, wordAt);
  const after = timedAfter(utterance, wordAt);
  const near =
    (before === null ? null : conflictOfNeighbours(utterance, before, word)) ??
    (after === null ? null : conflictOfNeighbours(utterance, word, after));
  if (near !== null || utterance.speakerId === null) return near;
  return conflictElsewhere(project, utterance, word);
}

/** As `conflictOfWord`, for all words of an utterance. */
export function conflictOfUtterance(project: Project, id: UtteranceId): TimeConflict | null {
  const utterance = findUtterance(project, id)?.utterance ?? null;
  return utterance === null ? null : (conflictWithin(utterance) ?? conflictWithOthers(project, utterance));
}

/** The first trouble in the whole document. Cost: one step per word, and sorting of what is out of order. */
export function conflictAnywhere(project: Project): TimeConflict | null {
  let found: TimeConflict | null = null;
  const bySpeaker = new Map<SpeakerId, Word[]>();
  eachUtterance(project, (utterance) => {
    found ??= conflictWithin(utterance);
    if (utterance.speakerId === null || found !== null) return;
    const words = bySpeaker.get(utterance.speakerId) ?? [];
    bySpeaker.set(utterance.speakerId, words);
    for (const chunk of utterance.words.chunks) {
      for (const word of chunk) if (word.startMs !== null) words.push(word);
    }
  });
  for (const words of bySpeaker.values()) found ??= conflictInTime(words);
  return found;
}

/** Overlapping neighbours among one speaker's timed words, which are sorted here where they are not. */
function conflictInTime(words: Word[]): TimeConflict | null {
  if (words.some((word, at) => at > 0 && (word.startMs ?? 0) < (words[at - 1]?.startMs ?? 0)))
    sortByStart(words);
  for (let at = 1; at < words.length; at++) {
    const earlier = words[at - 1] as Word;
    const later = words[at] as Word;
    if ((earlier.endMs ?? 0) > (later.startMs ?? 0)) return { kind: 'overlap', earlier, later };
  }
  return null;
}

export function sortByStart(words: Word[]): void {
  words.sort((left, right) => (left.startMs ?? 0) - (right.startMs ?? 0));
}

function conflictOfNeighbours(utterance: Utterance, earlier: Word, later: Word): TimeConflict | null {
  if ((earlier.startMs ?? 0) > (later.startMs ?? 0)) return { kind: 'order', earlier, later };
  if (utterance.speakerId === null || (earlier.endMs ?? 0) <= (later.startMs ?? 0)) return null;
  return { kind: 'overlap', earlier, later };
}

function conflictWithin(utterance: Utterance): TimeConflict | null {
  let before: Word | null = null;
  for (const chunk of utterance.words.chunks) {
    for (let at = 0; at < chunk.length; at++) {
      const word = chunk[at] as Word;
      if (word.startMs === null) continue;
      const conflict = before === null ? null : conflictOfNeighbours(utterance, before, word);
      if (conflict !== null) return conflict;
      before = word;
    }
  }
  return null;
}

function conflictElsewhere(project: Project, own: Utterance, word: Word): TimeConflict | null {
  let found: TimeConflict | null = null;
  const { startMs, endMs } = word;
  if (startMs === null || endMs === null) return null;
  eachUtteranceInRange(project.utterances, startMs, endMs, (utterance) => {
    if (found !== null || utterance.speakerId !== own.speakerId || utterance.id === own.id) return;
    eachWordInRange(utterance, startMs, endMs, (other) => {
      const inTime = (other.startMs ?? 0) < startMs;
      found ??= inTime
        ? { kind: 'overlap', earlier: other, later: word }
        : { kind: 'overlap', earlier: word, later: other };
    });
  });
  return found;
}

function conflictWithOthers(project: Project, utterance: Utterance): TimeConflict | null {
  const extent = extentOfUtterance(utterance);
  if (utterance.speakerId === null || extent === null) return null;
  let found: TimeConflict | null = null;
  eachUtteranceInRange(project.utterances, extent.startMs, extent.endMs, (other) => {
    if (found !== null || other.speakerId !== utterance.speakerId || other.id === utterance.id) return;
    const shared = extentOfUtterance(other);
    if (shared === null) return;
    const words: Word[] = [];
    for (const one of [utterance, other]) {
      eachWordInRange(
        one,
        Math.max(extent.startMs, shared.startMs),
        Math.min(extent.endMs, shared.endMs),
        (word) => {
          words.push(word);
        },
      );
    }
    found = conflictInTime(words);
  });
  return found;
}

function timedBefore(utterance: Utterance, at: ListPosition): Word | null {
  const { chunks } = utterance.words;
  for (let chunk = at.chunk; chunk >= 0; chunk--) {
    const words = chunks[chunk] ?? [];
    if (chunk < at.chunk && isUntimed(words, words.length - 1)) continue;
    for (let offset = chunk === at.chunk ? at.offset - 1 : words.length - 1; offset >= 0; offset--) {
      const word = words[offset];
      if (word !== undefined && word.startMs !== null) return word;
    }
  }
  return null;
}

function timedAfter(utterance: Utterance, at: ListPosition): Word | null {
  const { chunks } = utterance.words;
  for (let chunk = at.chunk; chunk < chunks.length; chunk++) {
    const words = chunks[chunk] ?? [];
    if (chunk > at.chunk && isUntimed(words, 0)) continue;
    for (let offset = chunk === at.chunk ? at.offset + 1 : 0; offset < words.length; offset++) {
      const word = words[offset];
      if (word !== undefined && word.startMs !== null) return word;
    }
  }
  return null;
}
