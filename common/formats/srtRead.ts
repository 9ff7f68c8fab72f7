import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import type { CueSource } from '../document/types.ts';
import { LATEST_MS } from '../document/wordRules.ts';
import { type ImportedCue, importCaptions } from './captionImport.ts';
import { hasWords, isRegularText, isSimpleText } from './captionWords.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import { unmarked } from './markedText.ts';
import { withSpeakerLabels } from './speakerLabels.ts';
import { eachSrtBlock, type SrtBlock } from './srtBlocks.ts';
import { parseSrtText } from './srtText.ts';
import type { SrtTiming } from './srtTimes.ts';

/**
 * Reads SRT as it is found, not only as it should be: any line ends, counters or none, blank lines missing or
 * too many, text that consists of digits. Fails only where no line with times is found.
 */
export function readSrt(text: string, context: ReadContext): Result<ReadOutcome> {
  const body = withLineFeeds(text);
  const reader = cueReader(body);
  const header = eachSrtBlock(body, reader.visit);
  // A file without a cue is what a recording without speech gives.
  if (header === null && body.trim() !== '') {
    const detail = 'SRT (there is no line like 00:00:01,000 --> 00:00:02,000)';
    return fail(failure('format.unreadable', { file: context.fileName, detail }));
  }
  const { cues, trailer, notices } = reader.finish();
  if (header !== null && header !== '')
    notices.unshift({ line: 1, message: 'Text before the first cue is kept, but is no caption.' });
  const imported =
    (header ?? '') === '' && trailer.length === 0
      ? null
      : { format: 'srt', header: header ?? '', blocks: [], trailer };
  return succeed(importCaptions({ cues, imported, language: null, notices }, context));
}

function withLineFeeds(text: string): string {
  const marked = text.startsWith('\ufeff') ? text.slice(1) : text;
  return marked.includes('\r') ? marked.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : marked;
}

function cueReader(text: string) {
  const cues: ImportedCue[] = [];
  const counters: string[] = [];
  /** The text with its markup of each cue that is not simple, by its place among the cues. */
  const bodies = new Map<number, string>();
  const notices: ReadNotice[] = [];
  let before: string[] = [];
  let mayNameSpeakers = false;

  function visit(block: SrtBlock): void {
    const { timing, line, bodyFrom, bodyTo, counter } = block;
    const isSimple =
      before.length === 0 &&
      timing.rest === '' &&
      timing.startMs >= 0 &&
      timing.endMs >= 0 &&
      timing.startMs <= LATEST_MS &&
      timing.endMs <= LATEST_MS &&
      isSimpleText(text, bodyFrom, bodyTo);
    if (!isSimple) {
      visitAny(block);
      return;
    }
    const { startMs, endMs } = timing;
    const body = unmarked(text.slice(bodyFrom, bodyTo));
    cues.push({ line, startMs, endMs, text: body, placement: null, source: null });
    counters.push(counter);
  }

  function visitAny({ timing, line, timesFrom, bodyFrom, bodyTo, counter }: SrtBlock): void {
    const { startMs, endMs } = timing;
    const body = text.slice(bodyFrom, bodyTo);
    const { text: marked, placement } = parseSrtText(body);
    const isPossible = Math.max(startMs, endMs) <= LATEST_MS;
    if (!isPossible || !hasWords(marked.text)) {
      const message = isPossible
        ? 'A cue without text is kept, but not shown.'
        : 'The time is out of all range.';
      notices.push({ line, message });
      // Always with a counter right above its times: else a number that ends the text before it would become one.
      before.push(`${counter === '' ? '0' : counter}\n${text.slice(timesFrom, bodyTo)}`);
      return;
    }
    if (startMs < 0 || endMs < 0) notices.push({ line, message: 'A time before zero was set to zero.' });
    bodies.set(cues.length, body);
    counters.push(counter);
    cues.push({
      line,
      startMs: Math.max(0, startMs),
      endMs: Math.max(0, endMs),
      text: marked,
      placement,
      source: sourceOf(timing, before),
    });
    mayNameSpeakers ||= body.includes(':');
    if (before.length > 0) before = [];
  }

  function finish() {
    const labelled = mayNameSpeakers ? withSpeakerLabels(cues) : null;
    if (bodies.size === 0) return { cues, trailer: before, notices };
    const kept = cues.map((cue, index): ImportedCue => {
      const marked = labelled?.[index] ?? cue.text;
      const body = bodies.get(index) ?? cue.text.text;
      const isPlain = marked.text === body && marked.runs.length === 0 && isPlainBody(body);
      if (isPlain && cue.source === null) return cue;
      const counter = counters[index] ?? '';
      const id = counter === '' ? {} : { id: counter };
      const source = { ...id, ...(cue.source ?? { format: 'srt' }), ...(isPlain ? {} : { payload: body }) };
      return { ...cue, text: marked, source };
    });
    return { cues: kept, trailer: before, notices };
  }

  return { visit, finish };
}

/** Whether a writer would write it so again from its words alone. */
function isPlainBody(body: string): boolean {
  return isRegularText(body) && !body.includes('<') && !body.includes('{') && !body.includes('-->');
}

/** What the cue had besides its text; null for most. */
function sourceOf({ rest }: SrtTiming, before: readonly string[]): CueSource | null {
  if (rest === '' && before.length === 0) return null;
  return {
    format: 'srt',
    ...(rest === '' ? {} : { settings: rest }),
    ...(before.length === 0 ? {} : { before }),
  };
}
