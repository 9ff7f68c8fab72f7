export type Delimiter = ',' | ';' | '\t';

export interface Row {
  readonly cells: readonly string[];
  /** 1-based line in the file on which the row begins. */
  readonly line: number;
}

/** A cell that a spreadsheet would run as a formula, or that looks as if it were guarded already. */
const NEEDS_GUARD = /^'*[=+\-@\t\r]/u;
const GUARDED = /^'+[=+\-@\t\r]/u;

/**
 * Text that begins like a formula (`=`, `+`, `-`, `@`) gets an apostrophe before it, so that a spreadsheet
 * shows `- Hello` instead of an error, or runs what somebody said. Apostrophes already there are doubled in
 * effect, so that `unguardFormula` gives back every text.
 */
export function guardFormula(text: string): string {
  return NEEDS_GUARD.test(text) ? `'${text}` : text;
}

export function unguardFormula(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** A cell by RFC 4180: quoted where the delimiter, a quote or a line end stands in it. */
export function csvCell(text: string): string {
  return /[",;\r\n]/u.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A cell for tab-separated text: one line, no tabs, and quotes as they are, because most readers of TSV know
 * no quoting. Only a text that begins with a quote is quoted, for those that do.
 */
export function tsvCell(text: string): string {
  const line = text.replaceAll(/[\t\r\n]+/gu, ' ');
  return line.startsWith('"') ? `"${line.replaceAll('"', '""')}"` : line;
}

/** The delimiter that the first row uses most outside quotes; a comma where there is none. */
export function delimiterOf(text: string): Delimiter {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let inQuotes = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') inQuotes = !inQuotes;
    else if (inQuotes) continue;
    else if (character === '\n' || character === '\r') {
      if (counts[','] + counts[';'] + counts['\t'] > 0) break;
    } else if (character === ',' || character === ';' || character === '\t') counts[character]++;
  }
  // A tab is hardly ever text; a comma may be a decimal one among semicolons.
  if (counts['\t'] > 0) return '\t';
  if (/^"?\d{1,9}(?:,\d{1,9})?"?;/u.test(text)) return ';';
  return counts[';'] > 0 && counts[';'] >= counts[','] ? ';' : ',';
}

/**
 * The rows of delimited text: quoted cells may hold delimiters, line ends and doubled quotes; a cell whose
 * quote never closes rightly is taken as it stands. Empty lines are left out. Never fails.
 *
 * Linear: a look for the closing quote ends at the next quote that is not doubled, and only a run of an odd
 * number of quotes can start another look, so no part of the text is looked through more than twice.
 */
export function parseRows(text: string, delimiter: Delimiter): readonly Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let line = 1;
  let rowLine = 1;
  let at = 0;
  while (at < text.length) {
    const cell =
      text[at] === '"'
        ? (quotedCell(text, at, delimiter) ?? plainCell(text, at, delimiter))
        : plainCell(text, at, delimiter);
    cells.push(cell.text);
    line += cell.lineEnds;
    at = cell.end;
    if (text[at] === delimiter) {
      at++;
      // A delimiter at the very end has one more, empty cell behind it.
      if (at < text.length) continue;
      cells.push('');
    }
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: rowLine });
    cells = [];
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    line++;
    rowLine = line;
  }
  return rows;
}

interface Cell {
  readonly text: string;
  readonly end: number;
  readonly lineEnds: number;
}

function isCellEnd(character: string | undefined, delimiter: Delimiter): boolean {
  return character === undefined || character === delimiter || character === '\n' || character === '\r';
}

function plainCell(text: string, from: number, delimiter: Delimiter): Cell {
  let end = from;
  while (!isCellEnd(text[end], delimiter)) end++;
  return { text: text.slice(from, end), end, lineEnds: 0 };
}

function quotedCell(text: string, from: number, delimiter: Delimiter): Cell | null {
  let lineEnds = 0;
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\n' || (character === '\r' && text[at + 1] !== '\n')) lineEnds++;
    if (character !== '"') continue;
    if (text[at + 1] === '"') {
      at++;
      continue;
    }
    if (!isCellEnd(text[at + 1], delimiter)) return null;
    return { text: text.slice(from + 1, at).replaceAll('""', '"'), end: at + 1, lineEnds };
  }
  return null;
}
