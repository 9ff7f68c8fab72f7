import type { Cue } from '../cue.ts';
import type { Rules } from '../rules.ts';
import { charactersOf } from '../width.ts';
import type { Finding } from './violation.ts';

/** Times were rounded to milliseconds, cue by cue. */
const ROUNDING_MS = 1;
/** Netflix's own control allows three frames; nobody sees less. */
const SYNC_MS = 125;

/** Duration, distance to the next cue, reading speed and distance to the audio. */
export function* timeFindings(cue: Cue, next: Cue | null, rules: Rules): Generator<Finding, void, undefined> {
  const durationMs = cue.endMs - cue.startMs;
  if (durationMs < rules.minMs - ROUNDING_MS) {
    yield {
      rule: 'min-duration',
      value: seconds(durationMs),
      limit: seconds(rules.minMs),
      message: `The cue is shown for ${text(durationMs)} s; at least ${text(rules.minMs)} s are needed.`,
    };
  }
  if (durationMs > rules.maxMs + ROUNDING_MS) {
    yield {
      rule: 'max-duration',
      value: seconds(durationMs),
      limit: seconds(rules.maxMs),
      message: `The cue is shown for ${text(durationMs)} s; ${text(rules.maxMs)} s are the limit.`,
    };
  }
  if (next !== null) yield* distanceFindings(cue, next, rules);
  yield* readingFindings(cue, durationMs, rules);
  yield* syncFindings(cue, rules);
}

function* distanceFindings(cue: Cue, next: Cue, rules: Rules): Generator<Finding, void, undefined> {
  const gapMs = next.startMs - cue.endMs;
  if (gapMs < 0) {
    yield {
      rule: 'overlap',
      value: seconds(-gapMs),
      limit: 0,
      message: `The cue ends ${text(-gapMs)} s after the next one starts.`,
    };
  } else if (gapMs < rules.gapMs - ROUNDING_MS) {
    yield {
      rule: 'gap',
      value: seconds(gapMs),
      limit: seconds(rules.gapMs),
      message: `The gap to the next cue is ${text(gapMs)} s; at least ${text(rules.gapMs)} s are needed.`,
    };
  } else if (gapMs > rules.gapMs + ROUNDING_MS && gapMs < rules.chainMs - ROUNDING_MS) {
    yield {
      rule: 'chaining',
      value: seconds(gapMs),
      limit: seconds(rules.chainMs),
      message: `The gap to the next cue is ${text(gapMs)} s; under ${text(rules.chainMs)} s it flickers and should be closed to ${text(rules.gapMs)} s.`,
    };
  }
}

function* readingFindings(cue: Cue, durationMs: number, rules: Rules): Generator<Finding, void, undefined> {
  const { unit, limit } = rules.readingSpeed;
  const amount =
    unit === 'characters-per-second'
      ? cue.lines.reduce((sum, line) => sum + charactersOf(line.text), 0)
      : cue.lines.reduce((sum, line) => sum + line.words.length, 0);
  const perMs = unit === 'characters-per-second' ? 1000 : 60_000;
  // A cue that is not shown at all has no speed; that it is too short is said already.
  if (durationMs <= 0) return;
  const value = (amount * perMs) / durationMs;
  if (amount * perMs <= limit * (durationMs + ROUNDING_MS)) return;
  const per = unit === 'characters-per-second' ? 'characters a second' : 'words a minute';
  yield {
    rule: 'reading-speed',
    value: Math.round(value * 10) / 10,
    limit,
    message: `Reading it takes ${value.toFixed(1)} ${per}; ${limit} are the limit.`,
  };
}

function* syncFindings(cue: Cue, rules: Rules): Generator<Finding, void, undefined> {
  const words = cue.lines.flatMap((line) => line.words);
  const starts = words.map((word) => word.startMs).filter((startMs) => startMs !== null);
  const ends = words.map((word) => word.endMs).filter((endMs) => endMs !== null);
  if (starts.length === 0) return;
  const startMs = Math.min(...starts);
  const endMs = Math.max(...ends);
  const finding = (valueMs: number, message: string): Finding => ({
    rule: 'sync',
    value: seconds(valueMs),
    limit: seconds(SYNC_MS),
    message,
  });
  const earlyMs = startMs - cue.startMs;
  if (earlyMs > SYNC_MS) yield finding(earlyMs, `The cue starts ${text(earlyMs)} s before its first word.`);
  if (-earlyMs > SYNC_MS) yield finding(-earlyMs, `The cue starts ${text(-earlyMs)} s after its first word.`);
  const cutMs = endMs - cue.endMs - rules.gapMs;
  if (cutMs > SYNC_MS) {
    yield finding(endMs - cue.endMs, `The cue ends ${text(endMs - cue.endMs)} s before its last word does.`);
  }
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}

function text(ms: number): string {
  return (Math.round(ms) / 1000).toFixed(3);
}
