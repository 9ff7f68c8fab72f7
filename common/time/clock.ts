import { divideRounded } from './rounding.ts';

/**
 * Times as caption formats write them. All take integer milliseconds from 0 on (a negative time is a bug and
 * throws: callers cut at 0, since no format can say it), and let hours grow past 99 rather than lie.
 */

/** `00:00:01,500` */
export function srtTime(ms: number): string {
  return clock(ms, ',');
}

/** `00:00:01.500`, hours always written: some players want them. */
export function vttTime(ms: number): string {
  return clock(ms, '.');
}

/** `0:00:01.50`: hundredths, rounded by the one rule. */
export function assTime(ms: number): string {
  const hundredths = centisecondsOfMs(atLeastZero(ms));
  const seconds = Math.floor(hundredths / 100);
  const hours = Math.floor(seconds / 3600);
  return `${hours}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}.${pad(hundredths % 100, 2)}`;
}

/** ASS karaoke and LRC count in these. */
export function centisecondsOfMs(ms: number): number {
  return divideRounded(ms, 10);
}

/** `[mm:ss.xx]` without its brackets, as LRC has it: minutes grow past 99. */
export function lrcTime(ms: number): string {
  const hundredths = centisecondsOfMs(atLeastZero(ms));
  const seconds = Math.floor(hundredths / 100);
  return `${pad(Math.floor(seconds / 60), 2)}:${pad(seconds % 60, 2)}.${pad(hundredths % 100, 2)}`;
}

/** `12.345`: seconds with three decimals, exact. */
export function secondsText(ms: number): string {
  const whole = atLeastZero(ms);
  return `${Math.floor(whole / 1000)}.${pad(whole % 1000, 3)}`;
}

/** Seconds as a JSON number with at most three decimals; `null` stays unknown. Exact for any integer ms. */
export function secondsNumber(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

/** For people: `1:02:03` or `2:03`, rounded to the second. */
export function shortTime(ms: number): string {
  const seconds = divideRounded(atLeastZero(ms), 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${hours}:${pad(minutes, 2)}:${pad(seconds % 60, 2)}`
    : `${minutes}:${pad(seconds % 60, 2)}`;
}

function clock(ms: number, mark: string): string {
  const whole = atLeastZero(ms);
  const seconds = Math.floor(whole / 1000);
  const hours = pad(Math.floor(seconds / 3600), 2);
  const minutes = pad(Math.floor(seconds / 60) % 60, 2);
  return `${hours}:${minutes}:${pad(seconds % 60, 2)}${mark}${pad(whole % 1000, 3)}`;
}

function atLeastZero(ms: number): number {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`not a media time in milliseconds: ${ms}`);
  return ms;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
