import { describe, expect, it } from 'vitest';
import type { Word } from '../../document/types.ts';
import { grammarCost, isBadBreak } from './grammar.ts';
import { shapeOf } from './shape.ts';

function written(text: string, glue = false) {
  const word: Word = {
    id: text,
    text,
    startMs: null,
    endMs: null,
    confidence: null,
    timing: null,
    kind: text.startsWith('[') ? 'sound' : 'word',
    glue,
  };
  return { word, shape: shapeOf(text) };
}

/** Cost of the break at the bar. */
function costAt(text: string, language: string | null = 'en'): number {
  const [left = '', right = ''] = text.split(' | ');
  return grammarCost(written(left), written(right), language);
}

describe('a break', () => {
  it('is best after a sentence, then after a clause, then after a comma', () => {
    expect(costAt('done. | Then')).toBeLessThan(costAt('done: | then'));
    expect(costAt('done: | then')).toBeLessThan(costAt('done, | then'));
    expect(costAt('done, | then')).toBeLessThan(costAt('done | then'));
  });

  it('is better before a conjunction or preposition than after it', () => {
    expect(costAt('coins | and')).toBeLessThan(costAt('and | coins'));
    expect(costAt('house | in')).toBeLessThan(costAt('in | the'));
    expect(costAt('house | with')).toBeLessThan(0);
  });

  it.each([
    ['an article and its noun', 'the', 'house'],
    ['an adjective and its noun', 'old', 'man'],
    ['a first and a last name', 'Anna', 'Martin'],
    ['a title and a name', 'Dr.', 'Martin'],
    ['a pronoun and its verb', 'they', 'went'],
    ['a preposition and its phrase', 'of', 'course'],
    ['the parts of a verb', 'have', 'been'],
    ['a verb and its negation', 'did', 'not'],
    ['an owner and what is owned', "neighbor's", 'house'],
    ['a verb and its object', 'get', 'it'],
    ['a verb and a pronoun that is never a subject', 'know', 'them'],
    ['there and its verb', 'there', 'might'],
    ['a number and its unit', '42', 'kilometres'],
    ['words that mean one thing', 'such', 'as'],
  ])('is bad between %s', (_name, left, right) => {
    expect(costAt(`${left} | ${right}`)).toBeGreaterThanOrEqual(70);
  });

  it('is worse inside a fixed pair than anywhere behind its first word', () => {
    expect(costAt('of | course')).toBeGreaterThan(costAt('of | house'));
  });

  it('is better behind a pronoun that was an object than before it', () => {
    expect(costAt('it | to')).toBeLessThan(costAt('live | it'));
    expect(costAt('it | from')).toBeLessThan(costAt('do | it'));
    expect(costAt('it | works')).toBeGreaterThan(costAt('think | it'));
  });

  it('is worse behind a word that ends like an adjective', () => {
    expect(costAt('financial | standpoint')).toBeGreaterThan(costAt('house | standpoint'));
  });

  it('is reported between what belongs together, not where punctuation parts it', () => {
    expect(isBadBreak(written('the'), written('house'), 'en')).toBe(true);
    expect(isBadBreak(written('the,'), written('house'), 'en')).toBe(false);
    expect(isBadBreak(written('house'), written('and'), 'en')).toBe(false);
  });

  it('knows no English words in other languages', () => {
    expect(costAt('die | Frau', 'de')).toBe(costAt('Haus | Frau', 'de'));
    expect(costAt('Haus, | die', 'de')).toBeLessThan(costAt('Haus | die', 'de'));
  });

  it('never stands inside a word of joined pieces', () => {
    expect(grammarCost(written('self'), written('ish', true), 'en')).toBeGreaterThan(1000);
  });

  it('is good beside a sound', () => {
    expect(costAt('house | [applause]')).toBeLessThan(0);
  });

  it('keeps closing marks off the start of a Japanese line, and prefers the end of a phrase', () => {
    const cost = (left: string, right: string) => grammarCost(written(left), written(right, true), 'ja');
    expect(cost('「', '明日')).toBeGreaterThan(500);
    expect(cost('明日', 'ー')).toBeGreaterThan(500);
    expect(cost('友達と', '一緒に')).toBeLessThan(cost('一緒', 'に'));
    expect(cost('でした。', 'ケーキ')).toBeLessThan(cost('友達と', '一緒に'));
  });
});

describe('the end of a sentence', () => {
  it.each(['house.', 'house?', 'house!”', 'house…', '終わり。'])('is seen in %s', (text) => {
    expect(shapeOf(text).ending).toBe('sentence');
  });

  it.each(['Dr.', 'J.', 'U.S.', 'e.g.', '3.5', 'house'])('is not seen in %s', (text) => {
    expect(shapeOf(text).ending).toBe('none');
  });

  it('is not there when a small letter follows', () => {
    expect(costAt('approx. | five')).toBeGreaterThan(costAt('house. | Five'));
  });
});
