import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodedTexts as samples } from '../../tests/support/encodings.ts';
import { decodeText, decodeTextAs, TEXT_ENCODINGS } from './encoding.ts';

describe('a text in a legacy encoding', () => {
  test('there are samples in every encoding that the product promises', () => {
    const encodings = new Set(samples.map((sample) => sample.encoding));
    for (const wanted of [
      'windows-1250',
      'windows-1251',
      'windows-1252',
      'gb18030',
      'big5',
      'shift_jis',
      'euc-kr',
      'koi8-r',
      'utf-16le',
      'utf-16be',
    ]) {
      expect(encodings).toContain(wanted);
    }
  });

  test.each(samples)('$name is read right without any hint', ({ bytes, text, encoding }) => {
    const decoded = decodeText(bytes, null);
    expect(decoded.text).toBe(text);
    expect(decoded.encoding).toBe(encoding);
  });

  test.each(samples)('$name is read right with its language as hint', ({ bytes, text, language }) => {
    expect(decodeText(bytes, language).text).toBe(text);
  });

  test.each(samples.filter((sample) => !sample.encoding.startsWith('utf-16')))(
    'a single line of $name is read right when its language is known',
    ({ bytes, text, language }) => {
      const line = bytes.subarray(0, bytes.indexOf(0x0a) + 1);
      expect(decodeText(line, language).text).toBe(`${text.split('\n')[0]}\n`);
    },
  );

  test('a wrong guess can be overruled by name', () => {
    const russian = samples.find((sample) => sample.name === 'ru.windows-1251.txt');
    expect(decodeTextAs(russian?.bytes ?? new Uint8Array(), 'koi8-r')).not.toBe(russian?.text);
    expect(decodeTextAs(russian?.bytes ?? new Uint8Array(), 'windows-1251')).toBe(russian?.text);
  });
});

describe('a text in Unicode', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);

  test('UTF-8 is certain, with and without byte order mark, and the mark is dropped', () => {
    expect(decodeText(utf8('Zażółć'), null)).toEqual({ text: 'Zażółć', encoding: 'utf-8', confidence: 1 });
    expect(decodeText(utf8('\ufeffZażółć'), null).text).toBe('Zażółć');
  });

  test('UTF-16 with a byte order mark is certain', () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x31, 0x04, 0x0a, 0x00]);
    expect(decodeText(bytes, null)).toEqual({ text: 'б\n', encoding: 'utf-16le', confidence: 1 });
  });

  test('a NUL byte in UTF-8 does not make it UTF-16', () => {
    const text = `${'a plain line of text\n'.repeat(20)}\0 and more`;
    expect(decodeText(utf8(text), null)).toEqual({ text, encoding: 'utf-8', confidence: 1 });
  });

  test('U+FFFD that stands in a file is text', () => {
    expect(decodeText(utf8('lost \ufffd here'), null).confidence).toBe(1);
  });

  test('a file cut inside its last character stays UTF-8', () => {
    const bytes = utf8('Grüße aus München, schön hier, ü');
    const cut = decodeText(bytes.subarray(0, bytes.length - 1), null);
    expect(cut.encoding).toBe('utf-8');
    expect(cut.text).toBe('Grüße aus München, schön hier, \ufffd');
  });

  test('one damaged character among many leaves it UTF-8, with less confidence', () => {
    const bytes = utf8('Съешь же ещё этих мягких французских булок. '.repeat(4));
    bytes[11] = 0x41;
    const decoded = decodeText(bytes, null);
    expect(decoded.encoding).toBe('utf-8');
    expect(decoded.confidence).toBeLessThan(1);
  });
});

test('any bytes become text without a throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.option(fc.constantFrom('de', 'ru', 'zh-TW', 'ja', 'x'), { nil: null }),
      (bytes, language) => {
        const decoded = decodeText(bytes, language);
        expect(TEXT_ENCODINGS).toContain(decoded.encoding);
        expect(decoded.confidence).toBeGreaterThanOrEqual(0);
        expect(decoded.confidence).toBeLessThanOrEqual(1);
      },
    ),
  );
});
