import type { Timing } from '../document/types.ts';
import { spanText, wordSpansOf } from './captionWords.ts';
import type { SourcePiece, SourceSegment } from './whisperxShapes.ts';
import type { WordDraft } from './whisperxTimes.ts';

/** Scripts that are written without spaces, with their own punctuation. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\u30fc\uff00-\uffef]/u;

const ONLY_MARKS = /^[\p{P}\p{S}]+$/u;

/** Brackets, quotes and signs that belong to what follows: `«`, `「`, `(`, `$`, `¿`. */
const ONLY_OPENING = /^[\p{Ps}\p{Pi}\p{Sc}¿¡#]+$/u;

interface Spaced {
  readonly piece: SourcePiece;
  readonly text: string;
  readonly spaceBefore: boolean;
}

function lastCharacter(text: string): string {
  return [...text.slice(-2)].at(-1) ?? '';
}

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0);
}

/** True between two characters of scripts that know no spaces. */
export function isUnspaced(before: string, after: string): boolean {
  return (
    before !== '' &&
    after !== '' &&
    UNSPACED.test(lastCharacter(before)) &&
    UNSPACED.test(firstCharacter(after))
  );
}

/**
 * Whether the file marks word starts by a leading space, as Whisper's own words do. One such word decides
 * for the file: Japanese words carry none, and there the segment's text says where spaces are.
 */
export function hasLeadingSpaces(segments: readonly SourceSegment[]): boolean {
  return segments.some((segment) => segment.pieces.some((piece) => /^\s/u.test(piece.text)));
}

/** Where the segment's text and its words part, spaces are guessed by script from there on. */
function spacePieces(segment: SourceSegment, leadingSpaces: boolean, textBefore: string): Spaced[] {
  const text = segment.text ?? '';
  let at = 0;
  let inStep = text !== '';
  let previous = textBefore;
  let spaceAfterPrevious = false;
  return segment.pieces.map((piece, index) => {
    const written = piece.text.trim().replaceAll(/\s+/gu, ' ');
    let spaceBefore = !isUnspaced(previous, written);
    if (leadingSpaces && index > 0) {
      spaceBefore = /^\s/u.test(piece.text) || spaceAfterPrevious;
    } else if (inStep) {
      const from = at;
      while (at < text.length && /\s/u.test(text[at] ?? '')) at++;
      inStep = text.startsWith(written, at);
      if (inStep && (at > from || index > 0)) spaceBefore = at > from;
      at += written.length;
    }
    previous = written;
    spaceAfterPrevious = /\s$/u.test(piece.text);
    return { piece, text: written, spaceBefore };
  });
}

/** A word growing out of pieces. */
interface Growing {
  text: string;
  /** Its last piece: to look at the end of a growing text would copy the text each time. */
  tail: string;
  readonly spaceBefore: boolean;
  startMs: number | null;
  endMs: number | null;
  readonly speaker: string | null;
  /** Sum and number of the confidences of its pieces; the word's is their mean, as Whisper counts it. */
  confidenceSum: number;
  confidences: number;
}

function grow({ piece, text, spaceBefore }: Spaced): Growing {
  return {
    text,
    tail: text,
    spaceBefore,
    startMs: piece.startMs,
    endMs: piece.endMs,
    speaker: piece.speaker,
    confidenceSum: piece.confidence ?? 0,
    confidences: piece.confidence === null ? 0 : 1,
  };
}

function prefixed(opening: Spaced, { piece, text }: Spaced): Spaced {
  return { piece, text: opening.text + text, spaceBefore: opening.spaceBefore };
}

/** Half of a word: a token that goes on where the last one ended. */
function continuesWord(word: Growing, { text, spaceBefore }: Spaced): boolean {
  return !spaceBefore && !UNSPACED.test(lastCharacter(word.tail)) && !UNSPACED.test(firstCharacter(text));
}

function absorb(word: Growing, { piece, text }: Spaced): void {
  word.text += text;
  word.tail = text;
  word.startMs ??= piece.startMs;
  if (piece.endMs !== null) word.endMs = Math.max(word.endMs ?? 0, piece.endMs);
  if (piece.confidence !== null) {
    word.confidenceSum += piece.confidence;
    word.confidences++;
  }
}

function draft(word: Growing, timing: Timing): WordDraft {
  const timed = word.startMs !== null || word.endMs !== null;
  return {
    text: word.text,
    startMs: word.startMs,
    endMs: word.endMs,
    confidence: word.confidences === 0 ? null : word.confidenceSum / word.confidences,
    timing: timed ? timing : null,
    glue: !word.spaceBefore,
    speaker: word.speaker,
  };
}

/**
 * The words of one segment out of its pieces: glued where no space stood before, closing marks joined to
 * the word before them and opening ones to the word after, tokens put together into words where `tokens`
 * says that they are no words. Marks bring no time of their own. `textBefore` is the last word of the
 * segment in front, '' at the start. Linear.
 */
export function wordsOfPieces(
  segment: SourceSegment,
  how: { readonly leadingSpaces: boolean; readonly tokens: boolean; readonly timing: Timing },
  textBefore: string,
): WordDraft[] {
  const words: Growing[] = [];
  const spaced = spacePieces(segment, how.leadingSpaces, textBefore);
  let opening: Spaced | null = null;
  for (const [index, current] of spaced.entries()) {
    const opened: Spaced = opening === null ? current : prefixed(opening, current);
    opening = null;
    const last = words.at(-1);
    const next = spaced[index + 1];
    // What waits as opening is all marks: only the newest piece is to be looked at.
    if (ONLY_OPENING.test(current.text) && next !== undefined && !next.spaceBefore) opening = opened;
    else if (last !== undefined && !opened.spaceBefore && ONLY_MARKS.test(current.text)) {
      last.text += opened.text;
      last.tail = current.text;
    } else if (last !== undefined && how.tokens && continuesWord(last, opened)) absorb(last, opened);
    else words.push(grow(opened));
  }
  return words.map((word) => draft(word, how.timing));
}

/** The words of a text that has no times, divided as the words of captions are. Linear. */
export function wordsOfText(text: string, textBefore: string): WordDraft[] {
  const words = wordSpansOf(text).flatMap((line) =>
    line.map(
      (span): WordDraft => ({
        text: spanText(text, span).trim(),
        startMs: null,
        endMs: null,
        confidence: null,
        timing: null,
        glue: span.glue,
        speaker: null,
      }),
    ),
  );
  const found = words.filter((word) => word.text !== '');
  const [first, ...rest] = found;
  if (first === undefined || /^\s/u.test(text) || !isUnspaced(textBefore, first.text)) return found;
  return [{ ...first, glue: true }, ...rest];
}
