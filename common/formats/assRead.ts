import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import type { CueSource } from '../document/types.ts';
import { LATEST_MS } from '../document/wordRules.ts';
import { type AssEvent, type AssFile, parseAss } from './assFile.ts';
import { parseAssText } from './assText.ts';
import { type ImportedCue, importCaptions } from './captionImport.ts';
import { hasWords, isRegularText } from './captionWords.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import type { MarkedText } from './markedText.ts';

/** Reads ASS and SSA; fails where there is no events section. */
export function readAss(text: string, context: ReadContext): Result<ReadOutcome> {
  const file = parseAss(text);
  if (file === null) {
    const detail = 'ASS (there is no [Events] section)';
    return fail(failure('format.unreadable', { file: context.fileName, detail }));
  }
  const notices: ReadNotice[] = [];
  const { cues, rest } = cuesOf(file, notices);
  const imported = {
    format: file.isSsa ? 'ssa' : 'ass',
    header: file.header,
    blocks: rest,
    trailer: file.trailer,
  };
  return succeed(importCaptions({ cues, imported, language: null, notices }, context));
}

function cuesOf(file: AssFile, notices: ReadNotice[]) {
  const cues: ImportedCue[] = [];
  let before: string[] = [];
  for (const event of file.events) {
    for (const line of event.before) before.push(line);
    const { startMs, endMs } = event;
    if (startMs === null || endMs === null || Math.max(startMs, endMs) > LATEST_MS) {
      notices.push({
        line: event.line,
        message: 'The times of this event are not valid; it is kept, but not shown.',
      });
      before.push(event.verbatim);
      continue;
    }
    const styleKey = file.alignments.get(event.style.replace(/^\*/u, '')) ?? 2;
    const { text, placement } = parseAssText(event.text, { startMs, wrapStyle: file.wrapStyle, styleKey });
    // A drawing, or an event that only sets something: no caption, but part of the picture.
    if (!hasWords(text.text)) {
      before.push(event.verbatim);
      continue;
    }
    const source = sourceOf(event, text, before);
    if (before.length > 0) before = [];
    cues.push({ line: event.line, startMs, endMs, text: spokenBy(text, event.name), placement, source });
  }
  return { cues, rest: [...before, ...file.rest] };
}

function spokenBy(text: MarkedText, name: string): MarkedText {
  if (name === '') return text;
  if (text.runs.length === 0) return { ...text, runs: [{ end: text.text.length, style: {}, voice: name }] };
  return { ...text, runs: text.runs.map((run) => ({ ...run, voice: name })) };
}

function sourceOf(event: AssEvent, text: MarkedText, before: readonly string[]): CueSource {
  const isPlain = event.text.replaceAll('\\N', '\n') === text.text && isRegularText(text.text);
  return {
    format: 'ass',
    settings: event.settings,
    ...(isPlain ? {} : { payload: event.text }),
    ...(before.length === 0 ? {} : { before }),
  };
}
