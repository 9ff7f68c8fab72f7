import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asrFixture,
  asrFixtures,
  projects,
  readContext,
  segmentCues,
  spokenLines,
  wordsOf,
} from '../../tests/support/transcripts.ts';
import { explainFailure } from '../contract/failure.ts';
import { checkInvariants } from '../document/invariants.ts';
import { joinWords } from '../document/queries.ts';
import type { ReadOutcome } from './format.ts';
import { whisperxFormat } from './whisperx.ts';
import { readWhisperx } from './whisperxRead.ts';
import { writeWhisperx } from './whisperxWrite.ts';

function read(text: string): ReadOutcome {
  const result = readWhisperx(text, readContext('talk.whisperx.json'));
  if (!result.ok) throw new Error(explainFailure(result.failure).reason);
  return result.value;
}

function readFixture(name: string): ReadOutcome {
  return read(asrFixture(name));
}

function word(outcome: ReadOutcome, text: string) {
  return wordsOf(outcome.project).find((candidate) => candidate.text === text);
}

const messages = (outcome: ReadOutcome) => outcome.notices.map(({ message }) => message).join(' ');

describe('WhisperX JSON', () => {
  test('gives words with times, score and the origin of their times', () => {
    const outcome = readFixture('wx_plain_jfk.json');
    expect(wordsOf(outcome.project)).toHaveLength(22);
    expect(word(outcome, 'fellow')).toMatchObject({
      startMs: 1240,
      endMs: 1630,
      confidence: 0.87,
      timing: 'aligned',
      glue: false,
    });
    expect(outcome.project.language).toBe('en');
    expect(outcome.notices).toEqual([]);
  });

  test('makes no pinned cues: its segments are no captions', () => {
    expect(readFixture('whisperx_en_aligned.json').project.decisions.pinnedCues.size).toBe(0);
  });

  test('before alignment gives words with estimated times that fill their segment', () => {
    const words = wordsOf(readFixture('whisperx_en_transcript.json').project);
    expect(joinWords(words)).toBe('This is a test audio file of about phone line quality in English.');
    expect(words.every(({ timing }) => timing === 'interpolated')).toBe(true);
    expect([words[0]?.startMs, words.at(-1)?.endMs]).toEqual([2858, 10299]);
  });

  test('leaves a numeral without a time when it has none', () => {
    const outcome = readFixture('wx_numeral_untimed.json');
    expect(word(outcome, '1455,')).toMatchObject({
      startMs: null,
      endMs: null,
      timing: null,
      confidence: null,
    });
    expect(messages(outcome)).toContain('1 word came without a time');
    expect(outcome.project.speakers.map(({ name }) => name)).toEqual(['LJ']);
  });

  test('moves a numeral that was given its neighbour’s time into the pause beside it', () => {
    const outcome = readFixture('wx_numeral_interpolated_no_score.json');
    expect(word(outcome, 'about')).toMatchObject({ startMs: 50465, endMs: 50865, timing: 'aligned' });
    expect(word(outcome, '1455,')).toMatchObject({ startMs: 50865, endMs: 51775, timing: 'interpolated' });
  });

  test('lets a copied time share its neighbour’s where no pause is', () => {
    const words = [
      { word: 'a', start: 0, end: 0.4, score: 0.9 },
      { word: '12', start: 0, end: 0.4 },
      { word: 'b', start: 0.4, end: 0.8, score: 0.9 },
    ];
    const outcome = read(JSON.stringify({ segments: [{ start: 0, end: 0.8, text: 'a 12 b', words }] }));
    expect(wordsOf(outcome.project).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 133],
      [133, 400],
      [400, 800],
    ]);
  });

  test('keeps untimed words at both edges of a segment', () => {
    const outcome = readFixture('wx_untimed_at_edges.json');
    expect(joinWords(wordsOf(outcome.project))).toBe('1455, book printed with $43.60 €5 3%');
    expect(wordsOf(outcome.project).filter(({ startMs }) => startMs === null)).toHaveLength(4);
  });

  test('keeps the text of a segment whose alignment failed and shares its time', () => {
    const outcome = readFixture('wx_failed_segment.json');
    expect(word(outcome, '42')).toMatchObject({ startMs: 3250, timing: 'interpolated' });
    expect(word(outcome, '1965')).toMatchObject({ endMs: 7670, timing: 'interpolated' });
    expect(messages(outcome)).toContain('1 segment had no word times');
  });

  test('reads words of Japanese without spaces, its full stop with the word before it', () => {
    const words = wordsOf(readFixture('wx_ja_characters.json').project);
    expect(joinWords(words)).toBe('客観的実在の判断的知識が成立するのである。');
    expect(words.map(({ glue }) => glue)).toEqual([false, ...Array<boolean>(19).fill(true)]);
    expect(words.at(-1)).toMatchObject({ text: 'る。', startMs: 4590, endMs: 4670 });
  });

  test('reads Chinese as its text stands, marks with the character before them', () => {
    const outcome = readFixture('wx_zh_characters_mixed.json');
    const text = JSON.parse(asrFixture('wx_zh_characters_mixed.json')).segments[0].text;
    expect(spokenLines(outcome.project).join('')).toBe(text);
    expect(word(outcome, '据、')).toMatchObject({ startMs: 570, endMs: 730, glue: true });
    expect(word(outcome, '家/')).toBeDefined();
  });

  test('reads Arabic with digits that have no time', () => {
    const outcome = readFixture('wx_ar_rtl.json');
    expect(joinWords(wordsOf(outcome.project))).toBe('مرحبا بكم في البرنامج التلفزيوني، رقم ١٢٣ API');
    expect(word(outcome, '١٢٣')?.startMs).toBeNull();
  });

  test('sorts segments, splits turns by the speaker of each word and asks the neighbours where none is named', () => {
    const outcome = readFixture('wx_speakers_messy.json');
    const lines = spokenLines(outcome.project);
    expect(lines).toContain('Speaker 1: it is dangerous to go to a doctor');
    expect(lines).toContain('Speaker 2: time to buy a new home');
    expect(lines).toContain("Speaker 1: this looks as if it's going to");
    expect(lines).toContain('Speaker 2: work');
    const starts = wordsOf(outcome.project).filter(({ text }) => text === 'situation' || text === 'games');
    expect(starts.map(({ text }) => text)).toEqual(['situation', 'games']);
    expect(messages(outcome)).toContain('out of order');
  });

  test('keeps speech of two people at once', () => {
    const outcome = readFixture('wx_speakers_messy.json');
    expect(word(outcome, 'some')).toMatchObject({ startMs: 33330, endMs: 34010 });
    const lastIt = wordsOf(outcome.project).findLast(({ text }) => text === 'it');
    expect(lastIt).toMatchObject({ startMs: 33290, endMs: 33730 });
  });

  test('reads bare NaN and Infinity as unknown times', () => {
    const outcome = readFixture('wx_nan.json');
    expect(word(outcome, 'hello')).toMatchObject({ startMs: 300, timing: 'interpolated' });
    expect(word(outcome, 'there')).toMatchObject({ startMs: null, endMs: null, confidence: null });
    expect(messages(outcome)).toContain('NaN');
  });

  test('repairs times that cannot be, and says so', () => {
    const outcome = readFixture('wx_bad_times.json');
    expect(wordsOf(outcome.project).map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['And', 290, 630],
      ['so,', 630, 970],
      ['my', 970, 1240],
      ['fellow', 1240, 1630],
      ['Americans:', 1630, 3338],
      ['ask', 3338, 3850],
    ]);
    expect(messages(outcome)).toContain('4 words had times that cannot be');
  });

  test('a word far outside its segment loses its time instead of pulling the others along', () => {
    const words = [
      { word: 'one', start: 1, end: 1.2 },
      { word: 'two', start: 900, end: 901 },
      { word: 'three', start: 1.5, end: 1.9 },
    ];
    const outcome = read(JSON.stringify({ segments: [{ start: 1, end: 2, text: 'one two three', words }] }));
    expect(wordsOf(outcome.project).map(({ startMs }) => startMs)).toEqual([1000, null, 1500]);
  });

  test('keeps a repeated sentence and tells of the loop', () => {
    const outcome = readFixture('wx_repetition_loop.json');
    expect(wordsOf(outcome.project)).toHaveLength(70);
    expect(messages(outcome)).toContain('“And so, my fellow Americans,” stands 14 times in a row');
  });

  test('reads a file with characters, and one without any speech', () => {
    expect(joinWords(wordsOf(readFixture('wx_chars_and_logprob.json').project))).toBe('And so, my');
    expect(wordsOf(readFixture('wx_empty.json').project)).toEqual([]);
  });
});

