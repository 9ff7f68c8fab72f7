import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { LATEST_MS } from '../document/wordRules.ts';
import { type ImportedCue, importCaptions } from './captionImport.ts';
import { hasWords } from './captionWords.ts';
import { type Delimiter, delimiterOf, parseRows, type Row, unguardFormula } from './delimitedCells.ts';
import { type Columns, columnsOf, isWhisperTsv } from './delimitedColumns.ts';
import {
  cellMs,
  frameCellMs,
  frameRateOf,
  isWholeNumber,
  type TimeUnit,
  unitOfWholeNumbers,
} from './delimitedTimes.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import { markedTextBuilder, NO_STYLE } from './markedText.ts';
import { cleanLines, MS_PER_CHARACTER, projectOfTurns, titleOfFile } from './plainTextTurns.ts';

interface Entry {
  readonly line: number;
  readonly text: string;
  readonly speaker: string | null;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/**
 * Reads a table of captions: separated by commas, semicolons or tabs, columns found by their headings
 * whatever their case, or start, end, (speaker,) text without headings. Times are seconds, clock times (with
 * frames, as editors write them, too) or, in Whisper's and whisper.cpp's tables, whole milliseconds. Each row becomes a pinned cue; a table without
 * any time becomes paragraphs. Linear time.
 */
export function readDelimited(name: 'CSV' | 'TSV', text: string, context: ReadContext): Result<ReadOutcome> {
  const { body, delimiter, skippedLines } = bodyOf(cleanLines(text));
  const rows = parseRows(body, delimiter);
  const columns = columnsOf(rows);
  if (columns === null) {
    const reason =
      rows.length === 0
        ? 'it is empty'
        : `there is no column named text (the first row is: ${sampleOf(rows[0])})`;
    return fail(failure('format.unreadable', { file: context.fileName, detail: `${name}: ${reason}` }));
  }
  const data = rows.slice(columns.headingRows);
  const unit = unitOf(data, columns, isWhisperTsv(rows, delimiter));
  const frameRate = frameRateOf(
    data.flatMap((row) =>
      [columns.start, columns.end, columns.duration].map((column) => cellAt(row, column)),
    ),
  );
  const entries = data
    .map((row) => entryOf(row, columns, { unit, frameRate }, skippedLines))
    .filter(({ text: cell }) => hasWords(cell));
  const notices: ReadNotice[] = [];
  if (frameRate !== null) {
    notices.push({ line: null, message: `Its times in frames were read at ${frameRate} frames a second.` });
  }
  if (entries.every(({ startMs }) => startMs === null)) {
    const turns = entries.map(({ speaker, text: cell }) => ({ speaker, text: cell, startMs: null }));
    const title = titleOfFile(context.fileName, /\.(?:csv|tsv|tab)$/iu);
    const stated = data.find((row) => cellAt(row, columns.start).trim() !== '');
    if (stated !== undefined) {
      const sample = sampleOf({ ...stated, cells: [cellAt(stated, columns.start)] });
      notices.push({
        line: stated.line + skippedLines,
        message: `“${sample}” is no time that is known here; the words have no times.`,
      });
    }
    return succeed({ project: projectOfTurns(turns, title, context), notices });
  }
  if (unit === 'milliseconds' && columns.unit === null && !isWhisperTsv(rows, delimiter)) {
    notices.push({ line: null, message: 'Its whole numbers were taken for milliseconds.' });
  }
  const cues = timedEntries(entries, notices).map(cueOf);
  return succeed(importCaptions({ cues, imported: null, language: null, notices }, context));
}

/** Excel's first line `sep=;` names the delimiter. */
function bodyOf(text: string): {
  readonly body: string;
  readonly delimiter: Delimiter;
  readonly skippedLines: number;
} {
  const stated = /^sep=([,;\t])\n/u.exec(text);
  if (stated === null) return { body: text, delimiter: delimiterOf(text), skippedLines: 0 };
  const body = text.slice(stated[0].length);
  const sign = stated[1];
  return { body, delimiter: sign === ';' || sign === '\t' ? sign : ',', skippedLines: 1 };
}

function sampleOf(row: Row | undefined): string {
  const sample = (row?.cells ?? []).join(' | ').replaceAll('\n', ' ');
  return sample.length > 60 ? `${sample.slice(0, 60)}…` : sample;
}

function cellAt(row: Row, column: number): string {
  return column === -1 ? '' : (row.cells[column] ?? '');
}

function unitOf(rows: readonly Row[], columns: Columns, isWhisper: boolean): TimeUnit {
  if (columns.unit !== null) return columns.unit;
  const timed = rows.filter((row) => cellAt(row, columns.start).trim() !== '');
  const ends = columns.end === -1 ? columns.duration : columns.end;
  if (!timed.every((row) => isWholeNumber(cellAt(row, columns.start)) && isWholeNumber(cellAt(row, ends)))) {
    return 'seconds';
  }
  if (isWhisper) return 'milliseconds';
  return unitOfWholeNumbers(
    timed.map((row) => {
      const start = Number(cellAt(row, columns.start));
      const end = Number(cellAt(row, ends));
      return { start: columns.end === -1 ? 0 : start, end, text: cellAt(row, columns.text) };
    }),
  );
}

function entryOf(
  row: Row,
  columns: Columns,
  { unit, frameRate }: { readonly unit: TimeUnit; readonly frameRate: number | null },
  skippedLines: number,
): Entry {
  const at = (column: number) => {
    const cell = cellAt(row, column);
    const ms = cellMs(cell, unit) ?? (frameRate === null ? null : frameCellMs(cell, frameRate));
    return ms !== null && ms <= LATEST_MS ? ms : null;
  };
  const startMs = at(columns.start);
  const duration = at(columns.duration);
  const endMs = at(columns.end) ?? (startMs === null || duration === null ? null : startMs + duration);
  const speaker = unguardFormula(cellAt(row, columns.speaker)).replaceAll(/\s+/gu, ' ').trim();
  return {
    line: row.line + skippedLines,
    text: unguardFormula(cellAt(row, columns.text)),
    speaker: speaker === '' ? null : speaker,
    startMs,
    endMs: endMs !== null && endMs <= LATEST_MS ? endMs : null,
  };
}

interface TimedEntry extends Entry {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A row without its own time stands between its neighbours; one whose end is missing or not after its start
 * lasts to the next start, or as long as its text needs to be said.
 */
function timedEntries(entries: readonly Entry[], notices: ReadNotice[]): readonly TimedEntry[] {
  const nextStarts: (number | null)[] = [];
  let next: number | null = null;
  for (let i = entries.length - 1; i >= 0; i--) {
    nextStarts[i] = next;
    next = entries[i]?.startMs ?? next;
  }
  let lastEndMs = 0;
  return entries.map((entry, index): TimedEntry => {
    const startMs = entry.startMs ?? lastEndMs;
    let endMs = entry.endMs;
    if (entry.startMs === null || endMs === null || endMs <= startMs) {
      const follows = nextStarts[index] ?? null;
      const needed = startMs + MS_PER_CHARACTER * entry.text.length;
      endMs = follows !== null && follows > startMs ? Math.min(follows, needed) : needed;
      notices.push({
        line: entry.line,
        message: 'The row has no full time; it was fitted between its neighbours.',
      });
    }
    lastEndMs = Math.max(lastEndMs, endMs);
    return { ...entry, startMs, endMs };
  });
}

function cueOf({ line, text, speaker, startMs, endMs }: TimedEntry): ImportedCue {
  const marked = markedTextBuilder();
  marked.add(text, NO_STYLE, speaker);
  return { line, startMs, endMs, text: marked.finish(), placement: null, source: null };
}
