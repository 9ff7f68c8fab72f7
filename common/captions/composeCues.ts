import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { apply } from '../document/apply.ts';
import type { IdSource } from '../document/ids.ts';
import type { DecisionChange, Operation } from '../document/operations.ts';
import type { BreakWish, PinnedCue, Word, WordId } from '../document/types.ts';
import { type Captions, rederiveCaptions } from './captions.ts';
import type { Cue } from './cue.ts';
import { lineBreaksFor } from './cueLines.ts';
import { retypedCue } from './retypeCue.ts';
import { type Rules, rulesFor } from './rules.ts';

/**
 * What people ask of one cue, as operations. Cues are derived, so a wish alone may move borders that nobody
 * spoke of: each edit is tried on the document first and asks for as little as gives exactly what was asked:
 * a wish, the same with the cue's own borders held, the cue pinned as it should be.
 * `at` is an index into `captions.cues`. Cost: 1 ms for each try at 150,000 words, mostly one.
 */

/** Two cues that part before this word, which is not the cue's first. */
export function splitCue(captions: Captions, at: number, beforeWordId: WordId): Result<Operation> {
  const cue = captions.cues[at];
  const words = cue === undefined ? [] : wordsOf(cue);
  const place = words.findIndex(({ id }) => id === beforeWordId);
  const left = words[place - 1];
  const right = words[place];
  if (cue === undefined || left === undefined || right === undefined) return missing(beforeWordId);
  const isDone = (next: Captions) =>
    holds(next, cue.firstWordId, left.id) && holds(next, right.id, cue.lastWordId);
  const halves = pinnedHalves(captions, cue, left, right);
  if (cue.pinned) return attempt(captions, [pins(cue, halves)], isDone);
  const wish: DecisionChange[] = [{ about: 'breaks', wordId: left.id, value: 'cue' }];
  return attempt(
    captions,
    [decide(wish), decide([...wish, ...borders(captions, at, at)]), pins(cue, halves)],
    isDone,
  );
}

/** The cue and the one after it as one. */
export function mergeCues(captions: Captions, at: number): Result<Operation> {
  const cue = captions.cues[at];
  const next = captions.cues[at + 1];
  if (cue === undefined || next === undefined) return missing(`the cue after ${cue?.firstWordId ?? at}`);
  const isDone = (after: Captions) => holds(after, cue.firstWordId, next.lastWordId);
  const merged: PinnedCue = {
    firstWordId: cue.firstWordId,
    lastWordId: next.lastWordId,
    startMs: cue.startMs,
    endMs: Math.max(cue.endMs, next.endMs),
    lineBreaks: lineBreaksFor([...cue.lines, ...next.lines], rulesOf(captions)),
  };
  const pinned = pins(cue, [merged], next);
  if (cue.pinned || next.pinned) return attempt(captions, [pinned], isDone);
  const wish: DecisionChange[] = [{ about: 'breaks', wordId: cue.lastWordId, value: 'none' }];
  return attempt(
    captions,
    [decide(wish), decide([...wish, ...borders(captions, at, at + 1)]), pinned],
    isDone,
  );
}

/** The cue as it is, at these times; it is pinned by that. Failure `edit.time` for times that cannot be. */
export function retimeCue(
  captions: Captions,
  at: number,
  times: { readonly startMs: number; readonly endMs: number },
): Result<Operation> {
  const cue = captions.cues[at];
  if (cue === undefined) return missing(String(at));
  const { startMs, endMs } = times;
  if (!Number.isSafeInteger(startMs) || !Number.isSafeInteger(endMs) || startMs < 0 || endMs <= startMs) {
    return fail(failure('edit.time', { detail: `${startMs}–${endMs} ms` }));
  }
  const isDone = (next: Captions) =>
    next.cues.some(
      (other) => other.firstWordId === cue.firstWordId && other.startMs === startMs && other.endMs === endMs,
    );
  return attempt(captions, [pins(cue, [{ ...pinOf(captions, cue), startMs, endMs }])], isDone);
}

/** Fixes the cue as it is shown. */
export function pinShown(captions: Captions, at: number): Result<Operation> {
  const cue = captions.cues[at];
  return cue === undefined ? missing(String(at)) : retimeCue(captions, at, cue);
}

/** The cue is derived again, with whatever else was decided about its words. */
export function unpin(captions: Captions, at: number): Result<Operation> {
  const cue = captions.cues[at];
  if (cue === undefined || !cue.pinned) return missing(String(at));
  return succeed(decide([{ about: 'pinnedCues', wordId: cue.firstWordId, value: null }]));
}

