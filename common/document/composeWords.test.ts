import { expect, test } from 'vitest';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import type { Result } from '../contract/result.ts';
import { apply } from './apply.ts';
import { joinWithNext, splitWord, takeAlternative } from './composeWords.ts';
import { idSource } from './ids.ts';
import type { Operation } from './operations.ts';
import { findWord } from './queries.ts';
import type { Project } from './types.ts';

const talk = projectOf(wordsOf('one 100-200 newspaper 200-1100 three 1100-1200'));
const ids = () => idSource('test');

function edited(project: Project, edit: Result<Operation>): Project {
  if (!edit.ok) throw new Error(edit.failure.code);
  const applied = apply(project, edit.value);
  if (!applied.ok) throw new Error(`${applied.failure.code} ${applied.failure.detail}`);
  const back = apply(applied.value.project, applied.value.inverse);
  expect(back.ok && shown(back.value.project)).toEqual(shown(project));
  return applied.value.project;
}

test('a word is cut where the caret is, and its time by length', () => {
  expect(shown(edited(talk, splitWord(talk, 'w1', 4, ids())))).toEqual([
    'w0 one 100-200',
    'w1 news ~200-600',
    'test-0 paper ~600-1100',
    'w2 three 1100-1200',
  ]);
});

test('a character that people see as one is not cut', () => {
  const flags = projectOf(wordsOf('a🇩🇪b 0-300'));
  expect(shown(edited(flags, splitWord(flags, 'w0', 2, ids()))).map((line) => line.split(' ')[1])).toEqual([
    'a🇩🇪',
    'b',
  ]);
});

test('a cut at the border of a word is refused', () => {
  for (const at of [0, 9, 40]) expect(splitWord(talk, 'w1', at, ids()).ok).toBe(false);
  expect(splitWord(talk, 'nobody', 1, ids()).ok).toBe(false);
});

test('two words become one that lasts from the first to the second', () => {
  expect(shown(edited(talk, joinWithNext(talk, 'w1')))).toEqual([
    'w0 one 100-200',
    'w1 newspaperthree 200-1200',
  ]);
  expect(joinWithNext(talk, 'w2').ok).toBe(false);
});

test('another hearing takes the place of the text, which becomes an alternative itself', () => {
  const [word, ...rest] = wordsOf('diarize 0-600 now 600-800');
  if (word === undefined) throw new Error('no word');
  const heard = projectOf([
    { ...word, confidence: 0.41, alternatives: [{ text: 'diarise', confidence: 0.38 }] },
    ...rest,
  ]);
  const taken = findWord(edited(heard, takeAlternative(heard, 'w0', 0)), 'w0')?.word;
  expect(taken).toMatchObject({
    text: 'diarise',
    confidence: 0.38,
    alternatives: [{ text: 'diarize', confidence: 0.41 }],
    startMs: 0,
    endMs: 600,
  });
  expect(takeAlternative(heard, 'w0', 1).ok).toBe(false);
});
