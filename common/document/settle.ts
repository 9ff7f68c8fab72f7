import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import { srtTime } from '../time/clock.ts';
import type { Draft } from './draft.ts';
import { changeDecisions, dropDecisions, missing } from './draft.ts';
import { setWordTimes } from './editWords.ts';
import type { DecisionChange, WordTimes } from './operations.ts';
import { restoreOrder } from './order.ts';
import type { TimeConflict } from './overlaps.ts';
import { conflictAnywhere, conflictOfUtterance, conflictOfWord, sortByStart } from './overlaps.ts';
import { pinProblem, rekeyed } from './pins.ts';
import { compareWordPlaces, eachUtterance, findWord } from './queries.ts';
import type { PinnedCue, Word, WordId } from './types.ts';
import { pinTimesProblem } from './wordRules.ts';

/** From this many changed words on, one look at the whole document is cheaper than one at each. */
const MANY_WORDS = 4000;

/**
 * Ends a draft: decisions about words that are gone are passed on or dropped, overlaps trimmed where that was
 * asked for, utterances put in order, and then everything that changed is judged. A failure refuses the draft.
 */
export function settle(draft: Draft): Failure | null {
  if (draft.removed.size > 0) settleDecisions(draft);
  for (const speakerId of draft.trimmed) {
    const failed = trimOverlaps(draft, speakerId);
    if (failed !== null) return failed;
  }
  if (draft.placed.size > 0) restoreOrder(draft);
  return judgeTimes(draft) ?? judgeDecisions(draft);
}

function settleDecisions(draft: Draft): void {
  for (const key of draft.loosened) {
    const pin = draft.project.decisions.pinnedCues.get(key);
    if (pin === undefined) continue;
    const next = pinWithoutRemoved(draft, pin);
    if (next === pin) continue;
    if (next === null) dropDecisions(draft, [{ about: 'pinnedCues', wordId: key, value: null }]);
    else changeDecisions(draft, rekeyed(draft.project.decisions, pin, next));
  }
  const { decisions } = draft.project;
  const changes: DecisionChange[] = [];
  for (const wordId of draft.removed.keys()) {
    for (const about of ['breaks', 'placements', 'wordStyles', 'cueStyles', 'notes'] as const) {
      if (decisions[about].has(wordId)) changes.push({ about, wordId, value: null });
    }
    for (const about of ['hidden', 'reviewed'] as const) {
      if (decisions[about].has(wordId)) changes.push({ about, wordId, value: null });
    }
  }
  dropDecisions(draft, changes);
}

/** The pinned cue on the words that are left of it; null when none is. */
function pinWithoutRemoved(draft: Draft, pin: PinnedCue): PinnedCue | null {
  const firstWordId = successor(draft, pin.firstWordId, 'forward');
  const lastWordId = successor(draft, pin.lastWordId, 'backward');
  const first = firstWordId === null ? null : findWord(draft.project, firstWordId);
  const last = lastWordId === null ? null : findWord(draft.project, lastWordId);
  if (firstWordId === null || lastWordId === null || first === null || last === null) return null;
  if (compareWordPlaces(first, last) > 0) return null;
  const lineBreaks: WordId[] = [];
  for (const id of pin.lineBreaks) {
    const next = successor(draft, id, 'backward');
    const place = next === null ? null : findWord(draft.project, next);
    if (next === null || place === null || next === lastWordId || lineBreaks.includes(next)) continue;
    if (compareWordPlaces(place, first) >= 0 && compareWordPlaces(place, last) < 0) lineBreaks.push(next);
  }
  const same =
    firstWordId === pin.firstWordId &&
    lastWordId === pin.lastWordId &&
    lineBreaks.length === pin.lineBreaks.length &&
    lineBreaks.every((id, at) => id === pin.lineBreaks[at]);
  return same ? pin : { ...pin, firstWordId, lastWordId, lineBreaks };
}

function successor(draft: Draft, id: WordId, direction: 'forward' | 'backward'): WordId | null {
  let at: WordId | null = id;
  while (at !== null) {
    const next = draft.removed.get(at);
    if (next === undefined) return at;
    at = next[direction];
  }
  return null;
}

function trimOverlaps(draft: Draft, speakerId: string): Failure | null {
  const words: Word[] = [];
  eachUtterance(draft.project, (utterance) => {
    if (utterance.speakerId !== speakerId) return;
    for (const chunk of utterance.words.chunks) {
      for (const word of chunk) if (word.startMs !== null) words.push(word);
    }
  });
  sortByStart(words);
  const changed = new Map<WordId, WordTimes>();
  const timesOf = (word: Word): WordTimes =>
    changed.get(word.id) ?? {
      wordId: word.id,
      startMs: word.startMs,
      endMs: word.endMs,
      timing: word.timing,
    };
  let before: Word | null = null;
  for (const word of words) {
    const earlier: WordTimes | null = before === null ? null : timesOf(before);
    const { startMs, endMs } = word;
    if (earlier === null || startMs === null || endMs === null || (earlier.endMs ?? 0) <= startMs) {
      before = word;
    } else if (startMs > (earlier.startMs ?? 0) && endMs > (earlier.endMs ?? 0)) {
      changed.set(earlier.wordId, { ...earlier, endMs: startMs });
      before = word;
    } else if (endMs > (earlier.endMs ?? 0)) {
      changed.set(word.id, { ...timesOf(word), startMs: earlier.endMs });
      before = word;
    } else {
      changed.set(word.id, { wordId: word.id, startMs: null, endMs: null, timing: null });
    }
  }
  return changed.size === 0
    ? null
    : setWordTimes(draft, { kind: 'setWordTimes', words: [...changed.values()] });
}

function judgeTimes(draft: Draft): Failure | null {
  const { project } = draft;
  let conflict: TimeConflict | null = null;
  if (draft.timedWords.size > MANY_WORDS) {
    conflict = conflictAnywhere(project);
  } else {
    for (const id of draft.reassigned) conflict ??= conflictOfUtterance(project, id);
    for (const id of draft.timedWords) conflict ??= conflictOfWord(project, id);
  }
  if (conflict === null) return null;
  const { kind, earlier, later } = conflict;
  const detail = `“${earlier.text}” (${extentText(earlier)}) and “${later.text}” (${extentText(later)})`;
  return failure(kind === 'order' ? 'edit.order' : 'edit.overlap', { detail });
}

function extentText({ startMs, endMs }: Word): string {
  return `${srtTime(startMs ?? 0)} – ${srtTime(endMs ?? 0)}`;
}

function judgeDecisions(draft: Draft): Failure | null {
  const { decisions } = draft.project;
  for (const wordId of draft.decided) {
    const pin = decisions.pinnedCues.get(wordId);
    if (pin !== undefined) {
      const problem = pinTimesProblem(pin.startMs, pin.endMs) ?? pinProblem(draft.project, wordId, pin);
      if (problem !== null) return failure('edit.impossible', { detail: problem });
    } else if (findWord(draft.project, wordId) === null && isAboutWord(draft, wordId)) {
      return missing(`word ${wordId}`);
    }
  }
  return null;
}

function isAboutWord(draft: Draft, wordId: WordId): boolean {
  const { breaks, placements, wordStyles, cueStyles, notes, hidden, reviewed } = draft.project.decisions;
  return [breaks, placements, wordStyles, cueStyles, notes, hidden, reviewed].some((of) => of.has(wordId));
}
