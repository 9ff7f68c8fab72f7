import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyProject } from '../../tests/support/projects.ts';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import { apply } from './apply.ts';
import { type HeardWord, heardDifferences, newUtterance, takeHeard } from './heardAgain.ts';
import { idSource } from './ids.ts';
import { checkInvariants } from './invariants.ts';
import type { Operation } from './operations.ts';
import { allWords } from './queries.ts';
import type { Project } from './types.ts';

const heardOf = (notation: string): HeardWord[] =>
  wordsOf(notation).map(({ text, startMs, endMs, timing, glue }) => ({
    ...{ text, startMs, endMs, timing, glue },
    confidence: 0.7,
  }));
const all = { startMs: 0, endMs: 100_000 };

function applied(project: Project, operation: Operation | null): Project {
  if (operation === null) return project;
  const result = apply(project, operation);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  checkInvariants(result.value.project);
  return result.value.project;
}

const talk = projectOf(wordsOf('the 100-200 whether 300-500 is 600-700 nice 800-900'));
const texts = (project: Project) => [...allWords(project)].map(({ text }) => text).join(' ');
const sides = (project: Project, heard: readonly HeardWord[], range = all) =>
  heardDifferences(project, range, heard).map(
    (one) => `${one.old.map(({ text }) => text).join(' ')} > ${one.heard.map(({ text }) => text).join(' ')}`,
  );

describe('a stretch that was recognised again', () => {
  test('differs word by word', () => {
    const heard = heardOf('the 100-200 weather 310-520 was 600-690 very 700-790 nice 800-900 indeed 950-990');
    expect(sides(talk, heard)).toEqual(['whether > weather', 'is > was very', ' > indeed']);
  });

  test('does not differ where the same was heard', () => {
    expect(sides(talk, heardOf('the 90-190 whether 300-500 is 600-700 nice 800-900'))).toEqual([]);
  });

  test('takes in the words whose middle lies in it, and those without times between them', () => {
    const gaps = projectOf(wordsOf('a 0-100 b - c 300-400 d - e 900-1000'));
    expect(sides(gaps, [], { startMs: 40, endMs: 500 })).toEqual(['a b c > ']);
    expect(sides(gaps, [], { startMs: 60, endMs: 500 })).toEqual(['c > ']);
  });

  test('is taken over where one word stands for two that another follows', () => {
    const apart = projectOf(wordsOf('to 0-100 day 100-300 is 900-1000 fine 1000-1200'));
    const heard = heardOf('today 0-300 really 400-800 is 900-1000 fine 1000-1200');
    const differences = heardDifferences(apart, all, heard);
    expect(differences).toHaveLength(2);
    const taken = applied(apart, takeHeard(apart, differences, idSource('n')));
    expect(texts(taken)).toBe('today really is fine');
  });

  test('is taken over difference by difference: ids, and so decisions, stay with their words', () => {
    const heard = heardOf('the 100-200 weather 310-560 was 590-690 very 700-790 nice 800-900');
    const differences = heardDifferences(talk, all, heard);
    const one = applied(talk, takeHeard(talk, differences.slice(0, 1), idSource('n')));
    expect(shown(one)).toEqual(['w0 the 100-200', 'w1 weather 310-560', 'w2 is 600-700', 'w3 nice 800-900']);
    const both = applied(talk, takeHeard(talk, differences, idSource('n')));
    expect(texts(both)).toBe('the weather was very nice');
    expect(shown(both).slice(2, 4)).toEqual([
      expect.stringMatching(/^w2 was /),
      expect.stringMatching(/very 700-790$/),
    ]);
  });

  test('lets words go that nobody said, and adds those that were missed', () => {
    const differences = heardDifferences(talk, all, heardOf('oh 10-90 the 100-200 is 600-700 nice 800-900'));
    const after = applied(talk, takeHeard(talk, differences, idSource('n')));
    expect(texts(after)).toBe('oh the is nice');
  });

  test('has no time for a word that the neighbours leave no room', () => {
    const close = projectOf(wordsOf('a 0-100 b 100-200'));
    const after = applied(
      close,
      takeHeard(close, heardDifferences(close, all, heardOf('a 0-100 x 100-150 b 100-200')), idSource('n')),
    );
    expect(shown(after)[1]).toMatch(/ x -$/);
  });

  test('stands by itself where nothing stood', () => {
    const heard = heardOf('late 5000-5100 words 5200-5300');
    expect(heardDifferences(talk, { startMs: 4000, endMs: 6000 }, heard)).toEqual([]);
    expect(texts(applied(talk, newUtterance(heard, idSource('n'))))).toBe('the whether is nice late words');
  });

  test('leaves a valid document whatever was heard and whatever is taken', () => {
    const words = fc.array(
      fc.record({
        text: fc.constantFrom('hello', 'world.', 'A&B', 'new', 'it’s'),
        startMs: fc.option(fc.integer({ min: 0, max: 9000 })),
        lengthMs: fc.integer({ min: 0, max: 500 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        anyProject({ maxUtterances: 4, maxWords: 8 }),
        words,
        fc.integer(),
        (project, list, mask) => {
          const heard = list.map(({ text, startMs, lengthMs }): HeardWord => {
            const times =
              startMs === null ? null : { startMs, endMs: startMs + lengthMs, timing: 'aligned' as const };
            return {
              text,
              confidence: null,
              glue: false,
              ...(times ?? { startMs: null, endMs: null, timing: null }),
            };
          });
          const chosen = heardDifferences(project, all, heard).filter(
            (_, at) => ((mask >> (at % 31)) & 1) === 1,
          );
          applied(project, takeHeard(project, chosen, idSource('n')));
        },
      ),
    );
  });
});
