import type { Cue } from '../captions/cue.ts';
import type { Project, Word, WordStyle } from '../document/types.ts';
import { assTime, centisecondsOfMs } from '../time/clock.ts';
import { type AssFile, parseAss } from './assFile.ts';
import { readAss } from './assRead.ts';
import { ASS_GUARD, parseAssText } from './assText.ts';
import { captionLosses } from './captionLosses.ts';
import {
  hasRealWordTimes,
  onOneLine,
  type SpeakerNames,
  saysTheSame,
  speakerNames,
  type WordMarkup,
  writeWords,
} from './captionWrite.ts';
import { assColor } from './colors.ts';
import type { Capabilities, Format, WriteOutcome, WriteRequest } from './format.ts';
import { keyOfPlacement, samePlacement } from './placement.ts';

const CARRIES: Capabilities = {
  cueTimes: true,
  wordTimes: true,
  speakers: true,
  lineBreaks: true,
  styles: true,
  placement: true,
  confidence: false,
};

/** Advanced SubStation Alpha, with karaoke times; its older form SSA is read. Times are hundredths of a second. */
export const assFormat: Format = {
  id: 'ass',
  title: 'Advanced SubStation (ASS)',
  ending: '.ass',
  readEndings: ['.ass', '.ssa'],
  carries: CARRIES,
  detect: (head) => {
    if (/^\ufeff?\s{0,64}\[script info\]/iu.test(head)) return 1;
    return /^dialogue:/imu.test(head) && /^\[events\]/imu.test(head) ? 0.9 : 0;
  },
  read: readAss,
  write: writeAss,
};

function writeAss(request: WriteRequest): WriteOutcome {
  const { project, cues } = request;
  const imported = project.imported;
  const kept = imported?.format === 'ass' ? imported : null;
  const script = scriptOf(project);
  const names = speakerNames(project);
  const lines = [script.header];
  for (const cue of cues) {
    // Comments of an SSA file are in its own columns.
    if (kept !== null && cue.source?.format === 'ass') lines.push(...(cue.source.before ?? []));
    lines.push(eventLine(cue, request, script, names));
  }
  lines.push(...(kept?.blocks ?? []));
  for (const block of kept?.trailer ?? []) lines.push('', block);
  const losses = [...captionLosses(request, CARRIES, 'ASS'), ...assLosses(request)];
  return { text: `\ufeff${lines.join('\n')}\n`, losses };
}

function assLosses({ project, cues }: WriteRequest): readonly string[] {
  const losses: string[] = [];
  if (project.imported?.format === 'ssa')
    losses.push('The styles of the imported SSA file are not carried over to ASS.');
  const shared = cues.filter(({ lines }) => new Set(lines.map(({ speakerId }) => speakerId)).size > 1).length;
  const cuesWithSeveral = shared === 1 ? '1 cue with several names' : `${shared} cues with several name`;
  if (shared > 0) losses.push(`ASS names one speaker an event; ${cuesWithSeveral} only the first.`);
  return losses;
}

/** The head of the imported file, else our own, by the picture's size. */
function scriptOf(project: Project): AssFile {
  const imported = project.imported?.format === 'ass' ? parseAss(project.imported.header) : null;
  const script = imported ?? parseAss(ownHeader(project));
  if (script === null) throw new Error('our own header has no events');
  return script;
}

function ownHeader(project: Project): string {
  const picture = project.media
    .flatMap(({ streams }) => streams)
    .find((stream) => stream.picture !== undefined)?.picture;
  const { width, height } = picture ?? { width: 1920, height: 1080 };
  // Of an unknown picture nothing is said: libass would squeeze letters to its shape.
  const layout = picture === undefined ? '' : `LayoutResX: ${width}\nLayoutResY: ${height}\n`;
  // Wrap style 0: a line of 42 letters is wider than 9:16, and text beyond the edges would be lost. `\N` still holds.
  // An eighteenth of the shorter side is a caption of usual size in 16:9 and in 9:16.
  const size = Math.max(1, Math.round(Math.min(width, height) / 18));
  const margin = Math.round(height / 18);
  const style = [
    `Default,Arial,${size},&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1`,
    `${Math.max(1, Math.round(size / 20))},0,2,${Math.round(width / 20)},${Math.round(width / 20)},${margin},-1`,
  ].join(',');
  return `[Script Info]
; Written by Wordlane
Title: ${onOneLine(project.title)}
ScriptType: v4.00+
PlayResX: ${width}
PlayResY: ${height}
${layout}WrapStyle: 0
Kerning: yes
ScaledBorderAndShadow: yes
YCbCr Matrix: None

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: ${style}

[Events]`;
}

