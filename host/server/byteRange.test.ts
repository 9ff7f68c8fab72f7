import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRangeOf } from './byteRange.ts';

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', 10, { start: 0, end: 0 }],
    ['bytes=0-', 10, { start: 0, end: 9 }],
    ['bytes=9-', 10, { start: 9, end: 9 }],
    ['bytes=2-5', 10, { start: 2, end: 5 }],
    ['bytes=2-99', 10, { start: 2, end: 9 }],
    ['bytes=-3', 10, { start: 7, end: 9 }],
    ['bytes=-99', 10, { start: 0, end: 9 }],
    ['BYTES = 1 - 2', 10, { start: 1, end: 2 }],
    ['bytes=5368709120-', 5_368_709_121, { start: 5_368_709_120, end: 5_368_709_120 }],
  ] as const)('%s of %i bytes is a part', (header, size, part) => {
    expect(byteRangeOf(header, size)).toEqual(part);
  });

  it.each([
    ['bytes=10-', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=-1', 0],
    [`bytes=${'9'.repeat(400)}-`, 10],
  ])('%s of %i bytes lies outside', (header, size) => {
    expect(byteRangeOf(header, size)).toBe('outside');
  });

  it.each([null, '', 'bytes', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-2', 'items=0-1', 'bytes=0-1,3-4'])(
    '%j asks for the whole',
    (header) => {
      expect(byteRangeOf(header, 10)).toBe('all');
    },
  );

  it('never leaves the file', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (first, last, size) => {
        for (const header of [`bytes=${first}-${last}`, `bytes=${first}-`, `bytes=-${last}`]) {
          const range = byteRangeOf(header, size);
          if (typeof range === 'string') continue;
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThan(size);
        }
      }),
    );
  });
});
