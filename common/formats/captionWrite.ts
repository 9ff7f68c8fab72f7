import type { Cue } from '../captions/cue.ts';
import type { Project, SpeakerId, Word, WordId, WordStyle } from '../document/types.ts';
import { letterOf, spanText, wordSpansOf } from './captionWords.ts';
import { type MarkedText, NO_STYLE, sameStyle } from './markedText.ts';

export type SpeakerNames = ReadonlyMap<SpeakerId, string>;

export function speakerNames(project: Project): SpeakerNames {
  return new Map(project.speakers.map(({ id, name }) => [id, name]));
}

/**
 * Whether a cue still says what `marked`, read from its kept payload, says: the same words in the same lines with
 * the same styles, and no other voice than the one that the payload names. `silent` says whether a payload
 * without a name may stand for somebody: true for formats that have no place for names.
 */
export function saysTheSame(
  cue: Cue,
  marked: MarkedText,
  about: {
    readonly names: SpeakerNames;
    readonly styles: ReadonlyMap<WordId, WordStyle>;
    readonly silent: boolean;
  },
): boolean {
  const lines = wordSpansOf(marked.text);
  if (lines.length !== cue.lines.length) return false;
  let run = 0;
  return lines.every((spans, lineIndex) => {
    const line = cue.lines[lineIndex];
    if (line === undefined || line.mark !== '' || line.words.length !== spans.length) return false;
    const name = line.speakerId === null ? null : (about.names.get(line.speakerId) ?? null);
    return spans.every((span, index) => {
      const word = line.words[index];
      if (word === undefined || word.glue !== span.glue || word.text !== spanText(marked.text, span))
        return false;
      while (run < marked.runs.length - 1 && letterOf(marked.text, span) >= (marked.runs[run]?.end ?? 0))
        run++;
      const marks = marked.runs[run];
      const voice = marks?.voice ?? null;
      if (index === 0 && voice !== name && !(voice === null && about.silent)) return false;
      return sameStyle(about.styles.get(word.id) ?? NO_STYLE, marks?.style ?? NO_STYLE);
    });
  });
}

/** How a format writes the words of a line. */
export interface WordMarkup {
  readonly text: (word: Word) => string;
  readonly open: (style: WordStyle) => string;
  readonly close: (style: WordStyle) => string;
  /** Written before and after a word, inside its style. */
  readonly before: (word: Word) => string;
  readonly after: (word: Word) => string;
}

/** The words of a line with their styles: neighbours in the same style share one pair of tags. */
export function writeWords(
  words: readonly Word[],
  styles: ReadonlyMap<WordId, WordStyle>,
  markup: WordMarkup,
): string {
  let line = '';
  let style = NO_STYLE;
  words.forEach((word, index) => {
    if (styles.size === 0) {
      line +=
        (index === 0 || word.glue ? '' : ' ') + markup.before(word) + markup.text(word) + markup.after(word);
      return;
    }
    const next = styles.get(word.id) ?? NO_STYLE;
    const space = index === 0 || word.glue ? '' : ' ';
    const changes = !sameStyle(style, next);
    line += changes ? markup.close(style) + space + markup.open(next) : space;
    line += markup.before(word) + markup.text(word) + markup.after(word);
    style = next;
  });
  return line + markup.close(style);
}

/** True where a time of the cue's words was heard, marked or set, so that writing word times tells something. */
export function hasRealWordTimes(cue: Cue): boolean {
  return cue.lines.some(({ words }) =>
    words.some(({ timing }) => timing !== null && timing !== 'interpolated'),
  );
}

/** A name or text on one line: whatever breaks a line becomes a space. */
export function onOneLine(text: string): string {
  return BREAKS.test(text) ? text.split(BREAKS).join(' ') : text;
}

const BREAKS = /[\n\r\u0085\u2028\u2029\v\f]/u;
