/** The two times of an SRT cue as they stand, and what follows them on the line. */
export interface SrtTiming {
  /** Negative where the file says so. */
  readonly startMs: number;
  readonly endMs: number;
  /** `X1:… Y2:…` and the like. */
  readonly rest: string;
}

/**
 * Reads `00:00:01,000 --> 00:00:02,000` and what people make of it: full stop, colon or nothing before the
 * fraction, which may have one to three digits (`,5` is half a second) or more, hours of any length or none,
 * any space or none round the arrow, a short arrow. Null when the line is something else.
 */
export function parseSrtTiming(text: string, from: number, to: number): SrtTiming | null {
  return to - from === USUAL_LENGTH
    ? (usualTiming(text, from) ?? anyTiming(text, from, to))
    : anyTiming(text, from, to);
}

/** The length of `00:00:01,000 --> 00:00:02,000`. */
const USUAL_LENGTH = 29;

/** Times exactly as SRT wants them, which nearly all are; null where anything is different. A third of the cost. */
function usualTiming(text: string, from: number): SrtTiming | null {
  const isUsual =
    text.charCodeAt(from + 12) === 0x20 &&
    text.charCodeAt(from + 13) === HYPHEN &&
    text.charCodeAt(from + 14) === HYPHEN &&
    text.charCodeAt(from + 15) === GREATER &&
    text.charCodeAt(from + 16) === 0x20;
  if (!isUsual) return null;
  const startMs = usualTime(text, from);
  const endMs = usualTime(text, from + 17);
  return startMs < 0 || endMs < 0 ? null : { startMs, endMs, rest: '' };
}

function usualTime(text: string, at: number): number {
  const isUsual =
    text.charCodeAt(at + 2) === COLON &&
    text.charCodeAt(at + 5) === COLON &&
    text.charCodeAt(at + 8) === COMMA;
  if (!isUsual) return -1;
  const hours = twoDigits(text, at);
  const minutes = twoDigits(text, at + 3);
  const seconds = twoDigits(text, at + 6);
  const hundredths = twoDigits(text, at + 9);
  const thousandths = text.charCodeAt(at + 11) - 0x30;
  const isNumber =
    hours >= 0 && minutes >= 0 && seconds >= 0 && hundredths >= 0 && thousandths >= 0 && thousandths <= 9;
  return isNumber ? ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10 + thousandths : -1;
}

/** −1 where one of them is no digit. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function anyTiming(text: string, from: number, to: number): SrtTiming | null {
  const cursor = { at: from };
  const startMs = parseTime(text, cursor);
  if (startMs === null) return null;
  skipSpaces(text, cursor);
  const dashes = cursor.at;
  while (text.charCodeAt(cursor.at) === HYPHEN) cursor.at++;
  if (cursor.at === dashes || text.charCodeAt(cursor.at) !== GREATER) return null;
  cursor.at++;
  const endMs = parseTime(text, cursor);
  if (endMs === null) return null;
  return { startMs, endMs, rest: cursor.at >= to ? '' : text.slice(cursor.at, to).trim() };
}

const HYPHEN = 0x2d;
const GREATER = 0x3e;
const COLON = 0x3a;
const COMMA = 0x2c;

function parseTime(line: string, cursor: { at: number }): number | null {
  skipSpaces(line, cursor);
  const isNegative = line.charCodeAt(cursor.at) === HYPHEN;
  if (isNegative) cursor.at++;
  let seconds = parseDigits(line, cursor);
  if (seconds < 0) return null;
  let groups = 1;
  while (groups < 3 && line.charCodeAt(cursor.at) === COLON) {
    cursor.at++;
    // `00: 00: 01` comes from scanned subtitles.
    skipSpaces(line, cursor);
    const group = parseDigits(line, cursor);
    if (group < 0) return null;
    seconds = seconds * 60 + group;
    groups++;
  }
  if (groups < 2) return null;
  const ms = seconds * 1000 + parseFraction(line, cursor, groups);
  return isNegative ? -ms : ms;
}

/** Milliseconds behind `,` `.` `;`, or behind a third colon. */
function parseFraction(line: string, cursor: { at: number }, groups: number): number {
  const mark = line[cursor.at];
  const isMark = mark === ',' || mark === '.' || mark === ';' || (mark === ':' && groups === 3);
  if (!isMark) return 0;
  const from = cursor.at + (line[cursor.at + 1] === ' ' ? 2 : 1);
  const digits = { at: from };
  const value = parseDigits(line, digits);
  if (value < 0) return 0;
  cursor.at = digits.at;
  const places = digits.at - from;
  return places === 3 ? value : Math.round((value / 10 ** places) * 1000);
}

/** The number at the cursor, which moves behind it; −1 where there is none. */
function parseDigits(line: string, cursor: { at: number }): number {
  const from = cursor.at;
  let value = 0;
  for (
    let code = line.charCodeAt(cursor.at);
    code >= 0x30 && code <= 0x39;
    code = line.charCodeAt(cursor.at)
  ) {
    value = value * 10 + code - 0x30;
    cursor.at++;
  }
  return cursor.at === from ? -1 : value;
}

function skipSpaces(line: string, cursor: { at: number }): void {
  while (line.charCodeAt(cursor.at) === 0x20 || line.charCodeAt(cursor.at) === 0x09) cursor.at++;
}
