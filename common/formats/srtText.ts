import type { CuePlacement, WordStyle } from '../document/types.ts';
import { colorOf, colorOfAss } from './colors.ts';
import { type MarkedText, markedTextBuilder, NO_STYLE, unmarked } from './markedText.ts';
import { keyOfSsaAlignment, placementOfKey } from './placement.ts';

/** Keeps a `<` or `{` of the text from being read as markup; has no width and allows no line break. */
export const GUARD = '\u2060';

/** Players and we look no further for the end of a tag. */
const LONGEST_TAG = 200;

const TAG = /^<(\/?)(i|em|b|strong|u|s|font)((?:\s[^<>]*)?)\/?>/iu;
const COLOR = /color\s*=\s*["']?\s*([#\w]{1,20})/iu;

interface StyleState {
  italic: number;
  bold: number;
  underline: number;
  /** One entry for each open `font`; null where it names no colour. */
  readonly colors: (string | null)[];
}

/**
 * Reads the markup that SRT players honour: `<i> <b> <u> <font color>`, `{\an8}` and the ASS overrides that some
 * tools leave in. Other text between `<` and `>` is text. Tags need not be closed nor nested. Linear.
 */
export function parseSrtText(body: string): {
  readonly text: MarkedText;
  readonly placement: CuePlacement | null;
} {
  if (!body.includes('<') && !body.includes('{')) return { text: unmarked(body), placement: null };
  const builder = markedTextBuilder();
  const state: StyleState = { italic: 0, bold: 0, underline: 0, colors: [] };
  let placement: CuePlacement | null = null;
  let from = 0;
  const addUpTo = (to: number) => builder.add(body.slice(from, to), styleOf(state), null);
  for (let at = nextMark(body, 0); at >= 0; at = nextMark(body, at + 1)) {
    if (at < from) continue;
    const head = body.slice(at, at + LONGEST_TAG);
    if (head[1] === GUARD) {
      addUpTo(at + 1);
      from = at + 2;
      continue;
    }
    const tag = head[0] === '<' ? TAG.exec(head) : OVERRIDE.exec(head);
    if (tag === null) continue;
    addUpTo(at);
    from = at + tag[0].length;
    if (head[0] === '<') applyTag(state, (tag[2] ?? '').toLowerCase(), tag[1] === '/', tag[3] ?? '');
    else placement = applyOverrides(state, tag[1] ?? '') ?? placement;
  }
  addUpTo(body.length);
  return { text: builder.finish(), placement };
}

const OVERRIDE = /^\{(\\[^{}]*)\}/u;

function nextMark(body: string, from: number): number {
  for (let at = from; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === 0x3c || code === 0x7b) return at;
  }
  return -1;
}

function styleOf({ italic, bold, underline, colors }: StyleState): WordStyle {
  const color = colors.at(-1) ?? null;
  if (italic === 0 && bold === 0 && underline === 0 && color === null) return NO_STYLE;
  return {
    ...(italic > 0 ? { italic: true } : {}),
    ...(bold > 0 ? { bold: true } : {}),
    ...(underline > 0 ? { underline: true } : {}),
    ...(color === null ? {} : { color }),
  };
}

function applyTag(state: StyleState, name: string, isEnd: boolean, attributes: string): void {
  const step = (depth: number) => Math.max(0, depth + (isEnd ? -1 : 1));
  switch (name) {
    case 'i':
    case 'em':
      state.italic = step(state.italic);
      break;
    case 'b':
    case 'strong':
      state.bold = step(state.bold);
      break;
    case 'u':
      state.underline = step(state.underline);
      break;
    case 'font': {
      if (isEnd) state.colors.pop();
      else {
        const color = colorOf(COLOR.exec(attributes)?.[1] ?? '');
        // A font without a colour keeps the one that holds, so that a search for it never goes deeper than one.
        state.colors.push(color ?? state.colors.at(-1) ?? null);
      }
      break;
    }
  }
}

/** Applies `\i1` and the like; the placement that the overrides name, if any. */
function applyOverrides(state: StyleState, overrides: string): CuePlacement | null {
  let placement: CuePlacement | null = null;
  for (const override of overrides.split('\\')) {
    const [, name, value] = /^(an?|i|b|u|1?c)(\d{1,3}|&H[\dA-F]{1,8}&?|)\s*$/iu.exec(override) ?? [];
    const depth = value === '0' || value === '' ? 0 : 1;
    if (name === 'an') placement = placementOfKey(Number(value));
    else if (name === 'a') placement = placementOfKey(keyOfSsaAlignment(Number(value)));
    else if (name === 'i') state.italic = depth;
    else if (name === 'b') state.bold = depth;
    else if (name === 'u') state.underline = depth;
    else if (name === 'c' || name === '1c') {
      state.colors.length = 0;
      const color = colorOfAss(value ?? '');
      if (color !== null) state.colors.push(color);
    }
  }
  return placement;
}
