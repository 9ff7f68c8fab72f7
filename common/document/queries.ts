import { extentOfWords, timesOfChunk } from './extents.ts';
import type { ChunkedList, ListPosition } from './list.ts';
import { itemAtPosition, itemsOf, lastPosition, positionAfter, positionBefore } from './list.ts';
import type { Project, Speaker, SpeakerId, Utterance, UtteranceId, Word, WordId } from './types.ts';
import type { UtterancePlace, WordPlace } from './wordIndex.ts';
import { locateUtterance, locateWord } from './wordIndex.ts';

export type { UtterancePlace, WordPlace } from './wordIndex.ts';

/**
 * The word with this id and where it stands; null when this version of the document has none.
 * About a microsecond in documents near the newest version (see wordIndex.ts).
 */
export function findWord(project: Project, id: WordId): WordPlace | null {
  return locateWord(project.utterances, id);
}

export function findUtterance(project: Project, id: UtteranceId): UtterancePlace | null {
  return locateUtterance(project.utterances, id);
}

export function findSpeaker(project: Project, id: SpeakerId): Speaker | null {
  return project.speakers.find((speaker) => speaker.id === id) ?? null;
}

/** The utterance that a word belongs to. */
export function utteranceOfWord(project: Project, id: WordId): Utterance | null {
  return findWord(project, id)?.utterance ?? null;
}

/** Every word in the order of the document: utterance by utterance. */
export function* allWords(project: Project): Generator<Word, void, undefined> {
  for (const utterance of itemsOf(project.utterances)) yield* itemsOf(utterance.words);
}

/** Calls `visit` for every word in order; ten times quicker than the generator, for passes over everything. */
export function eachWord(project: Project, visit: (word: Word, utterance: Utterance) => void): void {
  for (const chunk of project.utterances.chunks) {
    for (const utterance of chunk) {
      for (const words of utterance.words.chunks) {
        for (let at = 0; at < words.length; at++) visit(words[at] as Word, utterance);
      }
    }
  }
}

export function eachUtterance(project: Project, visit: (utterance: Utterance) => void): void {
  for (const chunk of project.utterances.chunks) for (const utterance of chunk) visit(utterance);
}

/** Cost: one step per utterance the first time for a version, a look-up afterwards. */
export function wordCount(project: Project): number {
  const known = wordCounts.get(project.utterances);
  if (known !== undefined) return known;
  let count = 0;
  eachUtterance(project, (utterance) => {
    count += utterance.words.length;
  });
  wordCounts.set(project.utterances, count);
  return count;
}
const wordCounts = new WeakMap<ChunkedList<Utterance>, number>();

