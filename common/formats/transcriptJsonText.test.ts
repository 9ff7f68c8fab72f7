import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonText } from './transcriptJsonText.ts';

describe('JSON text', () => {
  test('is parsed, after a byte order mark too', () => {
    expect(parseJsonText('\ufeff{"a": 1}')).toEqual({ ok: true, value: { a: 1 }, replaced: 0 });
  });

  test('may hold the bare NaN and Infinity that Python writes: they become null and are counted', () => {
    expect(parseJsonText('{"a": NaN, "b": [-Infinity, Infinity], "c": -1}')).toEqual({
      ok: true,
      value: { a: null, b: [null, null], c: -1 },
      replaced: 3,
    });
  });

  test('keeps the words NaN and Infinity inside strings', () => {
    expect(parseJsonText('{"NaN": "to \\"Infinity\\" and NaN", "b": NaN}')).toEqual({
      ok: true,
      value: { NaN: 'to "Infinity" and NaN', b: null },
      replaced: 1,
    });
  });

  test('that is none says why in one short line', () => {
    for (const text of ['', '{', '{"a": nope}', `{"a": "${'x\n'.repeat(5000)}`, '['.repeat(200_000)]) {
      const parsed = parseJsonText(text);
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.reason).toMatch(/^[^\n]{5,140}$/u);
    }
  });

  test('any JSON value comes back, with any of its numbers made NaN', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify({ value, hole: 'HOLE' }).replace('"HOLE"', 'NaN');
        expect(parseJsonText(text)).toEqual({
          ok: true,
          value: JSON.parse(JSON.stringify({ value, hole: null })),
          replaced: 1,
        });
      }),
    );
  });

  test('any text is parsed or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseJsonText(text).ok === 'boolean'),
    );
  });
});
