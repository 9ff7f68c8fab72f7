import {
  type ChangeSpec,
  EditorState,
  type Extension,
  StateEffect,
  StateField,
  type Transaction,
} from '@codemirror/state';
import { changedLines, type Line, saysTheSame } from './lines.ts';

/** The lines of the document that the text stands for, one for one, and which of them are ahead of it. */
export interface TextModel {
  readonly lines: readonly Line[];
  /** Indexes of lines that were typed into and are not committed yet. */
  readonly dirty: ReadonlySet<number>;
}

/** The document has changed: these are its lines now. Its transaction carries the text changes. */
export const setLines = StateEffect.define<readonly Line[]>();
/** Which lines are still ahead of the document after `setLines`; none without it. */
const stayDirty = StateEffect.define<ReadonlySet<number>>();
/** Everything that was typed is handed to the document. */
export const setClean = StateEffect.define<null>();

export const textModel = StateField.define<TextModel>({
  create: () => ({ lines: [], dirty: new Set() }),
  update: (model, transaction) => {
    let { lines, dirty } = model;
    for (const effect of transaction.effects) {
      if (effect.is(setLines)) {
        lines = effect.value;
        dirty = new Set();
      } else if (effect.is(stayDirty)) {
        dirty = effect.value;
      } else if (effect.is(setClean)) {
        dirty = new Set();
      }
    }
    if (transaction.docChanged && isTyped(transaction)) {
      const touched = new Set(dirty);
      transaction.changes.iterChangedRanges((_fromA, _toA, fromB) => {
        touched.add(transaction.newDoc.lineAt(fromB).number - 1);
      });
      dirty = touched;
    }
    return lines === model.lines && dirty === model.dirty ? model : { lines, dirty };
  },
});

/** A change that came from a person's hand and not from the document. */
export function isTyped(transaction: Transaction): boolean {
  return !transaction.effects.some((effect) => effect.is(setLines));
}

/**
 * Keeps text lines and lines of the document one for one: what is typed or pasted stays in its line, and what is
 * deleted across lines leaves their ends, which the commands for turns deal with.
 */
export const keepLines: Extension = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || !isTyped(transaction)) return transaction;
  const { doc } = transaction.startState;
  const changes: { from: number; to: number; insert: string }[] = [];
  let isKept = true;
  transaction.changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    const first = doc.lineAt(from);
    const text = inserted.toString();
    const insert = text.replaceAll(/\s*\n\s*/gu, ' ');
    if (to <= first.to && insert === text) {
      changes.push({ from, to, insert });
      return;
    }
    isKept = false;
    changes.push({ from, to: Math.min(to, first.to), insert });
    for (let at = first.to + 1; at <= to && at <= doc.length; ) {
      const line = doc.lineAt(at);
      if (Math.min(to, line.to) > line.from)
        changes.push({ from: line.from, to: Math.min(to, line.to), insert: '' });
      at = line.to + 1;
    }
  });
  if (isKept) return transaction;
  const [first] = changes;
  const caret = (first?.from ?? 0) + (first?.insert.length ?? 0);
  return {
    changes,
    selection: { anchor: caret },
    scrollIntoView: true,
    ...(transaction.isUserEvent('input') ? { userEvent: 'input' } : { userEvent: 'delete' }),
  };
});

/**
 * The transaction that brings a state to these lines of the document: only what differs is touched, and in a line
 * only the part between what is equal at both ends, so the caret stays in its word. A line that says the same but
 * for spaces keeps them: they are being typed. What is typed and not handed over yet stays, in its line and in
 * lines that changed beside it, since words arrive and other windows edit while a person types.
 */
export function syncTo(
  state: EditorState,
  next: readonly Line[],
): { readonly changes: ChangeSpec; readonly effects: readonly StateEffect<unknown>[] } | null {
  const { lines, dirty } = state.field(textModel);
  const changed = changedLines(lines, next);
  if (changed === null) {
    return lines === next ? null : { changes: [], effects: [setLines.of(next), stayDirty.of(dirty)] };
  }
  const { from, oldTo, newTo } = changed;
  const { doc } = state;
  const changes: { from: number; to: number; insert: string }[] = [];
  const still = new Set<number>();
  for (const index of dirty) {
    if (index < from) still.add(index);
    else if (index >= oldTo) still.add(index + newTo - oldTo);
  }
  const kept = Math.min(oldTo, newTo) - from;
  for (let index = 0; index < kept; index++) {
    const line = doc.line(from + index + 1);
    const old = lines[from + index];
    const piece = next[from + index]?.piece;
    if (piece === undefined || saysTheSame(line.text, piece)) continue;
    const isSameTurn = oldTo === newTo && old?.utterance?.id === next[from + index]?.utterance?.id;
    if (old !== undefined && isSameTurn && dirty.has(from + index)) {
      still.add(from + index);
      const theirs = besideTyped(old.piece.text, line.text, piece.text);
      if (theirs !== null)
        changes.push({ ...theirs, from: line.from + theirs.from, to: line.from + theirs.to });
      continue;
    }
    changes.push(partBetween(line.from, line.text, piece.text));
  }
  if (oldTo > newTo) {
    // Lines that are gone, with the break before them; the first line of all takes the one after it.
    const start = from + kept === 0 ? 0 : doc.line(from + kept).to;
    const last = doc.line(oldTo);
    const end = from + kept === 0 ? Math.min(doc.length, last.to + 1) : last.to;
    changes.push({ from: start, to: end, insert: '' });
  } else if (newTo > oldTo) {
    const added = next.slice(from + kept, newTo).map(({ piece }) => piece.text);
    if (from + kept === 0) changes.push({ from: 0, to: 0, insert: `${added.join('\n')}\n` });
    else
      changes.push({
        from: doc.line(from + kept).to,
        to: doc.line(from + kept).to,
        insert: `\n${added.join('\n')}`,
      });
  }
  return { changes, effects: [setLines.of(next), stayDirty.of(still)] };
}

/** The transaction after which the text says what the document says, whatever was typed; the caret stays if it can. */
export function replaceAll(
  state: EditorState,
  next: readonly Line[],
): { readonly changes: ChangeSpec; readonly effects: readonly StateEffect<unknown>[] } {
  const text = next.map(({ piece }) => piece.text).join('\n');
  return {
    changes: partBetween(0, state.doc.toString(), text),
    effects: [setLines.of(next), stayDirty.of(new Set())],
  };
}

/**
 * What changed in a line of the document, as a change to the text that a person has meanwhile made of it; null
 * where both changed the same part: then what is being typed stands.
 */
function besideTyped(
  base: string,
  typed: string,
  theirs: string,
): { from: number; to: number; insert: string } | null {
  const mine = partBetween(0, base, typed);
  const other = partBetween(0, base, theirs);
  if (other.to <= mine.from) return other;
  if (other.from < mine.to) return null;
  const moved = typed.length - base.length;
  return { ...other, from: other.from + moved, to: other.to + moved };
}

function partBetween(at: number, old: string, text: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  return { from: at + start, to: at + old.length - end, insert: text.slice(start, text.length - end) };
}
