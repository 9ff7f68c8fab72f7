import { normaliseWord } from './similarity.ts';
import { isUnspaced } from './tokens.ts';
import type { Utterance, Word, WordId } from './types.ts';

/** Why a word may be wrong. */
export type SuspicionReason =
  /** The engine was not sure of it. */
  | 'unsure'
  /** It has no time. */
  | 'untimed'
  /** Its time is a guess between those of its neighbours. */
  | 'estimated'
  /** It takes longer than anybody takes to say it: there may be silence, or another word, in it. */
  | 'long'
  /** It is over before it can be said. */
  | 'short'
  /** So many letters a second nobody says. */
  | 'fast'
  /** The same over and over: engines do so when they lose the thread. */
  | 'repeated';

export interface Suspicion {
  readonly wordId: WordId;
  /** The gravest first. */
  readonly reasons: readonly SuspicionReason[];
  /** 0–1: how likely it is worth a look. */
  readonly score: number;
}

/** How much each reason says; measured on nothing, ordered by what an editor corrects most. */
const WEIGHTS: Readonly<Record<SuspicionReason, number>> = {
  repeated: 0.9,
  untimed: 0.8,
  unsure: 0.7,
  fast: 0.6,
  long: 0.5,
  short: 0.4,
  estimated: 0.3,
};

/** A drawn-out word of one syllable lasts 0.7 s; each letter more adds up to 0.18 s, each ideograph 0.45 s. */
const LONGEST_MS = { base: 700, letter: 180, ideograph: 450 } as const;

/** The quickest speech that is understood has 30 letters a second; single words are cut shorter by aligners. */
const SHORTEST_MS_A_LETTER = 12;

const FAST_LETTERS_A_SECOND = 33;
const FAST_WORDS = 5;

const REPEATS = 3;
const LONGEST_PHRASE = 4;

/** Words before and behind that decide with those that are looked at: as many as the longest repetition has. */
const AROUND = LONGEST_PHRASE * REPEATS;

/** What was found in a chunk of words, as long as it and its neighbours are the same. */
interface Known {
  readonly before: readonly Word[] | undefined;
  readonly behind: readonly Word[] | undefined;
  readonly doubtBelow: number;
  readonly found: readonly Suspicion[];
}
const known = new WeakMap<readonly Word[], Known>();

/**
 * The words of an utterance that deserve a look, in order. `doubtBelow` 0–1. What was found is kept with the words: an
 * edit looks at its own chunk and its neighbours again, also in a monologue of 150,000 words.
 */
export function suspicionsOf(utterance: Utterance, doubtBelow: number): readonly Suspicion[] {
  const { chunks } = utterance.words;
  return chunks.flatMap((chunk, at) => {
    const [before, behind] = [chunks[at - 1], chunks[at + 1]];
    const last = known.get(chunk);
    if (last?.before === before && last?.behind === behind && last?.doubtBelow === doubtBelow)
      return last.found;
    const around = [before?.slice(-AROUND) ?? [], chunk, behind?.slice(0, AROUND) ?? []].flat();
    const own = new Set(chunk.map(({ id }) => id));
    const found = suspicionsIn(around, doubtBelow).filter(({ wordId }) => own.has(wordId));
    known.set(chunk, { before, behind, doubtBelow, found });
    return found;
  });
}

function suspicionsIn(words: readonly Word[], doubtBelow: number): readonly Suspicion[] {
  const reasons = words.map((): Set<SuspicionReason> => new Set());
  // Where nothing else is known, guessed times are no news.
  const guessed = words.filter(({ timing }) => timing === 'interpolated').length;
  const tellsGuesses = guessed * 2 < words.length;
  words.forEach((word, at) => {
    if (word.kind !== 'word') return;
    for (const reason of ownReasons(word, doubtBelow, tellsGuesses)) reasons[at]?.add(reason);
  });
  for (const at of fastWords(words)) reasons[at]?.add('fast');
  for (const at of repeatedWords(words)) reasons[at]?.add('repeated');
  return words.flatMap((word, at) => {
    const own = [...(reasons[at] ?? [])].sort((left, right) => WEIGHTS[right] - WEIGHTS[left]);
    return own.length === 0 ? [] : [{ wordId: word.id, reasons: own, score: scoreOf(own) }];
  });
}

/** Independent reasons add up without reaching 1. */
function scoreOf(reasons: readonly SuspicionReason[]): number {
  return 1 - reasons.reduce((rest, reason) => rest * (1 - WEIGHTS[reason]), 1);
}

function ownReasons(word: Word, doubtBelow: number, tellsGuesses: boolean): readonly SuspicionReason[] {
  const found: SuspicionReason[] = [];
  if (word.confidence !== null && word.confidence < doubtBelow) found.push('unsure');
  if (word.startMs === null || word.endMs === null) return [...found, 'untimed'];
  if (word.timing === 'interpolated' && tellsGuesses) found.push('estimated');
  // What a person set is as it is.
  if (word.timing === 'user') return found;
  const lastsMs = word.endMs - word.startMs;
  const letters = lettersOf(word.text);
  const each = isUnspaced(word.text) ? LONGEST_MS.ideograph : LONGEST_MS.letter;
  // Digits and signs stand for words of unknown length.
  const isSpelt = letters > 0 && !/\p{N}/u.test(word.text);
  if (isSpelt && lastsMs > LONGEST_MS.base + each * (letters - 1)) found.push('long');
  if (letters > 3 && lastsMs < SHORTEST_MS_A_LETTER * letters) found.push('short');
  return found;
}

function lettersOf(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

/** Runs of words with more letters a second than speech has. */
function fastWords(words: readonly Word[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let from = 0; from + FAST_WORDS <= words.length; from++) {
    const run = words.slice(from, from + FAST_WORDS);
    const [first, last] = [run[0], run[run.length - 1]];
    if (first?.startMs == null || last?.endMs == null || run.some(({ text }) => isUnspaced(text))) continue;
    const letters = run.reduce((sum, { text }) => sum + lettersOf(text), 0);
    const seconds = (last.endMs - first.startMs) / 1000;
    if (seconds > 0 && letters / seconds > FAST_LETTERS_A_SECOND) {
      for (let at = from; at < from + FAST_WORDS; at++) found.add(at);
    }
  }
  return found;
}

/** Words of a phrase of one to four words that is said three times in a row; the first time may be right. */
function repeatedWords(words: readonly Word[]): ReadonlySet<number> {
  const said = words.map(({ text }) => normaliseWord(text));
  const found = new Set<number>();
  for (let length = 1; length <= LONGEST_PHRASE; length++) {
    let same = 0;
    for (let at = length; at < said.length; at++) {
      same = said[at] !== '' && said[at] === said[at - length] ? same + 1 : 0;
      if (same < length * (REPEATS - 1)) continue;
      for (let back = 0; back < same; back++) found.add(at - back);
    }
  }
  return found;
}
