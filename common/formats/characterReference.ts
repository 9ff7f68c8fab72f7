import { LONGEST_NAME, namedReference } from './htmlEntities.ts';

export interface CharacterReference {
  /** What it stands for. */
  readonly text: string;
  /** First position after it. */
  readonly end: number;
}

/** Windows-1252 for 0x80–0x9f, as the HTML standard reads numeric references; 0 where it has no sign. */
const C1_REPLACEMENTS = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];

/**
 * The character reference whose `&` stands at `at`, by the rules of the HTML standard outside attributes;
 * null when that `&` is only an ampersand. Looks at most 33 characters ahead, and at all digits of a number.
 */
export function characterReferenceAt(text: string, at: number): CharacterReference | null {
  if (text.charCodeAt(at + 1) === 0x23) return numericReferenceAt(text, at);
  let end = at + 1;
  const limit = Math.min(text.length, end + LONGEST_NAME);
  while (end < limit && isAlphanumeric(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) === 0x3b) end++;
  for (; end > at + 1; end--) {
    const found = namedReference(text.slice(at + 1, end));
    if (found !== undefined) return { text: found, end };
  }
  return null;
}

function numericReferenceAt(text: string, at: number): CharacterReference | null {
  const isHex = (text.charCodeAt(at + 2) | 0x20) === 0x78;
  const from = at + (isHex ? 3 : 2);
  const radix = isHex ? 16 : 10;
  let end = from;
  let value = 0;
  for (; end < text.length; end++) {
    const digit = digitValue(text.charCodeAt(end));
    if (digit >= radix) break;
    // Saturates: a number of a million digits must not become Infinity, nor cost more than its length.
    if (value <= 0x10ffff) value = value * radix + digit;
  }
  if (end === from) return null;
  if (text.charCodeAt(end) === 0x3b) end++;
  return { text: String.fromCodePoint(repairedCodePoint(value)), end };
}

function repairedCodePoint(value: number): number {
  if (value === 0 || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return 0xfffd;
  if (value >= 0x80 && value <= 0x9f) return C1_REPLACEMENTS[value - 0x80] || value;
  return value;
}

function isAlphanumeric(code: number): boolean {
  return digitValue(code) < 36;
}

/** 0–35 for an ASCII digit or letter, 36 for all else. */
function digitValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a && code < 0x80 ? lower - 0x61 + 10 : 36;
}
