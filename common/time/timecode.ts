import { nominalRate } from './frameRate.ts';
import { frameOfMs, msOfFrame } from './frames.ts';
import type { Rational } from './rational.ts';

/**
 * How frames are numbered. `drop` leaves out numbers (never frames) so that timecode follows the clock at
 * 29.97 and 59.94: 00 and 01 (00 to 03 at 59.94) at the start of every minute but each tenth.
 */
export type Counting = 'non-drop' | 'drop';

/** True at 30000/1001 and 60000/1001, the only rates with drop-frame timecode (SMPTE ST 12-1). */
export function canDropFrames(rate: Rational): boolean {
  return rate.denominator === 1001 && (rate.numerator === 30000 || rate.numerator === 60000);
}

/**
 * `HH:MM:SS:FF`, or `HH:MM:SS;FF` with dropped numbers. Hours go on past 24; a frame before 0 begins with
 * `-`. Dropping at a rate that has none is a bug and throws.
 */
export function formatTimecode(frame: number, rate: Rational, counting: Counting): string {
  const nominal = nominalRate(rate);
  const count =
    counting === 'drop' ? numberOfFrame(Math.abs(frame), dropped(rate), nominal) : Math.abs(frame);
  const seconds = Math.floor(count / nominal);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits);
  const mark = counting === 'drop' ? ';' : ':';
  const digits = nominal > 100 ? 3 : 2;
  return `${frame < 0 ? '-' : ''}${parts.join(':')}${mark}${String(count % nominal).padStart(digits, '0')}`;
}

/**
 * The frame that a timecode names. `;` (or `,`) before the frames means drop-frame, `:` non-drop. Null when it is
 * no timecode, when a part is too large, when it is drop-frame at a rate without it, or when it names one of
 * the numbers that drop-frame leaves out.
 */
export function parseTimecode(text: string, rate: Rational): number | null {
  const match = /^(\d{1,3}):(\d{2}):(\d{2})([:;,])(\d{2,3})$/u.exec(text.trim());
  if (match === null) return null;
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = [match[1], match[2], match[3], match[5]].map(
    Number,
  );
  const nominal = nominalRate(rate);
  if (minutes > 59 || seconds > 59 || frames >= nominal) return null;
  const totalMinutes = hours * 60 + minutes;
  const number = (totalMinutes * 60 + seconds) * nominal + frames;
  if (match[4] === ':') return number;
  if (!canDropFrames(rate)) return null;
  const drop = dropped(rate);
  if (minutes % 10 !== 0 && seconds === 0 && frames < drop) return null;
  return number - drop * (totalMinutes - Math.floor(totalMinutes / 10));
}

export function timecodeOfMs(ms: number, rate: Rational, counting: Counting): string {
  return formatTimecode(frameOfMs(ms, rate), rate, counting);
}

/** Start of the named frame; null as in `parseTimecode`. */
export function msOfTimecode(text: string, rate: Rational): number | null {
  const frame = parseTimecode(text, rate);
  return frame === null ? null : msOfFrame(frame, rate);
}

/** Numbers left out in a minute: a fifteenth of the nominal rate. */
function dropped(rate: Rational): number {
  if (!canDropFrames(rate)) {
    throw new RangeError(`no drop-frame timecode at ${rate.numerator}/${rate.denominator}`);
  }
  return nominalRate(rate) / 15;
}

/** Puts the left-out numbers back in: ten minutes hold 9 gaps, the first minute of each ten has none. */
function numberOfFrame(frame: number, drop: number, nominal: number): number {
  const framesInMinute = 60 * nominal - drop;
  const framesInTen = 10 * framesInMinute + drop;
  const tens = Math.floor(frame / framesInTen);
  const rest = frame % framesInTen;
  const gaps = rest < 60 * nominal ? 0 : 1 + Math.floor((rest - 60 * nominal) / framesInMinute);
  return frame + drop * (9 * tens + gaps);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
