import { divideRounded } from './rounding.ts';

/** A hundred hours: no recording is longer, and every conversion stays exact below it. */
const LONGEST_MS = 360_000_000;

/**
 * A time as people type it, in milliseconds: `90`, `90s`, `1.5`, `1:30`, `1:02:03.5`, `1m30s`, `1h 2m`, `250ms`.
 * A comma does for the decimal point. Null for anything else, for minutes or seconds above 59 after a larger unit
 * (`1:75` is more likely a slip than 2:15), and beyond 100 hours.
 */
export function parseTime(text: string): number | null {
  const typed = text.trim().toLowerCase().replace(',', '.');
  const ms = parseClock(typed) ?? parseUnits(typed);
  return ms === null || ms > LONGEST_MS ? null : ms;
}

/**
 * A clock time as files write it: `[[h:]m:]s` with `.` or `,` before any number of decimals, rounded to the
 * millisecond. Exact: the decimals are read as digits, not as a float. Null for anything else.
 */
export function parseClock(text: string): number | null {
  const match = /^(?:(?:(\d{1,6}):)?(\d{1,6}):)?(\d{1,9})(?:[.,](\d*))?$/u.exec(text);
  if (match === null) return null;
  const [, hours, minutes, seconds = '', decimals = ''] = match;
  if (minutes !== undefined && (Number(seconds) > 59 || (hours !== undefined && Number(minutes) > 59)))
    return null;
  const whole = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds);
  return whole * 1000 + fractionMs(decimals, 1000);
}

function parseUnits(text: string): number | null {
  const match =
    /^(?:(\d{1,6})(?:\.(\d*))?h)? ?(?:(\d{1,6})(?:\.(\d*))?m(?:in)?)? ?(?:(\d{1,9})(?:\.(\d*))?s)? ?(?:(\d{1,9})ms)?$/u.exec(
      text,
    );
  if (match === null || text === '') return null;
  const [, h, hDecimals = '', m, mDecimals = '', s, sDecimals = '', milli] = match;
  if (h !== undefined && Number(m ?? 0) > 59) return null;
  if ((h ?? m) !== undefined && Number(s ?? 0) > 59) return null;
  return (
    Number(h ?? 0) * 3_600_000 +
    fractionMs(hDecimals, 3_600_000) +
    Number(m ?? 0) * 60_000 +
    fractionMs(mDecimals, 60_000) +
    Number(s ?? 0) * 1000 +
    fractionMs(sDecimals, 1000) +
    Number(milli ?? 0)
  );
}

/** Decimals of a unit, by the one rounding rule; the tenth and later digits cannot change a millisecond. */
function fractionMs(decimals: string, unitMs: number): number {
  const digits = decimals.slice(0, 9);
  return digits === '' ? 0 : divideRounded(Number(digits) * unitMs, 10 ** digits.length);
}
