import type { LineLength } from './profiles/profile.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * How much room text takes in a line: one unit a grapheme, or half characters where the profile counts
 * full-width characters (a full-width one is then 2 units, a half-width one 1). At least 1.
 */
export function unitsOf(text: string, measure: LineLength['measure']): number {
  let units = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!standsAlone(code)) return Math.max(1, unitsOfGraphemes(text, measure));
    units += measure === 'full-width' && isFullWidth(code) ? 2 : 1;
  }
  return Math.max(1, units);
}

/** What people see as characters, as reading speeds count them. */
export function charactersOf(text: string): number {
  return unitsOf(text, 'graphemes');
}

/** A UTF-16 unit that is a grapheme of its own whatever stands beside it; the segmenter costs 1 µs a word. */
function standsAlone(code: number): boolean {
  return (
    (code >= 0x20 && code < 0x300) ||
    (code >= 0x370 && code < 0x483) ||
    (code >= 0x48a && code < 0x590) ||
    (code >= 0x2010 && code < 0x2028) ||
    (code >= 0x3000 && code < 0x302a) ||
    (code >= 0x3041 && code < 0x3099) ||
    (code >= 0x309b && code < 0xa000) ||
    (code >= 0xac00 && code < 0xd7a4) ||
    (code >= 0xff01 && code < 0xff9e)
  );
}

function unitsOfGraphemes(text: string, measure: LineLength['measure']): number {
  let units = 0;
  for (const { segment } of graphemes.segment(text)) {
    units += measure === 'full-width' && isFullWidth(segment.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return units;
}

/** East Asian Width W and F, by the blocks that captions meet (Unicode Standard Annex 11). */
export function isFullWidth(code: number): boolean {
  if (code < 0x1100) return false;
  return (
    code < 0x1160 ||
    (code >= 0x2e80 && code < 0x303f) ||
    (code >= 0x3041 && code < 0xa4d0) ||
    (code >= 0xac00 && code < 0xd7a4) ||
    (code >= 0xf900 && code < 0xfb00) ||
    (code >= 0xfe30 && code < 0xfe70) ||
    (code >= 0xff00 && code < 0xff61) ||
    (code >= 0xffe0 && code < 0xffe7) ||
    (code >= 0x1f300 && code < 0x1fb00) ||
    (code >= 0x20000 && code < 0x3fffe)
  );
}
