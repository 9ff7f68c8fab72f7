import { endsSentence } from './build.ts';
import type { IdSource } from './ids.ts';
import { toArray } from './list.ts';
import type { Operation } from './operations.ts';
import { eachUtterance } from './queries.ts';
import type { Project, Speaker, SpeakerId, Utterance, Word } from './types.ts';

/** One speaker's uninterrupted speech, `[startMs, endMs)`. `speaker` is whatever a diarizer calls them. */
export interface SpeakerTurn {
  readonly startMs: number;
  readonly endMs: number;
  readonly speaker: string;
}

/** Speech further away than this from every turn is nobody's. */
const NEAREST_MS = 1_500;

/** A change of speaker this near to the end of a sentence is meant to be there: diarizers err by that much. */
const SNAP_WORDS = 2;

/** A single word between words of somebody else, said without a pause, is an error more often than a remark. */
const REMARK_PAUSE_MS = 200;

/** What `speakerOperations` does, and who the diarizer's speakers are in the project. */
export interface SpeakerChange {
  /** To be applied as one. */
  readonly operations: readonly Operation[];
  readonly speakers: ReadonlyMap<string, SpeakerId>;
}

/**
 * The operations that give a project's words to the speakers that a diarizer found. `exclusive` turns do not
 * overlap and come by start. Utterances are cut where the speaker changes; nothing else of them changes. A speaker of
 * the project who said most of what a found one says keeps name, colour and id; the others' utterances go to new
 * ones, and speakers without a word left are removed. Null when there is nothing to give.
 */
export function speakerOperations(
  project: Project,
  exclusive: readonly SpeakerTurn[],
  ids: IdSource,
): SpeakerChange | null {
  const pieces: Piece[] = [];
  eachUtterance(project, (utterance) => {
    pieces.push(...divide(utterance, speakersOf(toArray(utterance.words), exclusive)));
  });
  if (!pieces.some(({ speaker }) => speaker !== null)) return null;
  const speakers = identify(pieces, ids);
  const known = new Set(project.speakers.map(({ id }) => id));
  const added = [...speakers.values()].filter((id) => !known.has(id));
  const operations: Operation[] = added.map((id, at) => ({
    kind: 'addSpeaker',
    speaker: newSpeaker(id, project.speakers.length + at),
    index: project.speakers.length + at,
  }));
  for (const piece of pieces) {
    let { utteranceId } = piece;
    if (piece.cutBefore !== null) {
      utteranceId = ids.next();
      operations.push({ kind: 'splitUtterance', wordId: piece.cutBefore, newUtteranceId: utteranceId });
    }
    const speakerId = piece.speaker === null ? null : (speakers.get(piece.speaker) ?? null);
    if (speakerId === piece.before && piece.cutBefore === null) continue;
    operations.push({
      kind: 'assignSpeaker',
      utteranceIds: [utteranceId],
      speakerId,
      overlaps: 'trim',
    });
  }
  const used = new Set(speakers.values());
  for (const { id } of project.speakers) {
    if (!used.has(id)) operations.push({ kind: 'removeSpeaker', speakerId: id });
  }
  return { operations, speakers };
}

/** A run of words of one utterance that one speaker says. */
interface Piece {
  readonly utteranceId: string;
  readonly before: SpeakerId | null;
  /** The word at which it is cut off from the one before; null for the first of its utterance. */
  readonly cutBefore: string | null;
  readonly speaker: string | null;
  readonly spokenMs: number;
}

function divide(utterance: Utterance, speakers: readonly (string | null)[]): readonly Piece[] {
  const words = toArray(utterance.words);
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 1; at <= words.length; at++) {
    if (at < words.length && speakers[at] === speakers[from]) continue;
    const run = words.slice(from, at);
    pieces.push({
      utteranceId: utterance.id,
      before: utterance.speakerId,
      cutBefore: from === 0 ? null : (words[from]?.id ?? null),
      speaker: speakers[from] ?? null,
      spokenMs: run.reduce((sum, { startMs, endMs }) => sum + ((endMs ?? 0) - (startMs ?? 0)), 0),
    });
    from = at;
  }
  return pieces;
}

/** Who says each word of an utterance; null where nobody was found. */
export function speakersOf(
  words: readonly Word[],
  exclusive: readonly SpeakerTurn[],
): readonly (string | null)[] {
  const heard = words.map((word) => speakerAt(word, exclusive));
  fillUntimed(heard, words);
  dropStrays(heard, words);
  snapToSentences(heard, words);
  return heard;
}

