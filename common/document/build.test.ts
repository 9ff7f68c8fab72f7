import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildProject,
  emptyProject,
  endsSentence,
  type RecognisedSegment,
  type RecognisedWord,
} from './build.ts';
import { idSource } from './ids.ts';
import { checkInvariants } from './invariants.ts';
import { toArray } from './list.ts';
import { allWords, joinWords } from './queries.ts';
import type { Project } from './types.ts';

function word(text: string, startMs: number | null, endMs: number | null, speaker?: string): RecognisedWord {
  const timing = startMs === null ? null : 'aligned';
  const plain = { text, startMs, endMs, confidence: 0.9, timing, glue: false } as const;
  return speaker === undefined ? plain : { ...plain, speaker };
}

function build(...segments: RecognisedSegment[]): Project {
  return buildProject({
    ids: idSource('b'),
    projectId: 'p',
    title: 'Talk',
    media: [],
    language: 'en',
    profile: 'plain',
    original: null,
    segments,
  });
}

const said = (...words: RecognisedWord[]): RecognisedSegment => ({ startMs: 0, endMs: 60_000, words });
const lines = (project: Project) => toArray(project.utterances).map(({ words }) => joinWords(toArray(words)));
const times = (project: Project) => [...allWords(project)].map(({ startMs, endMs }) => [startMs, endMs]);

