import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assTime,
  centisecondsOfMs,
  lrcTime,
  secondsNumber,
  secondsText,
  shortTime,
  srtTime,
  vttTime,
} from './clock.ts';
import { parseClock, parseTime } from './parseTime.ts';

const anyMs = fc.integer({ min: 0, max: 360_000_000 });

describe('clock formats', () => {
  test('write the time as each format has it', () => {
    const ms = 3_723_005;
    expect(srtTime(ms)).toBe('01:02:03,005');
    expect(vttTime(ms)).toBe('01:02:03.005');
    expect(assTime(ms)).toBe('1:02:03.01');
    expect(lrcTime(ms)).toBe('62:03.01');
    expect(secondsText(ms)).toBe('3723.005');
    expect(secondsNumber(ms)).toBe(3723.005);
    expect(secondsNumber(null)).toBeNull();
    expect([shortTime(ms), shortTime(59_500)]).toEqual(['1:02:03', '1:00']);
  });

  test('carry a rounded-up hundredth through seconds, minutes and hours', () => {
    expect(assTime(3_599_995)).toBe('1:00:00.00');
    expect(assTime(3_599_994)).toBe('0:59:59.99');
    expect(lrcTime(59_995)).toBe('01:00.00');
  });

  test('grow past 99 hours', () => {
    expect(srtTime(360_000_000)).toBe('100:00:00,000');
  });

  test('refuse times before zero and fractions, which are bugs of the caller', () => {
    for (const write of [srtTime, vttTime, assTime, lrcTime, secondsText, shortTime]) {
      expect(() => write(-1)).toThrow(RangeError);
      expect(() => write(0.5)).toThrow(RangeError);
    }
  });

  test('read back exactly: SRT, WebVTT and seconds', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(parseClock(srtTime(ms))).toBe(ms);
        expect(parseClock(vttTime(ms))).toBe(ms);
        expect(parseClock(secondsText(ms))).toBe(ms);
        expect(JSON.parse(JSON.stringify(secondsNumber(ms))) * 1000).toBeCloseTo(ms, 5);
      }),
    );
  });

  test('read back ASS and LRC to the nearest hundredth', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(parseClock(assTime(ms))).toBe(centisecondsOfMs(ms) * 10);
        expect(parseClock(lrcTime(ms))).toBe(centisecondsOfMs(ms) * 10);
      }),
    );
  });
});

describe('a time as people type it', () => {
  test.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['1.5', 1500],
    ['1,5', 1500],
    ['1:30', 90_000],
    ['90:00', 5_400_000],
    ['1:02:03.5', 3_723_500],
    ['01:02:03,500', 3_723_500],
    ['1m30s', 90_000],
    ['1h 2m', 3_720_000],
    ['1.5h', 5_400_000],
    ['2min', 120_000],
    ['250ms', 250],
    [' 7S ', 7000],
    ['0', 0],
    ['0.0005', 1],
    ['0.00049', 0],
  ])('%j', (text, ms) => {
    expect(parseTime(text)).toBe(ms);
  });

  test.each([
    '',
    ' ',
    '-1',
    '1:75',
    '1:60:00',
    '1h90m',
    '1m75s',
    'abc',
    '1:',
    ':30',
    '1e3',
    '1h1h',
    '101:00:00',
    'NaN',
  ])('%j is none', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  test('anything at all is a time within 100 hours or none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseTime(text);
        expect(ms === null || (Number.isSafeInteger(ms) && ms >= 0 && ms <= 360_000_000)).toBe(true);
      }),
    );
  });
});
