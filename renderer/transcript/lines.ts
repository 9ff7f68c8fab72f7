import type { ListPosition } from '../../common/document/list.ts';
import { joinWords } from '../../common/document/queries.ts';
import { collapseSpaces } from '../../common/document/tokens.ts';
import type { Project, Utterance, UtteranceId, Word, WordId } from '../../common/document/types.ts';

/** A run of words that stands on one line of the transcript; shared by versions as long as its words are the same. */
export interface Piece {
  readonly words: readonly Word[];
  readonly text: string;
  /** Where each word begins in `text`; it ends after its own length. */
  readonly starts: readonly number[];
  /** The chunk of the document's list that it is part of, and the first word's place in it. */
  readonly chunk: readonly Word[];
  readonly offset: number;
}

/** One line of the transcript. `utterance` null is the line on which a person begins a turn that does not exist yet. */
export interface Line {
  readonly utterance: Utterance | null;
  readonly piece: Piece;
  /** The first line of its utterance: name and time stand beside it. */
  readonly isFirst: boolean;
}

/** Lines get no longer than this many words, so that a monologue is drawn and typed into as quickly as a dialogue. */
const LONG = 80;
const USUAL = 60;

const pieces = new WeakMap<readonly Word[], readonly Piece[]>();

/** A chunk's words as one line or, where they are many, as several that end with a sentence if they can. */
function piecesOf(chunk: readonly Word[]): readonly Piece[] {
  const known = pieces.get(chunk);
  if (known !== undefined) return known;
  const made: Piece[] = [];
  let from = 0;
  while (chunk.length - from > LONG) {
    let to = from + USUAL;
    while (to < from + LONG && !/[.!?…。！？]["”’)]*$/u.test(chunk[to - 1]?.text ?? '')) to++;
    made.push(pieceOf(chunk, from, to));
    from = to;
  }
  made.push(pieceOf(chunk, from, chunk.length));
  pieces.set(chunk, made);
  return made;
}

function pieceOf(chunk: readonly Word[], from: number, to: number): Piece {
  const words = from === 0 && to === chunk.length ? chunk : chunk.slice(from, to);
  const starts: number[] = [];
  let at = 0;
  words.forEach(({ text, glue }, index) => {
    if (index > 0 && !glue) at += 1;
    starts.push(at);
    at += text.length;
  });
  return { words, text: joinWords(words), starts, chunk, offset: from };
}

/** The line that waits for a new turn. */
export const NEW_TURN: Piece = { words: [], text: '', starts: [], chunk: [], offset: 0 };

const EMPTY_LINE: Line = { utterance: null, piece: NEW_TURN, isFirst: true };

/** All lines of a project; those of unchanged neighbourhoods are the same objects. Some 0.1 ms for 12,000 utterances after an edit. */
export function linesOf({ utterances }: Project, newTurnAfter: UtteranceId | null): readonly Line[] {
  const lines = utterances.chunks.flatMap((group) => linesOfGroup(group));
  if (newTurnAfter !== null) {
    const after = lines.findLastIndex(({ utterance }) => utterance?.id === newTurnAfter);
    if (after >= 0) lines.splice(after + 1, 0, EMPTY_LINE);
  }
  if (lines.length === 0) lines.push(EMPTY_LINE);
  return lines;
}

const groups = new WeakMap<readonly Utterance[], readonly Line[]>();

function linesOfGroup(group: readonly Utterance[]): readonly Line[] {
  const known = groups.get(group);
  if (known !== undefined) return known;
  const lines: Line[] = [];
  for (const utterance of group) {
    let isFirst = true;
    for (const chunk of utterance.words.chunks) {
      for (const piece of piecesOf(chunk)) {
        lines.push({ utterance, piece, isFirst });
        isFirst = false;
      }
    }
  }
  groups.set(group, lines);
  return lines;
}

/** Which lines differ between two versions: `[from, oldTo)` became `[from, newTo)`; null when none does. */
export function changedLines(
  old: readonly Line[],
  next: readonly Line[],
): { readonly from: number; readonly oldTo: number; readonly newTo: number } | null {
  const same = (left: Line | undefined, right: Line | undefined) =>
    left === right ||
    (left !== undefined &&
      right !== undefined &&
      left.piece === right.piece &&
      left.isFirst === right.isFirst);
  let from = 0;
  while (from < old.length && from < next.length && same(old[from], next[from])) from++;
  let oldTo = old.length;
  let newTo = next.length;
  while (oldTo > from && newTo > from && same(old[oldTo - 1], next[newTo - 1])) {
    oldTo--;
    newTo--;
  }
  return from === oldTo && from === newTo ? null : { from, oldTo, newTo };
}

/** Where a word stands in a line as it is shown. */
export interface Spot {
  readonly word: Word;
  readonly from: number;
  readonly to: number;
}

/**
 * The words of a line in its shown text. While a person types the text is ahead of the words: words are then found
 * one after the other, and those that are not there any more are left out.
 */
export function spotsOf(piece: Piece, shown: string): readonly Spot[] {
  if (shown === piece.text) {
    return piece.words.map((word, at) => {
      const from = piece.starts[at] ?? 0;
      return { word, from, to: from + word.text.length };
    });
  }
  const spots: Spot[] = [];
  let at = 0;
  for (const word of piece.words) {
    const from = shown.indexOf(word.text, at);
    // Far away it is another word that happens to read the same.
    if (from < 0 || from > at + 40) continue;
    at = from + word.text.length;
    spots.push({ word, from, to: at });
  }
  return spots;
}

/** The word at an offset of the shown text, or the nearest one before it; null on an empty line. */
export function spotAt(spots: readonly Spot[], offset: number): Spot | null {
  let found: Spot | null = spots[0] ?? null;
  for (const spot of spots) {
    if (spot.from > offset) break;
    found = spot;
  }
  return found;
}

/** True where the shown text says what the words say, but for spaces that are still being typed. */
export function saysTheSame(shown: string, { text }: Piece): boolean {
  return shown === text || collapseSpaces(shown) === text;
}

/** Index of the line that shows the word at a place of the document; −1 where there is none. */
export function lineOfWord(
  lines: readonly Line[],
  {
    utterance,
    wordAt,
    id,
  }: { readonly utterance: Utterance; readonly wordAt: ListPosition; readonly id: WordId },
): number {
  const chunk = utterance.words.chunks[wordAt.chunk];
  // Lines are other ones after each edit: an index of them costs a hundred times this pass.
  let at = chunk === undefined ? -1 : lines.findIndex(({ piece }) => piece.chunk === chunk);
  if (at < 0) return -1;
  while (lines[at]?.piece.chunk === chunk) {
    if (lines[at]?.piece.words.some((word) => word.id === id) === true) return at;
    at++;
  }
  return -1;
}
