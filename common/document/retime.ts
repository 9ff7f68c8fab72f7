import { fillTimes, type Placed, type Surroundings, shareSpan } from './fillTimes.ts';
import type { IdSource } from './ids.ts';
import { matchWords, type WordMatch } from './matchWords.ts';
import { normaliseWord } from './similarity.ts';
import { graphemes, isUnspaced, type Token } from './tokens.ts';
import type { Word } from './types.ts';

/** A pair this unlike is another word rather than another spelling; what stands beside it is judged with it. */
const OTHER_WORD = 0.34;

/**
 * The words of a text that replaces others, with ids, times and everything else taken over from the words that they
 * are or came from. Unchanged words come back as the same objects. A split word shares its time by length, joined
 * words add theirs, new words share the gap where they stand, or take some from their neighbours; all times that are
 * thus estimated are marked `interpolated`. Starts never go back, and words that did not overlap do not.
 */
export function retimeWords(
  words: readonly Word[],
  tokens: readonly Token[],
  ids: IdSource,
  around: Surroundings,
): Word[] {
  const unspaced = tokens.some(({ text }) => isUnspaced(text)) && words.some(({ text }) => isUnspaced(text));
  if (unspaced) return retimeByGrapheme(words, tokens, ids, around);
  const matches = matchWords(
    words.map(({ text }) => text),
    tokens.map(({ text }) => text),
  );
  return retimeMatched(words, tokens, matches, ids, around);
}

/** As `retimeWords`, where the matches are known already. */
export function retimeMatched(
  words: readonly Word[],
  tokens: readonly Token[],
  matches: readonly WordMatch[],
  ids: IdSource,
  around: Surroundings,
): Word[] {
  const placed: Placed[] = tokens.map((token) => ({ token, word: null, changed: false }));
  for (const match of matches) {
    const at = match.hypothesisIndex;
    const old = words[match.referenceIndex];
    const token = tokens[at];
    if (old === undefined || token === undefined) continue;
    if (match.hypothesisCount === 2) {
      placeSplit(placed, at, old, ids);
    } else if (match.referenceCount === 2) {
      const second = words[match.referenceIndex + 1];
      placed[at] = { token, word: joined(old, second ?? old, token), changed: false };
    } else {
      placed[at] = { token, word: respelled(old, token), changed: match.distance >= OTHER_WORD };
    }
  }
  return fillTimes(placed, ids, around);
}

/** The word with another spelling. What an engine said of the old one holds as long as only case and marks differ. */
function respelled(word: Word, { text, glue }: Token): Word {
  if (word.text === text && word.glue === glue) return word;
  if (normaliseWord(word.text) === normaliseWord(text)) return { ...word, text, glue };
  const { alternatives: _, ...rest } = word;
  return { ...rest, text, glue, confidence: null };
}

function joined(first: Word, second: Word, token: Token): Word {
  const startMs = first.startMs ?? second.startMs;
  const endMs = Math.max(first.endMs ?? 0, second.endMs ?? 0) || null;
  const { confidence: a } = first;
  const { confidence: b } = second;
  const confidence = a === null || b === null ? null : Math.min(a, b);
  const word = respelled({ ...first, confidence }, token);
  return { ...word, startMs, endMs, timing: first.timing ?? second.timing };
}

function placeSplit(placed: Placed[], at: number, old: Word, ids: IdSource): void {
  const parts = placed.slice(at, at + 2).map(({ token }) => token);
  const spans = shareSpan(old.startMs, old.endMs, parts);
  parts.forEach((token, part) => {
    const word = respelled(part === 0 ? old : { ...old, id: ids.next() }, token);
    const span = spans[part] ?? { startMs: null, endMs: null };
    const timing = span.startMs === null ? null : 'interpolated';
    placed[at + part] = { token, word: { ...word, ...span, timing }, changed: false };
  });
}

interface Unit {
  readonly text: string;
  readonly owner: number;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/** Where words are not spaced, engines and segmenters cut differently: letters are aligned, then cut as typed. */
function retimeByGrapheme(
  words: readonly Word[],
  tokens: readonly Token[],
  ids: IdSource,
  around: Surroundings,
): Word[] {
  const oldUnits = words.flatMap(unitsOf);
  const newUnits = tokens.flatMap(({ text }, owner) =>
    graphemes(text).map((unit) => ({ text: unit, owner })),
  );
  const matches = matchWords(
    oldUnits.map(({ text }) => text),
    newUnits.map(({ text }) => text),
  );
  const unitsOfToken: Unit[][] = tokens.map(() => []);
  for (const match of matches) {
    for (let step = 0; step < match.referenceCount; step++) {
      const unit = oldUnits[match.referenceIndex + step];
      const owner = newUnits[match.hypothesisIndex]?.owner;
      if (unit !== undefined && owner !== undefined) unitsOfToken[owner]?.push(unit);
    }
  }
  let taken = -1;
  const placed = tokens.map((token, at): Placed => {
    const units = unitsOfToken[at] ?? [];
    const [first] = units;
    const last = units[units.length - 1];
    if (first === undefined || last === undefined) return { token, word: null, changed: false };
    const owner = mostFrequent(units.filter((unit) => unit.owner > taken));
    const old = owner === null ? undefined : words[owner];
    if (owner !== null) taken = owner;
    const startMs = units.find((unit) => unit.startMs !== null)?.startMs ?? null;
    const endMs = units.findLast((unit) => unit.endMs !== null)?.endMs ?? null;
    // Letters of a word of some milliseconds may have no length of their own.
    const timed = startMs !== null && endMs !== null && startMs < endMs;
    const times = timed
      ? { startMs, endMs, timing: 'interpolated' as const }
      : { startMs: null, endMs: null, timing: null };
    const base = old ?? { ...(words[first.owner] as Word), id: ids.next() };
    const word = respelled(base, token);
    if (word.startMs === startMs && word.endMs === endMs) return { token, word, changed: false };
    return { token, word: { ...word, ...times }, changed: false };
  });
  return fillTimes(placed, ids, around);
}

function unitsOf(word: Word, owner: number): Unit[] {
  const texts = graphemes(word.text);
  const { startMs, endMs } = word;
  if (startMs === null || endMs === null)
    return texts.map((text) => ({ text, owner, startMs: null, endMs: null }));
  const border = (at: number) => startMs + Math.round(((endMs - startMs) * at) / texts.length);
  return texts.map((text, at) => ({ text, owner, startMs: border(at), endMs: border(at + 1) }));
}

function mostFrequent(units: readonly Unit[]): number | null {
  const counts = new Map<number, number>();
  let best: number | null = null;
  for (const { owner } of units) {
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
    if (best === null || (counts.get(owner) ?? 0) > (counts.get(best) ?? 0)) best = owner;
  }
  return best;
}
