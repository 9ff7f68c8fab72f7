import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply } from '../../common/document/apply.ts';
import { idSource } from '../../common/document/ids.ts';
import { checkInvariants } from '../../common/document/invariants.ts';
import { toArray } from '../../common/document/list.ts';
import { joinWords } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import { matchesIn, replaceMatches, searchFor, type Wish } from './search.ts';

const talk = projectOf(
  wordsOf('The 0-100 cat 100-300 and 300-400 the 400-500 Cat’s 500-800 catalogue. 800-1200'),
);
const plain = { matchCase: false, wholeWords: false };

const found = (project: Project, wish: Wish) => matchesIn(project, searchFor(wish));

function replaced(project: Project, wish: Wish, replacement: string): Project {
  const edit = replaceMatches(project, found(project, wish), replacement, idSource('new'));
  if (!edit.ok) throw new Error(edit.failure.code);
  if (edit.value === null) return project;
  const applied = apply(project, edit.value);
  if (!applied.ok) throw new Error(applied.failure.code);
  expect(checkInvariants(applied.value.project)).toEqual([]);
  const back = apply(applied.value.project, applied.value.inverse);
  expect(back.ok && shown(back.value.project)).toEqual(shown(project));
  return applied.value.project;
}

describe('finding', () => {
  test('passes over case unless it is wanted', () => {
    expect(found(talk, { ...plain, text: 'cat' }).map(({ firstWordId }) => firstWordId)).toEqual([
      'w1',
      'w4',
      'w5',
    ]);
    expect(found(talk, { ...plain, matchCase: true, text: 'Cat' })).toMatchObject([
      { firstWordId: 'w4', from: 0, to: 3 },
    ]);
  });

  test('of whole words stops at their ends', () => {
    expect(
      found(talk, { ...plain, wholeWords: true, text: 'cat' }).map(({ firstWordId }) => firstWordId),
    ).toEqual(['w1', 'w4']);
  });

  test('goes over several words', () => {
    expect(found(talk, { ...plain, text: 'and the cat' })).toMatchObject([
      { firstWordId: 'w2', lastWordId: 'w4', from: 0, to: 3 },
    ]);
  });

  test('of nothing finds nothing', () => {
    expect(found(talk, { ...plain, text: ' ' })).toEqual([]);
  });

  test('keeps letters in place whose lower case is longer', () => {
    const turkish = projectOf(wordsOf('İstanbul 0-100 Straße 100-200'));
    expect(found(turkish, { ...plain, text: 'straße' })).toMatchObject([
      { firstWordId: 'w1', from: 0, to: 6 },
    ]);
  });
});

describe('replacing', () => {
  test('inside words keeps their times', () => {
    expect(shown(replaced(talk, { ...plain, text: 'cat' }, 'dog'))).toEqual([
      'w0 The 0-100',
      'w1 dog 100-300',
      'w2 and 300-400',
      'w3 the 400-500',
      'w4 dog’s 500-800',
      'w5 dogalogue. 800-1200',
    ]);
  });

  test('of one word by two shares its time', () => {
    expect(
      shown(replaced(talk, { ...plain, wholeWords: true, matchCase: true, text: 'cat' }, 'big cat'))[1],
    ).toContain('big');
  });

  test('of several words keeps what is around', () => {
    const after = shown(replaced(talk, { ...plain, text: 'and the' }, 'or a'));
    expect(after.map((line) => line.split(' ')[1])).toEqual(['The', 'cat', 'or', 'a', 'Cat’s', 'catalogue.']);
    expect(after[1]).toBe('w1 cat 100-300');
    expect(after[4]).toBe('w4 Cat’s 500-800');
  });

  test('by nothing removes', () => {
    expect(shown(replaced(talk, { ...plain, text: ' and' }, '')).map((line) => line.split(' ')[1])).toEqual([
      'The',
      'cat',
      'the',
      'Cat’s',
      'catalogue.',
    ]);
  });
});

test('whatever is replaced, the text reads as if it were replaced as text', () => {
  const texts = (project: Project) =>
    project.utterances.chunks.flat().map((utterance) => joinWords(toArray(utterance.words)));
  fc.assert(
    fc.property(
      anySmallProject,
      fc.constantFrom('hello', 'l', 'e', 'world.', 'мир', '42'),
      fc.constantFrom('x', 'hello', 'new thing', 'ö'),
      (project, text, replacement) => {
        const expected = texts(project).map((line) => line.replaceAll(text, replacement));
        expect(texts(replaced(project, { text, matchCase: true, wholeWords: false }, replacement))).toEqual(
          expected,
        );
      },
    ),
  );
});
