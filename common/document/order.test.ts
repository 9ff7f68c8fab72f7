import { describe, expect, test } from 'vitest';
import { projectOf, wordsOf } from '../../tests/support/wordNotation.ts';
import { apply } from './apply.ts';
import { checkInvariants } from './invariants.ts';
import { CHUNK_SIZE, itemAt, toArray } from './list.ts';
import type { Project, Word } from './types.ts';

/** More than two chunks without a time between two words with one. */
const UNTIMED = 3 * CHUNK_SIZE;

function sparse(): Word[] {
  const notation = ['first 1000-2000', ...Array.from({ length: UNTIMED }, () => 'um -'), 'last 5000-6000'];
  return wordsOf(notation.join(' '));
}

function timed(project: Project, wordId: string, startMs: number, endMs: number) {
  return apply(project, { kind: 'setWordTimes', words: [{ wordId, startMs, endMs, timing: 'user' }] });
}

const lastId = `w${UNTIMED + 1}`;

describe('words without times, chunks of them', () => {
  test('are passed over where an utterance looks for its place', () => {
    const project = projectOf(...sparse().map((word) => [word]));
    for (const result of [timed(project, lastId, 500, 900), timed(project, 'w0', 7000, 8000)]) {
      if (!result.ok) throw new Error(result.failure.code);
      const texts = toArray(result.value.project.utterances).map(({ words }) => itemAt(words, 0)?.text);
      expect(texts.filter((text) => text !== 'um')).toEqual(['last', 'first']);
      expect(checkInvariants(result.value.project)).toEqual([]);
    }
  });

  test('are passed over where a word meets its neighbours in time', () => {
    const project = projectOf(sparse());
    const refused = [timed(project, lastId, 500, 900), timed(project, 'w0', 4500, 5500)];
    expect(refused.map((result) => (result.ok ? 'done' : result.failure.code))).toEqual([
      'edit.order',
      'edit.overlap',
    ]);
  });
});
