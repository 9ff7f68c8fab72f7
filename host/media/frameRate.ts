import type { Rational } from '../../common/time/rational.ts';

const STANDARD: readonly Rational[] = [
  ...[24, 30, 48, 60, 120].map((rate) => ({ numerator: rate * 1000, denominator: 1001 })),
  ...[12, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120, 144, 240].map((rate) => ({
    numerator: rate,
    denominator: 1,
  })),
];

/**
 * The exact rate behind a measured or rounded one: 23.98 is 24000/1001, 29.97 is 30000/1001. Others, such
 * as the average of a variable rate, stay as they are to a hundredth. Null for what is no rate.
 * FFmpeg prints two decimals, so half a hundredth decides.
 */
export function exactFrameRate(framesPerSecond: number): Rational | null {
  if (!Number.isFinite(framesPerSecond) || framesPerSecond <= 0 || framesPerSecond > 1000) return null;
  const standard = STANDARD.find(
    ({ numerator, denominator }) => Math.abs(numerator / denominator - framesPerSecond) < 0.0051,
  );
  return standard ?? reduce(Math.round(framesPerSecond * 100), 100);
}

function reduce(numerator: number, denominator: number): Rational | null {
  if (numerator === 0) return null;
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
