/** An exact ratio of integers, used for frame rates: 30000/1001, not 29.97. */
export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

/** The ratio in lowest terms with a positive denominator. Throws where there is none (zero, fractions). */
export function rational(numerator: number, denominator: number): Rational {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator === 0) {
    throw new RangeError(`not a ratio of integers: ${numerator}/${denominator}`);
  }
  const divisor = greatestDivisor(Math.abs(numerator), Math.abs(denominator)) * Math.sign(denominator);
  // `+ 0` turns the negative zero of 0/-1 into zero.
  return { numerator: numerator / divisor + 0, denominator: denominator / divisor };
}

export function sameRational(left: Rational, right: Rational): boolean {
  const a = rational(left.numerator, left.denominator);
  const b = rational(right.numerator, right.denominator);
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

function greatestDivisor(left: number, right: number): number {
  let a = left;
  let b = right;
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
