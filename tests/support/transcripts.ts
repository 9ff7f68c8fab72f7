import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Cue, CueLine } from '../../common/captions/cue.ts';
import { buildProject, type RecognisedSegment, type RecognisedWord } from '../../common/document/build.ts';
import { idSource } from '../../common/document/ids.ts';
import { toArray } from '../../common/document/list.ts';
import { allWords, joinWords } from '../../common/document/queries.ts';
import type { Project, SpeakerId, Word } from '../../common/document/types.ts';
import type { ReadContext } from '../../common/formats/format.ts';
import { transcriptSegments } from '../../common/formats/transcriptJsonSegments.ts';

const asrFolder = new URL('../fixtures/asr-json/', import.meta.url);

/** Names of the transcript JSON files of other programs, see SOURCES.md there. */
export const asrFixtures: readonly string[] = readdirSync(asrFolder).filter((name) => !name.endsWith('.md'));

export function asrFixture(name: string): string {
  return readFileSync(new URL(name, asrFolder), 'utf8');
}

/** A page of the documentation. */
export function documentText(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}

export function readContext(fileName: string): ReadContext {
  return { fileName, ids: idSource('read'), language: null };
}

/** `name: text` of each utterance in order, `text` where nobody is known. */
export function spokenLines(project: Project): readonly string[] {
  const names = new Map(project.speakers.map((speaker) => [speaker.id, speaker.name]));
  return toArray(project.utterances).map((utterance) => {
    const text = joinWords(toArray(utterance.words));
    return utterance.speakerId === null ? text : `${names.get(utterance.speakerId)}: ${text}`;
  });
}

export function wordsOf(project: Project): readonly Word[] {
  return [...allWords(project)];
}

function line(speakerId: SpeakerId | null, words: readonly Word[]): CueLine {
  return { speakerId, words, text: joinWords(words), mark: '' };
}

/** One cue for each segment that has a time, in two lines where it has more than three words. */
export function segmentCues(project: Project): readonly Cue[] {
  return transcriptSegments(project).flatMap(({ words, speakerId, startMs, endMs }): Cue[] => {
    const first = words[0];
    const last = words.at(-1);
    if (first === undefined || last === undefined || startMs === null || endMs === null) return [];
    const half = words.length > 3 ? Math.ceil(words.length / 2) : words.length;
    const lines = [words.slice(0, half), words.slice(half)].filter((part) => part.length > 0);
    return [
      {
        firstWordId: first.id,
        lastWordId: last.id,
        startMs,
        endMs,
        lines: lines.map((part) => line(speakerId, part)),
        pinned: false,
        placement: null,
        style: null,
        source: null,
      },
    ];
  });
}

/** The pinned cues of a document as a deriver would hand them to a writer. */
export function pinnedCues(project: Project): readonly Cue[] {
  const words = wordsOf(project);
  const places = new Map(words.map((word, place) => [word.id, place]));
  const speakers = new Map(
    toArray(project.utterances).flatMap(({ speakerId, words: said }) =>
      toArray(said).map((word) => [word.id, speakerId] as const),
    ),
  );
  return [...project.decisions.pinnedCues.values()].map((pin): Cue => {
    const said = words.slice(places.get(pin.firstWordId), (places.get(pin.lastWordId) ?? -1) + 1);
    const lines: Word[][] = [[]];
    for (const word of said) {
      lines.at(-1)?.push(word);
      if (pin.lineBreaks.includes(word.id)) lines.push([]);
    }
    return {
      firstWordId: pin.firstWordId,
      lastWordId: pin.lastWordId,
      startMs: pin.startMs,
      endMs: pin.endMs,
      lines: lines.map((part) => line(speakers.get(part[0]?.id ?? '') ?? null, part)),
      pinned: true,
      placement: null,
      style: null,
      source: pin.source ?? null,
    };
  });
}

/** Words as people say and write them, and as only a test would. */
const wordTexts = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'Hello',
      'well,',
      'world.',
      'so',
      'it’s',
      'Größe',
      '1455,',
      'naïve',
      'A',
      '“Yes!”',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '=1+1',
      '-',
      '+5',
      '@home',
      "'=x",
      '#1',
      '*',
      '_a_',
      '`x`',
      '[b]',
      '(c)',
      '&amp;',
      '<i>',
      '"q"',
      'a;b',
      'a,b',
      '|',
      '\\',
      '1.',
      '»',
      'Ann:',
      '~~',
      ']',
      '](',
      'x](y)',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('مرحبا', '数据', '今日は', '🎉', '[applause]', 'שלום') },
  {
    weight: 1,
    arbitrary: fc
      .string({ minLength: 1, maxLength: 6 })
      .map((text) => text.replaceAll(/\s/gu, ''))
      .filter((text) => text !== ''),
  },
);

/** Documents of a few turns with valid times, some words without, speakers that may be unknown. */
export function projects(options: { readonly speakers: readonly (string | null)[] }): fc.Arbitrary<Project> {
  const word = fc.record({
    text: wordTexts,
    lengthMs: fc.integer({ min: 1, max: 900 }),
    pauseMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3000 })),
    timed: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
    confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
    timing: fc.constantFrom('aligned' as const, 'token' as const, 'user' as const, 'interpolated' as const),
    glue: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  });
  const turn = fc.record({
    speaker: fc.constantFrom(...options.speakers),
    words: fc.array(word, { minLength: 1, maxLength: 12 }),
  });
  return fc.array(turn, { maxLength: 8 }).map((turns) => {
    let clockMs = 0;
    const segments = turns.map(({ speaker, words }): RecognisedSegment => {
      const startMs = clockMs;
      const said = words.map(
        ({ text, lengthMs, pauseMs, timed, confidence, timing, glue }): RecognisedWord => {
          const from = clockMs + pauseMs;
          clockMs = from + lengthMs;
          const time = timed
            ? { startMs: from, endMs: clockMs, timing }
            : { startMs: null, endMs: null, timing: null };
          return { text, ...time, confidence, glue };
        },
      );
      // An empty span: words that came without a time keep none.
      return { startMs, endMs: startMs, words: said, speaker };
    });
    return buildProject({
      ids: idSource('made'),
      projectId: 'made',
      title: 'Made up',
      media: [],
      language: 'en',
      profile: 'plain',
      original: null,
      segments,
    });
  });
}
