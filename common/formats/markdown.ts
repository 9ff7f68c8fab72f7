import { type Result, succeed } from '../contract/result.ts';
import { joinWords } from '../document/queries.ts';
import type { Capabilities, Format, ReadContext, ReadNotice, ReadOutcome, WriteRequest } from './format.ts';
import { escapeMarkdown, plainFromMarkdown } from './markdownText.ts';
import { UNLIKELY } from './plainText.ts';
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

/** `01:02:03`, whole seconds: a place to click, not a caption time. */
function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** What stands before a paragraph's text: `**Ann** [00:01:02](#t=62)`, `**Ann:**` where it has no time. */
function heading(speaker: string | null, startMs: number | null): string {
  const name = speaker === null ? null : escapeMarkdown(speaker.replaceAll(/[\s:]+/gu, ' ').trim());
  if (startMs === null) return name === null ? '' : `**${name}:** `;
  const seconds = Math.floor(startMs / 1000);
  return `${name === null ? '' : `**${name}** `}[${clock(seconds)}](#t=${seconds}) `;
}

function writeMarkdown({ project }: WriteRequest): string {
  const title = project.title.trim() === '' ? [] : [`# ${escapeMarkdown(project.title.trim())}`];
  const paragraphs = transcriptTurns(project).map(
    ({ speaker, words, startMs }) => heading(speaker, startMs) + escapeMarkdown(joinWords(words)),
  );
  const blocks = [...title, ...paragraphs];
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

/** A name in bold, then a link to a time: either is enough, a name alone needs its colon. */
const NAMED = /^\*\*((?:\\.|[^\\*])+)\*\*(:?)/u;
const LINKED_TIME = /^\s*\[[\d:.]+\]\(#t=(\d{1,9}(?:\.\d{1,6})?)\):?/u;

interface Block {
  speaker: string | null;
  startMs: number | null;
  readonly parts: string[];
}

function startOf(line: string): { readonly block: Block; readonly rest: string } | null {
  const named = NAMED.exec(line);
  const written = named === null ? null : plainFromMarkdown(named[1] ?? '').trim();
  const afterName = named === null ? line : line.slice(named[0].length);
  const time = LINKED_TIME.exec(afterName);
  const hasColon = named !== null && (named[2] === ':' || written?.endsWith(':') === true);
  if (time === null && !hasColon) return null;
  const name = written?.replace(/:$/u, '').trim() ?? '';
  const block: Block = {
    speaker: name === '' ? null : name,
    startMs: time === null ? null : Math.round(Number(time[1]) * 1000),
    parts: [],
  };
  return { block, rest: afterName.slice(time?.[0].length ?? 0) };
}

/** Marks at the start of a line that are no text: quotes, lists. */
function withoutListMarks(line: string): string {
  return line.replace(/^(?:>\s?)+/u, '').replace(/^(?:[-+*]|\d{1,9}[.)])\s+/u, '');
}

interface Parsed {
  readonly title: string | null;
  readonly blocks: readonly Block[];
  readonly skipped: readonly number[];
}

function parse(lines: readonly string[]): Parsed {
  let title: string | null = null;
  const blocks: Block[] = [];
  const skipped: number[] = [];
  let open: Block | null = null;
  let at = frontMatterEnd(lines);
  for (; at < lines.length; at++) {
    const line = withoutListMarks(lines[at]?.trim() ?? '');
    if (line === '') {
      // A name or a time alone in its paragraph stands for the next one.
      if (open?.parts.join('') !== '') open = null;
    } else if (/^#{1,6}(?:\s|$)/u.test(line)) {
      open = null;
      const text = plainFromMarkdown(line.replace(/^#+/u, '').trim());
      if (title === null && line.startsWith('# ') && blocks.length === 0) title = text;
      else skipped.push(at + 1);
    } else if (/^(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3}.*)$/u.test(line)) {
      open = null;
    } else {
      const start = startOf(line);
      if (start !== null || open === null) {
        open = start?.block ?? { speaker: null, startMs: null, parts: [] };
        blocks.push(open);
      }
      open.parts.push(start === null ? line : start.rest);
    }
  }
  return { title, blocks, skipped };
}

/** Lines between `---` at the very top are a note to programs. */
function frontMatterEnd(lines: readonly string[]): number {
  if (lines[0]?.trim() !== '---') return 0;
  const end = lines.findIndex((line, at) => at > 0 && line.trim() === '---');
  return end === -1 ? 0 : end + 1;
}

/**
 * Words of a Markdown transcript, one utterance a paragraph. A paragraph with a time gives its words
 * estimated ones from there; without one they have none. Headings after the title are no speech and are left
 * out, with a notice. Linear time; reads anything.
 */
function readMarkdown(text: string, context: ReadContext): Result<ReadOutcome> {
  const { title, blocks, skipped } = parse(cleanLines(text).split('\n'));
  const turns = blocks.map(
    ({ speaker, startMs, parts }): TextTurn => ({
      speaker,
      startMs,
      text: plainFromMarkdown(parts.join(' ')).trim(),
    }),
  );
  const fileTitle = titleOfFile(context.fileName, /\.(?:md|markdown)$/iu);
  const notices = skipped.map(
    (line): ReadNotice => ({ line, message: 'A heading is not taken for speech and was left out.' }),
  );
  return succeed({ project: projectOfTurns(turns, title ?? fileTitle, context), notices });
}

function detect(head: string): number {
  if (/\[\d{1,3}:\d\d(?::\d\d)?\]\(#t=\d/u.test(head)) return 0.9;
  return /^(?:\ufeff)?#{1,3} \S/u.test(head) ? 0.4 : UNLIKELY;
}

/** Text for reading and for notes, with names in bold and times as links to `#t=` of the recording. */
export const markdownFormat: Format = {
  id: 'md',
  title: 'Markdown',
  ending: '.md',
  readEndings: ['.md', '.markdown'],
  carries: CARRIES,
  detect,
  read: readMarkdown,
  write: (request) => ({ text: writeMarkdown(request), losses: transcriptLosses(request, CARRIES) }),
};
