import { describe, expect, test } from 'vitest';
import { asrFixture, readContext, spokenLines, wordsOf } from '../../tests/support/transcripts.ts';
import { explainFailure } from '../contract/failure.ts';
import { joinWords } from '../document/queries.ts';
import type { ReadOutcome } from './format.ts';
import { readWhisperx } from './whisperxRead.ts';

function read(text: string): ReadOutcome {
  const result = readWhisperx(text, readContext('talk.whisperx.json'));
  if (!result.ok) throw new Error(explainFailure(result.failure).reason);
  return result.value;
}

function readFixture(name: string): ReadOutcome {
  return read(asrFixture(name));
}

function reasonFor(text: string): string {
  const result = readWhisperx(text, readContext('talk.json'));
  return result.ok ? 'it was read' : explainFailure(result.failure).reason;
}

function word(outcome: ReadOutcome, text: string) {
  return wordsOf(outcome.project).find((candidate) => candidate.text === text);
}

describe('its relatives', () => {
  test('faster-whisper and openai-whisper: a leading space begins a word, probability is confidence', () => {
    const outcome = readFixture('fasterwhisper_jfk.json');
    expect(spokenLines(outcome.project).join(' ')).toBe(
      'And so, my fellow Americans: ask not what your country can do for you, ask what you can do for your country.',
    );
    expect(word(outcome, 'Americans:')).toMatchObject({ confidence: 0.93, timing: 'attention' });
  });

  test('pieces without a leading space are glued to the word before', () => {
    const outcome = readFixture('whisper_split_hyphens.json');
    expect(spokenLines(outcome.project)).toEqual(["It's a well-known state-of-the-art…"]);
    expect(
      wordsOf(outcome.project)
        .filter(({ glue }) => glue)
        .map(({ text }) => text),
    ).toEqual(["'s", '-known', '-of', '-the', '-art…']);
  });

  test('whisper.cpp: milliseconds, tokens put together into words, marks of its own left out', () => {
    const outcome = readFixture('whispercpp_full.json');
    expect(wordsOf(outcome.project)).toMatchObject([
      { text: 'And', startMs: 290, endMs: 630, confidence: 0.8, timing: 'token' },
      { text: 'so,', startMs: 630, endMs: 970, confidence: 0.9 },
    ]);
    expect(outcome.project.language).toBe('en');
  });

  test('whisper.cpp: halves of a word become one, with the mean of their probabilities', () => {
    const token = (text: string, from: number, to: number, p: number) => ({
      text,
      offsets: { from, to },
      id: 1,
      p,
    });
    const tokens = [
      token(' fel', 0, 300, 0.5),
      token('low', 300, 600, 1),
      token('.', 600, 600, 0.1),
      token(' so', 700, 900, 1),
    ];
    const outcome = read(
      JSON.stringify({ transcription: [{ offsets: { from: 0, to: 900 }, text: ' fellow. so', tokens }] }),
    );
    expect(wordsOf(outcome.project)).toMatchObject([
      { text: 'fellow.', startMs: 0, endMs: 600, confidence: 0.75 },
      { text: 'so', startMs: 700 },
    ]);
  });

  test('whisper.cpp: where tokens cut characters in two the segment’s text is taken', () => {
    const tokens = [{ text: ' \ufffd', offsets: { from: 0, to: 1 } }];
    const outcome = read(
      JSON.stringify({ transcription: [{ offsets: { from: 0, to: 900 }, text: ' 你好', tokens }] }),
    );
    expect(joinWords(wordsOf(outcome.project))).toBe('你好');
  });

  test('whisper.cpp with one word a segment (-ml 1) gives words with their own times', () => {
    const segment = (text: string, from: number, to: number) => ({ offsets: { from, to }, text });
    const outcome = read(
      JSON.stringify({
        transcription: [
          segment(' And', 0, 200),
          segment(' so', 200, 400),
          segment(',', 400, 410),
          segment(' my', 500, 600),
        ],
      }),
    );
    expect(wordsOf(outcome.project)).toMatchObject([
      { text: 'And', startMs: 0, endMs: 200, timing: 'token' },
      { text: 'so,', startMs: 200, endMs: 400 },
      { text: 'my', startMs: 500, endMs: 600 },
    ]);
  });

  test('whisper-timestamped: `text` and `confidence` in words', () => {
    const words = [
      { text: 'Hello', start: 0.1, end: 0.4, confidence: 0.7 },
      { text: 'there!', start: 0.5, end: 0.9, confidence: 0.6 },
    ];
    const outcome = read(
      JSON.stringify({
        text: ' Hello there!',
        segments: [{ id: 0, start: 0.1, end: 0.9, text: ' Hello there!', words }],
        language: 'en',
      }),
    );
    expect(wordsOf(outcome.project)).toMatchObject([
      { text: 'Hello', startMs: 100, confidence: 0.7, timing: 'attention' },
      { text: 'there!', endMs: 900 },
    ]);
  });

  test('answers of the OpenAI API: words beside the segments, language by name', () => {
    const outcome = read(
      JSON.stringify({
        task: 'transcribe',
        language: 'english',
        text: 'Hello, there!',
        segments: [{ id: 0, start: 0, end: 2, text: ' Hello, there!', tokens: [1, 2] }],
        words: [
          { word: 'Hello', start: 0.1, end: 0.4 },
          { word: 'there', start: 0.5, end: 0.9 },
        ],
      }),
    );
    expect(wordsOf(outcome.project)).toMatchObject([
      { text: 'Hello,', startMs: 100, endMs: 400 },
      { text: 'there!', startMs: 500, endMs: 900 },
    ]);
    expect(outcome.project.language).toBe('en');
  });

  test('chunks of a Transformers pipeline, the last without an end', () => {
    const outcome = read(
      JSON.stringify({
        text: 'a b',
        chunks: [
          { timestamp: [0, 1.5], text: ' Good day.' },
          { timestamp: [2, null], text: ' Bye.' },
        ],
      }),
    );
    expect(wordsOf(outcome.project)).toMatchObject([
      { text: 'Good', startMs: 0 },
      { text: 'day.', endMs: 1500 },
      { text: 'Bye.', startMs: null },
    ]);
  });
});

