import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Word } from '../../common/document/types.ts';
import type { EngineSegment } from '../engines/engine.ts';
import { anchorWords } from './anchoring.ts';

function text(sentence: string): Word[] {
  return sentence.split(' ').map((each, index) => ({
    id: `w${index}`,
    text: each,
    startMs: null,
    endMs: null,
    confidence: null,
    timing: null,
    kind: 'word',
    glue: false,
  }));
}

function heard(...sentences: string[]): EngineSegment[] {
  return sentences.map((sentence, index) => ({
    index,
    startMs: index * 10_000,
    endMs: index * 10_000 + 9000,
    words: sentence
      .split(' ')
      .filter((word) => word !== '')
      .map((each) => ({ text: each, startMs: 0, endMs: 1, confidence: 1, timing: 'aligned', glue: false })),
  }));
}

function placed(words: Word[], segments: EngineSegment[]): string[] {
  return anchorWords(words, segments).windows.map((window) =>
    window.words.map((word) => word.text).join(' '),
  );
}

describe('placing a text on what was heard', () => {
  it('gives each stretch of speech its words', () => {
    const words = text('the quick brown fox jumps over the lazy dog tonight');
    expect(placed(words, heard('the quick brown fox', 'jumps over the lazy dog tonight'))).toEqual([
      'the quick brown fox',
      'jumps over the lazy dog tonight',
    ]);
  });

  it('puts words that were misheard where words are left over', () => {
    const words = text('we sailed from Reykjavik harbour yesterday and came home');
    expect(placed(words, heard('we sailed from wrecky vick', 'yesterday and came home'))).toEqual([
      'we sailed from Reykjavik harbour',
      'yesterday and came home',
    ]);
  });

  it('tells how much was heard', () => {
    const words = text('one two three four');
    expect(anchorWords(words, heard('one two three four')).matched).toBe(4);
    expect(anchorWords(words, heard('completely different speech here')).matched).toBe(0);
    expect(anchorWords(words, []).windows).toEqual([]);
  });

  it('uses every word once and in order, whatever was heard', () => {
    const word = fc.constantFrom('a', 'bee', 'sea', 'deep', 'eel', 'effort');
    const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((each) => each.join(' '));
    fc.assert(
      fc.property(sentence, fc.array(sentence, { minLength: 1, maxLength: 5 }), (said, stretches) => {
        expect(placed(text(said), heard(...stretches)).join(' ')).toBe(said);
      }),
    );
  });
});
