import { describe, expect, test } from 'vitest';
import { asrFixture } from '../../tests/support/transcripts.ts';
import { foreignJsonLinesName, foreignJsonName } from './foreignJson.ts';

describe('JSON of other makers is known by its shape', () => {
  test.each([
    ['azure_batch_transcript.json', 'Azure batch transcription JSON'],
    ['aws_words_speakers.json', 'Amazon Transcribe'],
    ['leopard_words_8_languages.json', 'Picovoice Leopard JSON'],
    ['whisperx_en_diarization.json', 'speaker turns without words'],
  ])('%s is named as %s', (name, expected) => {
    expect(foreignJsonName(JSON.parse(asrFixture(name)))).toContain(expected);
  });

  test('a file with one PocketSphinx result a line is named', () => {
    expect(foreignJsonLinesName(asrFixture('pocketsphinx_lines.jsonl'))).toContain(
      'PocketSphinx JSON, one result a line',
    );
  });

  test.each<[string, unknown]>([
    [
      'Amazon Transcribe',
      { jobName: 'j', accountId: '1', results: { transcripts: [], items: [] }, status: 'COMPLETED' },
    ],
    ['Azure fast transcription', { durationMilliseconds: 1, combinedPhrases: [], phrases: [] }],
    [
      'Google Speech-to-Text',
      { results: [{ alternatives: [{ transcript: 'hi', words: [{ startTime: '1.200s', word: 'hi' }] }] }] },
    ],
    [
      'Google Speech-to-Text',
      { name: '1', response: { results: [{ alternatives: [{ transcript: 'hi' }] }] } },
    ],
    [
      'Deepgram',
      { metadata: {}, results: { channels: [{ alternatives: [{ transcript: 'hi', words: [] }] }] } },
    ],
    [
      'AssemblyAI',
      {
        id: 'x',
        audio_url: 'https://…',
        status: 'completed',
        text: 'hi',
        words: [{ text: 'hi', start: 0, end: 200 }],
      },
    ],
    [
      'Premiere Pro',
      {
        language: 'en-us',
        speakers: [{ id: 'a', name: 'Ann' }],
        segments: [
          {
            language: 'en-us',
            speaker: 'a',
            start: 1.2,
            duration: 0.9,
            words: [{ text: 'Hello.', start: 1.2, duration: 0.4, eos: true }],
          },
        ],
      },
    ],
    ['YouTube', { wireMagic: 'pb3', events: [{ tStartMs: 0, dDurationMs: 100 }] }],
    ['YouTube', { events: [{ tStartMs: 0, segs: [{ utf8: 'hi' }] }] }],
    [
      'Podcasting 2.0',
      { version: '1.0.0', segments: [{ speaker: 'Ann', startTime: 0.5, endTime: 0.9, body: 'Hi' }] },
    ],
    ['Rev', { monologues: [{ speaker: 0, elements: [] }] }],
    ['Vosk', { result: [{ conf: 1, start: 0, end: 1, word: 'hi' }], text: 'hi' }],
    [
      'ElevenLabs',
      { language_code: 'eng', text: 'hi', words: [{ text: 'hi', start: 0, end: 1, type: 'word' }] },
    ],
    [
      'Speechmatics',
      {
        format: '2.9',
        job: {},
        metadata: {},
        results: [{ alternatives: [{ content: 'hi' }], start_time: 0, end_time: 1, type: 'word' }],
      },
    ],
  ])('%s', (maker, root) => {
    expect(foreignJsonName(root)).toContain(maker);
  });

  test.each([
    'fasterwhisper_jfk.json',
    'whisper_split_hyphens.json',
    'whispercpp_full.json',
    'whisperx_en_aligned.json',
    'whisperx_en_transcript.json',
    'wx_empty.json',
    'wx_speakers_messy.json',
  ])('%s is none of them', (name) => {
    expect(foreignJsonName(JSON.parse(asrFixture(name)))).toBeNull();
  });

  test.each([null, 1, 'x', [], {}, [[]], { segments: null }, { results: 1 }, { words: 'x' }])(
    '%j is nobody’s',
    (value) => {
      expect(foreignJsonName(value)).toBeNull();
    },
  );
});
