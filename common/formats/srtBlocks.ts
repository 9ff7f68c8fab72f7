import { parseSrtTiming, type SrtTiming } from './srtTimes.ts';

/** A cue of an SRT file as it stands there; positions are offsets in the text. */
export interface SrtBlock {
  readonly timing: SrtTiming;
  /** 1-based line of the times. */
  readonly line: number;
  /** Beginning of the line with the times. */
  readonly timesFrom: number;
  /** The text, from its first line that is not blank to its last. */
  readonly bodyFrom: number;
  readonly bodyTo: number;
  /** '' where there is none. */
  readonly counter: string;
}

/**
 * Cuts a file with line feeds at its lines with times and visits each cue in order; gives what stands before the
 * first, null when there is no cue. A visitor instead of a list: in a long file the list would be as large as the
 * text. Linear.
 */
export function eachSrtBlock(text: string, visit: (block: SrtBlock) => void): string | null {
  let header: string | null = null;
  let hasCounters = false;
  let open: TimingLine | null = null;
  let counter = '';
  for (let line = timingLineFrom(text, -1, 0); ; line = timingLineFrom(text, line.to, line.line)) {
    const to = line?.from ?? text.length;
    const stretch = withoutCounter(text, open?.to ?? 0, to, hasCounters, counter === '' ? '0' : counter);
    const { bodyFrom, bodyTo } = stretch;
    if (open !== null)
      visit({ timing: open.timing, line: open.line, timesFrom: open.from, bodyFrom, bodyTo, counter });
    else if (line !== null) {
      header = text.slice(bodyFrom, bodyTo);
      hasCounters = stretch.counter !== '';
    }
    if (line === null) return header;
    counter = stretch.counter;
    open = line;
  }
}

interface TimingLine {
  /** 1-based. */
  readonly line: number;
  readonly from: number;
  /** The line feed behind it, or the end of the text. */
  readonly to: number;
  readonly timing: SrtTiming;
}

/** The first line with times behind line number `line`, which ends at `lineEnd`. */
function timingLineFrom(text: string, lineEnd: number, line: number): TimingLine | null {
  let from = lineEnd + 1;
  let number = line + 1;
  for (let arrow = text.indexOf('->', from); arrow >= 0; ) {
    // Walk on to the line of the arrow, never back, so that long lines cost their length once.
    let to = text.indexOf('\n', from);
    for (; to >= 0 && to < arrow; to = text.indexOf('\n', from)) {
      from = to + 1;
      number++;
    }
    if (to < 0) to = text.length;
    const timing = parseSrtTiming(text, from, to);
    if (timing !== null) return { line: number, from, to, timing };
    arrow = text.indexOf('->', to);
  }
  return null;
}

interface Stretch {
  readonly bodyFrom: number;
  readonly bodyTo: number;
  readonly counter: string;
}

/**
 * A stretch of the file without blank lines at its ends and without the counter that belongs to the times
 * behind it. A line of digits is a counter when a blank line stands above it, or when the file counts its cues
 * and leaves out blank lines; a counter with a blank line below must also be the next number.
 */
function withoutCounter(
  text: string,
  from: number,
  to: number,
  hasCounters: boolean,
  before: string,
): Stretch {
  const end = blankEnd(text, from, to);
  if (end === from) return { bodyFrom: end, bodyTo: end, counter: '' };
  const counterFrom = Math.max(from, text.lastIndexOf('\n', end - 1) + 1);
  if (isCounter(text, counterFrom, end)) {
    const counter = text.slice(counterFrom, end).trim();
    const bodyTo = blankEnd(text, from, counterFrom);
    const standsAlone = counterFrom === 0 || lineBreaksIn(text, bodyTo, counterFrom) > 1;
    // What ends the file counts nothing.
    const touchesTimes = to < text.length && lineBreaksIn(text, end, to) === 1;
    const belongsBelow = touchesTimes
      ? standsAlone || hasCounters
      : standsAlone && hasCounters && to < text.length && Number(counter) === Number(before) + 1;
    if (belongsBelow) return { bodyFrom: bodyStart(text, from, bodyTo), bodyTo, counter };
  }
  return { bodyFrom: bodyStart(text, from, end), bodyTo: end, counter: '' };
}

/** Longer numbers than that are text. */
const LONGEST_COUNTER = 12;

function isCounter(text: string, from: number, to: number): boolean {
  if (to - from > LONGEST_COUNTER) return false;
  let hasDigit = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit && code !== 0x20) return false;
    hasDigit ||= isDigit;
  }
  return hasDigit;
}

function blankEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}

/** Behind blank lines, at the beginning of the first line that has something, its spaces included. */
function bodyStart(text: string, from: number, to: number): number {
  let start = from;
  for (let at = from; at < to && isBlank(text.charCodeAt(at)); at++) if (text[at] === '\n') start = at + 1;
  return start;
}

function lineBreaksIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 0x0a) count++;
  return count;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09;
}
