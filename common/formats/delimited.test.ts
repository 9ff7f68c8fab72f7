import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  pinnedCues,
  projects,
  readContext,
  segmentCues,
  spokenLines,
  wordsOf,
} from '../../tests/support/transcripts.ts';
import { explainFailure } from '../contract/failure.ts';
import { checkInvariants } from '../document/invariants.ts';
import type { Project } from '../document/types.ts';
import { csvFormat, tsvFormat } from './delimited.ts';
import { delimiterOf, guardFormula, parseRows, unguardFormula } from './delimitedCells.ts';
import type { Format, ReadOutcome } from './format.ts';
import { txtFormat } from './plainText.ts';

function read(text: string, format: Format = csvFormat): ReadOutcome {
  const result = format.read?.(text, readContext('talk.csv'));
  if (result?.ok !== true)
    throw new Error(result === undefined ? 'not readable' : explainFailure(result.failure).reason);
  return result.value;
}

function write(project: Project, format: Format = csvFormat): string {
  return format.write?.({ project, cues: pinnedCues(project), wordTimes: true }).text ?? '';
}

/** Start, end, speaker and lines of each caption. */
function captions({ project }: ReadOutcome) {
  const names = new Map(project.speakers.map(({ id, name }) => [id, name]));
  return pinnedCues(project).map(({ startMs, endMs, lines }) => [
    startMs,
    endMs,
    names.get(lines[0]?.speakerId ?? '') ?? null,
    lines.map(({ text }) => text).join('\n'),
  ]);
}

describe('cells', () => {
  test('are read by RFC 4180: quotes, doubled quotes, line ends and delimiters inside', () => {
    expect(parseRows('a,"b,""c""\r\nd",\r\n"",e\n', ',')).toEqual([
      { cells: ['a', 'b,"c"\r\nd', ''], line: 1 },
      { cells: ['', 'e'], line: 3 },
    ]);
  });

  test('with a quote that never closes are taken as they stand', () => {
    expect(parseRows('"Hello," he said\t"x\n"a"b\tc', '\t').map(({ cells }) => cells)).toEqual([
      ['"Hello," he said', '"x'],
      ['"a"b', 'c'],
    ]);
  });

  test('the last line needs no end, empty lines are no rows', () => {
    expect(parseRows('a,b\n\n\nc,', ',').map(({ cells, line }) => [cells.join('|'), line])).toEqual([
      ['a|b', 1],
      ['c|', 4],
    ]);
  });

  test('any table comes back from its quoted form', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', ';', '\t') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), (rows) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        expect(parseRows(text, ',').map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });

  test.each([
    ['start,end,text', ','],
    ['start;end;text', ';'],
    ['1,5;2,5;one, two, three', ';'],
    ['start\tend\ttext, and more, and more', '\t'],
    ['"a,b,c";d', ';'],
    ['', ','],
  ])('of %j are parted by %j', (text, delimiter) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });

  test.each(['=SUM(A1)', '- Hello', '+1', '@ann', "'=x", "''- a"])(
    'guard %j against being run, and undo it',
    (text) => {
      expect(guardFormula(text)).toBe(`'${text}`);
      expect(unguardFormula(guardFormula(text))).toBe(text);
    },
  );

  test('any text comes back from the guard', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '=', '-', 'a', '@', '+') }),
        (text) => unguardFormula(guardFormula(text)) === text,
      ),
    );
  });
});

