import { inOrderOfStart } from './captionOrder.ts';
import { hasWords } from './captionWords.ts';
import { type MarkedText, markedTextBuilder, NO_STYLE } from './markedText.ts';

/** How a file writes who speaks: `[SPEAKER_00]: Hi`, `>> ANN: Hi`, `ANN: Hi`, `Ann Lee: Hi`. */
export type LabelForm = 'bracket' | 'chevron' | 'capitals' | 'name';

interface Label {
  readonly form: LabelForm;
  /** Of its line; a dash may stand before the label. */
  readonly lineFrom: number;
  readonly from: number;
  /** First position behind the label and the spaces after it. */
  readonly to: number;
  readonly voice: string;
}

export interface LabelledCue {
  readonly startMs: number;
  readonly text: MarkedText;
}

/**
 * Takes speakers' names out of the texts of a file and gives them to the words behind them; the texts come back in
 * the order of `cues`. Brackets, chevrons and capitals are names wherever they begin a line; `Ann Lee:` and single
 * letters only where a fifth of the cues is labelled so and that name comes twice, because `Warning:` looks the same.
 * Chevrons stand for a change of speaker, so cues without one go on with the voice of the last, by time: a voice
 * handed on by place in an unsorted file would go to others once the file was written in order.
 */
export function withSpeakerLabels(cues: readonly LabelledCue[]): readonly MarkedText[] {
  const found = new Map<LabelledCue, readonly Label[]>();
  for (const cue of cues) {
    const labels = labelsIn(cue.text.text);
    if (labels.length > 0) found.set(cue, labels);
  }
  const names = repeatedNames(found.values(), cues.length);
  const changed = new Map<LabelledCue, MarkedText>();
  let goesOn: string | null = null;
  for (const cue of inOrderOfStart(cues)) {
    const marked = cue.text;
    const labels = (found.get(cue) ?? NO_LABELS).filter(
      ({ form, voice }) => form !== 'name' || names.has(voice),
    );
    if (labels.length === 0 && startsWithChevrons(marked.text)) goesOn = null;
    if (labels.length === 0 && goesOn === null) continue;
    changed.set(cue, withVoices(marked, labels, goesOn));
    const last = labels.at(-1);
    if (last !== undefined) goesOn = last.form === 'chevron' ? last.voice : null;
  }
  return changed.size === 0 ? cues.map(({ text }) => text) : cues.map((cue) => changed.get(cue) ?? cue.text);
}

/** The same for one text whose speakers are known: only their names count as labels. */
export function withKnownLabels(marked: MarkedText, names: ReadonlySet<string>): MarkedText {
  const labels = labelsIn(marked.text).filter(({ voice }) => names.has(voice));
  return labels.length === 0 ? marked : withVoices(marked, labels, null);
}

/** How the first label in a text is written, whoever it names; null when there is none. */
export function labelFormIn(text: string): LabelForm | null {
  return labelsIn(text)[0]?.form ?? null;
}

export function speakerLabel(name: string, form: LabelForm): string {
  switch (form) {
    case 'bracket':
      return `[${name}]: `;
    case 'chevron':
      return `>> ${name}: `;
    case 'capitals':
    case 'name':
      return `${name}: `;
  }
}

const NO_LABELS: readonly Label[] = [];

function labelsIn(text: string): readonly Label[] {
  if (!text.includes(':')) return NO_LABELS;
  const labels: Label[] = [];
  for (let from = 0; from < text.length; ) {
    const label = labelAt(text, from);
    if (label !== null) labels.push(label);
    const lineFeed = text.indexOf('\n', from);
    from = lineFeed < 0 ? text.length : lineFeed + 1;
  }
  // A name with nothing behind it says nothing about anybody.
  return labels.filter(({ to }, index) => hasWords(text.slice(to, labels[index + 1]?.lineFrom)));
}

/** No label is longer: what lies behind is not looked at. */
const LONGEST_LABEL = 72;

const BRACKET = /^\[([^[\]\n]{1,60})\]:(?:[ \t]+|$)/u;
const CHEVRON = /^>>+ ?([^\s:>][^:>\n]{0,40}):(?:[ \t]+|$)/u;
const CAPITALS = /^(\p{Lu}[\p{Lu}\p{M}\p{N} .'’&_-]{1,40}):(?:[ \t]+|$)/mu;
const NAME =
  /^(\p{Lu}[\p{L}\p{M}.'’-]{0,24}(?: \p{Lu}[\p{L}\p{M}.'’-]{0,24}){0,3}(?: \d{1,2})?):(?:[ \t]+|$)/mu;

function labelAt(text: string, from: number): Label | null {
  // The dash of a dialogue stands before the name and stays in the text.
  const dash = /^[-–—] ?/u.exec(text.slice(from, from + 2))?.[0].length ?? 0;
  const start = from + dash;
  const head = text.slice(start, start + LONGEST_LABEL);
  const first = head.charCodeAt(0);
  const label = (form: LabelForm, match: RegExpExecArray | null): Label | null =>
    match === null
      ? null
      : { form, lineFrom: from, from: start, to: start + match[0].length, voice: (match[1] ?? '').trim() };
  if (first === 0x5b) return label('bracket', BRACKET.exec(head));
  if (first === 0x3e) return label('chevron', CHEVRON.exec(head));
  return label('capitals', CAPITALS.exec(head)) ?? label('name', NAME.exec(head));
}

function startsWithChevrons(text: string): boolean {
  return text.startsWith('>>') || text.startsWith('- >>');
}

function repeatedNames(found: Iterable<readonly Label[]>, cueCount: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  let cues = 0;
  for (const labels of found) {
    const names = labels.filter(({ form }) => form === 'name');
    if (names.length > 0) cues++;
    for (const { voice } of names) counts.set(voice, (counts.get(voice) ?? 0) + 1);
  }
  if (cues * 5 < cueCount) return new Set();
  return new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
}

/** The text without its labels; what lies behind a label has its voice, what lies before the first has `first`. */
function withVoices(marked: MarkedText, labels: readonly Label[], first: string | null): MarkedText {
  const builder = markedTextBuilder();
  const { text, runs, times } = marked;
  let run = 0;
  let time = 0;
  const copy = (from: number, to: number, voice: string | null) => {
    for (let at = from; at < to || times[time]?.offset === at; ) {
      for (let due = times[time]; due !== undefined && due.offset <= at; due = times[++time])
        builder.mark(due.ms);
      if (at >= to) break;
      while (run < runs.length - 1 && (runs[run]?.end ?? 0) <= at) run++;
      const runEnd = runs[run]?.end ?? text.length;
      const end = Math.min(to, runEnd > at ? runEnd : to, times[time]?.offset ?? to);
      builder.add(text.slice(at, end), runs[run]?.style ?? NO_STYLE, voice);
      at = end;
    }
  };
  let from = 0;
  let voice = first;
  for (const label of labels) {
    copy(from, label.from, voice);
    voice = label.voice;
    from = label.to;
  }
  copy(from, text.length, voice);
  return builder.finish();
}
