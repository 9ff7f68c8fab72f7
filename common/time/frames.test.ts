import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameRateOf, KNOWN_RATES, nameOfFrameRate, nominalRate, parseFrameRate } from './frameRate.ts';
import { frameOfMs, msOfFrame, seekSecondsOfFrame, snapToFrame } from './frames.ts';
import { rational, sameRational } from './rational.ts';
import { divideRounded, msOfSeconds } from './rounding.ts';

const anyRate = fc.constantFrom(...Object.values(KNOWN_RATES));
const anyFrame = fc.integer({ min: 0, max: 24 * 3600 * 120 });
const anyMs = fc.integer({ min: 0, max: 100 * 3_600_000 });

describe('rounding', () => {
  test('goes to the nearest, and a half goes up, also below zero', () => {
    expect([divideRounded(14, 10), divideRounded(15, 10), divideRounded(16, 10)]).toEqual([1, 2, 2]);
    expect([divideRounded(-14, 10), divideRounded(-15, 10), divideRounded(-16, 10)]).toEqual([-1, -1, -2]);
  });

  test('is the integer that the exact quotient lies within half of', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 1, max: 1e9 }), (top, bottom) => {
        const twice = 2n * BigInt(top) - 2n * BigInt(bottom) * BigInt(divideRounded(top, bottom));
        expect(twice >= -BigInt(bottom) && twice < BigInt(bottom)).toBe(true);
      }),
    );
  });

  test('refuses what it could not divide exactly', () => {
    expect(() => divideRounded(0.5, 1)).toThrow(RangeError);
    expect(() => divideRounded(2 ** 53, 1)).toThrow(RangeError);
    expect(() => divideRounded(1, 0)).toThrow(RangeError);
  });

  test('seconds with three decimals give back the milliseconds that they were written from', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(msOfSeconds(ms / 1000)).toBe(ms);
      }),
    );
    expect([msOfSeconds(1.0005), msOfSeconds(1.9996), msOfSeconds(0.0004)]).toEqual([1001, 2000, 0]);
  });
});

describe('frame rates', () => {
  test('are known by their usual names', () => {
    for (const [name, rate] of Object.entries(KNOWN_RATES)) {
      expect(parseFrameRate(name)).toEqual(rate);
      expect(nameOfFrameRate(rate)).toBe(name);
    }
    expect(parseFrameRate('23.98')).toEqual({ numerator: 24000, denominator: 1001 });
    expect(parseFrameRate('60000/1001')).toEqual({ numerator: 60000, denominator: 1001 });
    expect(parseFrameRate('50/2')).toEqual({ numerator: 25, denominator: 1 });
    expect(parseFrameRate('12.5')).toEqual({ numerator: 25, denominator: 2 });
    expect(frameRateOf(29.97002997002997)).toEqual({ numerator: 30000, denominator: 1001 });
  });

  test.each(['', '0', '0/1', '25/0', '-25', '1e3', '1001', 'ntsc', '25 fps', '٢٥'])('%j is none', (text) => {
    expect(parseFrameRate(text)).toBeNull();
  });

  test('count a whole number of frames in a second of timecode', () => {
    const named = ['23.976', '24', '29.97', '59.94', '119.88'] as const;
    expect(named.map((name) => nominalRate(KNOWN_RATES[name]))).toEqual([24, 24, 30, 60, 120]);
  });

  test('are compared by value', () => {
    expect(sameRational({ numerator: 50, denominator: 2 }, rational(25, 1))).toBe(true);
    expect(rational(3, -6)).toEqual({ numerator: -1, denominator: 2 });
    expect(() => rational(1, 0)).toThrow(RangeError);
  });
});

describe('frames and milliseconds', () => {
  test('a frame survives the way through milliseconds at every known rate', () => {
    fc.assert(
      fc.property(anyFrame, anyRate, (frame, rate) => {
        expect(frameOfMs(msOfFrame(frame, rate), rate)).toBe(frame);
      }),
    );
  });

  test('a time lies within half a frame and a rounded millisecond of its frame', () => {
    fc.assert(
      fc.property(anyMs, anyRate, (ms, rate) => {
        const halfFrameMs = (500 * rate.denominator) / rate.numerator;
        expect(Math.abs(snapToFrame(ms, rate) - ms)).toBeLessThanOrEqual(halfFrameMs + 0.5);
      }),
    );
  });

  test('later times never have earlier frames', () => {
    fc.assert(
      fc.property(anyMs, anyMs, anyRate, (a, b, rate) => {
        expect(frameOfMs(Math.min(a, b), rate)).toBeLessThanOrEqual(frameOfMs(Math.max(a, b), rate));
      }),
    );
  });

  test('snapping twice is snapping once', () => {
    fc.assert(
      fc.property(anyMs, anyRate, (ms, rate) => {
        const snapped = snapToFrame(ms, rate);
        expect(snapToFrame(snapped, rate)).toBe(snapped);
      }),
    );
  });

  test('do not drift: hour one at 23.976 is frame 86314', () => {
    expect(frameOfMs(3_600_000, KNOWN_RATES['23.976'])).toBe(86_314);
    expect(msOfFrame(86_314, KNOWN_RATES['23.976'])).toBe(3_600_013);
  });

  test('a player seeks to the middle of a frame', () => {
    expect(seekSecondsOfFrame(0, KNOWN_RATES['25'])).toBe(0.02);
  });
});
