import { describe, expect, test } from 'vitest';
import { characterReferenceAt } from './characterReference.ts';
import { parseVttCueText, walkVttNodes } from './vttCueText.ts';
import { parseVtt } from './vttFile.ts';

/** The whole parser is compared with a browser's in tests/web/webvtt.spec.ts; here are the rules people trip over. */
function cuesIn(text: string) {
  return parseVtt(text)?.cues.map(({ id, startMs, endMs, text: payload }) => [id, startMs, endMs, payload]);
}

describe('the signature of WebVTT', () => {
  test.each(['WEBVTT', 'WEBVTT x', 'WEBVTT\tx', '\ufeffWEBVTT', 'WEBVTT\n\n', 'WEBVTT\r'])(
    'is in %j',
    (text) => {
      expect(parseVtt(text)).not.toBeNull();
    },
  );

  test.each(['', 'WEBVT', 'webvtt', 'WEBVTTx', ' WEBVTT', '\ufeff\ufeffWEBVTT'])('is not in %j', (text) => {
    expect(parseVtt(text)).toBeNull();
  });
});

describe('blocks of WebVTT', () => {
  test('are style sheets and regions only before the first cue', () => {
    const file = parseVtt(
      'WEBVTT\n\nSTYLE\na {}\nb {}\n\nREGION\nid:r width:40%\n\n00:01.000 --> 00:02.000 region:r\nA\n\nSTYLE\nc {}\n\nNOTE x\n',
    );
    expect(file?.stylesheets).toEqual(['a {}\nb {}']);
    expect(file?.regions).toEqual([
      { id: 'r', width: 40, lines: 3, regionAnchor: [0, 100], viewportAnchor: [0, 100], scroll: '' },
    ]);
    expect(file?.cues[0]?.settings.region).toBe('r');
    expect(file?.blocks.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      'style 3',
      'region 7',
      'cue 10',
      'other 13',
      'other 16',
    ]);
  });

  test('end at a line with an arrow, which begins the next', () => {
    expect(cuesIn('WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:02.000 --> 00:03.000\nB')).toEqual([
      ['', 1000, 2000, 'A'],
      ['', 2000, 3000, 'B'],
    ]);
  });

  test('take zero characters and all line ends', () => {
    expect(cuesIn('WEBVTT\r\r\n1\0\r\n00:01.000 --> 00:02.000\rA\0\n')).toEqual([
      ['1\ufffd', 1000, 2000, 'A\ufffd'],
    ]);
  });

  test('keep their header', () => {
    expect(parseVtt('WEBVTT x\nX-TIMESTAMP-MAP=MPEGTS:1,LOCAL:00:00:00.000\n\nNOTE a')?.header).toBe(
      'WEBVTT x\nX-TIMESTAMP-MAP=MPEGTS:1,LOCAL:00:00:00.000',
    );
  });
});

describe('times of WebVTT', () => {
  test.each([
    ['00:01.000', 1000],
    ['59:59.999', 3_599_999],
    ['01:00:00.000', 3_600_000],
    ['1:00:00.000', 3_600_000],
    ['1000:00:00.000', 3_600_000_000],
  ])('are read from %s', (time, ms) => {
    expect(cuesIn(`WEBVTT\n\n${time} --> 00:00.000\nA`)).toEqual([['', ms, 0, 'A']]);
  });

  test.each([
    '00:01',
    '00:01.00',
    '00:01.0000',
    '00:01,000',
    '1:01.000',
    '00:60.000',
    '00:60:00.000',
    '60:00.000',
    'x',
    '',
  ])('are not %j', (time) => {
    expect(cuesIn(`WEBVTT\n\n${time} --> 00:02.000\nA`)).toEqual([]);
  });
});

describe('text of WebVTT', () => {
  test('becomes a tree', () => {
    expect(parseVttCueText('a<v.x  Ann &amp;  B>b<00:01.000><i>c</b>d</i></v>')).toEqual([
      { kind: 'text', text: 'a' },
      {
        kind: 'element',
        name: 'v',
        classes: ['x'],
        annotation: 'Ann & B',
        children: [
          { kind: 'text', text: 'b' },
          { kind: 'timestamp', ms: 1000 },
          {
            kind: 'element',
            name: 'i',
            classes: [],
            annotation: '',
            children: [
              { kind: 'text', text: 'c' },
              { kind: 'text', text: 'd' },
            ],
          },
        ],
      },
    ]);
  });

  test('may be nested as deep as it is long', () => {
    let depth = 0;
    let deepest = 0;
    walkVttNodes(
      parseVttCueText('<b>'.repeat(200_000)),
      () => {
        depth++;
        deepest = Math.max(deepest, depth);
      },
      () => {
        depth--;
      },
    );
    expect([depth, deepest]).toEqual([0, 200_000]);
  });
});

describe('a character reference', () => {
  test.each([
    ['&amp;', '&'],
    ['&amp', '&'],
    ['&ampx', '&'],
    ['&notit;', '¬'],
    ['&notin;', '∉'],
    ['&CounterClockwiseContourIntegral;', '∳'],
    ['&ThickSpace;', '\u205f\u200a'],
    ['&#65;', 'A'],
    ['&#x1f600', '😀'],
    ['&#150;', '–'],
    ['&#0;', '\ufffd'],
    ['&#xd800;', '\ufffd'],
    [`&#${'9'.repeat(1000)};`, '\ufffd'],
  ])('%s is %j', (text, expected) => {
    expect(characterReferenceAt(text, 0)?.text).toBe(expected);
  });

  test.each(['&', '&;', '&#', '&#x', '&#xg', '&nosuchname;', '&CounterClockwiseContourIntegral', '& amp;'])(
    '%s is none',
    (text) => {
      expect(characterReferenceAt(text, 0)).toBeNull();
    },
  );
});
