import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import type { CueSource } from '../document/types.ts';
import { LATEST_MS } from '../document/word-rules.ts';
import { type ImportedCue, importCaptions } from './captionImport.ts';
import { hasWords, isRegularText } from './captionWords.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import { withSpeakerLabels } from './speakerLabels.ts';
import { type SrtBlock, srtBlocksOf } from './srtBlocks.ts';
import { parseSrtText } from './srtText.ts';

/**
 * Reads SRT as it is found, not only as it should be: any line ends, counters or none, blank lines missing or
 * too many, text that consists of digits. Fails only where no line with times is found.
 */
export function readSrt(text: string, context: ReadContext): Result<ReadOutcome> {
  const body = withLineFeeds(text);
  const { blocks, header } = srtBlocksOf(body);
  if (blocks.length === 0) {
    const detail = 'SRT (there is no line like 00:00:01,000 --> 00:00:02,000)';
    return fail(failure('format.unreadable', { file: context.fileName, detail }));
  }
  const notices: ReadNotice[] = [];
  if (header !== '')
    notices.push({ line: 1, message: 'Text before the first cue is kept, but is no caption.' });
  const { cues, trailer } = cuesOf(body, blocks, notices);
  const imported =
    header === '' && trailer.length === 0 ? null : { format: 'srt', header, blocks: [], trailer };
  return succeed(importCaptions({ cues, imported, language: null, notices }, context));
}

function withLineFeeds(text: string): string {
  const marked = text.startsWith('\ufeff') ? text.slice(1) : text;
  return marked.includes('\r') ? marked.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : marked;
}

function cuesOf(text: string, blocks: readonly SrtBlock[], notices: ReadNotice[]) {
  const found: (ImportedCue & { readonly block: SrtBlock; readonly body: string })[] = [];
  let before: string[] = [];
  for (const block of blocks) {
    const body = text.slice(block.bodyFrom, block.bodyTo);
    const marked = parseSrtText(body);
    const isPossible = Math.max(block.startMs, block.endMs) <= LATEST_MS;
    if (!isPossible || !hasWords(marked.text.text)) {
      const message = isPossible
        ? 'A cue without text is kept, but not shown.'
        : 'The time is out of all range.';
      notices.push({ line: block.line, message });
      before.push(text.slice(block.from, block.bodyTo));
      continue;
    }
    if (block.startMs < 0 || block.endMs < 0)
      notices.push({ line: block.line, message: 'A time before zero was set to zero.' });
    found.push({
      line: block.line,
      startMs: Math.max(0, block.startMs),
      endMs: Math.max(0, block.endMs),
      text: marked.text,
      placement: marked.placement,
      source: sourceOf(block, before),
      block,
      body,
    });
    if (before.length > 0) before = [];
  }
  const labelled = withSpeakerLabels(found.map((cue) => cue.text));
  const cues = found.map((cue, index): ImportedCue => {
    const marked = labelled[index] ?? cue.text;
    const isPlain = marked.text === cue.body && marked.runs.length === 0 && isPlainBody(cue.body);
    if (isPlain && cue.source === null) return cue;
    const id = cue.block.counter === '' ? {} : { id: cue.block.counter };
    const source = { ...id, ...(cue.source ?? { format: 'srt' }), ...(isPlain ? {} : { payload: cue.body }) };
    const { line, startMs, endMs, placement } = cue;
    return { line, startMs, endMs, text: marked, placement, source };
  });
  return { cues, trailer: before };
}

/** Whether a writer would write it so again from its words alone. */
function isPlainBody(body: string): boolean {
  return isRegularText(body) && !body.includes('<') && !body.includes('{') && !body.includes('-->');
}

/** What the cue had besides its text; null for most. */
function sourceOf({ rest }: SrtBlock, before: readonly string[]): CueSource | null {
  if (rest === '' && before.length === 0) return null;
  return {
    format: 'srt',
    ...(rest === '' ? {} : { settings: rest }),
    ...(before.length === 0 ? {} : { before }),
  };
}
