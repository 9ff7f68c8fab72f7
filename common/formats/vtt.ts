import type { Cue } from '../captions/cue.ts';
import type { Word, WordStyle } from '../document/types.ts';
import { vttTime } from '../time/clock.ts';
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
import { VTT_COLOR_CLASSES } from './colors.ts';
import type { Capabilities, Format, WriteOutcome, WriteRequest } from './format.ts';
import { samePlacement } from './placement.ts';
import { withKnownLabels } from './speakerLabels.ts';
import { parseVttCueText } from './vttCueText.ts';
import { markedVttText, readVtt, vttColorClass } from './vttRead.ts';
import { parseVttSettings, placementOfVttSettings, vttSettingsOfPlacement } from './vttSettings.ts';

const CARRIES: Capabilities = {
  cueTimes: true,
  wordTimes: true,
  speakers: true,
  lineBreaks: true,
  styles: true,
  placement: true,
  confidence: false,
};

/** WebVTT, the captions of the web: voices, word times, styles, placement. */
export const vttFormat: Format = {
  id: 'vtt',
  title: 'WebVTT',
  ending: '.vtt',
  readEndings: ['.vtt', '.webvtt'],
  carries: CARRIES,
  detect: (head) => (/^\ufeff?WEBVTT(?:[ \t\r\n]|$)/u.test(head) ? 1 : 0),
  read: readVtt,
  write: writeVtt,
};

/**
 * Word times become timestamps where at least one word of the cue has a time that was not made up; a pause gets a
 * timestamp at either end. Cues of an imported file keep payload, settings and comments while they say the same.
 */
function writeVtt(request: WriteRequest): WriteOutcome {
  const { project, cues } = request;
  const kept = project.imported?.format === 'vtt' ? project.imported : null;
  const names = speakerNames(project);
  const payloads = payloadsOf(request, names);
  const keptBlocks = kept?.blocks ?? [];
  const blocks: string[] = [kept?.header ?? 'WEBVTT', ...keptBlocks, ...colorBlocks(request, keptBlocks)];
  cues.forEach((cue, index) => {
    const source = cue.source?.format === 'vtt' ? cue.source : null;
    for (const block of source?.before ?? []) blocks.push(block);
    const id = source?.id === undefined ? '' : `${source.id}\n`;
    const times = `${vttTime(cue.startMs)} --> ${vttTime(cue.endMs)}${settingsOf(cue)}`;
    blocks.push(`${id}${times}\n${payloads[index] ?? ''}`);
  });
  for (const block of kept?.trailer ?? []) blocks.push(block);
  return { text: `${blocks.join('\n\n')}\n`, losses: captionLosses(request, CARRIES, 'WebVTT') };
}

/** A style sheet for the colours that WebVTT has no class for, unless the file brought one along. */
function colorBlocks({ project, cues }: WriteRequest, kept: readonly string[]): readonly string[] {
  const styles = project.decisions.wordStyles;
  if (styles.size === 0) return [];
  const colors = new Set<string>();
  for (const { lines } of cues)
    for (const { words } of lines)
      for (const { id } of words) {
        const color = styles.get(id)?.color;
        if (color !== undefined && ![...VTT_COLOR_CLASSES.values()].includes(color)) colors.add(color);
      }
  const missing = [...colors].filter((color) => !kept.some((block) => block.includes(vttColorClass(color))));
  if (missing.length === 0) return [];
  return [
    `STYLE\n${missing.map((color) => `::cue(.${vttColorClass(color)}) { color: ${color} }`).join('\n')}`,
  ];
}

function settingsOf(cue: Cue): string {
  const settings = cue.source?.format === 'vtt' ? (cue.source.settings ?? '') : '';
  const said = placementOfVttSettings(parseVttSettings(settings, []));
  if (!samePlacement(said, cue.placement)) return vttSettingsOfPlacement(cue.placement);
  return settings === '' ? '' : ` ${settings}`;
}

/**
 * Names that stood in the text as labels (`ANN: Hi`) stay there, unless a cue needs a voice tag: beside one, readers,
 * ours too, take a label for words.
 */
