import { grammarCost } from './grammar/grammar.ts';
import type { Entry, Item } from './item.ts';

/** Silence, up to which pauses count as part of speaking. */
const SPEECH_PAUSE_MS = 80;
/** A silence of half a second is a strong sign that a thought ends (research figure: -12 of 9 a cue). */
const CLEAR_PAUSE_MS = 500;

const WISHED_AGAINST = 20_000;

/**
 * Completes entries in place: gives those without a time a place between their neighbours (never written
 * back), and works out what a break after each would cost.
 *
 * `after` is the item behind the last one, null at the end of the document.
 */
export function completed(entries: readonly Entry[], after: Item | null): readonly Item[] {
  for (let at = 0; at < entries.length; ) {
    let to = at;
    while (to < entries.length && !(entries[to] as Entry).isTimed) to++;
    if (to > at) placeRun(entries, at, to, after);
    at = to + 1;
  }
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    const border = borderBetween(entry, at + 1 < entries.length ? (entries[at + 1] as Entry) : after);
    entry.lineBreakCost = border.line;
    entry.cueBreakCost = border.cue;
    entry.endsCue = border.endsCue;
    entry.endsVoice = border.endsVoice;
  }
  return entries;
}

interface Border {
  readonly line: number;
  readonly cue: number;
  readonly endsCue: boolean;
  readonly endsVoice: boolean;
}

const CLOSED: Border = { line: 0, cue: 0, endsCue: true, endsVoice: false };

function borderBetween(left: Item, right: Item | null): Border {
  if (right === null || left.pinned !== null || right.pinned !== null || left.rules !== right.rules)
    return CLOSED;
  const { rules } = left;
  const pauseMs = right.startMs - left.endMs;
  const endsVoice = left.voice !== right.voice;
  if (left.wish === 'cue' || pauseMs >= rules.pauseMs) return CLOSED;
  if (endsVoice && (rules.marks === null || pauseMs >= SHARED_CUE_PAUSE_MS)) return CLOSED;
  const grammar = grammarCost(left, right, rules.language);
  const pause = Math.round(pauseBonus(pauseMs) * pauseWeight(grammar));
  const wished = left.wish === 'none' ? WISHED_AGAINST : 0;
  if (endsVoice) return { line: wished, cue: wished - 250, endsCue: false, endsVoice };
  const utterance = right.startsUtterance ? 40 : 0;
  return {
    // Between lines of one cue everything matters less, pauses least.
    line: wished + Math.round(0.8 * grammar - 0.3 * pause) - utterance,
    cue: wished + grammar - pause - utterance,
    endsCue: false,
    endsVoice,
  };
}

/** Where punctuation says nothing a pause says more; after `the` or `would` it is mere hesitation. */
function pauseWeight(grammar: number): number {
  if (grammar > 60) return 0.6;
  return grammar < -60 ? 1 : 1.35;
}

/** Speakers who leave more silence than this between them are not put into one cue. */
const SHARED_CUE_PAUSE_MS = 1000;

function pauseBonus(pauseMs: number): number {
  if (pauseMs <= SPEECH_PAUSE_MS) return 0;
  if (pauseMs <= CLEAR_PAUSE_MS) {
    return Math.round((120 * (pauseMs - SPEECH_PAUSE_MS)) / (CLEAR_PAUSE_MS - SPEECH_PAUSE_MS));
  }
  return Math.round(120 + Math.min(180, (pauseMs - CLEAR_PAUSE_MS) * 0.15));
}

/** A quiet speaking pace for words that nobody timed: 14 characters a second. */
const MS_PER_CHARACTER = 70;

/** Spreads `[from, to)` by length over the room between the timed neighbours, at a quiet pace at most. */
function placeRun(entries: readonly Entry[], from: number, to: number, after: Item | null): void {
  const left = from > 0 ? (entries[from - 1] as Entry).endMs : null;
  const next = to < entries.length ? (entries[to] as Entry) : after;
  const right = next?.startMs ?? null;
  let characters = 0;
  for (let at = from; at < to; at++) characters += (entries[at] as Entry).characters;
  const wanted = characters * MS_PER_CHARACTER;
  let start = left ?? (right === null ? 0 : Math.max(0, right - wanted));
  const room = right === null ? wanted : Math.max(0, Math.min(wanted, right - start));
  const leansRight =
    right !== null && (entries[from] as Entry).startsUtterance && next?.startsUtterance === false;
  if (leansRight) start = Math.max(start, right - room);
  let spent = 0;
  for (let at = from; at < to; at++) {
    const entry = entries[at] as Entry;
    entry.startMs = Math.round(start + (room * spent) / characters);
    spent += entry.characters;
    entry.endMs = Math.round(start + (room * spent) / characters);
  }
}
