/** A WebVTT timestamp read by the specification's rules, and the position behind it. */
export interface CollectedTimestamp {
  readonly ms: number;
  readonly end: number;
}

/**
 * The specification's "collect a WebVTT timestamp" at `at`; null where it fails. Hours are optional and may have
 * any number of digits, minutes and seconds have two, the fraction has three.
 */
export function collectVttTimestamp(text: string, at: number): CollectedTimestamp | null {
  let end = digitsEnd(text, at);
  if (end === at) return null;
  const first = Number(text.slice(at, end));
  const startsWithHours = end - at !== 2 || first > 59;
  if (text.charCodeAt(end) !== COLON) return null;
  const second = twoDigits(text, end + 1);
  if (second < 0) return null;
  end += 3;
  let [hours, minutes, seconds] = [0, first, second];
  if (startsWithHours || text.charCodeAt(end) === COLON) {
    if (text.charCodeAt(end) !== COLON) return null;
    const third = twoDigits(text, end + 1);
    if (third < 0) return null;
    end += 3;
    [hours, minutes, seconds] = [first, second, third];
  }
  if (text.charCodeAt(end) !== FULL_STOP) return null;
  const fractionEnd = digitsEnd(text, end + 1);
  if (fractionEnd - end !== 4) return null;
  if (minutes > 59 || seconds > 59) return null;
  const thousandths = Number(text.slice(end + 1, fractionEnd));
  return { ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths, end: fractionEnd };
}

const COLON = 0x3a;
const FULL_STOP = 0x2e;

function digitsEnd(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** The number of exactly two digits at `at`, −1 where there are fewer or more. */
function twoDigits(text: string, at: number): number {
  return digitsEnd(text, at) - at === 2 ? Number(text.slice(at, at + 2)) : -1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
