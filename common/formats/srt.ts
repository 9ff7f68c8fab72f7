import type { Cue } from '../captions/cue.ts';
import type { WordStyle } from '../document/types.ts';
import { srtTime } from '../time/clock.ts';
import { captionLosses } from './captionLosses.ts';
import {
  onOneLine,
  type SpeakerNames,
  saysTheSame,
  speakerNames,
  type WordMarkup,
  writeWords,
} from './captionWrite.ts';
import type { Capabilities, Format, WriteOutcome, WriteRequest } from './format.ts';
import { keyOfPlacement, samePlacement } from './placement.ts';
import { labelFormIn, speakerLabel, withKnownLabels } from './speakerLabels.ts';
import { readSrt } from './srtRead.ts';
import { GUARD, parseSrtText } from './srtText.ts';
import { parseSrtTiming } from './srtTimes.ts';

const CARRIES: Capabilities = {
  cueTimes: true,
  wordTimes: false,
  speakers: false,
  lineBreaks: true,
  styles: true,
  placement: true,
  confidence: false,
};

/** SubRip: what every player reads. Line feeds, no byte order mark, counters from 1. */
export const srtFormat: Format = {
  id: 'srt',
  title: 'SubRip (SRT)',
  ending: '.srt',
  readEndings: ['.srt'],
  carries: CARRIES,
  detect: detectSrt,
  read: readSrt,
  write: writeSrt,
};

/** A line with two times among the first lines; the comma of SRT makes it sure. */
function detectSrt(head: string): number {
  const lines = head.split(/\r\n|\r|\n/u, 60);
  const timing = lines.find((line) => line.includes('->') && parseSrtTiming(line, 0, line.length) !== null);
  if (timing === undefined) return 0;
  return timing.includes(',') ? 0.95 : 0.8;
}

/**
 * Speakers' names are written only for cues that came with a label, in the form of that label: in subtitles a
 * name before each cue is mostly unwanted, and in a file that had them they must not get lost.
 */
function writeSrt(request: WriteRequest): WriteOutcome {
  const { project, cues } = request;
  const kept = project.imported?.format === 'srt' ? project.imported : null;
  const names = speakerNames(project);
  const blocks: string[] = kept === null || kept.header === '' ? [] : [kept.header];
  let losesNames = false;
  cues.forEach((cue, index) => {
    const source = cue.source?.format === 'srt' ? cue.source : null;
    blocks.push(...(source?.before ?? []));
    const { text, hasNames } = srtCueText(cue, request, names);
    losesNames ||= !hasNames && cue.lines.some(({ speakerId }) => speakerId !== null);
    const settings = source?.settings === undefined ? '' : ` ${source.settings}`;
    blocks.push(`${index + 1}\n${srtTime(cue.startMs)} --> ${srtTime(cue.endMs)}${settings}\n${text}`);
  });
  blocks.push(...(kept?.trailer ?? []));
  const losses = captionLosses(request, { ...CARRIES, speakers: !losesNames }, 'SRT');
  return { text: blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`, losses };
}

function srtCueText(
  cue: Cue,
  { project }: WriteRequest,
  names: SpeakerNames,
): { readonly text: string; readonly hasNames: boolean } {
  const styles = project.decisions.wordStyles;
  const payload = cue.source?.format === 'srt' ? (cue.source.payload ?? null) : null;
  const known = payload === null ? NO_NAMES : new Set(names.values());
  if (payload !== null) {
    const parsed = parseSrtText(payload);
    const marked = withKnownLabels(parsed.text, known);
    if (
      samePlacement(parsed.placement, cue.placement) &&
      saysTheSame(cue, marked, { names, styles, silent: true })
    )
      return { text: payload, hasNames: marked !== parsed.text };
  }
  const form = payload === null ? null : labelFormIn(parseSrtText(payload).text.text);
  let spoken: string | null = null;
  const lines = cue.lines.map(({ words, text, mark, speakerId }) => {
    const name = speakerId === null ? null : (names.get(speakerId) ?? null);
    const label =
      form !== null && name !== null && name !== spoken ? speakerLabel(onOneLine(name), form) : '';
    spoken = name;
    const isPlain = !words.some(({ id }) => styles.has(id));
    return guarded(mark + label) + (isPlain ? guarded(text) : writeWords(words, styles, SRT_MARKUP));
  });
  const key = keyOfPlacement(cue.placement);
  const place = key === 2 ? '' : `{\\an${key}}`;
  return { text: place + lines.join('\n'), hasNames: form !== null };
}

const NO_NAMES: ReadonlySet<string> = new Set();

const SRT_MARKUP: WordMarkup = {
  text: (word) => guarded(word.text),
  open: (style) => openTags(style),
  close: (style) => closeTags(style),
  before: () => '',
  after: () => '',
};

function openTags({ italic, bold, underline, color }: WordStyle): string {
  const font = color === undefined ? '' : `<font color="${color}">`;
  return `${font}${bold === true ? '<b>' : ''}${italic === true ? '<i>' : ''}${underline === true ? '<u>' : ''}`;
}

function closeTags({ italic, bold, underline, color }: WordStyle): string {
  const font = color === undefined ? '' : '</font>';
  return `${underline === true ? '</u>' : ''}${italic === true ? '</i>' : ''}${bold === true ? '</b>' : ''}${font}`;
}

/** Text that a reader would take for markup gets a sign without width; SRT has no escapes. An arrow is shortened. */
function guarded(text: string): string {
  if (!NEEDS_GUARD.test(text)) return text;
  return onOneLine(text)
    .replaceAll('-->', '->')
    .replaceAll(/<(?=\/?(?:i|em|b|strong|u|s|font)[\s/>])/giu, `<${GUARD}`)
    .replaceAll('{\\', `{${GUARD}\\`);
}

const NEEDS_GUARD = /[<{>\n\r\u0085\u2028\u2029\v\f]/u;