describe('a table that is written', () => {
  const table =
    'start,end,speaker,text\r\n1.000,2.500,Ann,"Good evening,\nand ""welcome"""\r\n3.000,4.250,,\'- Hello\r\n';

  test('is RFC 4180 with headings, seconds, quoted line breaks and guarded formulas', () => {
    expect(write(read(table).project)).toBe(table);
  });

  test('as TSV has one caption a line, and says that line breaks are gone', () => {
    const { project } = read(table);
    expect(write(project, tsvFormat)).toBe(
      'start\tend\tspeaker\ttext\n1.000\t2.500\tAnn\tGood evening, and "welcome"\n3.000\t4.250\t\t\'- Hello\n',
    );
    const losses = tsvFormat.write?.({ project, cues: pinnedCues(project), wordTimes: true }).losses;
    expect(losses).toContain('Line breaks inside captions are written as spaces.');
  });

  test('of a transcript without times has rows without times', () => {
    const { project } = read('speaker,text\nAnn,Hello\nBob,Hi\n');
    expect(write(project)).toBe('start,end,speaker,text\r\n,,Ann,Hello\r\n,,Bob,Hi\r\n');
    expect(spokenLines(read(write(project)).project)).toEqual(['Ann: Hello', 'Bob: Hi']);
  });

  test.each([csvFormat, tsvFormat])(
    '$id: any captions are read back with times, speakers and text',
    (format) => {
      fc.assert(
        fc.property(projects({ speakers: ['Ann', '=Bob', null] }), (project) => {
          const cues = segmentCues(project);
          const text = format.write?.({ project, cues, wordTimes: true }).text ?? '';
          if (cues.length === 0) return;
          const again = pinnedCues(read(text, format).project);
          const bare = (lines: readonly { readonly text: string }[]) =>
            lines
              .map((line) => line.text)
              .join('')
              .replaceAll(/\s+/gu, '');
          const seen = (list: typeof cues) =>
            list.map(({ startMs, endMs, lines }) => `${startMs}-${endMs} ${bare(lines)}`).sort();
          const withWords = cues.filter(({ lines }) => /[^\s\p{Cc}\p{Cf}\u00ad]/u.test(bare(lines)));
          expect(
            seen(again)
              .join('\n')
              .replaceAll(/[\p{Cc}\ufeff]/gu, ''),
          ).toBe(
            seen(withWords)
              .join('\n')
              .replaceAll(/[\p{Cc}\ufeff]/gu, ''),
          );
        }),
      );
    },
  );
});

