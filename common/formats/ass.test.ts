import { describe, expect, test } from 'vitest';
import { captionFacts, lossesOf, readText, wordFacts, writeText } from '../../tests/support/captionFacts.ts';
import { idSource } from '../document/ids.ts';
import type { Project } from '../document/types.ts';
import { assFormat } from './ass.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

const HEADER = `[Script Info]
; a comment
Title: Test
ScriptType: v4.00+
PlayResX: 640
PlayResY: 360

[Aegisub Project Garbage]
Video File: a.mkv

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1
Style: Top,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,8,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`;

/** A file of one event from 1 to 3 s. */
function event(text: string): string {
  return `\ufeff${HEADER}Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,${text}\n`;
}

function read(text: string): Project {
  return readText(assFormat, text).project;
}

function firstFact(text: string) {
  return captionFacts(read(event(text)))[0];
}

describe('reading ASS', () => {
  test('fails without events', () => {
    const outcome = assFormat.read?.('[Script Info]\nTitle: x\n', {
      fileName: 'a.ass',
      ids: idSource('test'),
      language: null,
    });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'format.unreadable', file: 'a.ass' } });
  });

  test('takes the text with its commas, its lines and the name of the speaker', () => {
    const text = `${HEADER}Dialogue: 3,0:00:01.50,1:00:03.25,Default,Ann Lee,0,0,0,,One, two\\Nthree\\nfour\\hfive\n`;
    expect(captionFacts(read(text))[0]).toMatchObject({
      startMs: 1500,
      endMs: 3_603_250,
      lines: ['One, two', 'three four\u00a0five'],
      voices: ['Ann Lee', 'Ann Lee'],
    });
  });

  test('takes the columns in the order of the file', () => {
    const text = HEADER.replace(/Format: Layer.*\n/u, 'Format: Start, End, Actor, Text\n');
    expect(captionFacts(read(`${text}Dialogue: 0:00:01.00,0:00:02.00,Bob,Hi, you\n`))[0]).toMatchObject({
      startMs: 1000,
      lines: ['Hi, you'],
      voices: ['Bob'],
    });
  });

  test('times words by syllables, with pauses', () => {
    expect(
      wordFacts(read(event('{\\k20}{\\k30}Hel{\\k20}lo{\\k30} {\\kf50}there {\\K10}you{\\ko10}!'))),
    ).toEqual(['Hello 1200–1700 imported', 'there 2000–2500 imported', 'you! 2500–2600 imported']);
  });

  test('counts absolute syllables from the start of the event', () => {
    expect(wordFacts(read(event('{\\kt50\\k20}One {\\kt100\\k30}two')))[0]).toBe('One 1500–1700 imported');
  });

  test('reads styles, colours and places', () => {
    expect(
      firstFact('{\\an7}{\\i1}a{\\i0} {\\b700}b{\\b0} {\\u1\\c&H0088FF&}c{\\r} {\\1c&HFF&}d'),
    ).toMatchObject({
      placement: { vertical: 'top', align: 'left' },
      styles: [{ italic: true }, { bold: true }, { underline: true, color: '#ff8800' }, { color: '#ff0000' }],
    });
  });

  test('does not take the end of an animation for the style', () => {
    expect(firstFact('{\\t(0,100,\\i1\\c&H0000FF&)}a')?.styles).toEqual([{}]);
  });

  test('takes the place of the style where the text names none', () => {
    const text = `${HEADER}Dialogue: 0,0:00:01.00,0:00:02.00,Top,,0,0,0,,Up\n`;
    expect(captionFacts(read(text))[0]?.placement).toEqual({ vertical: 'top', align: 'center' });
  });

  test.each([
    ['{\\p1}m 0 0 l 1 1{\\p0}Text', 'Text'],
    ['a {a comment} b', 'a b'],
    ['\\{a\\} \\b c\\', '{a} \\b c\\'],
    ['an open { brace', 'an open { brace'],
    ['{\\pos(1,2)\\fad(1,2)\\blur2\\pbo3}Placed', 'Placed'],
  ])('reads %j as %j', (text, line) => {
    expect(firstFact(text)?.lines).toEqual([line]);
  });

  test('keeps comments, drawings, bad times and unknown sections', () => {
    const text = `\ufeff${HEADER}Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,note
Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,{\\p1}m 0 0{\\p0}
Dialogue: 0,0:00:01.00,0:00:02.00,Top,Ann,1,2,3,Banner;5,{\\k20\\foo}Hi {\\k30}{note}you
Dialogue: 0,soon,later,Default,,0,0,0,,When?
Dialogue: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,Plain\\Nlines
Comment: 0,0:00:09.00,0:00:09.00,Default,,0,0,0,,last

[Fonts]
fontname: a.ttf
!!!![Events]
[abc]

[Extra]
x: y
`;
    const { project, notices } = readText(assFormat, text);
    expect(captionFacts(project).map(({ lines }) => lines)).toEqual([['Hi you'], ['Plain', 'lines']]);
    expect(notices.map(({ message }) => message)).toEqual([
      'The times of this event are not valid; it is kept, but not shown.',
    ]);
    expect(writeText(assFormat, project)).toBe(text);
  });

  test('reads the older SSA with its alignment', () => {
    const text = `[Script Info]
ScriptType: v4.00

[V4 Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, TertiaryColour, BackColour, Bold, Italic, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, AlphaLevel, Encoding
Style: Default,Arial,20,16777215,0,0,0,0,0,1,2,2,6,10,10,10,0,0

[Events]
Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: Marked=0,0:00:01.00,0:00:02.00,*Default,Ann,0000,0000,0000,,Up {\\i1}there
`;
    const project = read(text);
    expect(captionFacts(project)[0]).toMatchObject({
      lines: ['Up there'],
      voices: ['Ann'],
      placement: { vertical: 'top', align: 'center' },
    });
    const written = writeText(assFormat, project);
    expect(written).toContain('ScriptType: v4.00+');
    expect(captionFacts(read(written))).toEqual(captionFacts(project));
    expect(lossesOf(assFormat, project)).toContain(
      'The styles of the imported SSA file are not carried over to ASS.',
    );
  });
});