describe('a file that cannot be read says what is missing where', () => {
  test.each([
    [
      'a misspelt key',
      asrFixture('whisperx_en_transcript_wrong.json'),
      '`segments` is missing at the top (there is: language, segmens)',
    ],
    ['segments that are no list', '{"segments": {"a": 1}}', '`segments` is an object, not a list'],
    [
      'a segment that is none',
      '{"segments": [{"text": "a"}, 5]}',
      '`segments[1]` is a number, not an object',
    ],
    [
      'a segment without text',
      '{"segments": [{"start": 1}]}',
      '`segments[0]` has neither `text` nor `words`',
    ],
    [
      'words that are no list',
      '{"segments": [{"text": "a", "words": "a"}]}',
      '`segments[0].words` is a text, not a list',
    ],
    [
      'a word without text',
      '{"segments": [{"words": [{"word": "a"}, {"start": 1}]}]}',
      '`segments[0].words[1].word` is missing',
    ],
    ['any other JSON', '{"name": "x"}', '`segments` is missing at the top (there is: name)'],
    ['a number', '5', 'it is a number, not an object'],
    ['no JSON at all', '{"segments": [', 'JSON'],
    ['JSON of another maker', asrFixture('azure_batch_transcript.json'), 'Azure batch transcription JSON'],
    [
      'lines of another maker',
      asrFixture('pocketsphinx_lines.jsonl'),
      'PocketSphinx JSON, one result a line',
    ],
  ])('%s', (_, text, expected) => {
    expect(reasonFor(text)).toContain(expected);
  });
});