test('every file that can be read gives a sound document', () => {
  const outcomes = asrFixtures.map((name) => readWhisperx(asrFixture(name), readContext(name)));
  const readable = outcomes.flatMap((result) => (result.ok ? [result.value.project] : []));
  expect(readable.length).toBeGreaterThan(15);
  for (const project of readable) expect(checkInvariants(project)).toEqual([]);
});
describe('writing WhisperX JSON', () => {
  const written = (name: string) => {
    const { project } = readFixture(name);
    return JSON.parse(writeWhisperx({ project, cues: [], wordTimes: true }));
  };

  test('has the keys that WhisperX writes, all words twice, and no others', () => {
    const file = written('wx_speakers_messy.json');
    expect(Object.keys(file)).toEqual(['segments', 'word_segments', 'language']);
    expect(Object.keys(file.segments[0])).toEqual(['start', 'end', 'text', 'words', 'speaker']);
    expect(Object.keys(file.segments[0].words[0])).toEqual(['word', 'start', 'end', 'score', 'speaker']);
    expect(file.word_segments).toEqual(
      file.segments.flatMap((segment: { words: unknown[] }) => segment.words),
    );
  });

  test('gives back words, times and scores of a WhisperX file', () => {
    const source = JSON.parse(asrFixture('whisperx_en_aligned.json'));
    const file = written('whisperx_en_aligned.json');
    const flat = (root: { segments: { words: unknown[] }[] }) => root.segments.flatMap(({ words }) => words);
    expect(flat(file)).toEqual(flat(source));
  });

  test('writes a score of 1 with its decimal, as Python writes floats', () => {
    const outcome = read(
      '{"segments": [{"start": 0, "end": 1, "words": [{"word": "a", "start": 0, "end": 1, "score": 1}]}]}',
    );
    const text = writeWhisperx({ project: outcome.project, cues: [], wordTimes: true });
    expect(text).toContain('"score": 1.0}');
  });

  test('leaves start, end and score away from a word without a time', () => {
    const file = written('wx_untimed_at_edges.json');
    expect(file.segments[0].words[0]).toEqual({ word: '1455,', speaker: 'LJ' });
  });

  test('puts pieces of one written word together again', () => {
    const file = written('whisper_split_hyphens.json');
    expect(file.word_segments.map(({ word: text }: { word: string }) => text)).toEqual([
      "It's",
      'a',
      'well-known',
      'state-of-the-art…',
    ]);
    expect(file.word_segments[3]).toMatchObject({ start: 1, end: 1.9 });
  });

  test('gives every segment a time, as WhisperX does', () => {
    const { project } = read(
      '{"segments": [{"text": " No times here."}, {"start": 5, "end": 6, "text": " Some."}]}',
    );
    const file = JSON.parse(writeWhisperx({ project, cues: [], wordTimes: true }));
    for (const { start, end } of file.segments) {
      expect(start).toBeTypeOf('number');
      expect(end).toBeGreaterThanOrEqual(start);
    }
  });

  test('names what it leaves out', () => {
    const { project } = readFixture('wx_plain_jfk.json');
    const losses = whisperxFormat.write?.({ project, cues: segmentCues(project), wordTimes: true }).losses;
    expect(losses).toEqual(['The captions and their times are left out.']);
  });

  test('any document is read back with the same text, speakers and times', () => {
    fc.assert(
      fc.property(projects({ speakers: ['Ann', 'Bob'] }), (project) => {
        const again = read(writeWhisperx({ project, cues: [], wordTimes: true })).project;
        const text = (one: typeof project) =>
          spokenLines(one)
            .join('\n')
            .replaceAll(/\s+|Ann:|Bob:/gu, '');
        expect(text(again)).toBe(text(project));
      }),
    );
  });
});