function eventLine(cue: Cue, request: WriteRequest, script: AssFile, names: SpeakerNames): string {
  const source =
    request.project.imported?.format === 'ass' && cue.source?.format === 'ass' ? cue.source : null;
  const [layer, style, left, right, vertical, ...effect] = (source?.settings ?? '0').split(',');
  const named = style === undefined || style === '' ? usualStyle(script) : style;
  const speakerId = cue.lines[0]?.speakerId ?? null;
  const name = speakerId === null ? '' : (names.get(speakerId) ?? '');
  const styleKey = script.alignments.get(named) ?? 2;
  const fields: Readonly<Record<string, string>> = {
    layer: layer ?? '0',
    start: assTime(cue.startMs),
    end: assTime(cue.endMs),
    style: named,
    // The columns are divided by commas; no escape exists.
    name: onOneLine(name).replaceAll(',', ';'),
    marginl: left ?? '0',
    marginr: right ?? '0',
    marginv: vertical ?? '0',
    effect: effect.join(','),
    text: eventText(cue, source?.payload ?? null, request, { script, styleKey, names }),
  };
  const row = script.columns.map((column) => fields[column === 'actor' ? 'name' : column] ?? '');
  return `Dialogue: ${row.join(',')}`;
}

/** The style of cues that brought none. */
function usualStyle({ alignments }: AssFile): string {
  const [first] = alignments.keys();
  return alignments.has('Default') ? 'Default' : (first ?? 'Default');
}

function eventText(
  cue: Cue,
  payload: string | null,
  { project, wordTimes }: WriteRequest,
  about: { readonly script: AssFile; readonly styleKey: number; readonly names: SpeakerNames },
): string {
  const styles = project.decisions.wordStyles;
  const { script, styleKey, names } = about;
  if (payload !== null) {
    const { wrapStyle } = script;
    const parsed = parseAssText(payload, { startMs: cue.startMs, wrapStyle, styleKey });
    const isSame =
      samePlacement(parsed.placement, cue.placement) &&
      saysTheSame(cue, parsed.text, { names, styles, silent: true }) &&
      (wordTimes ? !cue.lines.some(({ words }) => words.some(isRetimed)) : parsed.text.times.length === 0);
    if (isSame) return payload;
  }
  const key = keyOfPlacement(cue.placement);
  const place = key === styleKey ? '' : `{\\an${key}}`;
  const markup = assMarkup(cue, wordTimes && hasRealWordTimes(cue));
  const lines = cue.lines.map(({ words, mark }) => escaped(mark) + writeWords(words, styles, markup));
  return place + lines.join('\\N');
}

/** Words that were timed since the file was read. */
function isRetimed({ timing }: Word): boolean {
  return timing !== null && timing !== 'interpolated' && timing !== 'imported';
}

/**
 * `\k` for each word, in hundredths from the event's start. All times are rounded on the media's clock and then
 * subtracted, so that no error adds up. A pause is a syllable of its own, in front of the space; so is what is left
 * of the event behind its last word, as programs that add up syllables expect them to fill the event.
 */
function assMarkup(cue: Cue, wordTimes: boolean): WordMarkup {
  const markup = { text: (word: Word) => escaped(word.text), open: openTags, close: closeTags };
  if (!wordTimes) return { ...markup, before: () => '', after: () => '' };
  const endAt = Math.max(centisecondsOfMs(cue.startMs), centisecondsOfMs(cue.endMs));
  const words = cue.lines.flatMap((line) => line.words);
  let at = centisecondsOfMs(cue.startMs);
  let index = 0;
  const until = (ms: number): string => {
    const next = Math.min(endAt, Math.max(at, centisecondsOfMs(ms)));
    const syllable = `{\\k${next - at}}`;
    at = next;
    return syllable;
  };
  return {
    ...markup,
    before: ({ startMs, endMs }) => {
      // A word without a time shares the syllable of the one before it.
      if (startMs === null || endMs === null) return '';
      const isFirst = index === 0;
      const pause = isFirst && centisecondsOfMs(startMs) > at ? until(startMs) : '';
      return pause + until(endMs);
    },
    after: () => {
      index++;
      if (index === words.length) return endAt > at ? until(cue.endMs) : '';
      const next = words[index]?.startMs ?? null;
      return next !== null && centisecondsOfMs(next) > at ? until(next) : '';
    },
  };
}

function openTags({ italic, bold, underline, color }: WordStyle): string {
  const tags = `${color === undefined ? '' : `\\1c${assColor(color)}`}${bold === true ? '\\b1' : ''}${
    italic === true ? '\\i1' : ''
  }${underline === true ? '\\u1' : ''}`;
  return tags === '' ? '' : `{${tags}}`;
}

/** `\1c` alone gives back the colour of the style. */
function closeTags({ italic, bold, underline, color }: WordStyle): string {
  const tags = `${underline === true ? '\\u0' : ''}${italic === true ? '\\i0' : ''}${bold === true ? '\\b0' : ''}${
    color === undefined ? '' : '\\1c'
  }`;
  return tags === '' ? '' : `{${tags}}`;
}

/**
 * Braces as libass, mpv and VLC read them (`\{`); VSFilter shows the backslash too. A backslash in front of what
 * would make an escape gets a sign without width behind it.
 */
function escaped(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return onOneLine(text)
    .replaceAll(/\\(?=[Nnh{}\u2060]|$)/gu, `\\${ASS_GUARD}`)
    .replaceAll(/[{}]/gu, '\\$&')
    .replaceAll('\u00a0', '\\h');
}

const NEEDS_ESCAPE = /[\\{}\u00a0\n\r\u0085\u2028\u2029\v\f]/u;
