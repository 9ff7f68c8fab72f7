import { isPunctuationOnly, isSoundDescription } from '../document/build.ts';

/** A word of a cue: where it stands in the cue's text, and whether a space stands before it. */
export interface WordSpan {
  /** First position, inclusive. */
  readonly from: number;
  /** First position behind it. */
  readonly to: number;
  readonly glue: boolean;
}

/**
 * The words of a cue, line by line; lines without words are left out. Split at spaces, and inside scripts that
 * write none by the dictionary. A description in brackets (`[door slams]`) is one word. Punctuation that stands
 * alone belongs to the word before it, at the beginning of a line to the one behind (`- Hello`), so that the
 * text of a line is its words again. Spaces that must not break (U+00A0, U+202F) do not separate. Linear.
 */
export function wordSpansOf(text: string): readonly (readonly WordSpan[])[] {
  const lines: (readonly WordSpan[])[] = [];
  for (let from = 0; from <= text.length; ) {
    const lineFeed = text.indexOf('\n', from);
    const to = lineFeed < 0 ? text.length : lineFeed;
    const spans = lineSpans(text, from, to);
    if (spans.length > 0) lines.push(spans);
    from = to + 1;
  }
  return lines;
}

/** The text of a word: a run of spaces inside it becomes one. */
export function spanText(text: string, { from, to }: WordSpan): string {
  const slice = text.slice(from, to);
  return DOUBLE_SPACE.test(slice)
    ? slice
        .split(SPACES)
        .filter((part) => part !== '')
        .join(' ')
    : slice;
}

const SPACES = /[\t-\r \u2028\u2029\u3000]/u;
const DOUBLE_SPACE = /[\t-\r\u2028\u2029\u3000]| {2}/u;

/** Where a word's first sign stands that is no punctuation: what holds there holds for the word. */
export function letterOf(text: string, span: { readonly from: number; readonly to: number }): number {
  for (let at = span.from; at < span.to; at++) if (!isPunctuationAt(text, at)) return at;
  return span.to - 1;
}

/** Whether a space or a punctuation mark stands there; halves of surrogate pairs are neither. */
export function isPunctuationAt(text: string, at: number): boolean {
  return PUNCTUATION.test(text[at] ?? '');
}

const PUNCTUATION = /[\p{P}\p{Z}\s]/u;

/** Whether a text has anything that could be a word: more than spaces and marks without a width. */
export function hasWords(text: string): boolean {
  return /[^\s\u200b-\u200f\u2060\ufeff\u00ad]/u.test(text);
}

/** Whether the lines of its words, joined by single spaces, are the text again. */
export function isRegularText(body: string): boolean {
  let wasBlank = true;
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === 0x09 || code === 0x0b || code === 0x0c || (code >= 0x2028 && code <= 0x3000)) return false;
    const isBlank = code === 0x20 || code === 0x0a || code === 0xa0;
    if (isBlank && wasBlank) return false;
    wasBlank = isBlank;
  }
  return !wasBlank;
}

/**
 * Whether a stretch of a text is the usual case for all readers: ASCII without markup, labels or brackets, with a
 * letter or digit in each word, and regular (see `isRegularText`). One look at each sign answers what four searches
 * would, which is a tenth of the time of reading a film's subtitles.
 */
export function isSimpleText(text: string, from: number, to: number): boolean {
  let word = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 0x80 ? (KINDS[code] ?? 0) : 0;
    if (kind === 0) return false;
    if (kind === BLANK) {
      if (word < LETTER) return false;
      word = 0;
    } else word |= kind;
  }
  return word >= LETTER;
}

/** Kinds of ASCII signs; 0 for those that need a closer look. */
const BLANK = 1;
const MARK = 2;
const LETTER = 4;
const KINDS = Uint8Array.from({ length: 0x80 }, (_, code) => {
  if (code === 0x20 || code === 0x0a) return BLANK;
  if (isLetterOrDigit(code)) return LETTER;
  return code > 0x20 && code < 0x7f && !'<>{}[]():'.includes(String.fromCharCode(code)) ? MARK : 0;
});

function lineSpans(text: string, from: number, to: number): readonly WordSpan[] {
  const spans: WordSpan[] = [];
  /** Start of punctuation or of blank signs that wait for a word to belong to; −1 when there is none. */
  let opening = -1;
  let openingEnd = -1;

  function take(at: number, end: number): void {
    const token = text.slice(at, end);
    if (isPunctuationOnly(token) || !hasWords(token)) {
      const before = spans.at(-1);
      if (before !== undefined) spans[spans.length - 1] = { ...before, to: end };
      else {
        if (opening < 0) opening = at;
        openingEnd = end;
      }
      return;
    }
    for (const span of scriptSpans(text, at, end)) {
      spans.push(opening < 0 ? span : { ...span, from: opening });
      opening = -1;
    }
  }

  for (let at = from; at < to; ) {
    if (isSpace(text.charCodeAt(at)) || isEdge(text[at])) {
      at++;
      continue;
    }
    const next = tokenEnd(text, at, to);
    let end = next;
    while (isEdge(text[end - 1])) end--;
    if (isPlain(text, at, end)) {
      spans.push({ from: opening < 0 ? at : opening, to: end, glue: false });
      opening = -1;
    } else if (!SPACELESS.test(text.slice(at, end))) take(at, end);
    // Between words of such scripts a space that must not break is one all the same: a writer makes it plain.
    else
      for (let part = at; part < end; ) {
        let partEnd = part;
        while (partEnd < end && !isEdge(text[partEnd])) partEnd++;
        if (partEnd > part) take(part, partEnd);
        part = partEnd + 1;
      }
    at = next;
  }
  // A line of nothing but punctuation is a word after all, or it would be lost.
  if (opening >= 0 && hasWords(text.slice(opening, openingEnd)))
    spans.push({ from: opening, to: openingEnd, glue: false });
  return spans;
}