/** Most overlap, else the nearest turn. */
function speakerAt({ startMs, endMs }: Word, turns: readonly SpeakerTurn[]): string | null {
  if (startMs === null || endMs === null) return null;
  let best: { readonly speaker: string; readonly overlapMs: number } | null = null;
  for (let at = firstEndingAfter(turns, startMs - NEAREST_MS); at < turns.length; at++) {
    const turn = turns[at];
    if (turn === undefined || turn.startMs > endMs + NEAREST_MS) break;
    // Negative where it does not touch: the smaller gap wins.
    const overlapMs = Math.min(endMs, turn.endMs) - Math.max(startMs, turn.startMs);
    if (best === null || overlapMs > best.overlapMs) best = { speaker: turn.speaker, overlapMs };
  }
  return best?.speaker ?? null;
}

function firstEndingAfter(turns: readonly SpeakerTurn[], timeMs: number): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((turns[middle]?.endMs ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A word without a time is said by whoever says the word before, else the one after. */
function fillUntimed(heard: (string | null)[], words: readonly Word[]): void {
  for (let at = 1; at < heard.length; at++) {
    if (words[at]?.startMs === null) heard[at] ??= heard[at - 1] ?? null;
  }
  for (let at = heard.length - 2; at >= 0; at--) {
    if (words[at]?.startMs === null) heard[at] ??= heard[at + 1] ?? null;
  }
}

function dropStrays(heard: (string | null)[], words: readonly Word[]): void {
  for (let at = 1; at + 1 < heard.length; at++) {
    const [before, own, after] = [heard[at - 1], heard[at], heard[at + 1]];
    if (before === own || before !== after || before === undefined) continue;
    const [left, word, right] = [words[at - 1], words[at], words[at + 1]];
    if (left === undefined || word === undefined || right === undefined) continue;
    if (isApart(left, word) && isApart(word, right)) continue;
    heard[at] = before;
  }
}

function isApart(left: Word, right: Word): boolean {
  if (endsSentence(left.text)) return true;
  if (left.endMs === null || right.startMs === null) return false;
  return right.startMs - left.endMs >= REMARK_PAUSE_MS;
}

/** Moves a change of speaker to the end of the sentence where that is a word or two away. */
function snapToSentences(heard: (string | null)[], words: readonly Word[]): void {
  for (let at = 1; at < heard.length; at++) {
    if (heard[at] === heard[at - 1] || ends(words, at - 1)) continue;
    for (let away = 1; away <= SNAP_WORDS; away++) {
      // The sentence ended a little earlier: those words are the next speaker's.
      if (ends(words, at - 1 - away) && runLength(heard, at - 1, -1) > away) {
        for (let back = 1; back <= away; back++) heard[at - back] = heard[at] ?? null;
        break;
      }
      // Or it ends a little later.
      if (ends(words, at - 1 + away) && runLength(heard, at, 1) > away) {
        for (let ahead = 0; ahead < away; ahead++) heard[at + ahead] = heard[at - 1] ?? null;
        break;
      }
    }
  }
}

function ends(words: readonly Word[], at: number): boolean {
  const word = words[at];
  return word !== undefined && endsSentence(word.text);
}

/** Words of the same speaker from `at` on, in one direction. */
function runLength(heard: readonly (string | null)[], at: number, step: 1 | -1): number {
  let length = 0;
  for (let here = at; here >= 0 && here < heard.length && heard[here] === heard[at]; here += step) length++;
  return length;
}

/** Each found speaker is the one of the project who said most of the same, one to one; else somebody new. */
function identify(pieces: readonly Piece[], ids: IdSource): ReadonlyMap<string, SpeakerId> {
  const shared = new Map<string, { readonly found: string; readonly known: SpeakerId; spokenMs: number }>();
  const found: string[] = [];
  for (const { speaker, before, spokenMs } of pieces) {
    if (speaker === null) continue;
    if (!found.includes(speaker)) found.push(speaker);
    if (before === null) continue;
    const key = JSON.stringify([speaker, before]);
    const pair = shared.get(key) ?? { found: speaker, known: before, spokenMs: 0 };
    pair.spokenMs += spokenMs;
    shared.set(key, pair);
  }
  const matched = new Map<string, SpeakerId>();
  const taken = new Set<SpeakerId>();
  for (const pair of [...shared.values()].sort((left, right) => right.spokenMs - left.spokenMs)) {
    if (matched.has(pair.found) || taken.has(pair.known)) continue;
    matched.set(pair.found, pair.known);
    taken.add(pair.known);
  }
  return new Map(found.map((speaker) => [speaker, matched.get(speaker) ?? ids.next()]));
}

function newSpeaker(id: SpeakerId, number: number): Speaker {
  return { id, name: `Speaker ${number + 1}`, color: number };
}
