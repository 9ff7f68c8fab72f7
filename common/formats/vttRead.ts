import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import type { CueSource, ImportedSource, WordStyle } from '../document/types.ts';
import { LATEST_MS } from '../document/wordRules.ts';
import { type ImportedCue, importCaptions } from './captionImport.ts';
import { hasWords, isRegularText } from './captionWords.ts';
import { VTT_COLOR_CLASSES } from './colors.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import { type MarkedText, markedTextBuilder, NO_STYLE, unmarked } from './markedText.ts';
import { withSpeakerLabels } from './speakerLabels.ts';
import { type VttElement, type VttNode, walkVttNodes } from './vttCueText.ts';
import { parseVtt, type VttCue, type VttFile } from './vttFile.ts';
import { placementOfVttSettings } from './vttSettings.ts';

/** Reads WebVTT by the specification's parser; fails only without its signature. */
export function readVtt(text: string, context: ReadContext): Result<ReadOutcome> {
  const file = parseVtt(text);
  if (file === null) {
    const detail = 'WebVTT (line 1 does not begin with WEBVTT)';
    return fail(failure('format.unreadable', { file: context.fileName, detail }));
  }
  const notices: ReadNotice[] = [];
  const { cues, blocks, trailer } = cuesOf(file, notices);
  const imported: ImportedSource = { format: 'vtt', header: file.header, blocks, trailer };
  return succeed(importCaptions({ cues, imported, language: languageOf(file.header), notices }, context));
}

/** The text of a cue as it is shown, with what its tags say; ruby text is left out. */
export function markedVttText(nodes: readonly VttNode[]): MarkedText {
  const [first] = nodes;
  if (nodes.length <= 1 && (first === undefined || first.kind === 'text')) return unmarked(first?.text ?? '');
  const builder = markedTextBuilder();
  const open = { i: 0, b: 0, u: 0, rt: 0 };
  const colors: string[] = [];
  const voices: string[] = [];
  const step = (element: VttElement, by: 1 | -1) => {
    const { name } = element;
    if (name === 'i' || name === 'b' || name === 'u' || name === 'rt') open[name] += by;
    if (name === 'v' && element.annotation !== '') {
      if (by === 1) voices.push(element.annotation);
      else voices.pop();
    }
    const color = colorOfClasses(element.classes);
    if (color !== null) {
      if (by === 1) colors.push(color);
      else colors.pop();
    }
  };
  walkVttNodes(
    nodes,
    (node) => {
      if (node.kind === 'element') step(node, 1);
      else if (node.kind === 'timestamp') builder.mark(node.ms);
      else if (open.rt === 0)
        builder.add(node.text, styleOf(open, colors.at(-1) ?? null), voices.at(-1) ?? null);
    },
    (element) => step(element, -1),
  );
  return builder.finish();
}

function styleOf(
  open: { readonly i: number; readonly b: number; readonly u: number },
  color: string | null,
): WordStyle {
  if (open.i === 0 && open.b === 0 && open.u === 0 && color === null) return NO_STYLE;
  return {
    ...(open.i > 0 ? { italic: true } : {}),
    ...(open.b > 0 ? { bold: true } : {}),
    ...(open.u > 0 ? { underline: true } : {}),
    ...(color === null ? {} : { color }),
  };
}

/** What our writer calls the colours that the format has no class for. */
export function vttColorClass(color: string): string {
  for (const [name, value] of VTT_COLOR_CLASSES) if (value === color) return name;
  return `color${color.slice(1)}`;
}

function colorOfClasses(classes: readonly string[]): string | null {
  const colors = classes.map((name) => {
    const own = /^color([\da-f]{6})$/u.exec(name)?.[1];
    return own === undefined ? VTT_COLOR_CLASSES.get(name) : `#${own}`;
  });
  return colors.findLast((color) => color !== undefined) ?? null;
}

function cuesOf(file: VttFile, notices: ReadNotice[]) {
  const found: { readonly cue: VttCue; readonly text: MarkedText; readonly before: readonly string[] }[] = [];
  let blocks: readonly string[] = [];
  let before: string[] = [];
  let isFirst = true;
  for (const block of file.blocks) {
    if (block.kind !== 'cue') {
      if (block.text.includes('-->'))
        notices.push({
          line: block.line,
          message: 'The times of this cue are not valid; it is kept, but not shown.',
        });
      before.push(block.text);
      continue;
    }
    const text = markedVttText(block.nodes);
    const isPossible = Math.max(block.startMs, block.endMs) <= LATEST_MS;
    if (!isPossible || !hasWords(text.text)) {
      const message = isPossible
        ? 'A cue without text is kept, but not shown.'
        : 'The time is out of all range.';
      notices.push({ line: block.line, message });
      before.push([block.id, block.timesText, block.text].filter((part) => part !== '').join('\n'));
      continue;
    }
    // What stands before the first cue belongs to the file, what stands between cues to the one behind.
    if (isFirst) blocks = before;
    found.push({ cue: block, text, before: isFirst ? [] : before });
    isFirst = false;
    before = [];
  }
  if (isFirst) return { cues: [], blocks: before, trailer: [] };
  const hasVoices = found.some(({ text }) => text.runs.some(({ voice }) => voice !== null));
  const labelled = hasVoices
    ? null
    : withSpeakerLabels(found.map(({ cue, text }) => ({ startMs: cue.startMs, text })));
  const cues = found.map(
    ({ cue, text, before: kept }, index): ImportedCue => ({
      line: cue.line,
      startMs: cue.startMs,
      endMs: cue.endMs,
      text: labelled?.[index] ?? text,
      placement: placementOfVttSettings(cue.settings),
      source: sourceOf(cue, labelled === null || labelled[index] === text, kept),
    }),
  );
  return { cues, blocks, trailer: before };
}

/** What the cue had besides its words and times; null where that is nothing. */
function sourceOf(cue: VttCue, isWhole: boolean, before: readonly string[]): CueSource | null {
  const isPlain = isWhole && !/[<>&]/u.test(cue.text) && isRegularText(cue.text);
  if (isPlain && cue.id === '' && cue.settingsText === '' && before.length === 0) return null;
  return {
    format: 'vtt',
    ...(cue.id === '' ? {} : { id: cue.id }),
    ...(cue.settingsText === '' ? {} : { settings: cue.settingsText }),
    ...(isPlain ? {} : { payload: cue.text }),
    ...(before.length === 0 ? {} : { before }),
  };
}

/** `Language: en` below the signature, as YouTube writes it. */
function languageOf(header: string): string | null {
  return /^language:[ \t]*([a-z]{2,8}(?:-[a-z\d]{1,8}){0,4})[ \t]*$/imu.exec(header)?.[1] ?? null;
}
