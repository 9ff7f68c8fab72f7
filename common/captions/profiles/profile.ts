/** Where a number comes from and when it was read there: style guides change. */
export interface Source {
  readonly title: string;
  /** null for a convention of ours or of the trade that no page states. */
  readonly url: string | null;
  /** `YYYY-MM-DD`, the day on which the source was read. */
  readonly readOn: string;
}

/** A rule's value with its source. */
export interface Stated<T> {
  readonly value: T;
  readonly source: Source;
}

/** A value for most languages and those that differ, keyed by lower-case BCP-47 tag (`pt-br`, `ja`). */
export interface ByLanguage<T> {
  readonly others: T;
  readonly languages: Readonly<Record<string, T>>;
}

/**
 * How long a line may be. `graphemes` counts what people see as one character; `full-width` counts a
 * full-width character as 1 and a half-width one as 0.5, as East Asian guides do.
 */
export interface LineLength {
  readonly limit: number;
  readonly measure: 'graphemes' | 'full-width';
}

export type ReadingSpeed =
  | { readonly unit: 'characters-per-second'; readonly limit: number }
  | { readonly unit: 'words-per-minute'; readonly limit: number };

/** How two speakers share a cue, one a line: what stands before each line. null: they never do. */
export interface SpeakerMarks {
  readonly first: string;
  readonly second: string;
}

/** A gap shorter than `belowMs` is closed to the minimum gap, because it would be seen as a flicker. */
export interface Chaining {
  readonly belowMs: number;
}

/** A caption style guide as data. Durations are milliseconds, gaps are frames of the picture. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly lineLength: Stated<ByLanguage<LineLength>>;
  readonly lines: Stated<number>;
  /** null: the line length alone decides. */
  readonly wordsPerCue: Stated<number | null>;
  readonly readingSpeed: Stated<ByLanguage<ReadingSpeed>>;
  /** May be a fraction (5/6 s); it is rounded up to whole frames or milliseconds. */
  readonly minDurationMs: Stated<ByLanguage<number>>;
  readonly maxDurationMs: Stated<number>;
  readonly minGapFrames: Stated<number>;
  readonly chaining: Stated<Chaining | null>;
  /** True: in- and out-times lie on frames of the picture. */
  readonly onFrames: Stated<boolean>;
  /** How long a cue stays after the last word when nothing follows closely. */
  readonly lingerMs: Stated<number>;
  /** How early a cue may start before its first word to give time for reading. */
  readonly leadFrames: Stated<number>;
  /** A silence this long always ends a cue. */
  readonly pauseMs: Stated<number>;
  readonly speakerMarks: Stated<ByLanguage<SpeakerMarks | null>>;
}

export function stated<T>(value: T, source: Source): Stated<T> {
  return { value, source };
}

export function everyLanguage<T>(value: T): ByLanguage<T> {
  return { others: value, languages: {} };
}

/** The value for a BCP-47 tag: the whole tag, then its language alone, then the rest. */
export function forLanguage<T>(values: ByLanguage<T>, language: string | null): T {
  if (language === null) return values.others;
  const tag = language.toLowerCase();
  const whole = own(values.languages, tag);
  if (whole !== undefined) return whole;
  return own(values.languages, tag.split(/[-_]/u, 1)[0] ?? tag) ?? values.others;
}

/** A tag comes from outside: `constructor` is no language. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
