import { type Result, succeed } from '../contract/result.ts';
import { joinWords } from '../document/queries.ts';
import type { Capabilities, Format, ReadContext, ReadOutcome, WriteRequest } from './format.ts';
import { labelOf, plausibleNames } from './plainTextLabels.ts';
import { stampedLines } from './plainTextStamps.ts';
import { cleanLines, projectOfTurns, type TextTurn, titleOfFile, transcriptTurns } from './plainTextTurns.ts';
import { transcriptLosses } from './transcriptJsonLosses.ts';

const CARRIES: Capabilities = {
  cueTimes: false,
  wordTimes: false,
  speakers: true,
  lineBreaks: false,
  styles: false,
  placement: false,
  confidence: false,
};

/** Any text can be read as one, so every other format goes first. */
const ANY_TEXT = 0.05;

/**
 * Not ours by its content, but not ruled out: a file whose name ends like ours is then read, or refused, as
 * what it says it is, instead of passing for prose.
 */
export const UNLIKELY = 0.02;

/** A colon in a name would end it too early. */
function labelName(name: string): string {
  return name.replaceAll(/[\s:：]+/gu, ' ').trim();
}

function writePlainText({ project }: WriteRequest): string {
  const paragraphs = transcriptTurns(project).map(({ speaker, words }) => {
    const text = joinWords(words).replaceAll(/[\r\n]+/gu, ' ');
    return speaker === null || labelName(speaker) === '' ? text : `${labelName(speaker)}: ${text}`;
  });
  return paragraphs.length === 0 ? '' : `${paragraphs.join('\n\n')}\n`;
}

interface Line {
  readonly text: string;
  readonly startsParagraph: boolean;
  readonly startMs: number | null;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let startsParagraph = true;
  /** Of a time that stood alone on the line above. */
  let pendingMs: number | null = null;
  for (const { text: line, startMs } of stampedLines(text.split('\n').map((raw) => raw.trim()))) {
    pendingMs = startMs ?? pendingMs;
    if (line !== '') {
      lines.push({ text: line, startsParagraph, startMs: pendingMs });
      startsParagraph = false;
      pendingMs = null;
    } else if (startMs === null) startsParagraph = true;
  }
  return lines;
}

/**
 * Words of a text, without times but where lines have a time before them: there they are estimated. Blank lines end a paragraph; `Name:` at the start of a line is a speaker
 * where such names recur or stand before most paragraphs, else it is text. Linear time; reads anything.
 */
function readPlainText(text: string, context: ReadContext): Result<ReadOutcome> {
  const lines = linesOf(cleanLines(text));
  const labels = lines.map((line) => labelOf(line.text));
  // Wrapped lines say nothing against names, nor does a paragraph whose name stands on the line above it.
  const names = plausibleNames(
    labels.filter(
      (label, at) => label !== null || (lines[at]?.startsParagraph === true && labels[at - 1]?.rest !== ''),
    ),
  );
  const turns: TextTurn[] = [];
  let speaker: string | null = null;
  let startMs: number | null = null;
  let parts: string[] = [];
  /** A name alone on its line, which waits for the text below it. */
  let bare: string | null = null;
  const close = () => {
    if (parts.length > 0) turns.push({ speaker, text: parts.join(' '), startMs });
    // Nothing came: then it was text.
    else if (bare !== null) turns.push({ speaker: null, text: bare, startMs });
    parts = [];
    bare = null;
    startMs = null;
  };
  for (const [at, line] of lines.entries()) {
    const label = labels[at] ?? null;
    const named = label !== null && names.has(label.name);
    if (named || ((line.startsParagraph || line.startMs !== null) && bare === null)) {
      close();
      if (named || line.startsParagraph) speaker = named ? label.name : null;
    }
    startMs ??= line.startMs;
    const rest = named ? label.rest : line.text;
    if (rest === '') bare = line.text;
    else {
      parts.push(rest);
      bare = null;
    }
  }
  close();
  const project = projectOfTurns(turns, titleOfFile(context.fileName, /\.(?:txt|text)$/iu), context);
  return succeed({ project, notices: [] });
}

/** Text for reading: a paragraph a turn, with the speaker's name where there are names. */
export const txtFormat: Format = {
  id: 'txt',
  title: 'Plain text',
  ending: '.txt',
  readEndings: ['.txt', '.text'],
  carries: CARRIES,
  detect: (head) => (head.trim() === '' ? 0 : ANY_TEXT),
  read: readPlainText,
  write: (request) => ({ text: writePlainText(request), losses: transcriptLosses(request, CARRIES) }),
};
