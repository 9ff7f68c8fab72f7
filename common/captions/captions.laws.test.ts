import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyProject } from '../../tests/support/projects.ts';
import { recognisedTalk } from '../../tests/support/recognisedTalk.ts';
import { allWords } from '../document/queries.ts';
import type { Project } from '../document/types.ts';
import { captionSettings, deriveCaptions } from './captions.ts';
import { checkCaptions } from './checks/checks.ts';
import type { Cue } from './cue.ts';
import { netflix } from './profiles/netflix.ts';
import { profiles } from './profiles/profiles.ts';

const anyProfile = fc.constantFrom(...profiles);
const anyTalk = fc.oneof(
  recognisedTalk({ speakers: 'named', turns: 8, manner: 'at once' }),
  recognisedTalk({ speakers: 'unknown', turns: 8, manner: 'at once' }),
);
const anyRate = fc.constantFrom(
  { numerator: 25, denominator: 1 },
  { numerator: 24000, denominator: 1001 },
  { numerator: 24, denominator: 1 },
  { numerator: 30000, denominator: 1001 },
  { numerator: 50, denominator: 1 },
);

function wordsOf(cues: readonly Cue[]): string[] {
  return cues.flatMap((cue) => cue.lines.flatMap((line) => line.words.map((word) => word.id)));
}

function derive(project: Project, profile = netflix, frameRate = { numerator: 25, denominator: 1 }) {
  return deriveCaptions(project, profile, { ...captionSettings(project), frameRate });
}

describe('captions of what a recogniser heard', () => {
  it('have no hard violation in any profile at any frame rate', () => {
    fc.assert(
      fc.property(anyTalk, anyProfile, anyRate, (project, profile, frameRate) => {
        const violations = checkCaptions(derive(project, profile, frameRate));
        expect(violations.filter((violation) => violation.severity === 'hard')).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('hold every word exactly once', () => {
    fc.assert(
      fc.property(anyTalk, anyProfile, (project, profile) => {
        const words = [...allWords(project)].map((word) => word.id);
        expect(wordsOf(derive(project, profile).cues).toSorted()).toEqual(words.toSorted());
      }),
    );
  });

  it('keep each utterance in its own order, whoever talks over it', () => {
    fc.assert(
      fc.property(anyTalk, anyProfile, (project, profile) => {
        const place = new Map(wordsOf(derive(project, profile).cues).map((id, at) => [id, at]));
        for (const utterance of project.utterances.chunks.flat()) {
          const places = utterance.words.chunks.flat().map((word) => place.get(word.id) ?? -1);
          expect(places).toEqual(places.toSorted((left, right) => left - right));
        }
      }),
    );
  });
});

describe('captions of any document', () => {
  const anyDocument = anyProject({ maxUtterances: 12, maxWords: 20 });

  it('hold every word that is not hidden exactly once', () => {
    fc.assert(
      fc.property(anyDocument, anyProfile, (project, profile) => {
        const visible = [...allWords(project)]
          .map((word) => word.id)
          .filter((id) => !project.decisions.hidden.has(id));
        expect(wordsOf(derive(project, profile).cues).toSorted()).toEqual(visible.toSorted());
      }),
      { numRuns: 200 },
    );
  });

  it('keep pinned cues as they are: extent, times and lines', () => {
    fc.assert(
      fc.property(anyDocument, anyProfile, (project, profile) => {
        const { cues } = derive(project, profile);
        const { pinnedCues, hidden } = project.decisions;
        const words = [...allWords(project)].map((word) => word.id);
        for (const pin of pinnedCues.values()) {
          const within = words.slice(words.indexOf(pin.firstWordId), words.indexOf(pin.lastWordId) + 1);
          const visible = within.filter((id) => !hidden.has(id));
          const cue = cues.find((one) => one.pinned && one.firstWordId === pin.firstWordId);
          if (visible.length === 0) {
            expect(cue).toBeUndefined();
            continue;
          }
          expect(cue).toMatchObject({
            firstWordId: pin.firstWordId,
            lastWordId: pin.lastWordId,
            startMs: pin.startMs,
            endMs: pin.endMs,
          });
          expect(wordsOf(cue === undefined ? [] : [cue])).toEqual(visible);
        }
        expect(cues.filter((cue) => cue.pinned).length).toBeLessThanOrEqual(pinnedCues.size);
      }),
      { numRuns: 200 },
    );
  });

  it('stand in order of start', () => {
    fc.assert(
      fc.property(anyDocument, anyProfile, (project, profile) => {
        const starts = derive(project, profile).cues.map((cue) => cue.startMs);
        expect(starts).toEqual(starts.toSorted((left, right) => left - right));
      }),
    );
  });
});