/** A line of the cue ends before this word. Where the cue has all its lines already, its nearest line end moves. */
export function breakLine(captions: Captions, at: number, beforeWordId: WordId): Result<Operation> {
  const cue = captions.cues[at];
  const words = cue === undefined ? [] : wordsOf(cue);
  const place = words.findIndex(({ id }) => id === beforeWordId);
  const left = words[place - 1];
  if (cue === undefined || left === undefined) return missing(beforeWordId);
  const ends = lineEnds(cue);
  const most = Math.max(2, captions.profile.lines.value, cue.lines.length);
  const wanted = nearestReplaced(words, ends, place - 1, most);
  const isDone = (next: Captions) => hasLines(next, cue, wanted);
  const pinned = pins(cue, [{ ...pinOf(captions, cue), lineBreaks: wanted }]);
  if (cue.pinned) return attempt(captions, [pinned], isDone);
  const { breaks } = captions.memory.project.decisions;
  const wish = words.slice(0, -1).flatMap(({ id }): DecisionChange[] => {
    const value: BreakWish | null = wanted.includes(id) ? 'line' : null;
    return (breaks.get(id) ?? null) === value ? [] : [{ about: 'breaks', wordId: id, value }];
  });
  return attempt(captions, [decide(wish), decide([...wish, ...borders(captions, at, at)]), pinned], isDone);
}

/** All words of the cue on one line, also where they are too many for the profile. */
export function joinLines(captions: Captions, at: number): Result<Operation> {
  const cue = captions.cues[at];
  if (cue === undefined || cue.lines.length < 2) return missing(String(at));
  const isDone = (next: Captions) => hasLines(next, cue, []);
  const pinned = pins(cue, [{ ...pinOf(captions, cue), lineBreaks: [] }]);
  if (cue.pinned) return attempt(captions, [pinned], isDone);
  const wish = lineEnds(cue).map((wordId): DecisionChange => ({ about: 'breaks', wordId, value: 'none' }));
  return attempt(captions, [decide(wish), decide([...wish, ...borders(captions, at, at)]), pinned], isDone);
}

/**
 * The cue reads as it was typed and keeps its extent: words that were typed belong to it, and none of it moves
 * to another cue. Words that were not touched keep ids and times (retype.ts). Null when nothing changed; an
 * empty text removes the words.
 */
export function retypeCue(
  captions: Captions,
  at: number,
  text: string,
  ids: IdSource,
): Result<Operation | null> {
  const cue = captions.cues[at];
  if (cue === undefined) return missing(String(at));
  const { project } = captions.memory;
  const retyped = retypedCue(project, cue, text, ids);
  if (!retyped.ok || retyped.value === null) return retyped.ok ? succeed(null) : retyped;
  const { operation, firstWordId, lastWordId, words } = retyped.value;
  if (firstWordId === null || lastWordId === null) return succeed(operation);
  const isDone = (next: Captions) => holds(next, firstWordId, lastWordId);
  const held = borders(captions, at, at).map((change) =>
    change.wordId === cue.lastWordId ? { ...change, wordId: lastWordId } : change,
  );
  const own: PinnedCue = {
    firstWordId,
    lastWordId,
    startMs: cue.startMs,
    endMs: cue.endMs,
    lineBreaks: lineBreaksFor([{ words }], rulesOf(captions)),
  };
  return attempt(
    captions,
    [operation, batch([operation, decide(held)]), batch([operation, decide([pinChange(own)])])],
    isDone,
  );
}

/** The words go, from the transcript as well. */
export function deleteCue(captions: Captions, at: number): Result<Operation> {
  const cue = captions.cues[at];
  if (cue === undefined) return missing(String(at));
  return succeed({ kind: 'deleteWords', wordIds: wordsOf(cue).map(({ id }) => id) });
}

/** The words stay in the transcript and are cut from the captions. */
export function hideCue(captions: Captions, at: number): Result<Operation> {
  const cue = captions.cues[at];
  if (cue === undefined) return missing(String(at));
  const changes = wordsOf(cue).map(
    ({ id }): DecisionChange => ({ about: 'hidden', wordId: id, value: true }),
  );
  const unpinned: DecisionChange[] = cue.pinned
    ? [{ about: 'pinnedCues', wordId: cue.firstWordId, value: null }]
    : [];
  return succeed(decide([...unpinned, ...changes]));
}

/** The words that the cue shows, line by line. */
export function wordsOf(cue: Cue): readonly Word[] {
  return cue.lines.length === 1 && cue.lines[0] !== undefined
    ? cue.lines[0].words
    : cue.lines.flatMap((line) => line.words);
}

/** The first operation after which the captions are as asked; the refusal of the last one when none is. */
function attempt(
  captions: Captions,
  operations: readonly Operation[],
  isDone: (next: Captions) => boolean,
): Result<Operation> {
  let refused = failure('edit.impossible', { detail: 'people talk over each other there' });
  for (const operation of operations) {
    const applied = apply(captions.memory.project, operation);
    if (!applied.ok) refused = applied.failure;
    else if (isDone(rederiveCaptions(captions, applied.value.project))) return succeed(operation);
  }
  return fail(refused);
}

