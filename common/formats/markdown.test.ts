import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { projects, readContext, spokenLines, wordsOf } from '../../tests/support/transcripts.ts';
import { checkInvariants } from '../document/invariants.ts';
import { joinWords } from '../document/queries.ts';
import type { Project } from '../document/types.ts';
import type { ReadOutcome } from './format.ts';
import { markdownFormat } from './markdown.ts';
import { escapeMarkdown, plainFromMarkdown } from './markdownText.ts';
import { transcriptTurns } from './plainTextTurns.ts';

function readOutcome(text: string): ReadOutcome {
  const result = markdownFormat.read?.(text, readContext('notes.md'));
  if (result?.ok !== true) throw new Error('Markdown is always readable');
  return result.value;
}

const read = (text: string) => readOutcome(text).project;

function write(project: Project): string {
  return markdownFormat.write?.({ project, cues: [], wordTimes: true }).text ?? '';
}

describe('Markdown that is written', () => {
  test('has the title, names in bold, times as links into the recording, and no sign that could be markup', () => {
    const text =
      '# A *talk*\n\n**Ann** [00:01:02](#t=62) 1. Use snake_case and a | b\n\n[01:00:00](#t=3600) - and # so on\n\n**Bob:** no time';
    const expected =
      '# A talk\n\n**Ann** [00:01:02](#t=62) 1\\. Use snake\\_case and a \\| b\n\n' +
      '[01:00:00](#t=3600) \\- and \\# so on\n\n**Bob:** no time\n';
    expect(write(read(text))).toBe(expected);
  });

  test('shows every text exactly: escaping and reading gives it back', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.constantFrom(...'*_[]()#|`~<>&amp;\\-+=1. '),
            fc.string({ minLength: 1, maxLength: 1 }),
          ),
        }),
        (text) => {
          const line = text.replaceAll(/[\r\n]/gu, '');
          expect(plainFromMarkdown(escapeMarkdown(line))).toBe(line);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('read back gives the same turns, speakers and starts to the second', () => {
    fc.assert(
      fc.property(projects({ speakers: ['Ann', 'Bob_*', null] }), (project) => {
        const turns = (one: Project) =>
          transcriptTurns(one).map(({ speaker, words, startMs }) => ({
            speaker,
            text: joinWords(words).replaceAll(/\s+/gu, ''),
            startS: startMs === null ? null : Math.floor(startMs / 1000),
          }));
        const written = turns(project);
        const again = turns(read(write(project)));
        expect(again.map(({ text }) => text).join('')).toBe(written.map(({ text }) => text).join(''));
        expect(new Set(again.map(({ speaker }) => speaker))).toEqual(
          new Set(written.map(({ speaker }) => speaker)),
        );
        const starts = written.map(({ startS }) => startS);
        for (const { startS } of again) if (startS !== null) expect(starts).toContain(startS);
      }),
    );
  });
});

describe('Markdown that is read', () => {
  test('gives estimated times from each paragraph’s start to the next', () => {
    const words = wordsOf(read('**Ann** [00:00:10](#t=10) one two\n\n**Bob** [00:00:10](#t=10.5) three\n'));
    expect(words).toMatchObject([
      { text: 'one', startMs: 10_000, timing: 'interpolated' },
      { text: 'two', endMs: 10_500 },
      { text: 'three', startMs: 10_500 },
    ]);
  });

  test('a start that runs backwards is left out', () => {
    const words = wordsOf(read('[00:00:10](#t=10) one\n\n[00:00:05](#t=5) two\n'));
    expect(words.map(({ startMs }) => startMs)).toEqual([10_000, null]);
  });

  test('takes notes as people write them: lists, quotes, emphasis, links, names with a colon', () => {
    const text = [
      '---',
      'layout: post',
      '---',
      '# The title',
      '',
      '**Ann:** This is *very* `good` and [linked](http://x.y).',
      '**Bob**: Yes &amp; no.',
      '',
      '> - quoted item',
      '',
      '---',
      '',
      '## A heading',
      'wrapped',
      'line with [applause] and snake_case',
    ].join('\n');
    const { project, notices } = readOutcome(text);
    expect(project.title).toBe('The title');
    expect(spokenLines(project)).toEqual([
      'Ann: This is very good and linked.',
      'Bob: Yes & no.',
      'quoted item',
      'wrapped line with [applause] and snake_case',
    ]);
    expect(notices).toEqual([{ line: 13, message: 'A heading is not taken for speech and was left out.' }]);
  });

  test('a name and a time alone in their paragraph stand for the next one', () => {
    const { project } = readOutcome('**Ann** [00:01:02](#t=62)\n\nHello you.\n\n**Bob:**\n\nYes.\n\nMore.\n');
    expect(spokenLines(project)).toEqual(['Ann: Hello you.', 'Bob: Yes.', 'More.']);
    expect(wordsOf(project)[0]).toMatchObject({ text: 'Hello', startMs: 62_000 });
  });

  test('bold text that is no name stays text', () => {
    expect(spokenLines(read('**Important** things first'))).toEqual(['Important things first']);
  });

  test('any text is read', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '[',
            ']',
            '(',
            ')',
            '*',
            '_',
            '#',
            '\n',
            'a',
            '\\',
            '`',
            '~',
            '&',
            ' ',
            ':',
            '-',
            '1',
          ),
        }),
        (text) => {
          expect(checkInvariants(read(text))).toEqual([]);
        },
      ),
    );
  });
});