describe('a document made of what an engine recognised', () => {
  test('takes over words, times, confidence and their origin', () => {
    const project = build(said(word('Hello', 100, 400), word('world.', 450, 900)));
    expect([...allWords(project)]).toEqual([
      {
        id: 'b-1',
        text: 'Hello',
        startMs: 100,
        endMs: 400,
        confidence: 0.9,
        timing: 'aligned',
        kind: 'word',
        glue: false,
      },
      {
        id: 'b-2',
        text: 'world.',
        startMs: 450,
        endMs: 900,
        confidence: 0.9,
        timing: 'aligned',
        kind: 'word',
        glue: false,
      },
    ]);
  });

  test('begins an utterance after a second of silence, or after a sentence and 400 ms', () => {
    expect(
      lines(
        build(
          said(
            word('One', 0, 100),
            word('two', 1099, 1200),
            word('three', 2200, 2300),
            word('four.', 2300, 2400),
            word('Five.', 2799, 2900),
            word('Six', 3300, 3400),
          ),
        ),
      ),
    ).toEqual(['One two', 'three four. Five.', 'Six']);
  });

  test('begins an utterance where the speaker changes, and numbers unnamed speakers', () => {
    const project = build(
      said(
        word('Hi', 0, 100, 'SPEAKER_03'),
        word('there', 100, 200, 'SPEAKER_03'),
        word('Hello', 200, 300, 'Ann'),
      ),
      { ...said(word('Bye', 400, 500)), speaker: 'SPEAKER_03' },
    );
    expect(project.speakers.map(({ name, color }) => [name, color])).toEqual([
      ['Speaker 1', 0],
      ['Ann', 1],
    ]);
    expect(lines(project)).toEqual(['Hi there', 'Hello', 'Bye']);
    const [first, , last] = toArray(project.utterances);
    expect(first?.speakerId).toBe(last?.speakerId);
  });

  test('joins marks that stand alone to the word before, or after at the start, and drops empty words', () => {
    const project = build(
      said(word('“', 0, 10), word('Yes', 10, 100), word(' ', 100, 110), word('!', 110, 120)),
    );
    expect(lines(project)).toEqual(['“Yes !']);
  });

  test('knows descriptions of sounds', () => {
    const kinds = [
      ...allWords(build(said(word('[applause]', 0, 10), word('(laughs)', 20, 30), word('(so', 40, 50)))),
    ];
    expect(kinds.map(({ kind }) => kind)).toEqual(['sound', 'sound', 'word']);
  });

  test('shares the time of a segment that has no word times, marked as estimated', () => {
    const project = build({
      startMs: 1000,
      endMs: 2000,
      words: [word('One', null, null), word('four', null, null)],
    });
    expect(times(project)).toEqual([
      [1000, 1444],
      [1444, 2000],
    ]);
    expect([...allWords(project)].map(({ timing }) => timing)).toEqual(['interpolated', 'interpolated']);
  });

  test('leaves a word without time where others have one', () => {
    expect(times(build(said(word('In', 0, 100), word('1984', null, null), word('we', 300, 400))))).toEqual([
      [0, 100],
      [null, null],
      [300, 400],
    ]);
  });

  test.each<[string, [number, number][], (number | null)[][]]>([
    [
      'an overlap goes to the later word',
      [
        [0, 300],
        [200, 500],
      ],
      [
        [0, 200],
        [200, 500],
      ],
    ],
    [
      'a hardly begun word keeps 40 ms',
      [
        [0, 300],
        [10, 500],
      ],
      [
        [0, 300],
        [300, 500],
      ],
    ],
    [
      'a word inside another loses its time',
      [
        [0, 300],
        [10, 200],
      ],
      [
        [0, 300],
        [null, null],
      ],
    ],
    [
      'an empty word gets 40 ms',
      [
        [0, 0],
        [100, 200],
      ],
      [
        [0, 40],
        [100, 200],
      ],
    ],
    [
      'a negative length becomes 40 ms',
      [
        [100, 50],
        [300, 400],
      ],
      [
        [100, 140],
        [300, 400],
      ],
    ],
    [
      'a start before zero is cut',
      [
        [-50, 80],
        [100, 200],
      ],
      [
        [0, 80],
        [100, 200],
      ],
    ],
    [
      'fractions are rounded',
      [
        [0.5, 99.5],
        [100.4, 200],
      ],
      [
        [1, 100],
        [100, 200],
      ],
    ],
    [
      'a start going back loses its time',
      [
        [500, 600],
        [100, 200],
      ],
      [
        [500, 600],
        [null, null],
      ],
    ],
    [
      'not a number is no time',
      [
        [Number.NaN, 100],
        [200, 300],
      ],
      [
        [null, null],
        [200, 300],
      ],
    ],
    [
      'an endless word gets 40 ms',
      [
        [0, Number.POSITIVE_INFINITY],
        [100, 200],
      ],
      [
        [0, 40],
        [100, 200],
      ],
    ],
  ])('repairs bad times: %s', (_, given, expected) => {
    expect(times(build(said(...given.map(([startMs, endMs]) => word('w', startMs, endMs)))))).toEqual(
      expected,
    );
  });

  test('puts segments that came out of order in order', () => {
    const project = build(
      { startMs: 5000, endMs: 6000, words: [word('later', 5000, 5500)] },
      { startMs: 0, endMs: 1000, words: [word('first', 0, 500)] },
    );
    expect(lines(project)).toEqual(['first', 'later']);
  });

  test('is valid whatever the engine says, and loses no word', () => {
    const anyTime = fc.oneof(
      fc.integer({ min: -100, max: 5000 }),
      fc.double({ min: -100, max: 5000 }),
      fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300),
    );
    const anyWord: fc.Arbitrary<RecognisedWord> = fc.record({
      text: fc.constantFrom('a', 'Word.', ' ', ',', '—', '日本', '[noise]'),
      startMs: anyTime,
      endMs: anyTime,
      confidence: fc.constantFrom(null, 0.5, -1, 2, Number.NaN),
      timing: fc.constantFrom(null, 'aligned', 'token'),
      glue: fc.boolean(),
      speaker: fc.constantFrom(null, 'A', 'B'),
    });
    const anySegment: fc.Arbitrary<RecognisedSegment> = fc.record({
      startMs: anyTime.map((time) => time ?? 0),
      endMs: anyTime.map((time) => time ?? 0),
      words: fc.array(anyWord, { maxLength: 8 }),
      speaker: fc.constantFrom(null, 'A', 'C'),
    });
    fc.assert(
      fc.property(fc.array(anySegment, { maxLength: 5 }), (segments) => {
        const project = build(...segments);
        expect(checkInvariants(project)).toEqual([]);
        const spoken = segments.flatMap(({ words }) => words).filter(({ text }) => /[\p{L}]/u.test(text));
        expect([...allWords(project)].filter(({ text }) => /[\p{L}]/u.test(text))).toHaveLength(
          spoken.length,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('is empty where nothing was said', () => {
    const request = { projectId: 'p', title: 'Talk', profile: 'plain', language: 'en' };
    expect(build()).toEqual(emptyProject(request));
    expect(checkInvariants(emptyProject(request))).toEqual([]);
  });

  test('knows the end of a sentence, also within quotes', () => {
    expect(['end.', 'so?', 'what?!', 'done.”', '終わり。', 'e.g', 'no,'].map(endsSentence)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
