import type { Rules } from '../../common/captions/rules.ts';
import { charactersOf, unitsOf } from '../../common/captions/width.ts';

/** The figures of a cue as its row and its box show them, and which of them leave the profile. */
export interface CueFigures {
  readonly seconds: number;
  readonly isShort: boolean;
  readonly isLong: boolean;
  /** Characters a second, or words a minute where the profile counts these; null when the cue is not shown. */
  readonly speed: number | null;
  readonly isFast: boolean;
  /** Of each line, in what the profile counts: characters, or full-width ones. */
  readonly lengths: readonly number[];
  readonly tooLong: readonly boolean[];
}

/** Cue times are whole milliseconds, frames are not. */
const ROUNDING_MS = 1;

/** `lines` with what stands before them (`mark`) counts for the length, the text alone for the speed, as in the checks. */
export function cueFigures(
  lines: readonly { readonly text: string; readonly mark: string }[],
  durationMs: number,
  rules: Rules,
): CueFigures {
  const { measure } = rules.lineLength;
  const { unit, limit } = rules.readingSpeed;
  const units = lines.map(({ text, mark }) => (mark + text === '' ? 0 : unitsOf(mark + text, measure)));
  const amount = lines.reduce(
    (sum, { text }) => sum + (unit === 'characters-per-second' ? characters(text) : words(text)),
    0,
  );
  const perMs = unit === 'characters-per-second' ? 1000 : 60_000;
  return {
    seconds: durationMs / 1000,
    isShort: durationMs < rules.minMs - ROUNDING_MS,
    isLong: durationMs > rules.maxMs + ROUNDING_MS,
    speed: durationMs > 0 ? (amount * perMs) / durationMs : null,
    isFast: durationMs > 0 && amount * perMs > limit * (durationMs + ROUNDING_MS),
    lengths: units.map((length) => (measure === 'full-width' ? length / 2 : length)),
    tooLong: units.map((length) => length > rules.lineUnits),
  };
}

function characters(text: string): number {
  return text === '' ? 0 : charactersOf(text);
}

function words(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}