describe('a table that is read', () => {
  test.each<[string, string]>([
    [
      'with a byte order mark and CRLF, as Excel saves it',
      '\ufeffStart,END,Speaker,Text\r\n1.5,2.5,Ann,Hi\r\n',
    ],
    ['with semicolons and decimal commas', 'start;end;speaker;text\n1,5;2,5;Ann;Hi\n'],
    ['with tabs', 'start\tend\tspeaker\ttext\n1.5\t2.5\tAnn\tHi\n'],
    ['with Excel’s word on the delimiter', 'sep=;\nstart;end;speaker;text\n1.5;2.5;Ann;Hi\n'],
    [
      'with other headings in another order',
      'Text,Name,Start Time (s),End Time (s),Notes\nHi,Ann,1.5,2.5,x\n',
    ],
    ['with a duration instead of an end', 'text,begin,duration,speaker\nHi,1.5,1,Ann\n'],
    ['with clock times', 'start,end,speaker,text\n00:00:01.500,"0:02,5",Ann,Hi\n'],
    ['with milliseconds by name', 'start_ms,end_ms,speaker,text\n1500,2500,Ann,Hi\n'],
    ['without headings', '1.5,2.5,Ann,Hi\n3.5,4.5,Ann,Ho\n'],
    ['with spaces round numbers and names', 'start, end, speaker, text\n 1.5 , 2.5 , Ann , Hi \n'],
  ])('%s', (_, text) => {
    expect(captions(read(text))[0]).toEqual([1500, 2500, 'Ann', 'Hi']);
  });

  test('Whisper’s TSV is in milliseconds, its quotes are no quotes', () => {
    const outcome = read('start\tend\ttext\n0\t2500\t"Hello," he said\n2500\t4000\tBye.\n', tsvFormat);
    expect(captions(outcome)).toEqual([
      [0, 2500, null, '"Hello," he said'],
      [2500, 4000, null, 'Bye.'],
    ]);
  });

  test('whole numbers are milliseconds where seconds cannot be, and the reader says so', () => {
    const cpp = read('start,end,text\n0,2500," And so, my fellow Americans"\n2500,4000," ask not"\n');
    expect(captions(cpp)[1]).toEqual([2500, 4000, null, 'ask not']);
    expect(cpp.notices.map(({ message }) => message)).toContain(
      'Its whole numbers were taken for milliseconds.',
    );
    const seconds = read('start,end,text\n0,3,"And so, my fellow Americans"\n3,5,ask not\n');
    expect(captions(seconds)[1]).toEqual([3000, 5000, null, 'ask not']);
  });

  test('times in frames are read at a rate that has them, and the reader says which', () => {
    const table = (frames: string) =>
      `"#","in","out","character","text"\n"1","00:00:01:12","00:00:02:${frames}","Ann","Hi"\n`;
    const outcome = read(table('20'));
    expect(captions(outcome)).toEqual([[1480, 2800, 'Ann', 'Hi']]);
    expect(outcome.notices).toEqual([
      { line: null, message: 'Its times in frames were read at 25 frames a second.' },
    ]);
    expect(captions(read(table('27')))).toEqual([[1400, 2900, 'Ann', 'Hi']]);
  });

  test('times that nobody can read are named, not lost silently', () => {
    const outcome = read('start,end,text\nlater,last,Hi\n');
    expect(wordsOf(outcome.project)[0]?.startMs).toBe(null);
    expect(outcome.notices).toEqual([
      { line: 2, message: '“later” is no time that is known here; the words have no times.' },
    ]);
  });

  test('rows are captions: times and line breaks stay exactly, words have estimated times', () => {
    const { project } = read('start,end,speaker,text\n1,2,Ann,"one\ntwo"\n');
    expect(captions({ project, notices: [] })).toEqual([[1000, 2000, 'Ann', 'one\ntwo']]);
    expect(wordsOf(project)).toMatchObject([
      { text: 'one', startMs: 1000, timing: 'interpolated' },
      { text: 'two', endMs: 2000 },
    ]);
  });

  test('a row without a full time is fitted between its neighbours, with a notice that names its line', () => {
    const outcome = read('start,end,text\n1,2,a\n,,"so much to say here"\n3,,b\n5,4,wrong\n9,,last\n');
    expect(captions(outcome).map(([start, end]) => [start, end])).toEqual([
      [1000, 2000],
      [2000, 3000],
      [3000, 3070],
      [5000, 5350],
      [9000, 9280],
    ]);
    const fitted = outcome.notices.filter(({ message }) => message.includes('fitted between'));
    expect(fitted.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    expect(checkInvariants(outcome.project)).toEqual([]);
  });

  test('NUL bytes and rows without text do no harm', () => {
    expect(captions(read('start,end,text\n1,2,a\0b\n2,3,\n3,4,"  "\n4,5,c,d,e\n'))).toEqual([
      [1000, 2000, null, 'ab'],
      [4000, 5000, null, 'c'],
    ]);
  });

  test.each([
    ['', 'CSV: it is empty'],
    ['name,age\nAnn,5\n', 'there is no column named text (the first row is: name | age)'],
    ['just some words', 'there is no column named text'],
  ])('%j is refused', (text, expected) => {
    const result = csvFormat.read?.(text, readContext('x.csv'));
    expect(result?.ok).toBe(false);
    if (result?.ok === false) expect(explainFailure(result.failure).reason).toContain(expected);
  });

  test('any text is read or refused', () => {
    const unit = fc.constantFrom('"', ',', ';', '\t', '\n', '\r', 'a', '1', '.', ' ', '=', "'", ':');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), fc.boolean(), (text, withHeadings) => {
        const result = csvFormat.read?.(
          (withHeadings ? 'start,end,speaker,text\n' : '') + text,
          readContext('x.csv'),
        );
        expect(result?.ok === true ? checkInvariants(result.value.project) : []).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

test('tables are told apart by their first line, prose is none', () => {
  expect(csvFormat.detect('start,end,speaker,text\n')).toBeGreaterThan(0.8);
  expect(tsvFormat.detect('start\tend\ttext\n')).toBeGreaterThan(0.8);
  expect(csvFormat.detect('start\tend\ttext\n')).toBeLessThan(txtFormat.detect('a'));
  expect(csvFormat.detect('Well, hello; good day')).toBeLessThan(txtFormat.detect('a'));
});