function payloadsOf(request: WriteRequest, names: SpeakerNames): readonly string[] {
  const timeOf = timeWriter();
  const known = new Set(names.values());
  const kept = request.cues.map((cue) => payloadOf(cue, request, names, known, timeOf));
  const hasLabels = kept.some(
    (payload, index) => payload.includes(':') && namesInText(payload, request.cues[index], known),
  );
  if (!hasLabels || !kept.some((payload) => payload.includes('<v'))) return kept;
  return request.cues.map((cue) => payloadOf(cue, request, names, NO_NAMES, timeOf));
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Whether a kept payload names its speaker in the text. */
function namesInText(payload: string, cue: Cue | undefined, known: ReadonlySet<string>): boolean {
  if (cue?.source?.payload === undefined) return false;
  const parsed = markedVttText(parseVttCueText(payload));
  return withKnownLabels(parsed, known) !== parsed;
}

function payloadOf(
  cue: Cue,
  { project, wordTimes }: WriteRequest,
  names: SpeakerNames,
  labels: ReadonlySet<string>,
  timeOf: (ms: number) => string,
): string {
  const styles = project.decisions.wordStyles;
  const payload = cue.source?.format === 'vtt' ? (cue.source.payload ?? null) : null;
  if (payload !== null && !hasNewTimes(cue, wordTimes)) {
    const parsed = markedVttText(parseVttCueText(payload));
    const marked = withKnownLabels(parsed, labels);
    if (saysTheSame(cue, marked, { names, styles, silent: false }))
      return wordTimes || parsed.times.length === 0 ? payload : payload.replaceAll(/<\d[^>]*>/gu, '');
  }
  const markup = wordTimes && hasRealWordTimes(cue) ? vttMarkup(cue, timeOf) : PLAIN_MARKUP;
  const [first] = cue.lines;
  const hasOneVoice = cue.lines.every(({ speakerId }) => speakerId === first?.speakerId);
  const lines = cue.lines.map(({ words, text, mark, speakerId }, index) => {
    const isPlain = markup === PLAIN_MARKUP && (styles.size === 0 || !words.some(({ id }) => styles.has(id)));
    const body = escaped(mark) + (isPlain ? escaped(text) : writeWords(words, styles, markup));
    const name = speakerId === null ? undefined : names.get(speakerId);
    if (name === undefined || (hasOneVoice && index > 0)) return body;
    // A voice that lasts for the whole cue needs no end.
    return `<v ${escaped(name)}>${body}${hasOneVoice ? '' : '</v>'}`;
  });
  return lines.join('\n');
}

/** Whether words have got times since the cue was read, by alignment or by hand. */
function hasNewTimes(cue: Cue, wordTimes: boolean): boolean {
  if (!wordTimes) return false;
  const isNew = ({ timing }: Word) => timing !== null && timing !== 'interpolated' && timing !== 'imported';
  return cue.lines.some(({ words }) => words.some(isNew));
}

const PLAIN_MARKUP: WordMarkup = {
  text: (word) => escaped(word.text),
  open: openTags,
  close: closeTags,
  before: () => '',
  after: () => '',
};

/**
 * `vttTime` for many times in order: words of the same second share its digits, which halves the cost of writing a
 * file with word times.
 */
function timeWriter(): (ms: number) => string {
  let second = -1;
  let digits = '';
  return (ms) => {
    const current = Math.floor(ms / 1000);
    if (current !== second) {
      second = current;
      digits = vttTime(current * 1000).slice(0, -3);
    }
    return digits + THOUSANDTHS[ms - current * 1000];
  };
}

const THOUSANDTHS = Array.from({ length: 1000 }, (_, value) => `${value}`.padStart(3, '0'));

/** Timestamps lie strictly inside the cue and rise strictly, as the specification asks. */
function vttMarkup(cue: Cue, timeOf: (ms: number) => string): WordMarkup {
  let last = cue.startMs;
  const stamp = (ms: number | null): string => {
    if (ms === null || ms <= last || ms >= cue.endMs) return '';
    last = ms;
    return `<${timeOf(ms)}>`;
  };
  const words = cue.lines.flatMap((line) => line.words);
  let index = 0;
  return {
    ...PLAIN_MARKUP,
    before: (word) => stamp(word.startMs),
    after: (word) => (words[++index]?.startMs === word.endMs ? '' : stamp(word.endMs)),
  };
}

function openTags({ italic, bold, underline, color }: WordStyle): string {
  const paint = color === undefined ? '' : `<c.${vttColorClass(color)}>`;
  return `${paint}${bold === true ? '<b>' : ''}${italic === true ? '<i>' : ''}${underline === true ? '<u>' : ''}`;
}

function closeTags({ italic, bold, underline, color }: WordStyle): string {
  const paint = color === undefined ? '' : '</c>';
  return `${underline === true ? '</u>' : ''}${italic === true ? '</i>' : ''}${bold === true ? '</b>' : ''}${paint}`;
}

function escaped(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return onOneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const NEEDS_ESCAPE = /[<>&\n\r\u0085\u2028\u2029\v\f]/u;
