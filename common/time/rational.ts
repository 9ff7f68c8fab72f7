/** An exact ratio of integers, used for frame rates: 30000/1001, not 29.97. */
export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}
