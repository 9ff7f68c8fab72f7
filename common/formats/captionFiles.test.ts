import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awkwardWords } from '../../tests/support/awkwardWords.ts';
import { captionFacts, readText, writeText } from '../../tests/support/captionFacts.ts';
import { idSource } from '../document/ids.ts';
import { checkInvariants } from '../document/invariants.ts';
import { assFormat } from './ass.ts';
import type { Format } from './format.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

const FORMATS = [srtFormat, vttFormat, assFormat];

const files: Record<string, fc.Arbitrary<string>> = {
  srt: fileOf(
    [
      '1',
      '2',
      '42',
      '00:00:01,000 --> 00:00:02,000',
      '00:00:01,500-->00:00:01,500 X1:2',
      '00:00:09.5 -> 00:00:03',
      '0:1:2,3 --> x',
    ],
    [
      '<i>',
      '</i>',
      '<font color="#123456">',
      '</font>',
      '{\\an8}',
      '{\\i1}',
      'ANN: ',
      '>> BOB: ',
      '[S_0]: ',
      '- ',
      '<x>',
      '-->',
    ],
  ),
  vtt: fileOf(
    [
      ...[
        'NOTE',
        'NOTE x',
        'STYLE',
        'REGION',
        'id:a',
        'an id',
        '00:01.000 --> 00:02.000',
        '00:00:01.500 --> 00:00:01.500 line:0',
      ],
      ...[
        '00:09.000 --> 00:03.000 align:left region:a',
        '00:02.000 --> 00:07.000 position:5%',
        '00:01,000 --> 00:02.000',
      ],
    ],
    [
      '<i>',
      '</i>',
      '<c.red>',
      '</c>',
      '<v Ann>',
      '</v>',
      '<v Bob>',
      '<00:01.500>',
      '<00:03.000>',
      '&amp;',
      '&lt;',
      '&',
      '<',
      '<ruby>a<rt>b</ruby>',
      'ANN: ',
    ],
  ),
  ass: fileOf(
    [
      ...[
        '[Events]',
        '[Fonts]',
        '[V4+ Styles]',
        '[V4 Styles]',
        'Format: Name, Alignment',
        'Style: Default,8',
        'Comment: x',
        '; x',
      ],
      ...[
        'Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ann,0,0,0,,',
        'Dialogue: 0,0:00:01.50,0:00:09.00,Default,,0,0,0,,{\\k50}a ',
      ],
      ...[
        'Dialogue: 0,x,y,,,,,,,a',
        'Dialogue: 0,0:00:02.00,0:00:01.00,,Bob,1,2,3,fx,b',
        'Dialogue:',
        'WrapStyle: 2',
      ],
    ],
    [
      '{\\k20}',
      '{\\kt5}',
      '{\\i1}',
      '{\\r}',
      '{\\an7}',
      '{\\p1}',
      '{\\p0}',
      '\\N',
      '\\n',
      '\\h',
      '{',
      '}',
      '\\',
      '{x}',
      '{\\c&H00FF00&}',
      'Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ann,0,0,0,,',
    ],
  ),
};

function fileOf(lines: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(...pieces),
    fc.constantFrom(...awkwardWords),
    fc.constantFrom(' ', '  ', '\u00a0'),
  );
  const line = fc.oneof(
    fc.constantFrom(...lines),
    fc.constant(''),
    fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
  );
  const body = fc.array(line, { maxLength: 30 });
  return fc.tuple(body, fc.constantFrom('\n', '\r\n', '\r')).map(([all, end]) => all.join(end));
}

const HEADS: Record<string, string> = {
  srt: '1\n00:00:00,500 --> 00:00:01,500\nHi\n\n',
  vtt: 'WEBVTT\n\n',
  ass: '[Script Info]\nTitle: x\n[Events]\n',
};

const CUE_1 = '1\n00:00:00,500 --> 00:00:01,500\nHi\n\n';

