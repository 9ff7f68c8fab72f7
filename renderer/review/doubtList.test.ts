import { describe, expect, test } from 'vitest';
import type { Suspicion } from '../../common/document/suspicion.ts';
import { countReasons, listed } from './doubtList.ts';

const suspicions: readonly Suspicion[] = [
  { wordId: 'first', reasons: ['unsure'], score: 0.7 },
  { wordId: 'second', reasons: ['untimed', 'unsure'], score: 0.94 },
  { wordId: 'third', reasons: ['long'], score: 0.5 },
  { wordId: 'fourth', reasons: ['unsure'], score: 0.7 },
];
const ids = (list: readonly Suspicion[]) => list.map(({ wordId }) => wordId);

describe('the list of words worth a look', () => {
  test('goes along the text, or from the gravest, where equals stay as in the text', () => {
    expect(ids(listed(suspicions, { reason: null, order: 'time' }))).toEqual(ids(suspicions));
    const gravest = listed(suspicions, { reason: null, order: 'score' });
    expect(ids(gravest)).toEqual(['second', 'first', 'fourth', 'third']);
  });

  test('shows those of one reason, among others that they have', () => {
    const unsure = listed(suspicions, { reason: 'unsure', order: 'time' });
    expect(ids(unsure)).toEqual(['first', 'second', 'fourth']);
    expect(listed(suspicions, { reason: 'fast', order: 'time' })).toEqual([]);
  });

  test('counts a word for each of its reasons', () => {
    expect([...countReasons(suspicions)]).toEqual([
      ['unsure', 3],
      ['untimed', 1],
      ['long', 1],
    ]);
  });
});
