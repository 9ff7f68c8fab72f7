import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asrFixture, readContext, spokenLines, wordsOf } from '../../tests/support/transcripts.ts';
import { explainFailure } from '../contract/failure.ts';
import { checkInvariants } from '../document/invariants.ts';
import type { ReadOutcome } from './format.ts';
import { readTranscriptJson } from './transcriptJsonRead.ts';

function read(text: string): ReadOutcome {
  const result = readTranscriptJson(text, readContext('talk.json'));
  if (!result.ok) throw new Error(explainFailure(result.failure).reason);
  return result.value;
}

function reasonFor(text: string): string {
  const result = readTranscriptJson(text, readContext('talk.json'));
  return result.ok ? 'it was read' : explainFailure(result.failure).reason;
}

describe('files of somebody else’s making', () => {
  test('need no ids, no speakers, no word times', () => {
    const file = {
      schema: 1,
      segments: [
        { speaker: 'Ann', start: 1, end: 3, text: 'Good day' },
        { words: [{ text: 'Hi', start: 4, end: 4.2 }] },
      ],
    };
    const { project, notices } = read(JSON.stringify(file));
    expect(spokenLines(project)).toEqual(['Ann: Good day', 'Hi']);
    expect(wordsOf(project)).toMatchObject([
      { startMs: 1000, timing: 'interpolated' },
      { endMs: 3000, timing: 'interpolated' },
      { startMs: 4000, endMs: 4200, timing: 'imported', glue: false, confidence: null },
    ]);
    expect(new Set(wordsOf(project).map(({ id }) => id)).size).toBe(3);
    expect(notices.map(({ message }) => message).join()).toContain('Ids were missing');
  });

  test('with times that cross within a speaker are repaired, and told', () => {
    const words = [
      { text: 'a', start: 2, end: 3 },
      { text: 'b', start: 1, end: 2.5 },
      { text: 'c', start: 5, end: 4 },
      { text: 'd', start: null, end: 4 },
    ];
    const { project, notices } = read(JSON.stringify({ schema: 1, segments: [{ speaker: 'Ann', words }] }));
    expect(wordsOf(project).map(({ startMs, endMs, timing }) => [startMs, endMs, timing])).toEqual([
      [2000, 3000, 'imported'],
      [null, null, null],
      [null, null, null],
      [null, null, null],
    ]);
    expect(notices.map(({ message }) => message).join()).toContain(
      'Times of words cannot be as they stand (3)',
    );
  });

  test.each([
    ['no schema', '{"segments": []}', '`schema` is missing (there is: segments)'],
    ['a newer schema', '{"schema": 2, "segments": []}', '`schema` is 2'],
    ['no segments', '{"schema": 1}', '`segments` is missing, not a list'],
    [
      'a word without text',
      '{"schema": 1, "segments": [{"words": [{"word": "a"}]}]}',
      '`segments[0].words[0].text` is missing',
    ],
    [
      'a segment with nothing',
      '{"schema": 1, "segments": [{"id": "a"}]}',
      '`segments[0]` has neither `words` nor `text`',
    ],
    [
      'a speaker without id',
      '{"schema": 1, "speakers": [{}], "segments": []}',
      '`speakers[0].id` is missing',
    ],
    ['JSON of another maker', asrFixture('azure_batch_transcript.json'), 'Azure batch transcription JSON'],
    ['no JSON', 'hello', 'Wordlane transcript JSON'],
  ])('%s: refused with the place', (_, text, expected) => {
    expect(reasonFor(text)).toContain(expected);
  });

  test('any value in any place is read or refused, never thrown at', () => {
    const odd = fc.oneof(fc.constantFrom(null, 1, -1, 'a', '', true, [], {}, 1e99), fc.double());
    const word = fc.record(
      {
        id: odd,
        text: fc.oneof(fc.string(), odd),
        start: odd,
        end: odd,
        timing: odd,
        glue: odd,
        confidence: odd,
      },
      { requiredKeys: [] },
    );
    const segment = fc.record(
      {
        id: odd,
        speaker: odd,
        start: odd,
        end: odd,
        text: fc.oneof(fc.string(), odd),
        words: fc.oneof(fc.array(word), odd),
      },
      { requiredKeys: [] },
    );
    const cue = fc.record({
      start: odd,
      end: odd,
      lines: odd,
      pinned: fc.oneof(odd, fc.record({ first: odd, last: odd, breaks: odd })),
      source: odd,
    });
    const root = fc.record(
      {
        schema: fc.constant(1),
        media: odd,
        language: odd,
        engine: odd,
        speakers: odd,
        segments: fc.array(segment),
        cues: fc.oneof(fc.array(cue), odd),
      },
      { requiredKeys: ['schema', 'segments'] },
    );
    fc.assert(
      fc.property(root, (file) => {
        const result = readTranscriptJson(JSON.stringify(file), readContext('x.json'));
        expect(result.ok ? checkInvariants(result.value.project) : []).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
