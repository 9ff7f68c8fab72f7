/** A line of a text without its time. */
export interface StampedLine {
  /** '' where nothing but the time stood there. */
  readonly text: string;
  /** null where no time stood. */
  readonly startMs: number | null;
}

const CLOCK = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d\d)(?:[.,](\d{1,3}))?`;
const BRACKETED = new RegExp(String.raw`^(?:\[${CLOCK}\]|\(${CLOCK}\))\s*`, 'u');
const ALONE = new RegExp(`^${CLOCK}$`, 'u');

function stampedLine(line: string): StampedLine {
  const match = BRACKETED.exec(line) ?? ALONE.exec(line);
  if (match === null) return { text: line, startMs: null };
  const groups = match.slice(1);
  const [hours = '0', minutes = '0', seconds = '0', fraction = '0'] =
    groups[1] === undefined ? groups.slice(4) : groups;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const startMs = whole * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
  return { text: line.slice(match[0].length), startMs };
}

/**
 * Times at which lines are said, as pages and programs put them into transcripts: `[00:05] Ann: …`, `(1:02:03) …`
 * or alone on the line above. Taken for times only where there are two at least and none is earlier than the one
 * before; else all lines are as they were. A bare time in front of text is text: people talk of times. Linear.
 */
export function stampedLines(lines: readonly string[]): readonly StampedLine[] {
  const stamped = lines.map(stampedLine);
  let count = 0;
  let last = 0;
  for (const { startMs } of stamped) {
    if (startMs === null) continue;
    if (startMs < last) return lines.map((text) => ({ text, startMs: null }));
    last = startMs;
    count++;
  }
  return count >= 2 ? stamped : lines.map((text) => ({ text, startMs: null }));
}