/** Holds the outer borders of the cues `first` to `last` where they are. */
function borders(captions: Captions, first: number, last: number): DecisionChange[] {
  const before = captions.cues[first - 1];
  const end = captions.cues[last];
  const wishes = [before, end].filter((cue) => cue !== undefined && !cue.pinned);
  return wishes.map(
    (cue): DecisionChange => ({
      about: 'breaks',
      wordId: (cue as Cue).lastWordId,
      value: 'cue',
    }),
  );
}

function decide(changes: readonly DecisionChange[]): Operation {
  return { kind: 'decide', changes };
}

function batch(operations: readonly Operation[]): Operation {
  return { kind: 'batch', operations };
}

function pinChange(pin: PinnedCue): DecisionChange {
  return { about: 'pinnedCues', wordId: pin.firstWordId, value: pin };
}

/** These pins instead of those that the cues have. */
function pins(cue: Cue, wanted: readonly PinnedCue[], ...others: readonly Cue[]): Operation {
  const kept = new Set(wanted.map(({ firstWordId }) => firstWordId));
  const gone = [cue, ...others].filter((one) => one.pinned && !kept.has(one.firstWordId));
  return decide([
    ...gone.map(
      ({ firstWordId }): DecisionChange => ({
        about: 'pinnedCues',
        wordId: firstWordId,
        value: null,
      }),
    ),
    ...wanted.map(pinChange),
  ]);
}

/** The cue as a pin: what an imported one had besides stays with it. */
function pinOf(captions: Captions, cue: Cue): PinnedCue {
  const known = captions.memory.project.decisions.pinnedCues.get(cue.firstWordId);
  if (cue.pinned && known !== undefined) return known;
  const { firstWordId, lastWordId, startMs, endMs } = cue;
  return { firstWordId, lastWordId, startMs, endMs, lineBreaks: lineEnds(cue) };
}

function pinnedHalves(captions: Captions, cue: Cue, left: Word, right: Word): readonly PinnedCue[] {
  const ends = lineEnds(cue);
  const words = wordsOf(cue);
  const cut = words.indexOf(right);
  const isLeft = (id: WordId) => words.findIndex((word) => word.id === id) < cut - 1;
  const isRight = (id: WordId) => words.findIndex((word) => word.id === id) >= cut;
  const middle = cue.startMs + Math.round(((cue.endMs - cue.startMs) * cut) / words.length);
  const spoken = right.startMs ?? middle;
  const startMs = spoken > cue.startMs && spoken < cue.endMs ? spoken : middle;
  const gapMs = Math.ceil(rulesOf(captions).gapMs);
  const endMs = startMs - gapMs > cue.startMs ? startMs - gapMs : startMs;
  const { firstWordId, lastWordId } = cue;
  return [
    { firstWordId, lastWordId: left.id, startMs: cue.startMs, endMs, lineBreaks: ends.filter(isLeft) },
    { firstWordId: right.id, lastWordId, startMs, endMs: cue.endMs, lineBreaks: ends.filter(isRight) },
  ];
}

/** Words after which a line ends, the last line left out. */
function lineEnds(cue: Cue): readonly WordId[] {
  return cue.lines.slice(0, -1).flatMap((line) => line.words[line.words.length - 1]?.id ?? []);
}

function nearestReplaced(
  words: readonly Word[],
  ends: readonly WordId[],
  place: number,
  mostLines: number,
): readonly WordId[] {
  const wanted = words[place]?.id;
  if (wanted === undefined || ends.includes(wanted)) return ends;
  const places = ends.map((id) => words.findIndex((word) => word.id === id));
  if (ends.length + 1 >= mostLines) {
    const distances = places.map((other) => Math.abs(other - place));
    places.splice(distances.indexOf(Math.min(...distances)), 1);
  }
  return [...places, place].sort((left, right) => left - right).flatMap((index) => words[index]?.id ?? []);
}

function holds(captions: Captions, firstWordId: WordId, lastWordId: WordId): boolean {
  return captions.cues.some((cue) => cue.firstWordId === firstWordId && cue.lastWordId === lastWordId);
}

function hasLines(captions: Captions, cue: Cue, ends: readonly WordId[]): boolean {
  const found = captions.cues.find((other) => other.firstWordId === cue.firstWordId);
  return found?.lastWordId === cue.lastWordId && lineEnds(found).join(' ') === ends.join(' ');
}

function rulesOf(captions: Captions): Rules {
  return rulesFor(captions.profile, captions.memory.project.language, captions.settings.frameRate);
}

function missing(detail: string): Result<never> {
  return fail(failure('edit.missing', { detail }));
}