describe('writing ASS', () => {
  test('states the size of the picture, and 1920 × 1080 where there is none', () => {
    const { project } = readText(srtFormat, '1\n00:00:01,000 --> 00:00:02,000\nHi\n');
    expect(writeText(assFormat, project)).toContain('PlayResX: 1920\nPlayResY: 1080\n');
    const portrait: Project = { ...project, media: [pictureOf(1080, 1920)] };
    expect(writeText(assFormat, portrait)).toContain(
      'PlayResX: 1080\nPlayResY: 1920\nLayoutResX: 1080\nLayoutResY: 1920\n',
    );
  });

  test('breaks lines that are wider than the picture, and squeezes no letters where none is known', () => {
    const { project } = readText(srtFormat, '1\n00:00:01,000 --> 00:00:02,000\nHi\n');
    const header = writeText(assFormat, project);
    expect(header).toContain('WrapStyle: 0\n');
    expect(header).not.toContain('LayoutRes');
  });

  test('writes word times as syllables, pauses in front of the space', () => {
    const { project } = readText(
      vttFormat,
      'WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Ann, B><00:00:01.200>One<00:00:01.500> <00:00:01.904>two\n<00:00:02.496>three\n',
    );
    expect(dialogueOf(project)).toBe(
      'Dialogue: 0,0:00:01.00,0:00:03.00,Default,Ann; B,0,0,0,,{\\k20}{\\k30}One{\\k40} {\\k60}two\\N{\\k50}three',
    );
    expect(writeText(assFormat, project, false)).toContain(',,One two\\Nthree\n');
  });

  test('fills the event with syllables to its end, and reads the last word back where it ended', () => {
    const { project } = readText(
      vttFormat,
      'WEBVTT\n\n00:00:01.000 --> 00:00:03.456\n<00:00:01.200>One <00:00:01.700>two<00:00:02.490>\n',
    );
    const line = dialogueOf(project);
    expect(line).toContain(',,{\\k20}{\\k50}One {\\k79}two{\\k97}');
    const syllables = [...line.matchAll(/\\k(\d+)/gu)].map(([, length]) => Number(length));
    expect(syllables.reduce((sum, length) => sum + length, 0)).toBe(346 - 100);
    expect(wordFacts(read(writeText(assFormat, project)))).toEqual([
      'One 1200–1700 imported',
      'two 1700–2490 imported',
    ]);
  });

  test('rounds shared borders to the same hundredth', () => {
    const { project } = readText(
      srtFormat,
      '1\n00:00:01,004 --> 00:00:02,005\nA\n\n2\n00:00:02,005 --> 00:00:03,996\nB\n',
    );
    const times = writeText(assFormat, project).match(/\d:\d\d:\d\d\.\d\d/gu);
    expect(times).toEqual(['0:00:01.00', '0:00:02.01', '0:00:02.01', '0:00:04.00']);
  });

  test('keeps braces and backslashes of the text from becoming overrides', () => {
    const line = '{\\i1}a\\Nb \\ {x} \\h \\{ end\\';
    const { project } = readText(srtFormat, `1\n00:00:01,000 --> 00:00:02,000\nx\n`);
    const [utterance] = project.utterances.chunks[0] ?? [];
    const [word] = utterance?.words.chunks[0] ?? [];
    if (utterance === undefined || word === undefined) throw new Error('no word');
    const named: Project = {
      ...project,
      utterances: {
        length: 1,
        chunks: [[{ ...utterance, words: { length: 1, chunks: [[{ ...word, text: line }]] } }]],
      },
      decisions: { ...project.decisions, wordStyles: new Map([[word.id, { italic: true }]]) },
    };
    const back = captionFacts(read(writeText(assFormat, named)))[0];
    expect(back?.lines).toEqual([line]);
    expect(back?.styles.every(({ italic }) => italic === true)).toBe(true);
  });

  test('reports cues that more than one speaker shares', () => {
    const { project } = readText(vttFormat, 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>a</v>\n<v B>b</v>\n');
    expect(lossesOf(assFormat, project)).toEqual([
      'ASS names one speaker an event; 1 cue with several names only the first.',
    ]);
  });
});

function dialogueOf(project: Project): string {
  return (
    writeText(assFormat, project)
      .split('\n')
      .find((line) => line.startsWith('Dialogue:')) ?? ''
  );
}

function pictureOf(width: number, height: number): Project['media'][number] {
  const stream = {
    index: 0,
    kind: 'video',
    codec: 'h264',
    language: null,
    isDefault: true,
    picture: { width, height },
  } as const;
  return {
    id: 'm',
    path: '/a.mp4',
    relativePath: null,
    fingerprint: null,
    durationMs: 5000,
    streams: [stream],
    frameRate: { numerator: 25, denominator: 1 },
    startOffsetMs: 0,
  };
}
