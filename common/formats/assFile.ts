import { keyOfSsaAlignment } from './placement.ts';

/** A line `Dialogue:` of an ASS or SSA file, its fields by the file's own column order. */
export interface AssEvent {
  /** 1-based. */
  readonly line: number;
  /** null where the text is no time. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly name: string;
  readonly style: string;
  /** Layer, Style, MarginL, MarginR, MarginV and Effect, as ASS orders them, joined by commas. */
  readonly settings: string;
  readonly text: string;
  readonly verbatim: string;
  /** Lines above it that are no dialogue: comments, pictures, what nobody knows. */
  readonly before: readonly string[];
}

export interface AssFile {
  /** Everything down to the columns of the events: script info, styles, `[Events]`, `Format: …`. */
  readonly header: string;
  /** The columns of an event, in lower case; the last is `text`. */
  readonly columns: readonly string[];
  /** Sections below the events, verbatim. */
  readonly trailer: readonly string[];
  readonly events: readonly AssEvent[];
  /** Lines of the events section behind the last dialogue. */
  readonly rest: readonly string[];
  /** `V4 Styles`: the older format, which differs in columns, colours and alignment. */
  readonly isSsa: boolean;
  /** By name: the place of a style's text, as `\anN` counts. */
  readonly alignments: ReadonlyMap<string, number>;
  /** `WrapStyle`; 2 makes `\n` a line break. */
  readonly wrapStyle: number;
}

const SECTION = /^\[[^\]]*\][ \t]*$/u;
/** Attached fonts are text too, and a line of one may look like any section but these. */
const KNOWN_SECTION = /^\[(?:script info|v4\+? styles\+?|events|fonts|graphics|aegisub [a-z ]+)\][ \t]*$/iu;

const ASS_COLUMNS = [
  'layer',
  'start',
  'end',
  'style',
  'name',
  'marginl',
  'marginr',
  'marginv',
  'effect',
  'text',
];

const ASS_COLUMNS_LINE = 'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text';

/** Reads the sections of an ASS or SSA file; null when it has no events section. Linear. */
export function parseAss(text: string): AssFile | null {
  const lines = inputLines(text);
  const alignments = new Map<string, number>();
  const header: string[] = [];
  const trailer: string[][] = [];
  const events: AssEvent[] = [];
  let before: string[] = [];
  let columnsLine: string | null = null;
  let columns: readonly string[] = ASS_COLUMNS;
  let styleColumns: readonly string[] = [];
  let section = '';
  let isSsa = false;
  let wrapStyle = 0;
  let seenEvents = false;
  lines.forEach((line, index) => {
    if ((section === '[fonts]' || section === '[graphics]' ? KNOWN_SECTION : SECTION).test(line)) {
      section = line.trim().toLowerCase();
      if (section === '[v4 styles]') isSsa = true;
      if (section === '[events]') {
        seenEvents = true;
        return;
      }
      if (seenEvents) trailer.push([]);
    }
    if (section !== '[events]') {
      (trailer.at(-1) ?? header).push(line);
      const [key, value] = keyAndValue(line);
      if (key === 'wrapstyle') wrapStyle = Number(value);
      else if (!section.startsWith('[v4')) return;
      else if (key === 'format') styleColumns = columnNames(value);
      else if (key === 'style') addStyle(alignments, value, styleColumns, isSsa);
      return;
    }
    const [key, value] = keyAndValue(line);
    if (key === 'format' && columnsLine === null && isUsable(columnNames(value))) {
      columnsLine = line;
      columns = columnNames(value);
    } else if (key === 'dialogue') {
      events.push(eventOf({ line: index + 1, verbatim: line, value, columns, before }));
      before = [];
    } else if (line.trim() !== '') before.push(line);
  });
  if (!seenEvents) return null;
  const joined = trailer.map((part) => joinedLines(part)).filter((part) => part !== '');
  const top = `${joinedLines(header)}\n\n[Events]\n${columnsLine ?? ASS_COLUMNS_LINE}`;
  return { header: top, columns, trailer: joined, events, rest: before, isSsa, alignments, wrapStyle };
}

function inputLines(text: string): readonly string[] {
  const marked = text.startsWith('\ufeff') ? text.slice(1) : text;
  return (marked.includes('\r') ? marked.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : marked).split(
    '\n',
  );
}

/** `Key: value`; the key in lower case, '' where there is none. */
function keyAndValue(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 0 || colon > LONGEST_KEY) return ['', line];
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trimStart()];
}

const LONGEST_KEY = 40;

function columnNames(value: string): readonly string[] {
  return value.split(',').map((name) => name.trim().toLowerCase());
}

/** The text may hold commas, so it must be the last. */
function isUsable(columns: readonly string[]): boolean {
  return columns.at(-1) === 'text' && columns.includes('start') && columns.includes('end');
}

function addStyle(
  alignments: Map<string, number>,
  value: string,
  columns: readonly string[],
  isSsa: boolean,
): void {
  const fields = value.split(',');
  const name = fields[columns.indexOf('name')]?.trim();
  const alignment = Number(fields[columns.indexOf('alignment')]);
  if (name === undefined || !Number.isInteger(alignment)) return;
  alignments.set(name, isSsa ? keyOfSsaAlignment(alignment) : alignment);
}

function eventOf(about: {
  readonly line: number;
  readonly verbatim: string;
  readonly value: string;
  readonly columns: readonly string[];
  readonly before: readonly string[];
}): AssEvent {
  const { line, verbatim, columns, before } = about;
  const fields = fieldsOf(about.value, columns.length);
  const field = (name: string) => fields[columns.indexOf(name)]?.trim() ?? '';
  const style = field('style');
  const settings = [
    /^\d+$/u.test(field('layer')) ? field('layer') : '0',
    style,
    ...['marginl', 'marginr', 'marginv'].map((name) => field(name) || '0'),
    field('effect'),
  ];
  return {
    line,
    startMs: assMs(field('start')),
    endMs: assMs(field('end')),
    // SSA called the column for the speaker's name `Actor` in places.
    name: field('name') || field('actor'),
    style,
    settings: settings.join(','),
    text: fields[columns.indexOf('text')] ?? '',
    verbatim,
    before,
  };
}

/** The text is the last column and may hold commas. */
function fieldsOf(value: string, count: number): readonly string[] {
  const fields: string[] = [];
  let from = 0;
  while (fields.length < count - 1) {
    const comma = value.indexOf(',', from);
    if (comma < 0) break;
    fields.push(value.slice(from, comma));
    from = comma + 1;
  }
  fields.push(value.slice(from));
  return fields;
}

/** `0:00:01.50` in milliseconds; null for anything else. Any number of digits is taken. */
function assMs(text: string): number | null {
  const match = /^(\d+):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,9}))?$/u.exec(text);
  if (match === null) return null;
  const [, hours, minutes, seconds, fraction = '0'] = match;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.round((Number(fraction) / 10 ** fraction.length) * 1000);
}

function joinedLines(lines: readonly string[]): string {
  let end = lines.length;
  while (end > 0 && lines[end - 1]?.trim() === '') end--;
  return lines.slice(0, end).join('\n');
}
