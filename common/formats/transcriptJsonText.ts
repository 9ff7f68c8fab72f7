/** JSON text as a value, or why it is none. */
export type JsonText =
  | { readonly ok: true; readonly value: unknown; readonly replaced: number }
  | { readonly ok: false; readonly reason: string };

/** Longest part of a parser's own words that a message repeats. */
const REASON_LENGTH = 120;

/**
 * Parses JSON, and also what Python's `json` writes that is none: bare `NaN`, `Infinity` and `-Infinity`
 * become null and are counted in `replaced`. A byte order mark is skipped. Linear time; never throws.
 */
export function parseJsonText(text: string): JsonText {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const strict = tryParse(body);
  if (strict.ok) return strict;
  const { json, replaced } = withoutBareNumbers(body);
  if (replaced === 0) return strict;
  const repaired = tryParse(json);
  return repaired.ok ? { ...repaired, replaced } : strict;
}

function tryParse(text: string): JsonText {
  try {
    return { ok: true, value: JSON.parse(text) as unknown, replaced: 0 };
  } catch (error) {
    // That is how the parser reports text that is not JSON; anything else is a bug.
    if (!(error instanceof SyntaxError)) throw error;
    // The parser repeats the text around the place, which may be anything; the place itself stays.
    const reason = error.message.replaceAll(/\s+/gu, ' ').replace(/, (?:\.\.\.)?".*$/u, '');
    return {
      ok: false,
      reason: reason.length > REASON_LENGTH ? `${reason.slice(0, REASON_LENGTH)}…` : reason,
    };
  }
}

const BARE = ['NaN', '-Infinity', 'Infinity'] as const;

/** One pass, quotes respected; a regular expression would look again at every quote of an open string. */
function withoutBareNumbers(text: string): { readonly json: string; readonly replaced: number } {
  const parts: string[] = [];
  let copied = 0;
  let replaced = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') {
      inString = true;
    } else if (character === 'N' || character === 'I' || character === '-') {
      const found = BARE.find((word) => text.startsWith(word, i));
      if (found === undefined) continue;
      parts.push(text.slice(copied, i), 'null');
      i += found.length - 1;
      copied = i + 1;
      replaced++;
    }
  }
  parts.push(text.slice(copied));
  return { json: parts.join(''), replaced };
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, for messages: `a number`, `a list`, `missing`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a text';
  return `a ${typeof value}`;
}

/** The names in an object, for messages that say what was found instead; at most six. */
export function keysOf(record: JsonRecord): string {
  const keys = Object.keys(record);
  const shown = keys.slice(0, 6).map((key) => (key.length > 24 ? `${key.slice(0, 24)}…` : key));
  if (keys.length === 0) return 'nothing';
  return keys.length > 6 ? `${shown.join(', ')} and ${keys.length - 6} more` : shown.join(', ');
}
