import type { Rational } from './rational.ts';
import { divideRounded } from './rounding.ts';

/** The frame nearest to a time; frame 0 begins at 0. Negative times give negative frames. */
export function frameOfMs(ms: number, rate: Rational): number {
  return divideRounded(ms * rate.numerator, 1000 * rate.denominator);
}

/** Start of a frame, to the millisecond. `frameOfMs` of it is the frame again up to 500 frames per second. */
export function msOfFrame(frame: number, rate: Rational): number {
  return divideRounded(frame * 1000 * rate.denominator, rate.numerator);
}

/** The time moved to the nearest start of a frame. */
export function snapToFrame(ms: number, rate: Rational): number {
  return msOfFrame(frameOfMs(ms, rate), rate);
}

/**
 * Middle of a frame in seconds, not rounded: where a player must seek to show it. Seeking to the start lands
 * one frame early in a third of the cases, to a start rounded to milliseconds in half of them.
 */
export function seekSecondsOfFrame(frame: number, rate: Rational): number {
  return ((frame + 0.5) * rate.denominator) / rate.numerator;
}
