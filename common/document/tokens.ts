import { isPunctuationOnly } from './build.ts';

/** A word as it was typed, before it has an id or a time. */
export interface Token {
  readonly text: string;
  /** No space stands before it. */
  readonly glue: boolean;
  /** A line of the text starts with it. */
  readonly startsLine: boolean;
}

/** Scripts that write words without spaces between them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Breaking spaces only: a no-break space holds `10 000` or `Bonjour !` together as one word. */
const SPACES = /[\t\n\v\f\r \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+/u;
/** The text with one space where any breaking space or line end was, and none around it. */
export function collapseSpaces(text: string): string {
  return text
    .split(SPACES)
    .filter((piece) => piece !== '')
    .join(' ');
}

const LINE_END = /\r\n|[\n\v\f\r\u2028\u2029]/u;

export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/**
 * Cuts text into words: at spaces, and where a script has none between words, as its language does
 * (`language` is BCP-47, null when unknown). Marks that stand alone join the word before them, at the start the
 * word after.
 */
export function tokenize(text: string, language: string | null): Token[] {
  const tokens: Token[] = [];
  let opening = '';
  for (const line of text.split(LINE_END)) {
    let startsLine = true;
    for (const piece of line.split(SPACES)) {
      const trimmed = piece.trim();
      if (trimmed === '') continue;
      const last = tokens[tokens.length - 1];
      if (isPunctuationOnly(trimmed)) {
        if (last === undefined) opening = opening === '' ? trimmed : `${opening} ${trimmed}`;
        else tokens[tokens.length - 1] = { ...last, text: `${last.text} ${trimmed}` };
        continue;
      }
      const parts = isUnspaced(trimmed) ? segment(trimmed, language) : [trimmed];
      parts.forEach((part, at) => {
        const whole = opening === '' ? part : `${opening} ${part}`;
        opening = '';
        tokens.push({ text: whole, glue: at > 0, startsLine });
        startsLine = false;
      });
    }
  }
  if (opening !== '') tokens.push({ text: opening, glue: false, startsLine: true });
  return tokens;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterFor(language: string | null, granularity: 'word' | 'grapheme'): Intl.Segmenter {
  const key = `${granularity} ${language ?? ''}`;
  const known = segmenters.get(key);
  if (known !== undefined) return known;
  const locale = language !== null && isLocale(language) ? language : undefined;
  const made = new Intl.Segmenter(locale, { granularity });
  segmenters.set(key, made);
  return made;
}

function isLocale(language: string): boolean {
  try {
    return Intl.Segmenter.supportedLocalesOf(language).length > 0;
  } catch (error) {
    // A file may claim any language; only ill-formed tags throw.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function segment(text: string, language: string | null): string[] {
  const parts: string[] = [];
  let opening = '';
  for (const { segment: part, isWordLike } of segmenterFor(language, 'word').segment(text)) {
    if (isWordLike === true) {
      parts.push(opening + part);
      opening = '';
    } else if (parts.length > 0 && opening === '' && !/^[\p{Ps}\p{Pi}]/u.test(part)) {
      parts[parts.length - 1] += part;
    } else {
      opening += part;
    }
  }
  if (opening !== '') {
    if (parts.length === 0) parts.push(opening);
    else parts[parts.length - 1] += opening;
  }
  return parts;
}

export function graphemes(text: string): string[] {
  return Array.from(segmenterFor(null, 'grapheme').segment(text), (part) => part.segment);
}
