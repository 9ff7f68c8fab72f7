import type { Cue } from '../captions/cue.ts';
import { joinWords } from '../document/queries.ts';
import type { SpeakerId } from '../document/types.ts';
import { csvCell, guardFormula, tsvCell } from './delimitedCells.ts';
import { readDelimited } from './delimitedRead.ts';
import type { Capabilities, Format, WriteOutcome, WriteRequest } from './format.ts';
import { UNLIKELY } from './plainText.ts';
import { transcriptTurns } from './plainTextTurns.ts';
import { transcriptLosses } from './transcriptJsonLosses.ts';
import { jsonSeconds } from './transcriptJsonWrite.ts';

const CARRIES_CSV: Capabilities = {
  cueTimes: true,
  wordTimes: false,
  speakers: true,
  lineBreaks: true,
  styles: false,
  placement: false,
  confidence: false,
};

/** A row is a line there, so that line-wise tools can read it. */
const CARRIES_TSV: Capabilities = { ...CARRIES_CSV, lineBreaks: false };

interface Table {
  readonly delimiter: ',' | '\t';
  readonly lineEnd: string;
  readonly cell: (text: string) => string;
  readonly carries: Capabilities;
}

/** Line ends as RFC 4180 has them. */
const CSV: Table = { delimiter: ',', lineEnd: '\r\n', cell: csvCell, carries: CARRIES_CSV };
const TSV: Table = { delimiter: '\t', lineEnd: '\n', cell: tsvCell, carries: CARRIES_TSV };

function voicesOf(cue: Cue): ReadonlySet<SpeakerId | null> {
  return new Set(cue.lines.map((line) => line.speakerId));
}

function seconds(ms: number | null): string {
  return ms === null ? '' : jsonSeconds(ms);
}

/** One row a caption; where there are no captions because nothing has a time, one a turn, without times. */
function rowsOf({ project, cues }: WriteRequest): readonly (readonly string[])[] {
  const names = new Map(project.speakers.map((speaker) => [speaker.id, speaker.name]));
  if (cues.length === 0) {
    return transcriptTurns(project).map(({ speaker, words }) => ['', '', speaker ?? '', joinWords(words)]);
  }
  return cues.map((cue) => {
    const [voice = null, ...others] = voicesOf(cue);
    const speaker = voice === null || others.length > 0 ? '' : (names.get(voice) ?? voice);
    const text = cue.lines.map((line) => line.mark + line.text).join('\n');
    return [seconds(cue.startMs), seconds(cue.endMs), speaker, text];
  });
}

function write(request: WriteRequest, { delimiter, lineEnd, cell, carries }: Table): WriteOutcome {
  let text = ['start', 'end', 'speaker', 'text'].join(delimiter) + lineEnd;
  for (const row of rowsOf(request)) {
    text += row.map((content) => cell(guardFormula(content))).join(delimiter) + lineEnd;
  }
  const shared = request.cues.some((cue) => voicesOf(cue).size > 1);
  const losses = transcriptLosses(request, carries);
  return {
    text,
    losses: shared ? [...losses, 'Captions of two speakers have no speaker.'] : losses,
  };
}

function detectTable(head: string, hasDelimiter: (line: string) => boolean): number {
  const firstLine = /^\ufeff?([^\r\n]{0,400})/u.exec(head)?.[1] ?? '';
  if (!hasDelimiter(firstLine)) return UNLIKELY;
  const headings = firstLine.toLowerCase();
  if (/\bstart\b/u.test(headings) && /\btext\b/u.test(headings)) return 0.9;
  return /^"?\d{1,9}(?:[.,]\d{1,9})?"?[,;\t]"?\d/u.test(firstLine) ? 0.4 : UNLIKELY;
}

/** A table of captions for spreadsheets and scripts: `start,end,speaker,text`, seconds. */
export const csvFormat: Format = {
  id: 'csv',
  title: 'CSV table',
  ending: '.csv',
  readEndings: ['.csv'],
  carries: CARRIES_CSV,
  detect: (head) => detectTable(head, (line) => !line.includes('\t') && /[,;]/u.test(line)),
  read: (text, context) => readDelimited('CSV', text, context),
  write: (request) => write(request, CSV),
};

/** The same with tabs, one caption a line. Whisper's own TSV, in milliseconds, is read too. */
export const tsvFormat: Format = {
  id: 'tsv',
  title: 'TSV table',
  ending: '.tsv',
  readEndings: ['.tsv', '.tab'],
  carries: CARRIES_TSV,
  detect: (head) => detectTable(head, (line) => line.includes('\t')),
  read: (text, context) => readDelimited('TSV', text, context),
  write: (request) => write(request, TSV),
};
