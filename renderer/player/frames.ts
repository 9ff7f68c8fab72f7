import { msOfFrame } from '../../common/time/frames.ts';
import type { Rational } from '../../common/time/rational.ts';

/**
 * The frame on screen at a time, where a frame's start is rounded to milliseconds: at 29.97 the time 33 is frame 1,
 * which begins at 33.37, and not frame 0.
 */
export function frameAt(ms: number, rate: Rational): number {
  const frame = Math.max(0, Math.floor((ms * rate.numerator) / (1000 * rate.denominator)));
  return msOfFrame(frame + 1, rate) <= ms ? frame + 1 : frame;
}

/** Browsers that are asked for a frame's very start show the one before in a third of the cases. */
const MARGIN_FRAMES = 0.25;

/** Where to seek for a time, in seconds: at the time itself, but never nearer to a frame's edge than a quarter. */
export function seekSecondsAt(ms: number, rate: Rational): number {
  const frame = frameAt(ms, rate);
  const place = (ms * rate.numerator) / (1000 * rate.denominator) - frame;
  const within = Math.min(1 - MARGIN_FRAMES, Math.max(MARGIN_FRAMES, place));
  return ((frame + within) * rate.denominator) / rate.numerator;
}