/** The end of the token at `at`: at the next space, or behind the bracket of a description of a sound. */
function tokenEnd(text: string, at: number, to: number): number {
  const closing = closingOf(text.charCodeAt(at));
  if (closing !== '') {
    const close = text.slice(at, Math.min(to, at + LONGEST_SOUND)).indexOf(closing);
    if (close > 0) {
      const end = spaceAfter(text, at + close, to);
      if (isSoundDescription(text.slice(at, end))) return end;
    }
  }
  return spaceAfter(text, at, to);
}

/** A look for the closing bracket ends here, so that a text of opening brackets stays linear. */
const LONGEST_SOUND = 80;

function spaceAfter(text: string, at: number, to: number): number {
  let end = at;
  while (end < to && !isSpace(text.charCodeAt(end))) end++;
  return end;
}

function closingOf(code: number): string {
  return code === 0x5b ? ']' : code === 0x28 ? ')' : '';
}

/**
 * The same words as `wordSpansOf` for a text of which every word is simple (see `isPlain`): fills `found`, with
 * `PLAIN_WORD` numbers a word, and gives how many there are; −1 where a closer look is needed or there is no room.
 * The numbers of a word: the first position, the first behind it, 1 where a line begins with it, and its signs as two
 * keys (see `keyed`). Makes no objects and looks at each sign once: in a file of a million words, that is most of
 * the cost.
 */
export function plainWords(text: string, found: Int32Array): number {
  let used = 0;
  let isLineStart = 0;
  const { length } = text;
  for (let at = 0; at < length; ) {
    let code = text.charCodeAt(at);
    if (isSpace(code)) {
      if (code === LINE_FEED) isLineStart = 1;
      at++;
      continue;
    }
    if (code === 0x5b || code === 0x28 || used + PLAIN_WORD > found.length) return -1;
    const from = at;
    let hasLetter = false;
    let isNarrow = true;
    let low = 0;
    let high = 0;
    for (;;) {
      if (needsCloserLook(code)) return -1;
      hasLetter ||= isLetterOrDigit(code);
      isNarrow &&= code <= 0xff;
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | code;
      at++;
      if (at === length) break;
      code = text.charCodeAt(at);
      if (isSpace(code)) break;
    }
    if (!hasLetter) return -1;
    const isKeyed = isNarrow && at - from <= 8;
    found[used] = from;
    found[used + 1] = at;
    found[used + 2] = used === 0 ? 0 : isLineStart;
    found[used + 3] = isKeyed ? low : 0;
    found[used + 4] = isKeyed ? high : 0;
    used += PLAIN_WORD;
    isLineStart = 0;
  }
  return used / PLAIN_WORD;
}

export const PLAIN_WORD = 5;

const LINE_FEED = 0x0a;

/** Letters or digits of scripts with spaces, and no sign that needs a closer look: the common case, kept cheap. */
function isPlain(text: string, from: number, to: number): boolean {
  let hasLetter = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (needsCloserLook(code)) return false;
    hasLetter ||= isLetterOrDigit(code);
  }
  return hasLetter;
}

/** Quotation marks, dashes and the ellipsis lie from U+2010 to U+2027. */
function needsCloserLook(code: number): boolean {
  return (code >= 0x0e00 && (code < 0x2010 || code > 0x2027)) || code === 0xa0;
}

/** Below U+0E00, where Thai begins. */
function isLetterOrDigit(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0xc0 && code < 0x2b0 && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x400 && code < 0x482)
  );
}

/** Splits a token where its script writes no spaces: Chinese, Japanese, Thai, Lao, Khmer, Burmese. */
function scriptSpans(text: string, from: number, to: number): readonly WordSpan[] {
  const token = text.slice(from, to);
  if (!SPACELESS.test(token)) return [{ from, to, glue: false }];
  const spans: WordSpan[] = [];
  let opening = -1;
  let glue = false;
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  for (const { segment, index, isWordLike } of segmenter.segment(token)) {
    const at = from + index;
    const before = spans.at(-1);
    if (segment.trim() === '') glue = false;
    else if (isWordLike) {
      spans.push({ from: opening < 0 ? at : opening, to: at + segment.length, glue });
      opening = -1;
      glue = true;
    } else if (opening < 0 && before !== undefined && !OPENING.test(segment)) {
      spans[spans.length - 1] = { ...before, to: at + segment.length };
    } else if (opening < 0) opening = at;
  }
  const last = spans.at(-1);
  if (last === undefined) return [{ from, to, glue: false }];
  if (opening >= 0) spans[spans.length - 1] = { ...last, to };
  return spans;
}

const SPACELESS =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const OPENING = /^[\p{Ps}\p{Pi}]/u;
/** Made at the first use: it loads the dictionaries. */
let segmenter: Intl.Segmenter | null = null;

/** A space of any kind: no word begins or ends with one, not even with one that must not break. */
function isEdge(sign: string | undefined): boolean {
  return sign !== undefined && sign > '\x7f' && sign.trim() === '';
}

/** The spaces at which a line may break, as one number compare each; not U+00A0, U+202F, U+2007. */
function isSpace(code: number): boolean {
  return (
    code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x2028 || code === 0x2029 || code === 0x3000
  );
}
