import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awkwardWords } from '../../tests/support/awkwardWords.ts';
import { captionFacts, cuesOf, readText, writeText } from '../../tests/support/captionFacts.ts';
import type { Cue } from '../captions/cue.ts';
import { buildProject } from '../document/build.ts';
import { idSource } from '../document/ids.ts';
import { eachWord } from '../document/queries.ts';
import type { CuePlacement, Project, WordStyle } from '../document/types.ts';
import { assFormat } from './ass.ts';
import { placementOfKey } from './placement.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

const styles = fc.record(
  {
    italic: fc.constant(true),
    bold: fc.constant(true),
    underline: fc.constant(true),
    color: fc.constantFrom('#ff0000', '#ffff00', '#12ab9c'),
  },
  { requiredKeys: [] },
) satisfies fc.Arbitrary<WordStyle>;

/** Recognised speech with styles and places that a person gave. */
const projects: fc.Arbitrary<Project> = fc
  .record({
    speakers: fc.constantFrom([null], ['Ann'], ['Ann', 'Bob & <Co>', null]),
    words: fc.array(
      fc.record({
        text: fc.constantFrom(...awkwardWords),
        gapMs: fc.constantFrom(0, 0, 10, 120, 700, 2500),
        lengthMs: fc.integer({ min: 40, max: 900 }),
        speaker: fc.nat(2),
        turn: fc.boolean(),
        style: fc.option(styles, { freq: 4 }),
        key: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 4 }),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ speakers, words }) => {
    let clockMs = 0;
    let speaker: string | null = speakers[0] ?? null;
    const recognised = words.map(({ text, gapMs, lengthMs, speaker: next, turn }) => {
      if (turn) speaker = speakers[next % speakers.length] ?? null;
      const startMs = clockMs + gapMs;
      clockMs = startMs + lengthMs;
      return {
        text,
        startMs,
        endMs: clockMs,
        confidence: null,
        timing: 'aligned' as const,
        glue: false,
        speaker,
      };
    });
    const built = buildProject({
      ids: idSource('made'),
      projectId: 'p',
      title: 'Talk',
      media: [],
      language: 'en',
      profile: 'plain',
      original: null,
      segments: [{ startMs: 0, endMs: clockMs, words: recognised }],
    });
    const wordStyles = new Map<string, WordStyle>();
    const placements = new Map<string, CuePlacement>();
    let at = 0;
    eachWord(built, (word) => {
      const made = words[at++ % words.length];
      if (made?.style != null) wordStyles.set(word.id, made.style);
    });
    const styled: Project = { ...built, decisions: { ...built.decisions, wordStyles } };
    cuesOf(styled).forEach(({ firstWordId }, index) => {
      const placement = placementOfKey(words[index % words.length]?.key ?? 2);
      if (placement !== null) placements.set(firstWordId, placement);
    });
    return { ...styled, decisions: { ...styled.decisions, placements } };
  })
  .filter(({ utterances }) => utterances.length > 0);

/** Times as ASS has them. */
function inHundredths(ms: number): number {
  return Math.floor(ms / 10 + 0.5) * 10;
}

describe('what is written is read again', () => {
  test('from WebVTT: times, lines, voices, styles, places', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const back = readText(vttFormat, writeText(vttFormat, project)).project;
        expect(captionFacts(back)).toEqual(captionFacts(project));
      }),
    );
  });

  test('from ASS: the same, in hundredths of a second and with one voice a cue', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const back = readText(assFormat, writeText(assFormat, project)).project;
        const expected = captionFacts(project).map((fact) => ({
          ...fact,
          startMs: inHundredths(fact.startMs),
          endMs: inHundredths(fact.endMs),
          voices: fact.voices.map(() => fact.voices[0]),
        }));
        expect(captionFacts(back)).toEqual(expected);
      }),
    );
  });

  test('from SRT: the same without voices', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const back = readText(srtFormat, writeText(srtFormat, project)).project;
        const expected = captionFacts(project).map((fact) => ({
          ...fact,
          voices: fact.voices.map(() => null),
        }));
        expect(captionFacts(back)).toEqual(expected);
      }),
    );
  });

  test('with the times of all words, to the millisecond in WebVTT and to the hundredth in ASS', () => {
    fc.assert(
      fc.property(projects, (project) => {
        // A cue that was moved away from its words to be long enough cannot hold their times.
        fc.pre(cuesOf(project).every(holdsItsWords));
        const vtt = readText(vttFormat, writeText(vttFormat, project)).project;
        expect(timesInCues(vtt, (ms) => ms)).toEqual(timesInCues(project, (ms) => ms));
        const ass = readText(assFormat, writeText(assFormat, project)).project;
        expect(timesInCues(ass, inHundredths)).toEqual(timesInCues(project, inHundredths));
      }),
    );
  });
});

function holdsItsWords({ startMs, endMs, lines }: Cue): boolean {
  const words = lines.flatMap((line) => line.words);
  return words.every((word) => (word.startMs ?? 0) < endMs - 20 && (word.endMs ?? 0) > startMs + 20);
}

/** Start and end of each word, as far as they lie in their cue: what a caption file can hold. */
function timesInCues(project: Project, rounded: (ms: number) => number): readonly string[] {
  return cuesOf(project).flatMap((cue) =>
    cue.lines.flatMap(({ words }) =>
      words.map(({ startMs, endMs }) => {
        if (startMs === null || endMs === null) return 'none';
        return `${rounded(Math.max(startMs, cue.startMs))}–${rounded(Math.min(endMs, cue.endMs))}`;
      }),
    ),
  );
}

/** Files from pieces that mean something to the format, and some that mean nothing. */
