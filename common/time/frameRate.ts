import type { Rational } from './rational.ts';
import { rational } from './rational.ts';

/** Rates that people name by two or three decimals; the name is short for the exact ratio. */
export const KNOWN_RATES = {
  '23.976': { numerator: 24000, denominator: 1001 },
  '24': { numerator: 24, denominator: 1 },
  '25': { numerator: 25, denominator: 1 },
  '29.97': { numerator: 30000, denominator: 1001 },
  '30': { numerator: 30, denominator: 1 },
  '47.952': { numerator: 48000, denominator: 1001 },
  '48': { numerator: 48, denominator: 1 },
  '50': { numerator: 50, denominator: 1 },
  '59.94': { numerator: 60000, denominator: 1001 },
  '60': { numerator: 60, denominator: 1 },
  '100': { numerator: 100, denominator: 1 },
  '119.88': { numerator: 120000, denominator: 1001 },
  '120': { numerator: 120, denominator: 1 },
} as const satisfies Record<string, Rational>;

/**
 * Reads `25`, `29.97`, `23.98`, `30000/1001` or `30000:1001`. A decimal within 0.01 of a known rate is that rate,
 * because files say 23.98 or 29.970030 for 24000/1001 and 30000/1001; any other is taken as it is written.
 * Null for what is no rate above 0 and up to 1000.
 */
export function parseFrameRate(text: string): Rational | null {
  const ratio = /^(\d{1,9})[/:](\d{1,9})$/u.exec(text.trim());
  if (ratio !== null) return validRate(Number(ratio[1]), Number(ratio[2]));
  const decimal = /^(\d{1,4})(?:\.(\d{1,9}))?$/u.exec(text.trim());
  if (decimal === null) return null;
  const [, whole = '', fraction = ''] = decimal;
  if (fraction === '' || /^0*$/u.test(fraction)) return validRate(Number(whole), 1);
  const value = Number(`${whole}.${fraction}`);
  const known = nearestKnown(value);
  if (known !== null) return known;
  return validRate(Number(whole + fraction), 10 ** fraction.length);
}

/** The exact rate that a measured float stands for, as ffprobe or a container gives it. Null when it is no rate. */
export function frameRateOf(framesPerSecond: number): Rational | null {
  if (!Number.isFinite(framesPerSecond)) return null;
  return parseFrameRate(framesPerSecond.toFixed(6));
}

/** For showing and comparing only; arithmetic stays with the ratio. */
export function framesPerSecond(rate: Rational): number {
  return rate.numerator / rate.denominator;
}

/** `29.97`, `25`, `12.5`: the name people use, at most three decimals. */
export function nameOfFrameRate(rate: Rational): string {
  for (const [name, known] of Object.entries(KNOWN_RATES)) {
    if (known.numerator * rate.denominator === rate.numerator * known.denominator) return name;
  }
  return String(Number(framesPerSecond(rate).toFixed(3)));
}

/** Frames that a second of timecode counts: 30 for 29.97. */
export function nominalRate(rate: Rational): number {
  return Math.round(framesPerSecond(rate));
}

function nearestKnown(value: number): Rational | null {
  let nearest: Rational | null = null;
  let distance = 0.01;
  for (const known of Object.values(KNOWN_RATES)) {
    const apart = Math.abs(value - framesPerSecond(known));
    if (apart < distance) {
      nearest = known;
      distance = apart;
    }
  }
  return nearest;
}

function validRate(numerator: number, denominator: number): Rational | null {
  if (numerator === 0 || denominator === 0 || numerator / denominator > 1000) return null;
  return rational(numerator, denominator);
}
