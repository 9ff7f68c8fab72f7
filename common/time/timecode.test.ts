import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KNOWN_RATES } from './frameRate.ts';
import { formatTimecode, msOfTimecode, parseTimecode, timecodeOfMs } from './timecode.ts';

const ntsc = KNOWN_RATES['29.97'];
const ntscDouble = KNOWN_RATES['59.94'];
const pal = KNOWN_RATES['25'];

describe('timecode', () => {
  test('counts frames within the second', () => {
    expect(formatTimecode(0, pal, 'non-drop')).toBe('00:00:00:00');
    expect(formatTimecode(24, pal, 'non-drop')).toBe('00:00:00:24');
    expect(formatTimecode(25 * 3600 * 25 + 7, pal, 'non-drop')).toBe('25:00:00:07');
    expect(formatTimecode(-1, pal, 'non-drop')).toBe('-00:00:00:01');
  });

  test('names every frame, and the name leads back to it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 * 3600 * 30 }),
        fc.constantFrom(...Object.values(KNOWN_RATES)),
        (frame, rate) => {
          expect(parseTimecode(formatTimecode(frame, rate, 'non-drop'), rate)).toBe(frame);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 * 3600 * 30 }),
        fc.constantFrom(ntsc, ntscDouble),
        (frame, rate) => {
          expect(parseTimecode(formatTimecode(frame, rate, 'drop'), rate)).toBe(frame);
        },
      ),
    );
  });

  test('drops two numbers a minute at 29.97 and four at 59.94, but none each tenth minute', () => {
    expect(formatTimecode(1799, ntsc, 'drop')).toBe('00:00:59;29');
    expect(formatTimecode(1800, ntsc, 'drop')).toBe('00:01:00;02');
    expect(formatTimecode(17_981, ntsc, 'drop')).toBe('00:09:59;29');
    expect(formatTimecode(17_982, ntsc, 'drop')).toBe('00:10:00;00');
    expect(formatTimecode(3600, ntscDouble, 'drop')).toBe('00:01:00;04');
    expect(formatTimecode(35_964, ntscDouble, 'drop')).toBe('00:10:00;00');
  });

  test('with dropped numbers stays within a fifth of a second of the clock for a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_399_000 }), (ms) => {
        const [hours = 0, minutes = 0, seconds = 0, frames = 0] = timecodeOfMs(ms, ntsc, 'drop')
          .split(/[:;]/u)
          .map(Number);
        const shown = ((hours * 60 + minutes) * 60 + seconds + frames / 30) * 1000;
        expect(Math.abs(shown - ms)).toBeLessThan(200);
      }),
    );
  });

  test.each(['00:01:00;00', '00:01:00;01', '00:59:00;01', '11:11:00,00'])(
    '%s was dropped: no frame',
    (text) => {
      expect(parseTimecode(text, ntsc)).toBeNull();
    },
  );

  test.each(['00:01:00;03', '00:02:00;00'])('%s was dropped at 59.94', (text) => {
    expect(parseTimecode(text, ntscDouble)).toBeNull();
  });

  test('keeps the numbers of each tenth minute', () => {
    expect(parseTimecode('00:10:00;00', ntsc)).toBe(17_982);
    expect(parseTimecode('00:00:00;01', ntsc)).toBe(1);
  });

  test.each(['00:00:00;10', '00:00:00:25', '00:60:00:00', '00:00:60:00', '0:0:0:0', 'x', '00:00:00.10', ''])(
    '%j is no timecode at 25',
    (text) => {
      expect(parseTimecode(text, pal)).toBeNull();
    },
  );

  test('gives the start of the frame in milliseconds', () => {
    expect(msOfTimecode('00:00:01:12', pal)).toBe(1480);
    expect(msOfTimecode('01:00:00;00', ntsc)).toBe(3_599_996);
    expect(msOfTimecode('01:00:00:00', ntsc)).toBe(3_603_600);
  });

  test('has no dropped numbers at other rates', () => {
    expect(() => formatTimecode(0, pal, 'drop')).toThrow(RangeError);
  });
});
