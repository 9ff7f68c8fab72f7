import { parseVttCueText, type VttNode } from './vttCueText.ts';
import { parseVttRegion, parseVttSettings, type VttRegion, type VttSettings } from './vttSettings.ts';
import { collectVttTimestamp } from './vttTimestamp.ts';

export interface VttCue {
  readonly kind: 'cue';
  /** 1-based line of its times. */
  readonly line: number;
  readonly id: string;
  readonly startMs: number;
  /** May lie before `startMs`: the specification's parser keeps such cues. */
  readonly endMs: number;
  readonly settings: VttSettings;
  /** The line of the times as it stood. */
  readonly timesText: string;
  /** What stood behind the times, verbatim, without surrounding spaces. */
  readonly settingsText: string;
  /** The payload as it stood. */
  readonly text: string;
  readonly nodes: readonly VttNode[];
}

/** A block that is no cue, verbatim, without the blank line behind it. */
export interface VttBlock {
  /** `other` is a comment (NOTE) or something that no rule knows. */
  readonly kind: 'style' | 'region' | 'other';
  readonly line: number;
  readonly text: string;
}

export interface VttFile {
  /** The signature's line and the lines of the header below it (`X-TIMESTAMP-MAP=…`, `Language: en`). */
  readonly header: string;
  readonly regions: readonly VttRegion[];
  /** The text of each STYLE block without its first line. */
  readonly stylesheets: readonly string[];
  readonly cues: readonly VttCue[];
  /** All blocks in the order of the file, cues included. */
  readonly blocks: readonly (VttBlock | VttCue)[];
}

/**
 * The specification's "WebVTT parser algorithm" on decoded text; null when the signature is missing, the only
 * thing that makes a text not WebVTT. Linear in the length of the text.
 */
export function parseVtt(text: string): VttFile | null {
  const lines = inputLines(text);
  if (!hasSignature(lines[0] ?? '')) return null;
  const reader: Reader = { lines, next: 1, seenCue: false, regions: [] };
  let header = lines[0] ?? '';
  if ((lines[1] ?? '') !== '') {
    collectBlock(reader, true);
    header = trimTrailingBreaks(lines.slice(0, reader.next));
  }
  const stylesheets: string[] = [];
  const cues: VttCue[] = [];
  const blocks: (VttBlock | VttCue)[] = [];
  for (skipBlankLines(reader); reader.next < lines.length; skipBlankLines(reader)) {
    const from = reader.next;
    const found = collectBlock(reader, false);
    if (found.kind === 'cue') {
      cues.push(found);
      blocks.push(found);
      continue;
    }
    if (found.kind === 'style') stylesheets.push(found.css);
    if (found.kind === 'region') reader.regions.push(found.region);
    blocks.push({
      kind: found.kind,
      line: from + 1,
      text: trimTrailingBreaks(lines.slice(from, reader.next)),
    });
  }
  return { header, regions: reader.regions, stylesheets, cues, blocks };
}

interface Reader {
  readonly lines: readonly string[];
  /** Index of the line to read next. */
  next: number;
  seenCue: boolean;
  readonly regions: VttRegion[];
}

type Collected =
  | VttCue
  | { readonly kind: 'style'; readonly css: string }
  | { readonly kind: 'region'; readonly region: VttRegion }
  | { readonly kind: 'other' };

/** Byte order mark off, NUL replaced, all three kinds of line end. */
function inputLines(text: string): readonly string[] {
  const marked = text.startsWith('\ufeff') ? text.slice(1) : text;
  const clean = marked.includes('\0') ? marked.replaceAll('\0', '\ufffd') : marked;
  return (clean.includes('\r') ? clean.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : clean).split('\n');
}

function hasSignature(line: string): boolean {
  return line === 'WEBVTT' || line.startsWith('WEBVTT ') || line.startsWith('WEBVTT\t');
}

function skipBlankLines(reader: Reader): void {
  while (reader.next < reader.lines.length && reader.lines[reader.next] === '') reader.next++;
}

/** "Collect a WebVTT block". The step numbers of the specification's loop are its order of conditions here. */
function collectBlock(reader: Reader, inHeader: boolean): Collected {
  const { lines } = reader;
  let previous = reader.next;
  let buffer: string[] = [];
  let lineCount = 0;
  let seenArrow = false;
  let timing: (CueTiming & { readonly id: string; readonly line: number }) | null = null;
  let definition: 'style' | 'region' | null = null;
  while (reader.next < lines.length) {
    const line = lines[reader.next++] ?? '';
    lineCount++;
    if (line.includes('-->')) {
      if (inHeader || !(lineCount === 1 || (lineCount === 2 && !seenArrow))) {
        reader.next = previous;
        break;
      }
      seenArrow = true;
      previous = reader.next;
      const found = parseTimingLine(line, reader.regions);
      timing = found === null ? null : { ...found, id: buffer.join('\n'), line: reader.next };
      if (timing !== null) {
        buffer = [];
        reader.seenCue = true;
      }
      continue;
    }
    if (line === '') break;
    if (!inHeader && lineCount === 2 && !reader.seenCue) {
      definition = definitionOf(buffer[0] ?? '');
      if (definition !== null) buffer = [];
    }
    buffer.push(line);
    previous = reader.next;
  }
  if (timing !== null) {
    const text = buffer.join('\n');
    return { kind: 'cue', ...timing, text, nodes: parseVttCueText(text) };
  }
  if (definition === 'style') return { kind: 'style', css: buffer.join('\n') };
  if (definition === 'region') return { kind: 'region', region: parseVttRegion(buffer.join('\n')) };
  return { kind: 'other' };
}

/** `STYLE` or `REGION` with nothing but spaces behind it. */
function definitionOf(line: string): 'style' | 'region' | null {
  if (line.startsWith('STYLE') && isBlank(line, 5)) return 'style';
  return line.startsWith('REGION') && isBlank(line, 6) ? 'region' : null;
}

interface CueTiming {
  readonly startMs: number;
  readonly endMs: number;
  readonly settings: VttSettings;
  readonly timesText: string;
  readonly settingsText: string;
}

/** "Collect WebVTT cue timings and settings". */
function parseTimingLine(line: string, regions: readonly VttRegion[]): CueTiming | null {
  const start = collectVttTimestamp(line, skipSpaces(line, 0));
  if (start === null) return null;
  const arrow = skipSpaces(line, start.end);
  if (!line.startsWith('-->', arrow)) return null;
  const end = collectVttTimestamp(line, skipSpaces(line, arrow + 3));
  if (end === null) return null;
  const settingsText = line.slice(end.end);
  return {
    startMs: start.ms,
    endMs: end.ms,
    settings: parseVttSettings(settingsText, regions),
    timesText: line,
    settingsText: settingsText.trim(),
  };
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(text: string, from: number): boolean {
  return skipSpaces(text, from) === text.length;
}

/** ASCII whitespace. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b);
}

function trimTrailingBreaks(lines: readonly string[]): string {
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end--;
  return lines.slice(0, end).join('\n');
}
