/** A line that may begin with a speaker's name: `Ann: …`, `[SPEAKER_00]: …`, `>> ANN: …`, `主持人：…`. */
export interface LabelledLine {
  readonly name: string;
  readonly rest: string;
  /** In brackets: nobody speaks like that, so one is enough. */
  readonly certain: boolean;
}

const LONGEST_NAME = 40;
const MOST_WORDS = 4;

/** Lower-case words that stand inside names. */
const PARTICLES = new Set(
  'von van de der den del della di da dos das du la le bin ibn al el ben ter ten zu und and'.split(' '),
);

function isNameWord(word: string): boolean {
  if (PARTICLES.has(word)) return true;
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return /[\p{L}\p{N}(#]/u.test(first) && (first !== first.toLowerCase() || first === first.toUpperCase());
}

function isName(text: string): boolean {
  if (text === '' || text.length > LONGEST_NAME || !/\p{L}/u.test(text)) return false;
  // A sentence, an address or a quotation; `Dr.` and `St.` may have their dot.
  if (/[?!,;"“”«»…/\\<>=@[\]{}]|\.\.|\.$/u.test(text)) return false;
  const words = text.split(' ');
  return words.length <= MOST_WORDS && words.every(isNameWord) && !PARTICLES.has(words[0] ?? '');
}

/** The line's label, null when it cannot be one. A clock time, an address or a sentence is none. */
export function labelOf(line: string): LabelledLine | null {
  const body = line.startsWith('>>') ? line.slice(2).trimStart() : line;
  const head = body.slice(0, LONGEST_NAME + 3);
  const wide = head.indexOf('：');
  const narrow = head.indexOf(':');
  const colon = wide === -1 ? narrow : narrow === -1 ? wide : Math.min(wide, narrow);
  if (colon <= 0) return null;
  const after = body.slice(colon + 1);
  if (body[colon] === ':' && after !== '' && !/^\s/u.test(after)) return null;
  const written = body.slice(0, colon).trim();
  const bracketed = written.startsWith('[') && written.endsWith(']');
  const name = (bracketed ? written.slice(1, -1) : written).replaceAll(/\s+/gu, ' ').trim();
  return isName(name) ? { name, rest: after.trim(), certain: bracketed } : null;
}

/**
 * Which of the labels found are speakers: those that come again; those in brackets; and ones that come once
 * where most paragraphs begin with a label. `labels` holds one entry for each paragraph, null without one.
 */
export function plausibleNames(labels: readonly (LabelledLine | null)[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const names = new Set<string>();
  let labelled = 0;
  for (const label of labels) {
    if (label === null) continue;
    labelled++;
    counts.set(label.name, (counts.get(label.name) ?? 0) + 1);
    if (label.certain) names.add(label.name);
  }
  const mostly = labelled >= 2 && labelled >= labels.length * 0.7;
  for (const [name, count] of counts) if (count >= 2 || mostly) names.add(name);
  return names;
}
