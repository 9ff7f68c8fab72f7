import { isSoundDescription } from './build.ts';
import type { IdSource } from './ids.ts';
import { itemAt, itemsOf } from './list.ts';
import { matchWords } from './matchWords.ts';
import type { Operation } from './operations.ts';
import { eachUtterance, eachUtteranceInRange, findUtterance } from './queries.ts';
import type { Project, Timing, Utterance, UtteranceId, Word, WordId } from './types.ts';

/** A word as an engine heard it when a stretch was recognised again. */
export interface HeardWord {
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly confidence: number | null;
  readonly timing: Timing | null;
  readonly glue: boolean;
}

/** One place where what was heard again differs from what stands there. Never empty on both sides. */
export interface HeardDifference {
  /** Words that stand there, of one utterance; empty where something was added. */
  readonly old: readonly Word[];
  /** Words that were heard; empty where something is gone. */
  readonly heard: readonly HeardWord[];
  readonly utteranceId: UtteranceId;
  /** The word of the utterance behind which it stands; null at its beginning. */
  readonly after: Word | null;
}

export interface HeardRange {
  readonly startMs: number;
  readonly endMs: number;
}

const EVERYWHERE: HeardRange = { startMs: Number.NEGATIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };

/** What one word may differ by and still be the same word, misheard. */
const ALIKE = 0.5;

/**
 * Where a stretch that was recognised again differs from the document, word by word in the order of speech. A word
 * belongs to the stretch by its middle; words without times belong to it between two that do. Where people talk at
 * once, heard words go to whoever said the like. Empty when nothing differs or nothing stands there.
 */
export function heardDifferences(
  project: Project,
  range: HeardRange,
  heard: readonly HeardWord[],
): readonly HeardDifference[] {
  const places = placesIn(project, range);
  const matches = matchWords(
    places.map(({ word }) => word.text),
    heard.map(({ text }) => text),
  ).filter(({ distance }) => distance <= ALIKE);
  const differences: HeardDifference[] = [];
  let [oldAt, heardAt] = [0, 0];
  const between = (oldTo: number, heardTo: number) => {
    differences.push(...cut(places, oldAt, oldTo, heard.slice(heardAt, heardTo)));
    [oldAt, heardAt] = [oldTo, heardTo];
  };
  for (const match of matches) {
    between(match.referenceIndex, match.hypothesisIndex);
    const oldTo = match.referenceIndex + match.referenceCount;
    const heardTo = match.hypothesisIndex + match.hypothesisCount;
    const same =
      oldTo - oldAt === 1 && heardTo - heardAt === 1 && places[oldAt]?.word.text === heard[heardAt]?.text;
    if (same) [oldAt, heardAt] = [oldTo, heardTo];
    else between(oldTo, heardTo);
  }
  between(places.length, heard.length);
  return differences;
}

/**
 * The operation that takes over some of the differences; null for none. Words take the ids of those that they stand
 * for, so decisions stay. Times are those that were heard, within what the neighbours leave; without room there is
 * none.
 */
export function takeHeard(
  project: Project,
  differences: readonly HeardDifference[],
  ids: IdSource,
): Operation | null {
  // From the last on: what one inserts behind is a word that the one before it may remove.
  const operations = differences
    .toReversed()
    .map((difference) => taking(difference, roomOf(project, difference), ids));
  return operations.length === 0 ? null : { kind: 'batch', operations };
}

/** The words as a new utterance of nobody: for a stretch in which nothing stood. */
export function newUtterance(heard: readonly HeardWord[], ids: IdSource): Operation | null {
  if (heard.length === 0) return null;
  const words = placed(heard, [], EVERYWHERE, ids);
  const utterance = { id: ids.next(), speakerId: null, language: null, words };
  return { kind: 'insertUtterances', beforeId: null, utterances: [utterance] };
}

interface Place {
  readonly word: Word;
  readonly utterance: Utterance;
  readonly index: number;
}

function placesIn(project: Project, { startMs, endMs }: HeardRange): readonly Place[] {
  const runs: Place[][] = [];
  eachUtteranceInRange(project.utterances, startMs, endMs, (utterance) => {
    const run: Place[] = [];
    let inside = 0;
    let index = 0;
    for (const word of itemsOf(utterance.words)) {
      const at = index++;
      if (word.startMs === null || word.endMs === null) {
        if (run.length > 0) run.push({ word, utterance, index: at });
        continue;
      }
      const middleMs = (word.startMs + word.endMs) / 2;
      if (middleMs < startMs || middleMs >= endMs) {
        if (run.length > 0) break;
        continue;
      }
      run.push({ word, utterance, index: at });
      inside = run.length;
    }
    // Words without times at the end may be said beyond it.
    if (inside > 0) runs.push(run.slice(0, inside));
  });
  return runs.flat();
}

