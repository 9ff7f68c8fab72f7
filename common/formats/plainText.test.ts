import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeProject } from '../../tests/support/large.ts';
import { projects, readContext, spokenLines, wordsOf } from '../../tests/support/transcripts.ts';
import { checkInvariants } from '../document/invariants.ts';
import { joinWords } from '../document/queries.ts';
import type { Project } from '../document/types.ts';
import { txtFormat } from './plainText.ts';

function read(text: string): Project {
  const result = txtFormat.read?.(text, readContext('folder/talk.txt'));
  if (result?.ok !== true) throw new Error('a text is always readable');
  return result.value.project;
}

function write(project: Project): string {
  return txtFormat.write?.({ project, cues: [], wordTimes: true }).text ?? '';
}

describe('a text that is read', () => {
  test('gives words without times, one utterance a paragraph', () => {
    const project = read('First line\nof the same paragraph.\n\nSecond one.\n');
    expect(spokenLines(project)).toEqual(['First line of the same paragraph.', 'Second one.']);
    expect(wordsOf(project).every(({ startMs, timing }) => startMs === null && timing === null)).toBe(true);
    expect(project.title).toBe('talk');
  });

  test('takes names at line starts for speakers when they come again', () => {
    const text = 'Ann: Hello.\nHow are you?\n\nDr. Smith: Fine.\n\nAnn: Good.\n\nDr. Smith: Bye.\n';
    expect(spokenLines(read(text))).toEqual([
      'Ann: Hello. How are you?',
      'Dr. Smith: Fine.',
      'Ann: Good.',
      'Dr. Smith: Bye.',
    ]);
  });

  test('reads what WhisperX writes: a label a line, no blank lines', () => {
    expect(spokenLines(read('[SPEAKER_00]: Hi there.\n[SPEAKER_01]: Hello.\n'))).toEqual([
      'SPEAKER_00: Hi there.',
      'SPEAKER_01: Hello.',
    ]);
  });

  test('reads chevrons, capitals and full-width colons', () => {
    expect(spokenLines(read('>> ANN: Hi.\n\n>> BOB: Yes.'))).toEqual(['ANN: Hi.', 'BOB: Yes.']);
    expect(spokenLines(read('主持人：晚上好。\n\n嘉宾：你好。'))).toEqual([
      '主持人: 晚上好。',
      '嘉宾: 你好。',
    ]);
  });

  test('reads a name that stands alone above its text', () => {
    const expected = ['Ann: Hello.', 'Bob: Hi.'];
    expect(spokenLines(read('Ann:\nHello.\n\nBob:\nHi.'))).toEqual(expected);
    expect(spokenLines(read('Ann:\n\nHello.\n\nBob:\n\nHi.'))).toEqual(expected);
    expect(spokenLines(read('Ann: Hello.\n\nAnn:'))).toEqual(['Ann: Hello.', 'Ann:']);
  });

  test('times before lines, or alone above them, are the times of these lines', () => {
    const text =
      '[00:00:05] Ann: Hello there.\n[00:00:10.5] Bob: Yes.\nIndeed.\n(1:02:03) Well.\n\n[1:02:09] Ann: Bye.\n';
    const project = read(text);
    expect(spokenLines(project)).toEqual([
      'Ann: Hello there.',
      'Bob: Yes. Indeed.',
      'Bob: Well.',
      'Ann: Bye.',
    ]);
    const times = (word: string) => wordsOf(project).find((one) => one.text === word);
    expect(times('Hello')).toMatchObject({ startMs: 5000, timing: 'interpolated' });
    expect(times('Yes.')?.startMs).toBe(10_500);
    expect(times('Well.')?.startMs).toBe(3_723_000);

    const copied = read('0:00\nwelcome to the show\n0:05\nsecond line here\n\n1:00:02\nlast one\n');
    expect(spokenLines(copied)).toEqual(['welcome to the show', 'second line here', 'last one']);
    expect(wordsOf(copied).find(({ text: word }) => word === 'last')?.startMs).toBe(3_602_000);
  });

  test.each([
    'Note: this happens once in a long text.\n\nAnother paragraph.\n\nA third one.',
    'It was 12:30 when he came.\n\n12:45 was later.',
    '12:30 we left.\n\n12:45 we came back.',
    '[12:45] came first.\n\n[12:30] came later.',
    '[12:45] is the only one.',
    'http://example.org is a page\n\nhttp://example.org is a page',
    'And then he said: hello\n\nAnd then he said: goodbye',
    'Is it true? Yes: it is\n\nIs it true? Yes: it is',
  ])('leaves in the text what is no name: %j', (text) => {
    const project = read(text);
    expect(project.speakers).toEqual([]);
    expect(joinWords(wordsOf(project))).toBe(text.replaceAll(/\s+/gu, ' '));
  });

  test('byte order mark, NUL bytes and any line ends do no harm', () => {
    expect(spokenLines(read('\ufeffone\0 two\r\n\r\nthree\rfour'))).toEqual(['one two', 'three four']);
    expect(spokenLines(read(' \r\n\t\n'))).toEqual([]);
  });

  test('any text is read, and no word of it lost', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'a',
            'B',
            ' ',
            '\n',
            ':',
            '.',
            '[',
            ']',
            '>',
            '国',
            '-',
            '\0',
            '0:07',
            '[1:08]',
          ),
        }),
        (text) => {
          const letters = (written: string) => written.replaceAll(/[^\p{L}]/gu, '');
          const project = read(text);
          expect(letters(spokenLines(project).join(' '))).toBe(letters(text));
          expect(checkInvariants(project)).toEqual([]);
        },
      ),
    );
  });
});

describe('a text that is written', () => {
  test('has a paragraph for each turn, with names where there are names', () => {
    const text = 'Ann: Hello.\n\nBob: Hi.\n\nSomebody else.\n\nBob: Bye.\n\nAnn: Bye.\n';
    expect(write(read(text))).toBe(text);
  });

  test('joins what one speaker says in a row and divides only very long turns', () => {
    const project = largeProject({ words: 2000, speakers: 1, asMonologue: false });
    const paragraphs = write(project).trimEnd().split('\n\n');
    expect(paragraphs.length).toBeGreaterThan(4);
    expect(paragraphs.length).toBeLessThan(20);
    expect(paragraphs.every((paragraph) => paragraph.startsWith('Speaker 1: '))).toBe(true);
  });

  test('says what it leaves out', () => {
    const project = largeProject({ words: 20, speakers: 1, asMonologue: false });
    expect(txtFormat.write?.({ project, cues: [], wordTimes: true }).losses).toEqual([
      'The times of words are left out.',
      'How sure the engine was of each word is left out.',
    ]);
  });

  test('of an empty document is empty', () => {
    expect(write(read(''))).toBe('');
  });

  test('read and written again is the same text, but for spaces', () => {
    fc.assert(
      fc.property(projects({ speakers: ['Ann', 'Bob Lee', null] }), (project) => {
        const once = write(project);
        expect(write(read(once)).replaceAll(/\s+/gu, '')).toBe(once.replaceAll(/\s+/gu, ''));
      }),
    );
  });
});
