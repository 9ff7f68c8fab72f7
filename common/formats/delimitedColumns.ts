import type { Row } from './delimitedCells.ts';
import { cellMs, type TimeUnit } from './delimitedTimes.ts';

/** Where a table has what; −1 for a column that it does not have. */
export interface Columns {
  readonly start: number;
  readonly end: number;
  readonly duration: number;
  readonly speaker: number;
  readonly text: number;
  /** As the headings state it; null when they do not. */
  readonly unit: TimeUnit | null;
  /** How many rows at the top are headings. */
  readonly headingRows: 0 | 1;
}

/** Headings by which people and programs call the columns, bare of spaces, signs and units. */
const HEADINGS = {
  start: ['start', 'starttime', 'begin', 'from', 'in', 'timein', 'tcin', 'startms', 'startseconds', 'starts'],
  end: ['end', 'endtime', 'stop', 'to', 'out', 'timeout', 'tcout', 'endms', 'endseconds', 'ends'],
  duration: ['duration', 'dur', 'length', 'durationms', 'durationseconds'],
  speaker: ['speaker', 'speakername', 'name', 'character', 'who', 'voice'],
  text: [
    'text',
    'caption',
    'captions',
    'subtitle',
    'subtitles',
    'transcript',
    'transcription',
    'content',
    'body',
    'line',
    'sentence',
    'word',
  ],
} as const;

function bare(heading: string): string {
  const name = heading.split(/[([]/u)[0] ?? '';
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** The columns of a table by its headings; without headings by what the first row holds; null when unclear. */
export function columnsOf(rows: readonly Row[]): Columns | null {
  const first = rows[0]?.cells ?? [];
  const headings = first.map(bare);
  const find = (names: readonly string[]) => headings.findIndex((heading) => names.includes(heading));
  const text = find(HEADINGS.text);
  const start = find(HEADINGS.start);
  if (text !== -1) {
    const unit = start !== -1 && /ms\b|millis/iu.test(first[start] ?? '') ? 'milliseconds' : null;
    return {
      start,
      end: find(HEADINGS.end),
      duration: find(HEADINGS.duration),
      speaker: find(HEADINGS.speaker),
      text,
      unit,
      headingRows: 1,
    };
  }
  const timed = [first[0], first[1]].every((cell) => cell !== undefined && cellMs(cell, 'seconds') !== null);
  if (!timed || first.length < 3) return null;
  const speaker = first.length > 3 ? 2 : -1;
  return {
    start: 0,
    end: 1,
    duration: -1,
    speaker,
    text: first.length > 3 ? 3 : 2,
    unit: null,
    headingRows: 0,
  };
}

/** Exactly the headings of Whisper's TSV, which is in milliseconds. */
export function isWhisperTsv(rows: readonly Row[], delimiter: string): boolean {
  return delimiter === '\t' && rows[0]?.cells.map(bare).join(' ') === 'start end text';
}
