import { grammarCost } from './grammar/grammar.ts';
import type { Entry, Item } from './item.ts';

/** Silence, up to which pauses count as part of speaking. */
const SPEECH_PAUSE_MS = 80;
/** A silence of half a second is a strong sign that a thought ends (research figure: -12 of 9 a cue). */
const CLEAR_PAUSE_MS = 500;

const WISHED_AGAINST = 20_000;

/**
 * Turns entries into items: gives those without a time a place between their neighbours (never written
 * back), and works out what a break after each would cost.
 *
 * `after` is the entry behind the last one, null at the end of the document.
 */
export function itemsFromEntries(entries: readonly Entry[], after: Entry | null): Item[] {
  const times = placedTimes(entries, after);
  const items: Item[] = new Array(entries.length);
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    const next = at + 1 < entries.length ? (entries[at + 1] as Entry) : after;
    const startMs = times.starts[at] as number;
    const endMs = times.ends[at] as number;
    const nextStartMs =
      at + 1 < entries.length ? (times.starts[at + 1] as number) : (after?.startMs ?? endMs);
    const border = borderBetween(entry, next, nextStartMs - endMs);
    // Spelled out rather than spread: 150,000 of them are made at once.
    items[at] = {
      word: entry.word,
      shape: entry.shape,
      pinned: entry.pinned,
      startsUtterance: entry.startsUtterance,
      speakerId: entry.speakerId,
      voice: entry.voice,
      rules: entry.rules,
      units: entry.units,
      characters: entry.characters,
      wish: entry.wish,
      startMs,
      endMs,
      lineBreakCost: border.line,
      cueBreakCost: border.cue,
      endsCue: border.endsCue,
      endsVoice: border.endsVoice,
    };
  }
  return items;
}

interface Border {
  readonly line: number;
  readonly cue: number;
  readonly endsCue: boolean;
  readonly endsVoice: boolean;
}

const CLOSED: Border = { line: 0, cue: 0, endsCue: true, endsVoice: false };

function borderBetween(left: Entry, right: Entry | null, pauseMs: number): Border {
  if (right === null || left.pinned !== null || right.pinned !== null || left.rules !== right.rules)
    return CLOSED;
  const { rules } = left;
  const endsVoice = left.voice !== right.voice;
  if (left.wish === 'cue' || pauseMs >= rules.pauseMs) return CLOSED;
  if (endsVoice && (rules.marks === null || pauseMs >= SHARED_CUE_PAUSE_MS)) return CLOSED;
  const grammar = grammarCost(left, right, rules.language);
  const pause = pauseBonus(pauseMs);
  const wished = left.wish === 'none' ? WISHED_AGAINST : 0;
  if (endsVoice) return { line: wished, cue: wished - 250, endsCue: false, endsVoice };
  const utterance = right.startsUtterance ? 40 : 0;
  return {
    line: wished + grammar - Math.trunc(pause * 0.4) - utterance,
    cue: wished + grammar - pause - utterance,
    endsCue: false,
    endsVoice,
  };
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

interface Times {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

function placedTimes(entries: readonly Entry[], after: Entry | null): Times {
  const starts = new Float64Array(entries.length);
  const ends = new Float64Array(entries.length);
  for (let at = 0; at < entries.length; ) {
    const entry = entries[at] as Entry;
    if (entry.startMs !== null && entry.endMs !== null) {
      starts[at] = entry.startMs;
      ends[at] = Math.max(entry.startMs, entry.endMs);
      at++;
      continue;
    }
    let to = at + 1;
    while (to < entries.length && (entries[to] as Entry).startMs === null) to++;
    placeRun(entries, at, to, after, starts, ends);
    at = to;
  }
  return { starts, ends };
}

/** Spreads `[from, to)` by length over the room between the timed neighbours, at a quiet pace at most. */
function placeRun(
  entries: readonly Entry[],
  from: number,
  to: number,
  after: Entry | null,
  starts: Float64Array,
  ends: Float64Array,
): void {
  const left = from > 0 ? (ends[from - 1] as number) : null;
  const next = to < entries.length ? (entries[to] as Entry) : after;
  const right = next?.startMs ?? null;
  let characters = 0;
  for (let at = from; at < to; at++) characters += (entries[at] as Entry).characters;
  const wanted = characters * MS_PER_CHARACTER;
  let start = left ?? (right === null ? 0 : Math.max(0, right - wanted));
  const room = right === null ? wanted : Math.max(0, Math.min(wanted, right - start));
  const leansRight =
    right !== null && entries[from]?.startsUtterance === true && next?.startsUtterance === false;
  if (leansRight) start = Math.max(start, right - room);
  let spent = 0;
  for (let at = from; at < to; at++) {
    starts[at] = Math.round(start + (room * spent) / characters);
    spent += (entries[at] as Entry).characters;
    ends[at] = Math.round(start + (room * spent) / characters);
  }
}