/** Words of each speaker; words of nobody under null. Speakers without words are not in it. */
export function wordCountsBySpeaker(project: Project): ReadonlyMap<SpeakerId | null, number> {
  const counts = new Map<SpeakerId | null, number>();
  for (const group of project.utterances.chunks) {
    for (const [id, count] of countsOf(group)) counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return counts;
}
const groupCounts = new WeakMap<readonly Utterance[], ReadonlyMap<SpeakerId | null, number>>();

function countsOf(group: readonly Utterance[]): ReadonlyMap<SpeakerId | null, number> {
  const known = groupCounts.get(group);
  if (known !== undefined) return known;
  const counts = new Map<SpeakerId | null, number>();
  for (const { speakerId, words } of group)
    counts.set(speakerId, (counts.get(speakerId) ?? 0) + words.length);
  groupCounts.set(group, counts);
  return counts;
}

/** The next word in the order of the document, also across utterances; null at the end. */
export function wordAfter(project: Project, place: WordPlace): WordPlace | null {
  const wordAt = positionAfter(place.utterance.words, place.wordAt);
  if (wordAt !== null) return { ...place, ...wordIn(place.utterance, wordAt) };
  const utteranceAt = positionAfter(project.utterances, place.utteranceAt);
  if (utteranceAt === null) return null;
  const utterance = itemAtPosition(project.utterances, utteranceAt);
  return utterance === null ? null : { utterance, utteranceAt, ...wordIn(utterance, START) };
}

/** The word before in the order of the document, also across utterances; null at the start. */
export function wordBefore(project: Project, place: WordPlace): WordPlace | null {
  const wordAt = positionBefore(place.utterance.words, place.wordAt);
  if (wordAt !== null) return { ...place, ...wordIn(place.utterance, wordAt) };
  const utteranceAt = positionBefore(project.utterances, place.utteranceAt);
  if (utteranceAt === null) return null;
  const utterance = itemAtPosition(project.utterances, utteranceAt);
  const last = utterance === null ? null : lastPosition(utterance.words);
  return utterance === null || last === null ? null : { utterance, utteranceAt, ...wordIn(utterance, last) };
}

const START: ListPosition = { chunk: 0, offset: 0 };

function wordIn(utterance: Utterance, wordAt: ListPosition): { word: Word; wordAt: ListPosition } {
  const word = itemAtPosition(utterance.words, wordAt);
  if (word === null) throw new RangeError(`no word at ${wordAt.chunk}:${wordAt.offset} of ${utterance.id}`);
  return { word, wordAt };
}

/** Negative when `left` comes first in the document, positive when `right` does, 0 for the same word. */
export function compareWordPlaces(left: WordPlace, right: WordPlace): number {
  return comparePositions(left.utteranceAt, right.utteranceAt) || comparePositions(left.wordAt, right.wordAt);
}

function comparePositions(left: ListPosition, right: ListPosition): number {
  return left.chunk - right.chunk || left.offset - right.offset;
}

/** The words from one to another, both included, in the order of the document; empty when out of order. */
export function wordsBetween(project: Project, firstId: WordId, lastId: WordId): WordPlace[] {
  const first = findWord(project, firstId);
  const last = findWord(project, lastId);
  if (first === null || last === null || compareWordPlaces(first, last) > 0) return [];
  const places: WordPlace[] = [];
  for (let place: WordPlace | null = first; place !== null; place = wordAfter(project, place)) {
    places.push(place);
    if (place.word.id === lastId) break;
  }
  return places;
}

export interface TimedWord {
  readonly word: Word;
  readonly utterance: Utterance;
}

/**
 * The words that are heard within `[startMs, endMs)`, in the order of the document, with their utterances:
 * people who talk at once are all in it. Words without times are not. Cost: one step per chunk of utterances
 * and per word near the range, some microseconds for a short range in 150,000 words.
 */
export function wordsInRange(project: Project, startMs: number, endMs: number): TimedWord[] {
  const found: TimedWord[] = [];
  eachUtteranceInRange(project.utterances, startMs, endMs, (utterance) => {
    eachWordInRange(utterance, startMs, endMs, (word) => {
      found.push({ word, utterance });
    });
  });
  return found;
}

/** The words being spoken at an instant: none in a pause, several where people overlap. */
export function wordsAt(project: Project, timeMs: number): TimedWord[] {
  return wordsInRange(project, timeMs, timeMs + 1);
}

/** The utterances with a word that could lie within `[startMs, endMs)`: their whole extent touches it. */
export function utterancesInRange(project: Project, startMs: number, endMs: number): Utterance[] {
  const found: Utterance[] = [];
  eachUtteranceInRange(project.utterances, startMs, endMs, (utterance) => {
    found.push(utterance);
  });
  return found;
}

export function eachUtteranceInRange(
  utterances: ChunkedList<Utterance>,
  startMs: number,
  endMs: number,
  visit: (utterance: Utterance, at: ListPosition) => void,
): void {
  for (let chunk = 0; chunk < utterances.chunks.length; chunk++) {
    const inChunk = utterances.chunks[chunk] ?? [];
    const times = timesOfChunk(inChunk);
    if (times.startMs === Number.POSITIVE_INFINITY) continue;
    // Utterances stand by their starts: none further on can begin in time.
    if (times.startMs >= endMs) break;
    if (times.endMs <= startMs) continue;
    for (let offset = 0; offset < inChunk.length; offset++) {
      if ((times.starts[offset] as number) < endMs && (times.ends[offset] as number) > startMs) {
        visit(inChunk[offset] as Utterance, { chunk, offset });
      }
    }
  }
}

export function eachWordInRange(
  utterance: Utterance,
  startMs: number,
  endMs: number,
  visit: (word: Word) => void,
): void {
  for (const chunk of utterance.words.chunks) {
    const extent = extentOfWords(chunk);
    if (extent === null || extent.startMs >= endMs || extent.endMs <= startMs) continue;
    for (let at = 0; at < chunk.length; at++) {
      const word = chunk[at] as Word;
      if (word.startMs === null || word.endMs === null) continue;
      if (word.startMs < endMs && word.endMs > startMs) visit(word);
    }
  }
}

/** The text of some words as it is written: a space before each word that is not glued to the one before. */
export function joinWords(words: Iterable<Pick<Word, 'text' | 'glue'>>): string {
  let text = '';
  for (const word of words) text += text === '' || word.glue ? word.text : ` ${word.text}`;
  return text;
}
