import type { Word } from '../../document/types.ts';
import type { Cue, CueLine } from '../cue.ts';
import { isBadBreak } from '../grammar/grammar.ts';
import { shapeOf } from '../grammar/shape.ts';
import type { Rules } from '../rules.ts';
import { unitsOf } from '../width.ts';
import type { Finding } from './violation.ts';

/** Beyond this pause a cue's end is where the speaker ended, whatever the words. */
const CONTINUED_MS = 1000;

/** Line length, number of lines and words, and the quality of breaks. `next` is the cue that follows. */
export function* textFindings(cue: Cue, next: Cue | null, rules: Rules): Generator<Finding, void, undefined> {
  yield* lineFindings(cue, rules);
  if (cue.lines.length > rules.lines) {
    const value = cue.lines.length;
    yield {
      rule: 'lines',
      value,
      limit: rules.lines,
      message: `The cue has ${value} lines; ${rules.lines} are allowed.`,
    };
  }
  const words = cue.lines.reduce((sum, line) => sum + line.words.length, 0);
  if (words > rules.wordsPerCue) {
    yield {
      rule: 'words-per-cue',
      value: words,
      limit: rules.wordsPerCue,
      message: `The cue has ${words} words; ${rules.wordsPerCue} are the limit.`,
    };
  }
  yield* breakFindings(cue, next, rules);
  const untimed = cue.lines.flatMap((line) => line.words).filter((word) => word.startMs === null).length;
  if (untimed > 0) {
    yield {
      rule: 'untimed',
      value: untimed,
      limit: 0,
      message: untimed === 1 ? 'One word has no time.' : `${untimed} words have no time.`,
    };
  }
}

function* lineFindings(cue: Cue, rules: Rules): Generator<Finding, void, undefined> {
  const { limit, measure } = rules.lineLength;
  const perCharacter = measure === 'full-width' ? 2 : 1;
  const lengths = cue.lines.map((line) => unitsOf(line.mark + line.text, measure));
  for (const [at, length] of lengths.entries()) {
    if (length <= rules.lineUnits) continue;
    const value = length / perCharacter;
    const counted = measure === 'full-width' ? 'full-width characters' : 'characters';
    yield {
      rule: 'line-length',
      value,
      limit,
      message: `Line ${at + 1} has ${value} ${counted}; ${limit} are allowed.`,
    };
  }
  if (lengths.length < 2) return;
  const shortest = Math.min(...lengths);
  const stump = rules.lineUnits / 5;
  // Two speakers' lines are as long as what each says.
  if (shortest >= stump || cue.lines.some((line) => line.mark !== '')) return;
  const at = lengths.indexOf(shortest);
  yield {
    rule: 'short-line',
    value: shortest / perCharacter,
    limit: Math.ceil(stump / perCharacter),
    message: `Line ${at + 1} has only ${shortest / perCharacter} characters beside a longer one.`,
  };
}

function* breakFindings(cue: Cue, next: Cue | null, rules: Rules): Generator<Finding, void, undefined> {
  for (const [at, line] of cue.lines.entries()) {
    const following = cue.lines[at + 1] ?? continuation(cue, line, next);
    const left = line.words[line.words.length - 1];
    const right = following?.words[0];
    if (left === undefined || right === undefined || following?.speakerId !== line.speakerId) continue;
    if (!isBadBreak(written(left), written(right), rules.language)) continue;
    const place = at + 1 < cue.lines.length ? `Line ${at + 1}` : 'The cue';
    yield {
      rule: 'bad-break',
      value: null,
      limit: null,
      message: `${place} ends with “${left.text}”, which belongs to “${right.text}”.`,
    };
  }
}

/** The next cue's first line, where the same speaker goes on. */
function continuation(cue: Cue, line: CueLine, next: Cue | null): CueLine | null {
  const first = next?.lines[0];
  if (next === null || first === undefined || next.startMs - cue.endMs > CONTINUED_MS) return null;
  return first.speakerId === line.speakerId ? first : null;
}

function written(word: Word) {
  return { word, shape: shapeOf(word.text) };
}
