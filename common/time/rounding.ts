/**
 * The one rounding rule of the project: to the nearest, and a half goes up (toward later). Every conversion
 * between milliseconds and something coarser or finer (frames, centiseconds, seconds as numbers) goes
 * through here, so that a time written and read again lands where it was, and two writers never disagree by
 * a frame. Never truncation: cutting 1.9996 s to 1.999 moves a word, rounding does not.
 */

/**
 * `numerator / denominator`, rounded. Exact, in integers: no float division decides about a half.
 * Both must be integers, the denominator positive, and twice the numerator below 2^53 (in the largest
 * conversion here, milliseconds to frames at 120000/1001, that is 20 days).
 */
export function divideRounded(numerator: number, denominator: number): number {
  const doubled = 2 * numerator + denominator;
  const divisor = 2 * denominator;
  if (
    !Number.isInteger(numerator) ||
    !Number.isSafeInteger(doubled) ||
    !Number.isSafeInteger(divisor) ||
    denominator <= 0
  ) {
    throw new RangeError(`cannot divide exactly: ${numerator}/${denominator}`);
  }
  const rest = ((doubled % divisor) + divisor) % divisor;
  return (doubled - rest) / divisor + 0;
}

/**
 * Seconds as a number (JSON, engines) to whole milliseconds. A decimal half such as 1.0005 is not exact in
 * binary (1000.4999999999999 ms); the nudge of a millionth of a millisecond makes it go up all the same.
 */
export function msOfSeconds(seconds: number): number {
  return Math.floor(seconds * 1000 + 0.5 + 1e-6) + 0;
}
