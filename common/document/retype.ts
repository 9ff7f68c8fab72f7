import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { isPunctuationOnly } from './build.ts';
import type { Surroundings } from './fillTimes.ts';
import type { IdSource } from './ids.ts';
import { indexOf, slice, toArray } from './list.ts';
import type { Operation } from './operations.ts';
import { eachUtteranceInRange, eachWordInRange, findUtterance, findWord, joinWords } from './queries.ts';
import { retimeWords } from './retime.ts';
import { collapseSpaces, type Token, tokenize } from './tokens.ts';
import type { Project, Utterance, UtteranceId, Word, WordId } from './types.ts';

export interface RetypeRequest {
  readonly utteranceId: UtteranceId;
  readonly firstWordId: WordId;
  readonly lastWordId: WordId;
  /** What now stands in place of these words. */
  readonly text: string;
}

/**
 * The operation that makes some words of an utterance read as they were typed. Words that were not touched stay
 * exactly as they are; only the span between untouched neighbours is matched again, so ids and times survive
 * (retime.ts says how). Null when the text says the same already.
 */
export function retypeWords(
  project: Project,
  request: RetypeRequest,
  ids: IdSource,
): Result<Operation | null> {
  const place = findUtterance(project, request.utteranceId);
  const first = findWord(project, request.firstWordId);
  const last = findWord(project, request.lastWordId);
  const owner = place?.utterance.id;
  if (place === null || first?.utterance.id !== owner || last?.utterance.id !== owner) {
    return fail(failure('edit.missing', { detail: `the words of utterance ${request.utteranceId}` }));
  }
  const { utterance } = place;
  const from = first === null ? 0 : indexOf(utterance.words, first.wordAt);
  const to = last === null ? 0 : indexOf(utterance.words, last.wordAt) + 1;
  if (to <= from)
    return fail(failure('edit.impossible', { detail: 'the last word stands before the first' }));
  const words = toArray(slice(utterance.words, from, to));
  const dirty = dirtySpan(words, collapseSpaces(request.text), utterance.language ?? project.language);
  if (dirty === null) return succeed(null);
  return succeed(
    replacement(project, utterance, { from: from + dirty.from, to: from + dirty.to }, dirty.tokens, ids),
  );
}

interface DirtySpan {
  /** Indices of the words that have to be matched again; none where text was only inserted. */
  readonly from: number;
  readonly to: number;
  readonly tokens: readonly Token[];
}

