import { shareSpan } from './fillTimes.ts';
import type { Operation, WordTimes } from './operations.ts';
import { findWord } from './queries.ts';
import { SHORTEST_WORD_MS } from './repair.ts';
import type { Project, Word, WordId } from './types.ts';

/**
 * A pass of tap-to-sync: words get their times from a person who taps along with the recording. Plain data; each
 * event gives the next state, and `tappedTimes` the times so far. A word lasts while the key is held; a short
 * tap begins the next word where the one before ends.
 */
export interface TapPass {
  /** The words of the pass, in order. */
  readonly wordIds: readonly WordId[];
  /** Tapped so far; the last one is open (`endMs` null) while nothing has ended it. */
  readonly tapped: readonly { readonly startMs: number; readonly endMs: number | null }[];
  readonly downMs: number | null;
}

/** A key that is held longer than this says how long the word lasts. */
const HELD_MS = 250;

export function startTapping(wordIds: readonly WordId[]): TapPass {
  return { wordIds, tapped: [], downMs: null };
}

/** True when every word has begun. */
export function isTappedOut({ wordIds, tapped }: TapPass): boolean {
  return tapped.length >= wordIds.length;
}

/** The key goes down at a media time: the word before ends at the latest here, the next one begins. */
export function tapDown(pass: TapPass, atMs: number): TapPass {
  if (pass.downMs !== null || isTappedOut(pass)) return pass;
  const closed = closeAt(pass, atMs);
  const lastEnd = closed.tapped.at(-1)?.endMs ?? 0;
  const startMs = Math.max(Math.round(atMs), lastEnd);
  return { ...closed, tapped: [...closed.tapped, { startMs, endMs: null }], downMs: atMs };
}

/** The key goes up: a word that was held ends here, after a short tap it goes on until something ends it. */
export function tapUp(pass: TapPass, atMs: number): TapPass {
  const { downMs } = pass;
  if (downMs === null) return pass;
  return { ...(atMs - downMs >= HELD_MS ? closeAt(pass, atMs) : pass), downMs: null };
}

/** The second key: the word ends here and a pause follows. */
export function tapGap(pass: TapPass, atMs: number): TapPass {
  return closeAt(pass, atMs);
}

/** Takes the last word back; the one before, which it ended, is open again. */
export function tapBack(pass: TapPass): TapPass {
  const removed = pass.tapped.at(-1);
  const tapped = pass.tapped.slice(0, -1);
  const last = tapped.at(-1);
  const reopened = last !== undefined && last.endMs === removed?.startMs ? { ...last, endMs: null } : last;
  return {
    ...pass,
    tapped: reopened === undefined ? tapped : [...tapped.slice(0, -1), reopened],
    downMs: null,
  };
}

function closeAt(pass: TapPass, atMs: number): TapPass {
  const last = pass.tapped.at(-1);
  if (last === undefined || last.endMs !== null) return pass;
  const endMs = Math.max(Math.round(atMs), last.startMs + SHORTEST_WORD_MS);
  return { ...pass, tapped: [...pass.tapped.slice(0, -1), { ...last, endMs }] };
}

/**
 * The pass as one operation on the document as it was before. Tapped words are `user` times; an open one ends
 * where its old length says. Words of the pass that were not reached keep their times where these still lie
 * behind, and share the room up to the first that does otherwise. Null before the first tap.
 */
export function tappedTimes(project: Project, { wordIds, tapped }: TapPass): Operation | null {
  const words: WordTimes[] = [];
  tapped.forEach(({ startMs, endMs }, at) => {
    const wordId = wordIds[at];
    if (wordId === undefined) return;
    const old = findWord(project, wordId)?.word;
    const length = old?.startMs != null && old.endMs !== null ? old.endMs - old.startMs : 300;
    words.push({
      wordId,
      startMs,
      endMs: endMs ?? startMs + Math.max(length, SHORTEST_WORD_MS),
      timing: 'user',
    });
  });
  const last = words.at(-1);
  if (last === undefined || last.endMs === null) return null;
  const rest = wordIds.slice(tapped.length).map((id) => findWord(project, id)?.word);
  const reached = last.endMs;
  const firstLater = rest.findIndex((word) => word?.startMs != null && word.startMs >= reached);
  const crushed = firstLater < 0 ? rest : rest.slice(0, firstLater);
  const roomEnd = firstLater < 0 ? null : (rest[firstLater]?.startMs ?? null);
  const timed = crushed.filter((word) => word !== undefined && word.startMs !== null) as readonly Word[];
  const endMs = roomEnd ?? reached + timed.reduce((sum, { text }) => sum + 60 * text.length + 60, 0);
  const spans = shareSpan(reached, endMs, timed);
  timed.forEach((word, at) => {
    const span = spans[at] ?? { startMs: null, endMs: null };
    words.push({ wordId: word.id, ...span, timing: span.startMs === null ? null : 'interpolated' });
  });
  return { kind: 'setWordTimes', words };
}
