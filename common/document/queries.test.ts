import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeProject } from '../../tests/support/large.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { checkInvariants } from './invariants.ts';
import { toArray } from './list.ts';
import {
  allWords,
  compareWordPlaces,
  eachWord,
  findSpeaker,
  findUtterance,
  findWord,
  joinWords,
  utteranceOfWord,
  utterancesInRange,
  wordAfter,
  wordBefore,
  wordCount,
  wordCountsBySpeaker,
  wordsAt,
  wordsBetween,
  wordsInRange,
} from './queries.ts';
import type { Project, Utterance, Word } from './types.ts';

function flat(project: Project): { word: Word; utterance: Utterance }[] {
  return toArray(project.utterances).flatMap((utterance) =>
    toArray(utterance.words).map((word) => ({ word, utterance })),
  );
}

const anyRange = fc
  .tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 8000 }))
  .map(([startMs, lengthMs]) => ({ startMs, endMs: startMs + lengthMs }));

describe('a query', () => {
  test('by time finds the words heard in the range, whoever speaks', () => {
    fc.assert(
      fc.property(anySmallProject, anyRange, (project, { startMs, endMs }) => {
        const heard = ({ word }: { word: Word }) =>
          word.startMs !== null && word.endMs !== null && word.startMs < endMs && word.endMs > startMs;
        expect(wordsInRange(project, startMs, endMs)).toEqual(flat(project).filter(heard));
        const speaking = new Set(
          flat(project)
            .filter(heard)
            .map(({ utterance }) => utterance),
        );
        const near = new Set(utterancesInRange(project, startMs, endMs));
        for (const utterance of speaking) expect(near.has(utterance)).toBe(true);
      }),
    );
  });

  test('at an instant finds a word from its first millisecond to the last but not beyond', () => {
    fc.assert(
      fc.property(anySmallProject, (project) => {
        for (const { word } of flat(project)) {
          if (word.startMs === null || word.endMs === null) continue;
          const isHeard = (timeMs: number) => wordsAt(project, timeMs).some((found) => found.word === word);
          expect([word.startMs - 1, word.startMs, word.endMs - 1, word.endMs].map(isHeard)).toEqual([
            false,
            true,
            true,
            false,
          ]);
        }
      }),
    );
  });

  test('walks through all words in order, forth and back', () => {
    fc.assert(
      fc.property(anySmallProject, (project) => {
        const all = flat(project);
        expect([...allWords(project)]).toEqual(all.map(({ word }) => word));
        const visited: { word: Word; utterance: Utterance }[] = [];
        eachWord(project, (word, utterance) => {
          visited.push({ word, utterance });
        });
        expect(visited).toEqual(all);
        all.forEach(({ word, utterance }, at) => {
          const place = findWord(project, word.id);
          if (place === null) throw new Error(`${word.id} was not found`);
          expect(place.word).toBe(word);
          expect(place.utterance).toBe(utterance);
          expect(utteranceOfWord(project, word.id)).toBe(utterance);
          expect(wordAfter(project, place)?.word).toBe(all[at + 1]?.word);
          expect(wordBefore(project, place)?.word).toBe(all[at - 1]?.word);
          const first = findWord(project, all[0]?.word.id ?? '');
          if (first !== null) expect(Math.sign(compareWordPlaces(first, place))).toBe(at === 0 ? 0 : -1);
        });
      }),
    );
  });

  test('between two words takes both and everything from one to the other', () => {
    fc.assert(
      fc.property(anySmallProject, fc.nat(40), fc.nat(40), (project, a, b) => {
        const all = flat(project);
        const [first, last] = [all[a]?.word, all[b]?.word];
        if (first === undefined || last === undefined) return;
        const expected = a <= b ? all.slice(a, b + 1).map(({ word }) => word) : [];
        expect(wordsBetween(project, first.id, last.id).map(({ word }) => word)).toEqual(expected);
      }),
    );
  });

  test('counts words, in all and by speaker', () => {
    fc.assert(
      fc.property(anySmallProject, (project) => {
        const counts = wordCountsBySpeaker(project);
        expect(wordCount(project)).toBe(flat(project).length);
        expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(flat(project).length);
        for (const [speakerId, count] of counts) {
          expect(flat(project).filter(({ utterance }) => utterance.speakerId === speakerId)).toHaveLength(
            count,
          );
        }
      }),
    );
  });

  test('for what is not there answers null', () => {
    const project = largeProject({ words: 20, speakers: 1, asMonologue: false });
    expect([findWord(project, '?'), findUtterance(project, '?'), findSpeaker(project, '?')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('joins words with a space but where one is glued', () => {
    expect(
      joinWords([
        { text: 'Guten', glue: false },
        { text: 'Tag', glue: false },
        { text: '!', glue: true },
      ]),
    ).toBe('Guten Tag!');
  });
});

describe('the large project of the benches', () => {
  test.each([false, true])(
    'is a valid document with as many words as were asked for (monologue: %s)',
    (asMonologue) => {
      const project = largeProject({ words: 5000, speakers: 3, asMonologue });
      expect(checkInvariants(project)).toEqual([]);
      expect(wordCount(project)).toBe(5000);
      expect(project.utterances.length === 1).toBe(asMonologue);
      expect(largeProject({ words: 5000, speakers: 3, asMonologue })).toEqual(project);
    },
  );
});
