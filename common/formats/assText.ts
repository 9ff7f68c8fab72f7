import type { CuePlacement, WordStyle } from '../document/types.ts';
import { colorOfAss } from './colors.ts';
import { type MarkedText, markedTextBuilder, NO_STYLE, unmarked } from './markedText.ts';
import { keyOfSsaAlignment, placementOfKey } from './placement.ts';

/** Breaks the sequence of a backslash and a letter that would mean something; has no width. */
export const ASS_GUARD = '\u2060';

/** What an override block changes while the text of an event is read. */
interface State {
  style: WordStyle;
  /** `\anN` of the event; the first one counts. */
  key: number | null;
  isDrawing: boolean;
  /** Where the next syllable begins; null before the first `\k`. */
  karaokeMs: number | null;
}

/**
 * Reads the text of an event: line breaks, hard spaces, karaoke times (`\k \kf \K \ko \kt`), italics, bold,
 * underline, colour and place. Drawings are no text. Other overrides are passed over. As libass has it, `\{` is
 * a brace and a block without its end is text. Linear.
 */
export function parseAssText(
  text: string,
  about: { readonly startMs: number; readonly wrapStyle: number; readonly styleKey: number },
): { readonly text: MarkedText; readonly placement: CuePlacement | null } {
  if (!text.includes('{') && !text.includes('\\'))
    return { text: unmarked(text), placement: placementOfKey(about.styleKey) };
  const builder = markedTextBuilder();
  const state: State = { style: NO_STYLE, key: null, isDrawing: false, karaokeMs: null };
  const add = (piece: string) => {
    if (!state.isDrawing) builder.add(piece, state.style, null);
  };
  const lastEnd = text.lastIndexOf('}');
  for (let at = 0; at < text.length; ) {
    const sign = text[at];
    if (sign === '{' && at < lastEnd) {
      const end = text.indexOf('}', at);
      applyBlock(state, text.slice(at + 1, end), about.startMs, builder.mark);
      at = end + 1;
    } else if (sign === '\\') {
      const escaped = escapeAt(text, at, about.wrapStyle);
      add(escaped.text);
      at = escaped.end;
    } else {
      const end = nextSpecial(text, at + 1);
      add(text.slice(at, end));
      at = end;
    }
  }
  // Where the last syllable ends.
  if (state.karaokeMs !== null) builder.mark(state.karaokeMs);
  return { text: builder.finish(), placement: placementOfKey(state.key ?? about.styleKey) };
}

function nextSpecial(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5c) return at;
  }
  return text.length;
}

function escapeAt(
  text: string,
  at: number,
  wrapStyle: number,
): { readonly text: string; readonly end: number } {
  switch (text[at + 1]) {
    case 'N':
      return { text: '\n', end: at + 2 };
    case 'n':
      return { text: wrapStyle === 2 ? '\n' : ' ', end: at + 2 };
    case 'h':
      return { text: '\u00a0', end: at + 2 };
    case '{':
    case '}':
      return { text: text[at + 1] ?? '', end: at + 2 };
    case ASS_GUARD:
      return { text: '\\', end: at + 2 };
    default:
      return { text: '\\', end: at + 1 };
  }
}

function applyBlock(state: State, block: string, startMs: number, mark: (ms: number) => void): void {
  for (const tag of tagsOf(block)) {
    const karaoke = /^(?:k[fo]?|K)(\d{1,9})/u.exec(tag);
    const absolute = /^kt(\d{1,9})/u.exec(tag);
    if (karaoke !== null) {
      const ms = state.karaokeMs ?? startMs;
      mark(ms);
      state.karaokeMs = ms + Number(karaoke[1]) * 10;
    } else if (absolute !== null) {
      if (state.karaokeMs !== null) mark(state.karaokeMs);
      state.karaokeMs = startMs + Number(absolute[1]) * 10;
    } else applyTag(state, tag);
  }
}

/** The overrides of a block without their backslashes; those inside parentheses (`\t(…)`) are animations. */
function tagsOf(block: string): readonly string[] {
  const tags: string[] = [];
  let from = -1;
  let depth = 0;
  for (let at = 0; at < block.length; at++) {
    const sign = block[at];
    if (sign === '(') depth++;
    else if (sign === ')') depth = Math.max(0, depth - 1);
    else if (sign === '\\' && depth === 0) {
      if (from >= 0) tags.push(block.slice(from, at));
      from = at + 1;
    }
  }
  if (from >= 0) tags.push(block.slice(from));
  return tags;
}

function applyTag(state: State, written: string): void {
  const tag = written.length > LONGEST_TAG ? '' : written.trim();
  const [, flag, amount] = /^([biu])(\d*)$/u.exec(tag) ?? [];
  const drawing = /^p(\d+)$/u.exec(tag);
  const numpad = /^an(\d)$/u.exec(tag);
  const legacy = /^a(\d{1,2})$/u.exec(tag);
  const color = /^1?c(&?H?[\da-f]{0,8}&?)$/iu.exec(tag);
  if (flag === 'b') state.style = withFlag(state.style, 'bold', isBold(amount ?? ''));
  else if (flag === 'i') state.style = withFlag(state.style, 'italic', amount === '1');
  else if (flag === 'u') state.style = withFlag(state.style, 'underline', amount === '1');
  else if (drawing !== null) state.isDrawing = drawing[1] !== '0';
  else if (numpad !== null) state.key ??= Number(numpad[1]);
  else if (legacy !== null) state.key ??= keyOfSsaAlignment(Number(legacy[1]));
  else if (color !== null) {
    const { color: _, ...rest } = state.style;
    const named = colorOfAss(color[1] ?? '');
    state.style = named === null ? rest : { ...rest, color: named };
  } else if (tag.startsWith('r')) state.style = NO_STYLE;
}

const LONGEST_TAG = 80;

/** 1, or a weight from 550 on. */
function isBold(amount: string): boolean {
  return amount === '1' || Number(amount) >= 550;
}

function withFlag(style: WordStyle, flag: 'bold' | 'italic' | 'underline', isOn: boolean): WordStyle {
  const { [flag]: _, ...rest } = style;
  return isOn ? { ...rest, [flag]: true } : rest;
}
