import type { Entry } from './item.ts';
import { spaceBefore } from './item.ts';

/** A silence that parts two phrases of one voice. */
const PHRASE_PAUSE_MS = 300;
/** A speaker who is interrupted finishes a sentence first if its next phrase starts within this time. */
const FINISH_MS = 700;

interface Phrase {
  readonly startMs: number;
  readonly endsSentence: boolean;
  readonly entries: readonly Entry[];
}

interface Voice {
  readonly phrases: readonly Phrase[];
  next: number;
}

/**
 * Reading order of people who talk over each other: phrase by phrase by time, each voice in its own order,
 * nothing lost. A phrase ends at punctuation, at a pause, or where a line is full.
 *
 * `utterances` stand in order of their first word. Cost: phrases × voices that speak at once.
 */
export function interleave(utterances: readonly (readonly Entry[])[]): Entry[] {
  const merged: Entry[] = [];
  const active: Voice[] = [];
  let waiting = 0;
  let lastStartMs = Number.NEGATIVE_INFINITY;
  let current: Voice | null = null;
  const voices: Voice[] = [];
  for (const entries of utterances) {
    const phrases = phrasesOf(entries, lastStartMs);
    lastStartMs = phrases[0]?.startMs ?? lastStartMs;
    if (phrases.length > 0) voices.push({ phrases, next: 0 });
  }
  while (waiting < voices.length || active.length > 0) {
    let best: Voice | null = null;
    for (const voice of active) if (best === null || headMs(voice) < headMs(best)) best = voice;
    const coming = voices[waiting];
    if (coming !== undefined && (best === null || headMs(coming) < headMs(best))) {
      active.push(coming);
      waiting++;
      best = coming;
    }
    if (best === null) break;
    const chosen: Voice = current !== null && finishesFirst(current, best) ? current : best;
    const phrase = chosen.phrases[chosen.next] as Phrase;
    for (const entry of phrase.entries) merged.push(entry);
    chosen.next++;
    if (chosen.next === chosen.phrases.length) active.splice(active.indexOf(chosen), 1);
    current = chosen;
  }
  return merged;
}

function headMs(voice: Voice): number {
  return voice.phrases[voice.next]?.startMs ?? Number.POSITIVE_INFINITY;
}

function finishesFirst(current: Voice, best: Voice): boolean {
  if (current === best || current.next === current.phrases.length) return false;
  if (current.phrases[current.next - 1]?.endsSentence !== false) return false;
  return headMs(current) <= headMs(best) + FINISH_MS;
}

function phrasesOf(entries: readonly Entry[], fallbackMs: number): Phrase[] {
  const phrases: Phrase[] = [];
  let startMs = fallbackMs;
  let from = 0;
  let units = 0;
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    const next = entries[at + 1];
    units += entry.units + (at > from ? spaceBefore(entry) : 0);
    const pauseMs = entry.isTimed && next?.isTimed === true ? next.startMs - entry.endMs : 0;
    const full = next !== undefined && units + spaceBefore(next) + next.units > entry.rules.lineUnits - 2;
    const ends =
      next === undefined ||
      entry.pinned !== null ||
      next.pinned !== null ||
      entry.shape.ending !== 'none' ||
      pauseMs >= PHRASE_PAUSE_MS ||
      full;
    if (!ends) continue;
    const phrase = entries.slice(from, at + 1);
    startMs = phrase.find((one) => one.isTimed)?.startMs ?? startMs;
    phrases.push({ startMs, endsSentence: entry.shape.ending === 'sentence', entries: phrase });
    from = at + 1;
    units = 0;
  }
  return phrases;
}