describe('whatever the file holds', () => {
  const oddNumber = fc.oneof(
    fc.double(),
    fc.integer({ min: -5, max: 50 }),
    fc.double({ min: 0, max: 20, noNaN: true }),
  );
  const odd = fc.oneof(oddNumber, fc.string({ maxLength: 5 }), fc.constantFrom(null, true, [], {}));
  const mostly = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: usual }, odd);
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(' a', 'b.', '「', '。', '国', '[_BEG_]', '-'),
  );
  const times = { start: mostly(oddNumber), end: mostly(oddNumber) };
  const word = fc.record({ word: mostly(text), ...times, score: odd, speaker: odd }, { requiredKeys: [] });
  const segment = fc.record(
    { ...times, text: mostly(text), words: mostly(fc.array(mostly(word), { maxLength: 8 })), speaker: odd },
    { requiredKeys: [] },
  );
  const cppToken = fc.record({
    text,
    offsets: mostly(fc.record({ from: oddNumber, to: oddNumber })),
    p: odd,
  });
  const cppSegment = fc.record({
    text,
    offsets: fc.record({ from: oddNumber, to: oddNumber }),
    tokens: fc.array(cppToken),
  });
  const roots = fc.oneof(
    fc.record({ segments: mostly(fc.array(segment, { maxLength: 6 })) }),
    fc.record({ transcription: fc.array(cppSegment, { maxLength: 4 }) }),
    fc.array(segment, { maxLength: 3 }),
    fc.jsonValue(),
  );

  test('it is read with times that hold, or refused with a reason', () => {
    let readable = 0;
    fc.assert(
      fc.property(roots, (root) => {
        const result = readWhisperx(JSON.stringify(root), readContext('x.json'));
        if (!result.ok) {
          expect(explainFailure(result.failure).reason).toMatch(/^This is .+/u);
          return;
        }
        readable++;
        expect(checkInvariants(result.value.project)).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(readable).toBeGreaterThan(50);
  });

  test('any text is read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (anything) => {
        expect(typeof readWhisperx(anything, readContext('x.json')).ok).toBe('boolean');
      }),
    );
  });
});