/** Found by the law below; kept because a seed that finds them again may be years away. */
const FOUND: readonly (readonly [string, Format, string])[] = [
  ['a speaker mark that comes twice', srtFormat, `${CUE_1}00:00:01,000 --> 00:00:02,000\n>> BOB: >> BOB: `],
  [
    'a speaker mark in a cue that stands too early',
    srtFormat,
    `${CUE_1}00:00:09.5 -> 00:00:03\n>> BOB: >> BOB: \n00:00:01,500-->00:00:01,500 X1:2\n1`,
  ],
  [
    'a speaker mark in a cue that stands too late',
    srtFormat,
    `${CUE_1}00:00:01,500-->00:00:01,500 X1:2\nHello\n00:00:01,000 --> 00:00:02,000\n>> BOB: Hello`,
  ],
  [
    'a speaker mark in a WebVTT cue that stands too late',
    vttFormat,
    'WEBVTT\n\n00:02.000 --> 00:07.000\nHello\n\n00:01.000 --> 00:02.000\n&gt;&gt;ANN: x',
  ],
  [
    'a cue without text whose counter stands apart',
    srtFormat,
    `${CUE_1}00:00:01,000 --> 00:00:02,000\n1\n\n1\n\n00:00:09.5 -> 00:00:03`,
  ],
  [
    'a cue without text and counter below a text that ends with a number',
    srtFormat,
    `7\n00:00:00,500 --> 00:00:01,500\nHello\n\n2\n\n00:00:02,000 --> 00:00:03,000`,
  ],
  [
    'a speaker mark with nothing behind it but the dash of the next line',
    srtFormat,
    `${CUE_1}>> BOB: \n- [S_0]: Hello\n0:1:2,3 --> x`,
  ],
  [
    'a space that must not break between Japanese and Latin words',
    srtFormat,
    `${CUE_1}00:00:09.5 -> 00:00:03\n日本語\u00a0Hello[S_0]: `,
  ],
  [
    'a cue of two voices that begins with one whose words begin later',
    vttFormat,
    'WEBVTT\n\n00:02.000 --> 00:07.000\n<00:03.000>Hello\n\n00:02.000 --> 00:07.000\nHello<v Bob> Hello',
  ],
];

test.each(FOUND)('%s says the same after it was written and read again', (_, format, text) => {
  const { project } = readText(format, text);
  const once = writeText(format, project);
  const back = readText(format, once).project;
  expect(captionFacts(back)).toEqual(captionFacts(project));
  expect(writeText(format, back)).toBe(once);
});

test('a speaker who is named by chevrons goes on in the next cue by time, wherever that stands', () => {
  const text = `${CUE_1}00:00:05,000 --> 00:00:06,000\nlast\n\n00:00:02,000 --> 00:00:03,000\n>> BOB: first`;
  const voices = captionFacts(readText(srtFormat, text).project).map((fact) => fact.voices);
  expect(voices).toEqual([[null], ['BOB'], ['BOB']]);
});

describe.each(FORMATS.map((format) => [format.id, format] as const))('any %s file', (id, format: Format) => {
  const made = (files[id] ?? fc.string()).map((body) => (HEADS[id] ?? '') + body);

  test('becomes a document that keeps all laws', () => {
    fc.assert(
      fc.property(made, (text) => {
        // readText throws when a law is broken.
        readText(format, text);
      }),
      { numRuns: 400 },
    );
  });

  test('says the same after it was written and read again, and is then written the same', () => {
    fc.assert(
      fc.property(made, (text) => {
        const { project } = readText(format, text);
        const once = writeText(format, project);
        const back = once === '' ? project : readText(format, once).project;
        expect(captionFacts(back)).toEqual(captionFacts(project));
        expect(once === '' ? '' : writeText(format, back)).toBe(once);
      }),
      { numRuns: 400 },
    );
  });

  test('is read or refused, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(made, fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 })),
        (text) => {
          const outcome = format.read?.(text, { fileName: 'x', ids: idSource('read'), language: null });
          if (outcome?.ok === true) expect(checkInvariants(outcome.value.project)).toEqual([]);
          else expect(outcome?.failure.code).toBe('format.unreadable');
          expect(format.detect(text)).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
