import { isSoundDescription } from './build.ts';
import type { IdSource } from './ids.ts';
import { SHORTEST_WORD_MS } from './repair.ts';
import type { Token } from './tokens.ts';
import type { Word } from './types.ts';

/** A typed word and what became of it so far: `word` null while it is new, `changed` where it is another word. */
export interface Placed {
  readonly token: Token;
  readonly word: Word | null;
  readonly changed: boolean;
}

/**
 * What a new word gets at most, by its length, where the gap is a pause: people speak about 15 letters a second, so
 * nobody would look for a word of five letters all over a silence of ten seconds.
 */
const MS_PER_LETTER = 70;
const LONGEST_FOR_SHORT_MS = 150;

/** Media time that new words at the ends may use: null where nothing says. */
export interface Surroundings {
  readonly beforeEndMs: number | null;
  readonly afterStartMs: number | null;
}

/**
 * Gives new words their times. Beside a word that was replaced by another one they share its time, as several words
 * that came for one; elsewhere they share the gap between the words around, by length. Where that is too short
 * for 40 ms a word, the words around give up some of theirs; where even that is not enough, or nothing around has a
 * time, new words have none.
 */
export function fillTimes(placed: readonly Placed[], ids: IdSource, around: Surroundings): Word[] {
  const words = placed.map(({ token, word }): Word => word ?? newWord(token, ids));
  const isNew = ({ word }: Placed) => word === null;
  for (const region of runsOf(placed, (each) => isNew(each) || each.changed)) {
    const { from, to } = region;
    if (!placed.slice(from, to).some(isNew)) continue;
    const replaced = words.slice(from, to).filter(({ startMs }) => startMs !== null);
    const startMs = replaced[0]?.startMs ?? null;
    const endMs = replaced[replaced.length - 1]?.endMs ?? null;
    if (startMs !== null && endMs !== null) fill(words, region, { startMs, endMs }, around);
    else for (const run of runsOf(placed.slice(from, to), isNew)) fillGap(words, from, run, around);
  }
  return words;
}

interface Run {
  readonly from: number;
  readonly to: number;
}

function runsOf(placed: readonly Placed[], belongs: (each: Placed) => boolean): Run[] {
  const runs: { from: number; to: number }[] = [];
  placed.forEach((each, at) => {
    if (!belongs(each)) return;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.to === at) last.to = at + 1;
    else runs.push({ from: at, to: at + 1 });
  });
  return runs;
}

function newWord({ text, glue }: Token, ids: IdSource): Word {
  const kind = isSoundDescription(text) ? 'sound' : 'word';
  return { id: ids.next(), text, startMs: null, endMs: null, confidence: null, timing: null, kind, glue };
}

/** New words follow the word before them at once; those before the first word go right up to it. */
function fillGap(words: Word[], offset: number, run: Run, around: Surroundings): void {
  const region = { from: offset + run.from, to: offset + run.to };
  const { left, right } = bordersOf(words, region, around);
  const natural = words.slice(region.from, region.to).reduce((sum, { text }) => sum + naturalMs(text), 0);
  if (left.atMs !== null && (left.index !== null || right.index === null)) {
    const endMs = Math.min(right.atMs ?? Number.POSITIVE_INFINITY, left.atMs + natural);
    fill(words, region, { startMs: left.atMs, endMs }, around);
  } else if (right.atMs !== null) {
    fill(
      words,
      region,
      { startMs: Math.max(left.atMs ?? 0, right.atMs - natural), endMs: right.atMs },
      around,
    );
  }
}

interface Border {
  /** The nearest word with a time on this side, null where only the surroundings tell. */
  readonly index: number | null;
  readonly atMs: number | null;
}

function bordersOf(
  words: readonly Word[],
  { from, to }: Run,
  around: Surroundings,
): { left: Border; right: Border } {
  let before = from - 1;
  while (before >= 0 && words[before]?.endMs === null) before--;
  let after = to;
  while (after < words.length && words[after]?.startMs === null) after++;
  const previous = words[before];
  const next = words[after];
  return {
    left:
      previous === undefined
        ? { index: null, atMs: around.beforeEndMs }
        : { index: before, atMs: previous.endMs },
    right:
      next === undefined ? { index: null, atMs: around.afterStartMs } : { index: after, atMs: next.startMs },
  };
}

/** Shares `core` among the words of the run; what they lack comes from the free time around, then from neighbours. */
function fill(
  words: Word[],
  run: Run,
  core: { readonly startMs: number; readonly endMs: number },
  around: Surroundings,
): void {
  const { left, right } = bordersOf(words, run, around);
  let { startMs, endMs } = core;
  let lacking = (run.to - run.from) * SHORTEST_WORD_MS - (endMs - startMs);
  if (lacking > 0) {
    const room = right.atMs === null ? lacking : Math.max(0, right.atMs - endMs);
    endMs += Math.min(lacking, room);
    lacking -= Math.min(lacking, room);
    const back = Math.max(0, startMs - (left.atMs ?? startMs));
    startMs -= Math.min(lacking, back);
    lacking -= Math.min(lacking, back);
  }
  const previous = left.index === null ? undefined : words[left.index];
  const next = right.index === null ? undefined : words[right.index];
  const spareBefore = previous?.endMs === startMs ? spareMs(previous) : 0;
  const spareAfter = next?.startMs === endMs ? spareMs(next) : 0;
  const taken = Math.min(lacking, spareBefore + spareAfter);
  if (taken > 0 && startMs <= endMs && endMs - startMs + taken >= run.to - run.from) {
    const fromPrevious = Math.round((taken * spareBefore) / (spareBefore + spareAfter));
    startMs -= fromPrevious;
    endMs += taken - fromPrevious;
    if (left.index !== null && previous !== undefined && fromPrevious > 0) {
      words[left.index] = { ...previous, endMs: startMs, timing: 'interpolated' };
    }
    if (right.index !== null && next !== undefined && taken > fromPrevious) {
      words[right.index] = { ...next, startMs: endMs, timing: 'interpolated' };
    }
  }
  shareSpan(startMs, endMs, words.slice(run.from, run.to)).forEach((span, at) => {
    const word = words[run.from + at];
    if (word === undefined) return;
    words[run.from + at] = { ...word, ...span, timing: span.startMs === null ? null : 'interpolated' };
  });
}

/** What a word can give to a neighbour: half of it, while the shortest word is left. */
function spareMs(word: Word | undefined): number {
  if (word === undefined || word.startMs === null || word.endMs === null) return 0;
  const length = word.endMs - word.startMs;
  return Math.max(0, Math.min(Math.floor(length / 2), length - SHORTEST_WORD_MS));
}

function naturalMs(text: string): number {
  return Math.max(LONGEST_FOR_SHORT_MS, text.length * MS_PER_LETTER);
}

export interface Span {
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/** Cuts a span by the lengths of texts, at least a millisecond each; spans without times where that cannot be. */
export function shareSpan(
  startMs: number | null,
  endMs: number | null,
  texts: readonly { readonly text: string }[],
): Span[] {
  if (startMs === null || endMs === null || endMs - startMs < texts.length) {
    return texts.map(() => ({ startMs: null, endMs: null }));
  }
  const weights = texts.map(({ text }) => text.length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const free = endMs - startMs - texts.length;
  let passed = 0;
  let at = startMs;
  return weights.map((weight, index) => {
    passed += weight;
    const end = startMs + index + 1 + Math.round((free * passed) / total);
    const span = { startMs: at, endMs: end };
    at = end;
    return span;
  });
}
