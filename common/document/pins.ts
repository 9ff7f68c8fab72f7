import { layersOf } from './layered.ts';
import type { DecisionChange } from './operations.ts';
import { compareWordPlaces, findWord, wordAfter, wordBefore } from './queries.ts';
import type { Decisions, PinnedCue, Project, WordId } from './types.ts';
import type { WordPlace } from './wordIndex.ts';

type Pins = ReadonlyMap<WordId, PinnedCue>;

/** Keys of pinned cues by their last words and line ends; bases of large maps stay, so this is built once. */
const borderIndexes = new WeakMap<Pins, ReadonlyMap<WordId, readonly WordId[]>>();

/**
 * The pinned cues that start with, end with, or break a line after this word. One at most in a document; in the
 * middle of a batch, before it is judged, there may be more.
 */
export function pinsBorderedBy(pins: Pins, wordId: WordId): PinnedCue[] {
  if (pins.size === 0) return [];
  const { base, layer } = layersOf(pins);
  const keys = new Set(borderIndex(base).get(wordId));
  for (const key of layer.keys()) keys.delete(key);
  for (const [key, pin] of layer) if (pin !== undefined && hasBorder(pin, wordId)) keys.add(key);
  if (pins.has(wordId)) keys.add(wordId);
  return [...keys].flatMap((key) => pins.get(key) ?? []);
}

function hasBorder(pin: PinnedCue, wordId: WordId): boolean {
  return pin.lastWordId === wordId || pin.lineBreaks.includes(wordId);
}

function borderIndex(base: Pins): ReadonlyMap<WordId, readonly WordId[]> {
  const known = borderIndexes.get(base);
  if (known !== undefined) return known;
  const index = new Map<WordId, readonly WordId[]>();
  for (const [key, pin] of base) {
    for (const wordId of new Set([pin.lastWordId, ...pin.lineBreaks])) {
      index.set(wordId, [...(index.get(wordId) ?? []), key]);
    }
  }
  borderIndexes.set(base, index);
  return index;
}

/** The pinned cue that a word belongs to. Cost: one step per word back to the nearest pinned cue's start. */
export function pinAround(project: Project, place: WordPlace): PinnedCue | null {
  const pins = project.decisions.pinnedCues;
  if (pins.size === 0) return null;
  for (let at: WordPlace | null = place; at !== null; at = wordBefore(project, at)) {
    const pin = pins.get(at.word.id);
    if (pin === undefined) continue;
    const last = findWord(project, pin.lastWordId);
    return last !== null && compareWordPlaces(place, last) <= 0 ? pin : null;
  }
  return null;
}

/**
 * What is wrong with a pinned cue's words; null when nothing is: its words exist and stand in order, line ends
 * lie inside and in order, and no other pinned cue shares a word. Cost: one step per word of it, and to the
 * pinned cue before it.
 */
export function pinProblem(project: Project, key: WordId, pin: PinnedCue): string | null {
  if (key !== pin.firstWordId) return `cue at ${key} starts with ${pin.firstWordId}`;
  const first = findWord(project, pin.firstWordId);
  const last = findWord(project, pin.lastWordId);
  if (first === null || last === null) return `cue at ${key} has lost its words`;
  if (compareWordPlaces(first, last) > 0) return `cue at ${key} ends before it starts`;
  const before = wordBefore(project, first);
  const around = before === null ? null : pinAround(project, before);
  if (around !== null && around.lastWordId !== before?.word.id) {
    return `cue at ${key} lies within the one at ${around.firstWordId}`;
  }
  let nextBreak = 0;
  for (let at: WordPlace | null = first; at !== null; at = wordAfter(project, at)) {
    const { id } = at.word;
    if (id !== key && project.decisions.pinnedCues.has(id)) return `cue at ${key} runs into the one at ${id}`;
    if (id === pin.lastWordId) break;
    if (id === pin.lineBreaks[nextBreak]) nextBreak++;
  }
  return nextBreak < pin.lineBreaks.length ? `cue at ${key} breaks a line outside itself` : null;
}

/** Moves a pinned cue, with the placement and style of its first word, to where it starts now. */
export function rekeyed(decisions: Decisions, pin: PinnedCue, next: PinnedCue): DecisionChange[] {
  const from = pin.firstWordId;
  const to = next.firstWordId;
  if (from === to) return [{ about: 'pinnedCues', wordId: from, value: next }];
  const changes: DecisionChange[] = [
    { about: 'pinnedCues', wordId: from, value: null },
    { about: 'pinnedCues', wordId: to, value: next },
  ];
  const placement = decisions.placements.get(from);
  if (placement !== undefined) {
    changes.push({ about: 'placements', wordId: from, value: null });
    changes.push({ about: 'placements', wordId: to, value: placement });
  }
  const style = decisions.cueStyles.get(from);
  if (style !== undefined) {
    changes.push({ about: 'cueStyles', wordId: from, value: null });
    changes.push({ about: 'cueStyles', wordId: to, value: style });
  }
  return changes;
}
