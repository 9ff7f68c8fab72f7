import type { Captions } from '../../common/captions/captions.ts';
import { wordsOf } from '../../common/captions/composeCues.ts';
import type { Cue } from '../../common/captions/cue.ts';
import { type Rules, rulesFor } from '../../common/captions/rules.ts';
import { findWord } from '../../common/document/queries.ts';
import type { Word, WordId } from '../../common/document/types.ts';

/** Most questions are about the same cue, which an edit moves by a few places at most. */
let lastFound = 0;

/** Index of the cue that starts with this word; −1 when none does. Cost: up to 200 µs among 15,000, mostly none. */
export function indexOfCue({ cues }: Captions, firstWordId: WordId | null): number {
  if (firstWordId === null) return -1;
  for (let at = Math.max(0, lastFound - 2); at <= lastFound + 2; at++) {
    if (cues[at]?.firstWordId === firstWordId) return at;
  }
  for (let at = 0; at < cues.length; at++) {
    if (cues[at]?.firstWordId !== firstWordId) continue;
    lastFound = at;
    return at;
  }
  return -1;
}

/** Index of the cue that shows this word; −1 when none does. */
export function indexOfWord(captions: Captions, wordId: WordId): number {
  const { cues } = captions;
  const holds = (cue: Cue | undefined) => cue !== undefined && wordsOf(cue).some(({ id }) => id === wordId);
  const startMs = findWord(captions.memory.project, wordId)?.word.startMs ?? null;
  if (startMs !== null) {
    const near = lastStartingBy(cues, startMs);
    for (let away = 0; away <= 8; away++) {
      if (holds(cues[near - away])) return near - away;
      if (holds(cues[near + away])) return near + away;
    }
  }
  return cues.findIndex(holds);
}

/** Index of the last cue that starts at this time or before; −1 when all start later. */
export function lastStartingBy(cues: readonly Cue[], timeMs: number): number {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle] as Cue).startMs <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A cue that starts longer ago than this is over: no profile allows half of it, and pinned ones are rare. */
const LONGEST_CUE_MS = 60_000;

/** Indices of the cues on screen at a time, the earliest first; mostly one or none. */
export function cuesAt(cues: readonly Cue[], timeMs: number): readonly number[] {
  const found: number[] = [];
  for (let at = lastStartingBy(cues, timeMs); at >= 0; at--) {
    const cue = cues[at] as Cue;
    if (cue.startMs < timeMs - LONGEST_CUE_MS) break;
    if (cue.endMs > timeMs) found.push(at);
  }
  return found.reverse();
}

const rulesBySetting = new Map<string, Rules>();

/** The rules by which a cue is judged: they differ where its language does. */
export function rulesOfCue({ profile, settings, memory }: Captions, cue: Cue): Rules {
  const { project } = memory;
  const language = findWord(project, cue.firstWordId)?.utterance.language ?? project.language;
  const { numerator, denominator } = settings.frameRate;
  const key = `${profile.id} ${language} ${numerator}/${denominator}`;
  const known = rulesBySetting.get(key);
  if (known !== undefined) return known;
  const made = rulesFor(profile, language, settings.frameRate);
  rulesBySetting.set(key, made);
  return made;
}

/** The word of a cue that begins nearest to a place in its text (lines joined by one space); null at both ends. */
export function wordAtOffset(cue: Cue, offset: number): Word | null {
  const words = wordsOf(cue);
  let start = 0;
  for (const [at, word] of words.entries()) {
    if (at > 0 && !word.glue) start++;
    const end = start + word.text.length;
    if (offset < start + word.text.length / 2) return at === 0 ? null : word;
    if (offset < end) return words[at + 1] ?? null;
    start = end;
  }
  return null;
}
