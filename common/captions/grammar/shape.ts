/** How a word ends a thought, by its punctuation. */
export type Ending = 'none' | 'comma' | 'clause' | 'sentence';

/** What break costs need to know of a word's written form. */
export interface WordShape {
  /** Lower case, without punctuation at either end, apostrophes straight; '' for punctuation alone. */
  readonly core: string;
  readonly ending: Ending;
  /** Starts with a capital letter. */
  readonly capital: boolean;
  readonly lowerCase: boolean;
  /** Starts with a digit. */
  readonly number: boolean;
  /** Opens a quotation or bracket and does not close it itself. */
  readonly opens: boolean;
  /** Closes one that stood open. */
  readonly closes: boolean;
}

const OPENING = '"\'“‘„«‹([{¿¡「『（【《〈';
const CLOSING = '"\'”’»›)]}」』）】》〉';
const SENTENCE = '.!?…。！？‽।؟';
const CLAUSE = ';:—–；：؛―';
const COMMA = ',、，،';

/** Words whose full stop belongs to them. Lower case, without it. */
const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof st jr sr vs etc e.g i.e no fig vol approx dept est gen col lt sgt capt rev hon sen rep gov'.split(
    ' ',
  ),
);

/** Cost: one pass over the text. */
export function shapeOf(text: string): WordShape {
  let from = 0;
  let to = text.length;
  while (from < to && isOpening(text, from)) from++;
  const opened = from;
  while (from < to && !isLetterOrDigit(text.charCodeAt(from))) from++;
  let ending: Ending = 'none';
  let closed = 0;
  while (to > opened) {
    const last = text[to - 1] ?? '';
    const rank = endingOf(last);
    if (rank !== null) ending = stronger(ending, rank);
    else if (CLOSING.includes(last)) closed++;
    else if (last === '-' && to > opened + 1) ending = stronger(ending, 'comma');
    else break;
    to--;
  }
  const core = text.slice(Math.min(from, to), to).toLowerCase().replaceAll('’', "'");
  const first = text.charCodeAt(from);
  const firstLetter = from < text.length ? (text[from] ?? '') : '';
  const lower = firstLetter.toLowerCase();
  const upper = firstLetter.toUpperCase();
  if (ending === 'sentence' && text[to] === '.' && isAbbreviation(core, text.length - to)) ending = 'none';
  return {
    core,
    ending,
    capital: lower !== upper && firstLetter === upper,
    lowerCase: lower !== upper && firstLetter === lower,
    number: first >= 0x30 && first <= 0x39,
    opens: opened > 0 && closed === 0,
    closes: closed > 0 && opened === 0,
  };
}

/** `Dr.`, an initial as in `J. Smith`, or dots inside as in `U.S.`. */
function isAbbreviation(core: string, punctuation: number): boolean {
  if (punctuation !== 1) return false;
  if (ABBREVIATIONS.has(core)) return true;
  return (core.length === 1 && core !== 'i' && !isDigit(core.charCodeAt(0))) || /^\p{L}\.\p{L}$/u.test(core);
}

function endingOf(character: string): Ending | null {
  if (SENTENCE.includes(character)) return 'sentence';
  if (CLAUSE.includes(character)) return 'clause';
  if (COMMA.includes(character)) return 'comma';
  return null;
}

function stronger(left: Ending, right: Ending): Ending {
  const order: readonly Ending[] = ['none', 'comma', 'clause', 'sentence'];
  return order.indexOf(left) >= order.indexOf(right) ? left : right;
}

function isOpening(text: string, at: number): boolean {
  return OPENING.includes(text[at] ?? '');
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetterOrDigit(code: number): boolean {
  if (code < 0x80) return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
  // Punctuation blocks that captions meet: Latin-1 signs, general punctuation, CJK and full-width signs.
  return !(
    (code >= 0xa0 && code < 0xc0) ||
    (code >= 0x2000 && code < 0x2070) ||
    (code >= 0x3000 && code < 0x3005) ||
    (code >= 0x3008 && code < 0x3020) ||
    (code >= 0xff01 && code < 0xff10)
  );
}