/** A difference for each utterance that the old words are of; what was heard goes to the first. */
function cut(
  places: readonly Place[],
  from: number,
  to: number,
  heard: readonly HeardWord[],
): readonly HeardDifference[] {
  if (from === to && heard.length === 0) return [];
  if (from === to) {
    // Behind the word before; at the very beginning before the first one.
    const [before, behind] = [places[from - 1], places[from]];
    const at = before ?? behind;
    if (at === undefined) return [];
    const next = before === undefined ? at.index : at.index + 1;
    return [differenceAt(at.utterance, next, [], heard)];
  }
  const found: HeardDifference[] = [];
  for (let start = from; start < to; ) {
    const first = places[start];
    if (first === undefined) break;
    let end = start;
    while (end < to && places[end]?.utterance.id === first.utterance.id) end++;
    const old = places.slice(start, end).map(({ word }) => word);
    found.push(differenceAt(first.utterance, first.index, old, start === from ? heard : []));
    start = end;
  }
  return found;
}

function differenceAt(
  utterance: Utterance,
  index: number,
  old: readonly Word[],
  heard: readonly HeardWord[],
): HeardDifference {
  return {
    old,
    heard,
    utteranceId: utterance.id,
    after: itemAt(utterance.words, index - 1) ?? null,
  };
}

/** From the end of the speaker's last word before to the start of the first one behind, those replaced left out. */
function roomOf(project: Project, { old, heard, utteranceId, after }: HeardDifference): HeardRange {
  const place = findUtterance(project, utteranceId);
  if (place === null) return { startMs: 0, endMs: 0 };
  const { utterance } = place;
  const gone = new Set(old.map(({ id }) => id));
  let isBehind = after === null;
  let [startMs, endMs] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const word of itemsOf(utterance.words)) {
    if (!gone.has(word.id) && word.startMs !== null && word.endMs !== null) {
      if (isBehind) endMs = Math.min(endMs, word.startMs);
      else startMs = Math.max(startMs, word.endMs);
    }
    if (word.id === after?.id) isBehind = true;
  }
  if (utterance.speakerId === null) return { startMs, endMs };
  const pivotMs = [...old, ...heard].find((word) => word.startMs !== null)?.startMs ?? startMs;
  eachUtterance(project, (other) => {
    if (other.speakerId !== utterance.speakerId || other.id === utteranceId) return;
    for (const word of itemsOf(other.words)) {
      if (word.startMs === null || word.endMs === null) continue;
      if (word.startMs > pivotMs) endMs = Math.min(endMs, word.startMs);
      else startMs = Math.max(startMs, word.endMs);
    }
  });
  return { startMs, endMs };
}

function taking(difference: HeardDifference, room: HeardRange, ids: IdSource): Operation {
  const { old, heard, utteranceId, after } = difference;
  const [first, last] = [old[0], old[old.length - 1]];
  const oldIds = old.map(({ id }) => id);
  const words = placed(heard, oldIds, room, ids);
  if (first === undefined || last === undefined) {
    return { kind: 'insertWords', utteranceId, afterWordId: after?.id ?? null, words, joinsCue: 'previous' };
  }
  if (words.length === 0) return { kind: 'deleteWords', wordIds: oldIds };
  return { kind: 'replaceWords', utteranceId, firstWordId: first.id, lastWordId: last.id, words };
}

function placed(
  heard: readonly HeardWord[],
  oldIds: readonly WordId[],
  room: HeardRange,
  ids: IdSource,
): readonly Word[] {
  let fromMs = room.startMs;
  return heard.map(({ text, startMs, endMs, confidence, timing, glue }, at): Word => {
    const kind = isSoundDescription(text) ? 'sound' : 'word';
    const word = { id: oldIds[at] ?? ids.next(), text, confidence, kind, glue } as const;
    const start = startMs === null ? null : Math.round(Math.max(startMs, fromMs));
    const end = endMs === null ? null : Math.round(Math.min(endMs, room.endMs));
    if (start === null || end === null || timing === null || end <= start) {
      return { ...word, startMs: null, endMs: null, timing: null };
    }
    fromMs = end;
    return { ...word, startMs: start, endMs: end, timing };
  });
}
