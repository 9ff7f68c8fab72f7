import type { Word } from '../../document/types.ts';
import { eastAsianBreakCost, isEastAsian } from './eastAsian.ts';
import { BAD_ENGLISH_BREAK, englishBreakCost, englishStartCost } from './english.ts';
import type { Ending, WordShape } from './shape.ts';

/** A word with what its written form says. */
export interface Written {
  readonly word: Word;
  readonly shape: WordShape;
}

/**
 * Cost of a break between two words by punctuation and grammar, integer; negative is good. Languages
 * without word lists of their own have punctuation, and East Asian text its rules for line edges.
 */
export function grammarCost(left: Written, right: Written, language: string | null): number {
  const ending = endingBetween(left.shape, right.shape);
  let cost = ENDING_COST[ending];
  if (isEastAsian(left.word.text, right.word.text)) {
    if (ending === 'none') cost += eastAsianBreakCost(left.word.text, right.word.text);
  } else if (right.word.glue) {
    // A break would put a gap into a word; after a hyphen it is merely ugly.
    cost += left.word.text.endsWith('-') ? 60 : GLUED;
  }
  if (left.shape.opens) cost += 10;
  if (right.shape.opens) cost -= 15;
  if (left.word.kind === 'sound' || right.word.kind === 'sound') return cost - 80;
  if (!isEnglish(language)) return cost;
  const { shape } = right;
  return cost + (ending === 'none' ? englishBreakCost(left.shape, shape) : englishStartCost(shape));
}

/** True where a line end tears apart what belongs together, for the report of bad breaks. */
export function isBadBreak(left: Written, right: Written, language: string | null): boolean {
  if (right.word.glue && !isEastAsian(left.word.text, right.word.text)) return true;
  if (!isEnglish(language) || endingBetween(left.shape, right.shape) !== 'none') return false;
  return englishBreakCost(left.shape, right.shape) >= BAD_ENGLISH_BREAK;
}

/** A text whose language nobody named is most often English, and the lists do other text little harm. */
function isEnglish(language: string | null): boolean {
  return language === null || language === 'en' || language.startsWith('en-');
}

const GLUED = 3000;

const ENDING_COST: Readonly<Record<Ending, number>> = { none: 20, comma: -85, clause: -110, sentence: -150 };

/** A full stop before a small letter ends no sentence: `approx. five`. */
function endingBetween(left: WordShape, right: WordShape): Ending {
  if (left.ending === 'sentence' && right.lowerCase && right.core !== '') return 'comma';
  return left.ending;
}