/** What lies between the words that stand unchanged at the beginning and at the end; null when nothing changed. */
function dirtySpan(words: readonly Word[], text: string, language: string | null): DirtySpan | null {
  const old = joinWords(words);
  if (old === text) return null;
  const shorter = Math.min(old.length, text.length);
  let prefix = 0;
  while (prefix < shorter && old[prefix] === text[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && old[old.length - 1 - suffix] === text[text.length - 1 - suffix])
    suffix++;
  const { starts, ends } = offsetsOf(words);
  const isBorder = (at: number) => at === text.length || text[at] === ' ';
  let from = 0;
  // A word that ends where the texts part is untouched only if it ends there in both.
  while (
    from < words.length &&
    ((ends[from] ?? 0) < prefix || ((ends[from] ?? 0) === prefix && isBorder(prefix)))
  ) {
    from++;
  }
  let to = words.length;
  const kept = old.length - suffix;
  const moved = text.length - old.length;
  while (to > from) {
    const start = starts[to - 1] ?? 0;
    const spaced = words[to - 1]?.glue === false && (start + moved === 0 || text[start + moved - 1] === ' ');
    if (start < kept || (start === kept && !spaced) || start + moved < (ends[from - 1] ?? 0)) break;
    to--;
  }
  const cut = (first: number, after: number) =>
    text.slice(
      first === 0 ? 0 : ends[first - 1],
      after === words.length ? text.length : (starts[after] ?? 0) + moved,
    );
  let typed = cut(from, to);
  // Marks that were typed alone belong to the word before them, at the start to the word after.
  if (from > 0 && isPunctuationOnly(typed.trim().split(' ')[0] ?? '')) typed = cut(--from, to);
  else if (from === 0 && to < words.length && isPunctuationOnly(typed.replaceAll(' ', '')))
    typed = cut(from, ++to);
  const tokens = tokenize(typed, language);
  const [first, ...rest] = tokens;
  if (first === undefined && from === to) return null;
  if (first === undefined) return { from, to, tokens };
  const glue = from === 0 ? (words[0]?.glue ?? false) : !typed.startsWith(' ');
  return { from, to, tokens: [{ ...first, glue }, ...rest] };
}

function offsetsOf(words: readonly Word[]): { readonly starts: number[]; readonly ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  words.forEach((word, index) => {
    if (index > 0 && !word.glue) at++;
    starts.push(at);
    at += word.text.length;
    ends.push(at);
  });
  return { starts, ends };
}

/** The operation for words `[from, to)` of an utterance becoming `tokens`; null when they are that already. */
export function replacement(
  project: Project,
  utterance: Utterance,
  span: { readonly from: number; readonly to: number },
  tokens: readonly Token[],
  ids: IdSource,
): Operation | null {
  // A neighbour on each side takes part, since new words may need some of its time.
  const from = Math.max(0, span.from - 1);
  const to = Math.min(utterance.words.length, span.to + 1);
  const words = toArray(slice(utterance.words, from, to));
  const before = words.slice(0, span.from - from).map(tokenOf);
  const after = words.slice(words.length - (to - span.to)).map(tokenOf);
  const around = surroundings(project, utterance, from, to);
  const typed = [...before, ...tokens, ...after];
  const next = withoutConflicts(project, utterance, retimeWords(words, typed, ids, around));
  return replacementOf(utterance, words, next, from);
}

function tokenOf({ text, glue }: Word): Token {
  return { text, glue, startsLine: false };
}

/** The smallest operation between two lists of words that start at the same index of an utterance. */
export function replacementOf(
  utterance: Utterance,
  words: readonly Word[],
  next: readonly Word[],
  index: number,
): Operation | null {
  let start = 0;
  while (start < words.length && start < next.length && words[start] === next[start]) start++;
  let end = words.length;
  let nextEnd = next.length;
  while (end > start && nextEnd > start && words[end - 1] === next[nextEnd - 1]) {
    end--;
    nextEnd--;
  }
  const removed = words.slice(start, end);
  const added = next.slice(start, nextEnd);
  const [first] = removed;
  const last = removed[removed.length - 1];
  if (first === undefined || last === undefined) {
    if (added.length === 0) return null;
    const afterWordId = start > 0 ? words[start - 1]?.id : wordIdBefore(utterance, index);
    const joinsCue = afterWordId === undefined || afterWordId === null ? 'next' : 'previous';
    return {
      kind: 'insertWords',
      utteranceId: utterance.id,
      afterWordId: afterWordId ?? null,
      words: added,
      joinsCue,
    };
  }
  if (added.length === 0) return { kind: 'deleteWords', wordIds: removed.map(({ id }) => id) };
  return {
    kind: 'replaceWords',
    utteranceId: utterance.id,
    firstWordId: first.id,
    lastWordId: last.id,
    words: added,
  };
}

function wordIdBefore(utterance: Utterance, index: number): WordId | null {
  return index === 0 ? null : (toArray(slice(utterance.words, index - 1, index))[0]?.id ?? null);
}

/** How far from the utterance the same speaker's other words are looked for. */
const REACH_MS = 5000;

export function surroundings(project: Project, utterance: Utterance, from: number, to: number): Surroundings {
  const before = toArray(slice(utterance.words, Math.max(0, from - REACH_WORDS), from));
  const after = toArray(slice(utterance.words, to, Math.min(utterance.words.length, to + REACH_WORDS)));
  const inside = toArray(slice(utterance.words, from, to));
  const startMs = inside.find((word) => word.startMs !== null)?.startMs ?? null;
  const endMs = inside.findLast((word) => word.endMs !== null)?.endMs ?? null;
  return {
    beforeEndMs:
      before.findLast((word) => word.endMs !== null)?.endMs ?? othersEndBefore(project, utterance, startMs),
    afterStartMs:
      after.find((word) => word.startMs !== null)?.startMs ?? othersStartAfter(project, utterance, endMs),
  };
}

/** Words without times beyond these say nothing useful about where a new word lies. */
const REACH_WORDS = 50;

function othersEndBefore(project: Project, utterance: Utterance, timeMs: number | null): number | null {
  if (timeMs === null || utterance.speakerId === null) return null;
  let latest: number | null = null;
  eachUtteranceInRange(project.utterances, timeMs - REACH_MS, timeMs, (other) => {
    if (other.speakerId !== utterance.speakerId || other.id === utterance.id) return;
    eachWordInRange(other, timeMs - REACH_MS, timeMs, ({ endMs }) => {
      if (endMs !== null && (latest === null || endMs > latest)) latest = endMs;
    });
  });
  return latest;
}

function othersStartAfter(project: Project, utterance: Utterance, timeMs: number | null): number | null {
  if (timeMs === null || utterance.speakerId === null) return null;
  let earliest: number | null = null;
  eachUtteranceInRange(project.utterances, timeMs, timeMs + REACH_MS, (other) => {
    if (other.speakerId !== utterance.speakerId || other.id === utterance.id) return;
    eachWordInRange(other, timeMs, timeMs + REACH_MS, ({ startMs }) => {
      if (startMs !== null && (earliest === null || startMs < earliest)) earliest = startMs;
    });
  });
  return earliest;
}

/** A new word that would lie on another utterance of its speaker stays without time: nobody knows it better. */
export function withoutConflicts(project: Project, utterance: Utterance, words: readonly Word[]): Word[] {
  return words.map((word) => {
    const { startMs, endMs } = word;
    if (startMs === null || endMs === null || utterance.speakerId === null || word.timing !== 'interpolated')
      return word;
    let free = true;
    eachUtteranceInRange(project.utterances, startMs, endMs, (other) => {
      if (other.speakerId !== utterance.speakerId || other.id === utterance.id) return;
      eachWordInRange(other, startMs, endMs, () => {
        free = false;
      });
    });
    return free ? word : { ...word, startMs: null, endMs: null, timing: null };
  });
}
