import { fail, type Result, succeed } from '../contract/result.ts';
import { apply } from '../document/apply.ts';
import type { IdSource } from '../document/ids.ts';
import { indexOf, slice, toArray } from '../document/list.ts';
import type { Operation } from '../document/operations.ts';
import { findUtterance, findWord, joinWords, type WordPlace, wordAfter } from '../document/queries.ts';
import { retypeWords } from '../document/retype.ts';
import { collapseSpaces } from '../document/tokens.ts';
import type { Project, UtteranceId, Word, WordId } from '../document/types.ts';
import type { Cue } from './cue.ts';

export interface RetypedCue {
  readonly operation: Operation;
  /** The words that now stand where the cue's stood; none when all were removed. */
  readonly words: readonly Word[];
  readonly firstWordId: WordId | null;
  readonly lastWordId: WordId | null;
}

/** Words of a cue that stand side by side in one utterance. */
interface Run {
  readonly utteranceId: UtteranceId;
  readonly words: Word[];
}

/**
 * The change of the words by which a cue reads as typed. A cue of several utterances, or with words between that
 * are hidden, is changed piece by piece: what stands unchanged at both ends tells which piece was typed in.
 * Null when the text is the same.
 */
export function retypedCue(
  project: Project,
  cue: Cue,
  typed: string,
  ids: IdSource,
): Result<RetypedCue | null> {
  const runs = runsOf(project, cue);
  const pieces = share(
    runs.map(({ words }) => joinWords(words)),
    collapseSpaces(typed),
  );
  let state = project;
  const operations: Operation[] = [];
  const words: Word[] = [];
  for (const [at, run] of runs.entries()) {
    const changed = retypeRun(state, run, pieces[at] ?? '', ids);
    if (!changed.ok) return changed;
    const { operation } = changed.value;
    words.push(...changed.value.words);
    if (operation === null) continue;
    const applied = apply(state, operation);
    if (!applied.ok) return fail(applied.failure);
    state = applied.value.project;
    operations.push(operation);
  }
  const [only] = operations;
  if (only === undefined) return succeed(null);
  const present = words.flatMap(({ id }) => findWord(state, id)?.word ?? []);
  return succeed({
    operation: operations.length === 1 ? only : { kind: 'batch', operations },
    words: present,
    firstWordId: present[0]?.id ?? null,
    lastWordId: present[present.length - 1]?.id ?? null,
  });
}

/** An edit of one run leaves the words around it in place, so what changed in number belongs to the run. */
function retypeRun(
  project: Project,
  run: Run,
  text: string,
  ids: IdSource,
): Result<{ readonly operation: Operation | null; readonly words: readonly Word[] }> {
  const first = run.words[0];
  const last = run.words[run.words.length - 1];
  if (first === undefined || last === undefined) return succeed({ operation: null, words: [] });
  if (text === '') {
    const wordIds = run.words.map(({ id }) => id);
    return succeed({ operation: { kind: 'deleteWords', wordIds }, words: [] });
  }
  const { utteranceId } = run;
  const request = { utteranceId, firstWordId: first.id, lastWordId: last.id, text };
  const retyped = retypeWords(project, request, ids);
  if (!retyped.ok) return retyped;
  if (retyped.value === null) return succeed({ operation: null, words: run.words });
  const applied = apply(project, retyped.value);
  if (!applied.ok) return fail(applied.failure);
  const place = findWord(project, first.id);
  const after = findUtterance(applied.value.project, utteranceId);
  if (place === null || after === null) return succeed({ operation: retyped.value, words: [] });
  const from = indexOf(place.utterance.words, place.wordAt);
  const grown = after.utterance.words.length - place.utterance.words.length;
  const words = toArray(slice(after.utterance.words, from, from + run.words.length + grown));
  return succeed({ operation: retyped.value, words });
}

function runsOf(project: Project, cue: Cue): readonly Run[] {
  const runs: Run[] = [];
  let previous: WordPlace | null = null;
  for (const line of cue.lines) {
    for (const word of line.words) {
      const place = findWord(project, word.id);
      if (place === null) continue;
      const run = runs[runs.length - 1];
      const follows =
        run !== undefined &&
        previous !== null &&
        run.utteranceId === place.utterance.id &&
        wordAfter(project, previous)?.word.id === word.id;
      if (follows) run.words.push(place.word);
      else runs.push({ utteranceId: place.utterance.id, words: [place.word] });
      previous = place;
    }
  }
  return runs;
}

/** Cuts a typed text where the pieces of the old one met; within what was typed anew at the nearest space. */
export function share(old: readonly string[], typed: string): readonly string[] {
  if (old.length < 2) return [typed];
  const whole = old.join(' ');
  const shorter = Math.min(whole.length, typed.length);
  let prefix = 0;
  while (prefix < shorter && whole[prefix] === typed[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && whole.at(-1 - suffix) === typed.at(-1 - suffix)) suffix++;
  const pieces: string[] = [];
  let from = 0;
  let border = 0;
  for (const piece of old.slice(0, -1)) {
    border += piece.length;
    const at = moved(border, { prefix, suffix, old: whole.length, typed });
    const cut = Math.max(from, at);
    pieces.push(typed.slice(from, cut).trim());
    from = cut;
    border++;
  }
  pieces.push(typed.slice(from).trim());
  return pieces;
}

interface Parted {
  readonly prefix: number;
  readonly suffix: number;
  readonly old: number;
  readonly typed: string;
}

function moved(border: number, { prefix, suffix, old, typed }: Parted): number {
  if (border <= prefix && (border < prefix || typed[border] === ' ' || border === typed.length))
    return border;
  if (border >= old - suffix) return border + typed.length - old;
  const changed = typed.length - suffix - prefix;
  const wanted = prefix + Math.round((changed * (border - prefix)) / Math.max(1, old - suffix - prefix));
  const before = typed.lastIndexOf(' ', wanted);
  const after = typed.indexOf(' ', wanted);
  if (after < 0) return before < 0 ? typed.length : before;
  return before >= 0 && wanted - before < after - wanted ? before : after;
}
