import { shareSpan } from '../../common/document/fillTimes.ts';
import { toArray } from '../../common/document/list.ts';
import type { WordTimes } from '../../common/document/operations.ts';
import { eachUtterance } from '../../common/document/queries.ts';
import type { Project, Utterance, Word, WordId } from '../../common/document/types.ts';
import type { AlignedWord, AlignWindow } from './alignment.ts';

/** Chosen words that stand together in one utterance, and the stretch of sound between the words around them. */
export type Selection = AlignWindow;

/** Sound beyond the neighbours' borders, which are not exact either. */
const AROUND_MS = 200;

/** Words with times are searched this far from them, words without as far as the neighbours allow. */
const OWN_SLACK_MS = 3000;

/**
 * Within this much for each word without time its neighbours are believed to be; a silence of minutes is not
 * searched. Slow speech has a word a second.
 */
const WORD_ROOM_MS = 2000;

/** The runs of chosen words with where to search for each, in the order of the document. */
export function selectionsOf(project: Project, chosen: ReadonlySet<WordId>): readonly Selection[] {
  const found: Selection[] = [];
  const endMs = project.media[0]?.durationMs ?? Number.MAX_SAFE_INTEGER;
  for (const voice of voicesOf(project)) {
    for (const run of runsOf(voice, chosen)) {
      const startMs = Math.max(0, run.afterMs - AROUND_MS);
      const window = { startMs, endMs: Math.min(endMs, run.beforeMs + AROUND_MS), words: run.words };
      found.push(narrowed(window));
    }
  }
  return found;
}

/**
 * New times for the chosen words, within what their neighbours leave: the found ones where they were heard; the
 * others keep their time where it still fits, share what found words leave between them, or else have none.
 */
export function retimedSelection(
  project: Project,
  chosen: readonly WordId[],
  aligned: readonly AlignedWord[],
): readonly WordTimes[] {
  const found = new Map(aligned.map((one) => [one.word.id, one]));
  const changed: WordTimes[] = [];
  for (const voice of voicesOf(project)) {
    for (const run of runsOf(voice, new Set(chosen))) changed.push(...fitted(run, found));
  }
  return changed;
}

interface Run {
  readonly words: readonly Word[];
  /** End of the last timed word before, start of the first one behind. */
  readonly afterMs: number;
  readonly beforeMs: number;
}

/** All that one speaker says, in order; what nobody says is taken for one voice. */
function voicesOf(project: Project): readonly (readonly Utterance[])[] {
  const voices = new Map<string, Utterance[]>();
  eachUtterance(project, (utterance) => {
    const key = utterance.speakerId ?? '';
    const voice = voices.get(key);
    if (voice === undefined) voices.set(key, [utterance]);
    else voice.push(utterance);
  });
  return [...voices.values()];
}

/** Runs end where the utterance does, so that a pause between two of them is not searched for both. */
function runsOf(voice: readonly Utterance[], chosen: ReadonlySet<WordId>): readonly Run[] {
  const words = voice.flatMap(({ id, words: list }) => toArray(list).map((word) => ({ word, id })));
  const runs: Run[] = [];
  let afterMs = 0;
  for (let at = 0; at < words.length; ) {
    const first = words[at];
    if (first === undefined || !chosen.has(first.word.id)) {
      afterMs = Math.max(afterMs, first?.word.endMs ?? 0);
      at++;
      continue;
    }
    let end = at;
    while (words[end]?.id === first.id && chosen.has(words[end]?.word.id ?? '')) end++;
    let next = end;
    // Where nobody's words overlap, one that begins before the neighbour ends is no border.
    while (next < words.length && !isBorder(words[next]?.word, afterMs, chosen)) next++;
    const run = words.slice(at, end).map(({ word }) => word);
    runs.push({ words: run, afterMs, beforeMs: words[next]?.word.startMs ?? Number.MAX_SAFE_INTEGER });
    at = end;
  }
  return runs;
}

function isBorder(word: Word | undefined, afterMs: number, chosen: ReadonlySet<WordId>): boolean {
  return word !== undefined && word.startMs !== null && word.startMs >= afterMs && !chosen.has(word.id);
}

function narrowed({ startMs, endMs, words }: AlignWindow): AlignWindow {
  const first = words.find((word) => word.startMs !== null)?.startMs ?? null;
  const last = words.findLast((word) => word.endMs !== null)?.endMs ?? null;
  if (first !== null && last !== null) {
    const from = Math.max(startMs, first - OWN_SLACK_MS);
    const to = Math.min(endMs, last + OWN_SLACK_MS);
    // Times that lie outside of the neighbours say nothing.
    if (from < to) return { startMs: from, endMs: to, words };
  }
  return { startMs, endMs: Math.min(endMs, startMs + AROUND_MS + words.length * WORD_ROOM_MS), words };
}

function fitted(run: Run, found: ReadonlyMap<WordId, AlignedWord>): readonly WordTimes[] {
  const times: (Span | null)[] = [];
  let lastMs = run.afterMs;
  for (const word of run.words) {
    const heard = found.get(word.id);
    const startMs = Math.max(lastMs, heard?.startMs ?? 0);
    const endMs = Math.min(run.beforeMs, heard?.endMs ?? 0);
    if (heard === undefined || startMs >= endMs) {
      times.push(null);
      continue;
    }
    times.push({ startMs, endMs, timing: heard.timing });
    lastMs = endMs;
  }
  fillBetween(run, times);
  return run.words.map((word, at): WordTimes => {
    const time = times[at] ?? null;
    return time === null
      ? { wordId: word.id, startMs: null, endMs: null, timing: null }
      : { wordId: word.id, ...time };
  });
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly timing: NonNullable<Word['timing']>;
}

function fillBetween({ words, afterMs, beforeMs }: Run, times: (Span | null)[]): void {
  for (let at = 0; at < times.length; at++) {
    if (times[at] !== null) continue;
    let end = at;
    while (end < times.length && times[end] === null) end++;
    const left = times[at - 1]?.endMs ?? afterMs;
    const right = times[end]?.startMs ?? beforeMs;
    const unheard = words.slice(at, end);
    const kept = keptTimes(unheard, left, right);
    const isBetween = at > 0 && end < times.length;
    const shared = isBetween ? shareSpan(left, right, unheard) : [];
    for (let word = at; word < end; word++) {
      const span = shared[word - at];
      times[word] =
        kept?.[word - at] ??
        (span?.startMs != null && span.endMs !== null
          ? { startMs: span.startMs, endMs: span.endMs, timing: 'interpolated' }
          : null);
    }
    at = end - 1;
  }
}

/** The times that the words have, when all of them lie where they still may. */
function keptTimes(words: readonly Word[], left: number, right: number): readonly Span[] | null {
  const kept: Span[] = [];
  let lastMs = left;
  for (const { startMs, endMs, timing } of words) {
    if (startMs === null || endMs === null || timing === null) return null;
    if (startMs < lastMs || endMs > right) return null;
    kept.push({ startMs, endMs, timing });
    lastMs = endMs;
  }
  return kept;
}
