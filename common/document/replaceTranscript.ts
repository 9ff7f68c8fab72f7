import type { IdSource } from './ids.ts';
import { toArray } from './list.ts';
import { matchWords, type WordMatch } from './matchWords.ts';
import type { Operation } from './operations.ts';
import { eachUtterance, joinWords } from './queries.ts';
import { retimeMatched, retimeWords } from './retime.ts';
import { replacementOf, surroundings } from './retype.ts';
import { collapseSpaces, graphemes, isUnspaced, type Token, tokenize } from './tokens.ts';
import type { Project, SpeakerId, Utterance, Word } from './types.ts';

/** An utterance and what of the new text falls to it. */
interface Part {
  readonly utterance: Utterance;
  readonly words: readonly Word[];
  readonly tokens: Token[];
  /** Null where letters were matched instead of words. */
  readonly matches: WordMatch[] | null;
}

/**
 * The operation that makes the whole transcript read as another text, such as a corrected copy of it: words keep
 * ids, times, speakers and decisions as far as the texts agree. New words join the utterance before them, those on
 * the line of a following match the one after. Null when the text says the same already. About half a second for
 * 150,000 words.
 */
export function replaceTranscript(project: Project, text: string, ids: IdSource): Operation | null {
  const utterances: Utterance[] = [];
  eachUtterance(project, (utterance) => {
    utterances.push(utterance);
  });
  const texts = utterances.map(({ words }) => joinWords(toArray(words)));
  if (texts.join(' ') === collapseSpaces(text)) return null;
  const tokens = tokenize(text, project.language);
  if (utterances.length === 0) return insertion(tokens, ids);
  const unspaced = isUnspaced(text) && texts.some(isUnspaced);
  const parts = utterances.map(
    (utterance): Part => ({
      utterance,
      words: toArray(utterance.words),
      tokens: [],
      matches: unspaced ? null : [],
    }),
  );
  if (unspaced) distributeByGrapheme(parts, tokens);
  else distribute(parts, tokens);
  // A word may hold a space or no letter, and be two tokens here: the text decides what changed.
  const changed = parts.filter((part) => joinWords(part.words) !== joinWords(part.tokens));
  const results = changed.map((part) => ({ part, next: retimed(project, part, ids) }));
  const free = withoutConflicts(parts, new Map(results.map(({ part, next }) => [part, next])));
  const operations = changed.flatMap((part): Operation[] => {
    const { utterance, words } = part;
    if (part.tokens.length === 0) return [{ kind: 'removeUtterances', utteranceIds: [utterance.id] }];
    const operation = replacementOf(utterance, words, free.get(part) ?? words, 0);
    return operation === null ? [] : [operation];
  });
  return operations.length === 0 ? null : { kind: 'batch', operations };
}

function insertion(tokens: readonly Token[], ids: IdSource): Operation | null {
  if (tokens.length === 0) return null;
  const lines: Word[][] = [];
  const words = retimeMatched([], tokens, [], ids, { beforeEndMs: null, afterStartMs: null });
  words.forEach((word, at) => {
    if (at === 0 || tokens[at]?.startsLine === true) lines.push([]);
    lines[lines.length - 1]?.push(word);
  });
  const utterances = lines.map((line) => ({ id: ids.next(), speakerId: null, language: null, words: line }));
  return { kind: 'insertUtterances', beforeId: null, utterances };
}

function retimed(project: Project, { utterance, words, tokens, matches }: Part, ids: IdSource): Word[] {
  const around = surroundings(project, utterance, 0, words.length);
  return matches === null
    ? retimeWords(words, tokens, ids, around)
    : retimeMatched(words, tokens, matches, ids, around);
}

