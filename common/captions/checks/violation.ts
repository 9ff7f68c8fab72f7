/** What a cue may break. The first six are hard: players, readers or deliveries refuse them. */
export type RuleId =
  | 'line-length'
  | 'lines'
  | 'min-duration'
  | 'max-duration'
  | 'gap'
  | 'overlap'
  | 'reading-speed'
  | 'words-per-cue'
  | 'bad-break'
  | 'short-line'
  | 'chaining'
  | 'untimed'
  | 'sync';

export type Severity = 'hard' | 'soft';

export const severities: Readonly<Record<RuleId, Severity>> = {
  'line-length': 'hard',
  lines: 'hard',
  'min-duration': 'hard',
  'max-duration': 'hard',
  gap: 'hard',
  overlap: 'hard',
  'reading-speed': 'soft',
  'words-per-cue': 'soft',
  'bad-break': 'soft',
  'short-line': 'soft',
  chaining: 'soft',
  untimed: 'soft',
  sync: 'soft',
};

/** What one check says of one cue. */
export interface Finding {
  readonly rule: RuleId;
  /**
   * What was found and what the profile allows: characters, lines or words as counted, seconds for times,
   * characters a second or words a minute for reading speed; null where the rule has no number.
   */
  readonly value: number | null;
  readonly limit: number | null;
  /** One plain sentence with the figures. */
  readonly message: string;
}

/** One place where captions leave their profile. */
export interface Violation extends Finding {
  readonly severity: Severity;
  /** Index into the cues, 0-based. */
  readonly cue: number;
  readonly startMs: number;
  readonly endMs: number;
}
