/** Whether bare numbers are seconds or milliseconds. */
export type TimeUnit = 'seconds' | 'milliseconds';

const NUMBER = /^\d{1,12}(?:[.,]\d{1,9})?$/u;
/** `HH:MM:SS:FF`; a semicolon stands for drop frame, whose labels count as they stand. */
const FRAMES = /^(\d{1,4}):(\d{1,2}):(\d{1,2})[:;](\d{1,3})$/u;
const CLOCK = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?$/u;

/** A time in a cell as integer milliseconds: `1.5`, `1,5`, `00:01:02.345`, `1:02`; null for anything else. */
export function cellMs(cell: string, unit: TimeUnit): number | null {
  const written = cell.trim().replace(/\s?(?:s|sec)$/iu, '');
  if (NUMBER.test(written)) {
    const value = Number(written.replace(',', '.'));
    return Math.round(unit === 'seconds' ? value * 1000 : value);
  }
  const clock = CLOCK.exec(written);
  if (clock === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = clock;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
}

/** A time of whole frames in a cell: its seconds and its frames; null for anything else. */
function frameTime(cell: string): { readonly seconds: number; readonly frames: number } | null {
  const match = FRAMES.exec(cell.trim());
  if (match === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0', frames = '0'] = match;
  return { seconds: (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds), frames: Number(frames) };
}

/** A time in frames as integer milliseconds; null for anything else. */
export function frameCellMs(cell: string, framesPerSecond: number): number | null {
  const time = frameTime(cell);
  return time === null ? null : Math.round((time.seconds + time.frames / framesPerSecond) * 1000);
}

/**
 * The usual frame rate by which times in frames can be read, as files do not state it: 25, or the least that
 * has frames of such high numbers. Wrong by one rate it moves times within their second alone. null where no
 * time is in frames.
 */
export function frameRateOf(cells: readonly string[]): number | null {
  let highest = -1;
  for (const cell of cells) highest = Math.max(highest, frameTime(cell)?.frames ?? -1);
  if (highest < 0) return null;
  return [25, 30, 50, 60, 120].find((rate) => highest < rate) ?? highest + 1;
}

export function isWholeNumber(cell: string): boolean {
  return /^\d{1,12}$/u.test(cell.trim());
}

/** Between speech (about 15) and the same text over a thousand times the time. */
const LEAST_CHARACTERS_PER_SECOND = 0.5;

/**
 * The unit of a file that has nothing but whole numbers: Whisper and whisper.cpp write milliseconds there,
 * people seconds. Read as seconds, milliseconds would give speech of a character a minute.
 */
export function unitOfWholeNumbers(
  rows: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): TimeUnit {
  let duration = 0;
  let characters = 0;
  for (const { start, end, text } of rows) {
    duration += Math.max(0, end - start);
    characters += text.length;
  }
  return duration > 0 && characters / duration < LEAST_CHARACTERS_PER_SECOND ? 'milliseconds' : 'seconds';
}