/** Gives every token, with its match, to an utterance. */
function distribute(parts: readonly Part[], tokens: readonly Token[]): void {
  const partOf = parts.flatMap(({ words }, part) => words.map(() => part));
  const firstOf: number[] = [];
  partOf.forEach((part, at) => {
    firstOf[part] ??= at;
  });
  const matches = matchWords(
    parts.flatMap(({ words }) => words.map(({ text }) => text)),
    tokens.map(({ text }) => text),
  );
  const hand = handOut(parts, tokens);
  for (const match of matches) {
    const part = partOf[match.referenceIndex] ?? 0;
    hand.upTo(match.hypothesisIndex, part);
    const crosses = match.referenceCount === 2 && partOf[match.referenceIndex + 1] !== part;
    parts[part]?.matches?.push({
      ...match,
      referenceIndex: match.referenceIndex - (firstOf[part] ?? 0),
      // Two words that were joined across a change of utterance stay with the first one.
      referenceCount: crosses ? 1 : match.referenceCount,
      hypothesisIndex: parts[part]?.tokens.length ?? 0,
    });
    hand.matched(match.hypothesisIndex + match.hypothesisCount, part);
  }
  hand.rest();
}

/** Where words are not spaced the two texts may be cut differently: a token goes where its first known letter is. */
function distributeByGrapheme(parts: readonly Part[], tokens: readonly Token[]): void {
  const units: string[] = [];
  const partOf: number[] = [];
  parts.forEach(({ words }, part) => {
    for (const { text } of words) {
      for (const unit of graphemes(text)) {
        units.push(unit);
        partOf.push(part);
      }
    }
  });
  const typed = tokens.flatMap(({ text }, token) => graphemes(text).map((unit) => ({ unit, token })));
  const matches = matchWords(
    units,
    typed.map(({ unit }) => unit),
  );
  const hand = handOut(parts, tokens);
  let placed = -1;
  for (const { referenceIndex, hypothesisIndex } of matches) {
    const token = typed[hypothesisIndex]?.token ?? 0;
    if (token === placed) continue;
    placed = token;
    const part = partOf[referenceIndex] ?? 0;
    hand.upTo(token, part);
    hand.matched(token + 1, part);
  }
  hand.rest();
}

/** Deals out tokens in order: matched ones to their utterance, those between to the one before or after. */
function handOut(parts: readonly Part[], tokens: readonly Token[]) {
  let at = 0;
  let current: number | null = null;
  const give = (part: number, to: number) => {
    for (; at < to; at++) {
      const token = tokens[at];
      if (token !== undefined) parts[part]?.tokens.push(token);
    }
  };
  return {
    upTo: (to: number, next: number) => {
      const turn = current === null || current === next ? to : lineTurn(tokens, at, to);
      give(current ?? next, turn);
      give(next, to);
    },
    matched: (to: number, part: number) => {
      give(part, to);
      current = part;
    },
    rest: () => give(current ?? 0, tokens.length),
  };
}

/** From which new token on they belong to the following utterance: from the last start of a line before its match. */
function lineTurn(tokens: readonly Token[], from: number, to: number): number {
  for (let at = to; at >= from; at--) if (tokens[at]?.startsLine === true) return at;
  return to;
}

/** New words of two utterances may have been given the same silence: the later one then has no time. */
function withoutConflicts(
  parts: readonly Part[],
  results: ReadonlyMap<Part, readonly Word[]>,
): ReadonlyMap<Part, Word[]> {
  const ends = new Map<SpeakerId, { readonly word: Word; readonly isNew: boolean }[]>();
  for (const part of parts) {
    const { speakerId } = part.utterance;
    if (speakerId === null) continue;
    const known = new Set(part.words);
    const all = ends.get(speakerId) ?? [];
    ends.set(speakerId, all);
    for (const word of results.get(part) ?? (part.tokens.length === 0 ? [] : part.words)) {
      if (word.startMs !== null)
        all.push({ word, isNew: !known.has(word) && word.timing === 'interpolated' });
    }
  }
  const doomed = new Set<Word>();
  for (const all of ends.values()) {
    all.sort((left, right) => (left.word.startMs ?? 0) - (right.word.startMs ?? 0));
    let before: { readonly word: Word; readonly isNew: boolean } | null = null;
    for (const here of all) {
      const overlaps = before !== null && (before.word.endMs ?? 0) > (here.word.startMs ?? 0);
      if (overlaps && here.isNew) {
        doomed.add(here.word);
        continue;
      }
      if (overlaps && before?.isNew === true) doomed.add(before.word);
      before = here;
    }
  }
  const withoutTime = (word: Word): Word =>
    doomed.has(word) ? { ...word, startMs: null, endMs: null, timing: null } : word;
  return new Map([...results].map(([part, words]) => [part, words.map(withoutTime)]));
}
