import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captionFacts, cuesOf, readText, writeText } from '../../tests/support/captionFacts.ts';
import type { Cue } from '../captions/cue.ts';
import { buildProject } from '../document/build.ts';
import { idSource } from '../document/ids.ts';
import { checkInvariants } from '../document/invariants.ts';
import { eachWord } from '../document/queries.ts';
import type { CuePlacement, Project, WordStyle } from '../document/types.ts';
import { assFormat } from './ass.ts';
import type { Format } from './format.ts';
import { placementOfKey } from './placement.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

const FORMATS = [srtFormat, vttFormat, assFormat];

const WORD_TEXTS = [
  ...[
    'Hello',
    'world.',
    'don’t',
    '“Yes!”',
    '42',
    '3.5%',
    'Größe,',
    'naïve',
    'A',
    '…and',
    'ok?',
    'R&B',
    '&amp;',
    '&lt;b&gt;',
  ],
  ...[
    '<b>',
    '</i>',
    '<script>',
    '<00:01.000>',
    'a<b',
    'x>y',
    '{\\an8}',
    '{note}',
    '\\N',
    '\\',
    '[x]',
    '(ha)',
    '♪',
    '#1',
  ],
  ...[
    '日本語',
    'สวัสดี',
    'مرحبا',
    'שלום',
    '👩‍👩‍👧',
    'e\u0301',
    'WEBVTT',
    'NOTE',
    'STYLE',
    '1',
    '-',
    '—',
    '>>',
    ',',
    '=SUM(1)',
  ],
];

const styles = fc.record(
  {
    italic: fc.constant(true),
    bold: fc.constant(true),
    underline: fc.constant(true),
    color: fc.constantFrom('#ff0000', '#ffff00', '#12ab9c'),
  },
  { requiredKeys: [] },
) satisfies fc.Arbitrary<WordStyle>;

/** Recognised speech with styles and places that a person gave. */
const projects: fc.Arbitrary<Project> = fc
  .record({
    speakers: fc.constantFrom([null], ['Ann'], ['Ann', 'Bob & <Co>', null]),
    words: fc.array(
      fc.record({
        text: fc.constantFrom(...WORD_TEXTS),
        gapMs: fc.constantFrom(0, 0, 10, 120, 700, 2500),
        lengthMs: fc.integer({ min: 40, max: 900 }),
        speaker: fc.nat(2),
        turn: fc.boolean(),
        style: fc.option(styles, { freq: 4 }),
        key: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 4 }),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ speakers, words }) => {
    let clockMs = 0;
    let speaker: string | null = speakers[0] ?? null;
    const recognised = words.map(({ text, gapMs, lengthMs, speaker: next, turn }) => {
      if (turn) speaker = speakers[next % speakers.length] ?? null;
      const startMs = clockMs + gapMs;
      clockMs = startMs + lengthMs;
      return {
        text,
        startMs,
        endMs: clockMs,
        confidence: null,
        timing: 'aligned' as const,
        glue: false,
        speaker,
      };
    });
    const built = buildProject({
      ids: idSource('made'),
      projectId: 'p',
      title: 'Talk',
      media: [],
      language: 'en',
      profile: 'plain',
      original: null,
      segments: [{ startMs: 0, endMs: clockMs, words: recognised }],
    });
    const wordStyles = new Map<string, WordStyle>();
    const placements = new Map<string, CuePlacement>();
    let at = 0;
    eachWord(built, (word) => {
      const made = words[at++ % words.length];
      if (made?.style != null) wordStyles.set(word.id, made.style);
    });
    const styled: Project = { ...built, decisions: { ...built.decisions, wordStyles } };
    cuesOf(styled).forEach(({ firstWordId }, index) => {
      const placement = placementOfKey(words[index % words.length]?.key ?? 2);
      if (placement !== null) placements.set(firstWordId, placement);
    });
    return { ...styled, decisions: { ...styled.decisions, placements } };
  })
  .filter(({ utterances }) => utterances.length > 0);

/** Times as ASS has them. */
function inHundredths(ms: number): number {
  return Math.floor(ms / 10 + 0.5) * 10;
}

describe('what is written is read again', () => {
  test('from WebVTT: times, lines, voices, styles, places', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const back = readText(vttFormat, writeText(vttFormat, project)).project;
        expect(captionFacts(back)).toEqual(captionFacts(project));
      }),
    );
  });

  test('from ASS: the same, in hundredths of a second and with one voice a cue', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const back = readText(assFormat, writeText(assFormat, project)).project;
        const expected = captionFacts(project).map((fact) => ({
          ...fact,
          startMs: inHundredths(fact.startMs),
          endMs: inHundredths(fact.endMs),
          voices: fact.voices.map(() => fact.voices[0]),
        }));
        expect(captionFacts(back)).toEqual(expected);
      }),
    );
  });

  test('from SRT: the same without voices', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const back = readText(srtFormat, writeText(srtFormat, project)).project;
        const expected = captionFacts(project).map((fact) => ({
          ...fact,
          voices: fact.voices.map(() => null),
        }));
        expect(captionFacts(back)).toEqual(expected);
      }),
    );
  });

  test('with the times of all words, to the millisecond in WebVTT and to the hundredth in ASS', () => {
    fc.assert(
      fc.property(projects, (project) => {
        // A cue that was moved away from its words to be long enough cannot hold their times.
        fc.pre(cuesOf(project).every(holdsItsWords));
        const vtt = readText(vttFormat, writeText(vttFormat, project)).project;
        expect(timesInCues(vtt, (ms) => ms)).toEqual(timesInCues(project, (ms) => ms));
        const ass = readText(assFormat, writeText(assFormat, project)).project;
        expect(timesInCues(ass, inHundredths)).toEqual(timesInCues(project, inHundredths));
      }),
    );
  });
});

function holdsItsWords({ startMs, endMs, lines }: Cue): boolean {
  const words = lines.flatMap((line) => line.words);
  return words.every((word) => (word.startMs ?? 0) < endMs - 20 && (word.endMs ?? 0) > startMs + 20);
}

/** Start and end of each word, as far as they lie in their cue: what a caption file can hold. */
function timesInCues(project: Project, rounded: (ms: number) => number): readonly string[] {
  return cuesOf(project).flatMap((cue) =>
    cue.lines.flatMap(({ words }) =>
      words.map(({ startMs, endMs }) => {
        if (startMs === null || endMs === null) return 'none';
        return `${rounded(Math.max(startMs, cue.startMs))}–${rounded(Math.min(endMs, cue.endMs))}`;
      }),
    ),
  );
}

/** Files from pieces that mean something to the format, and some that mean nothing. */
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
    fc.constantFrom(...WORD_TEXTS),
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
