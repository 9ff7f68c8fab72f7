import { exactFrameRate } from './frameRate.ts';
import type { PictureFacts, PlaybackFacts } from './media.ts';

const START = /^ {2}Duration: [^,]{1,32}, start: (-?[\d.]{1,20})/mu;
const STREAM = /^ {2}Stream #0:\d{1,4}(?:\[0x[0-9a-f]{1,8}\])?(?:\([^()]{1,32}\))?: (Audio|Video): (.*)$/u;

/**
 * Reads how streams are coded and where they begin from the banner of `ffmpeg -i`, which says a stream's
 * `start` only where it is not 0. Null when there is no banner.
 */
export function parsePlaybackFacts(messages: string): PlaybackFacts | null {
  const lines = messages.split('\n').map((line) => line.replace(/\r$/u, ''));
  const first = lines.findIndex((line) => line.startsWith('Input #0, '));
  if (first < 0) return null;
  const banner = lines.slice(first + 1);

  let picture: PictureFacts | null = null;
  const audioStartsMs: number[] = [];
  for (const [index, line] of banner.entries()) {
    const [, kind, details = ''] = STREAM.exec(line) ?? [];
    if (kind === 'Audio') audioStartsMs.push(startMs(details));
    if (kind === 'Video' && picture === null && !/\((?:attached pic|still image)\)/u.test(details)) {
      picture = pictureFacts(details, quarterTurns(banner.slice(index + 1)));
    }
  }
  return { startMs: milliseconds(START.exec(banner.join('\n'))?.[1]), picture, audioStartsMs };
}

function pictureFacts(details: string, turns: number): PictureFacts {
  const [coding = '', pixels = ''] = splitOutsideBrackets(details);
  const [, width, height] = /, (\d{1,6})x(\d{1,6})/u.exec(details) ?? [];
  const [, across, down] = /\bSAR (\d{1,6}):(\d{1,6})/u.exec(details) ?? [];
  const wide = Math.round(Number(width ?? 0) * pixelAspect(Number(across ?? 1), Number(down ?? 1)));
  const high = Number(height ?? 0);
  const rate = exactFrameRate(countOf(details, 'fps'));
  const [codec = 'unknown'] = /^[\w.-]+/u.exec(coding) ?? [];
  return {
    codec,
    profile: /^[\w.-]+ \(([^()]{1,40})\)/u.exec(coding)?.[1] ?? null,
    pixelFormat: /^[a-z]\w+/u.exec(pixels)?.[0] ?? null,
    width: turns % 2 === 0 ? wide : high,
    height: turns % 2 === 0 ? high : wide,
    startMs: startMs(details),
    rate,
    isVariableRate: isVariable(countOf(details, 'fps'), countOf(details, 'tbr')),
    isInterlaced: /top first|bottom first|top coded first|bottom coded first/u.test(pixels),
    isHighRange: /\b(?:arib-std-b67|smpte2084)\b/u.test(pixels),
  };
}

/**
 * `fps` is the mean, `tbr` the finest step that FFmpeg found between frames. Fields count as steps of their
 * own, so twice the mean is a constant rate as well; 1 % lets roundings of the time stamps pass.
 */
function isVariable(meanRate: number, finestRate: number): boolean {
  if (!(meanRate > 0 && finestRate > 0)) return false;
  const steps = finestRate / meanRate;
  return Math.abs(steps - 1) > 0.01 && Math.abs(steps - 2) > 0.02;
}

/** `29.97 fps`, `90k tbn`. */
function countOf(details: string, unit: 'fps' | 'tbr'): number {
  const [, count, thousands] = new RegExp(`, ([\\d.]{1,12})(k?) ${unit}`, 'u').exec(details) ?? [];
  return Number(count ?? Number.NaN) * (thousands === 'k' ? 1000 : 1);
}

function pixelAspect(across: number, down: number): number {
  const aspect = across / down;
  return Number.isFinite(aspect) && aspect > 0.1 && aspect < 10 ? aspect : 1;
}

/** Quarter turns of the picture, told in the lines that follow its stream. */
function quarterTurns(following: readonly string[]): number {
  const next = following.findIndex((line) => line.startsWith('  Stream #'));
  const own = following.slice(0, next < 0 ? undefined : next).join('\n');
  const degrees = Number(/displaymatrix: rotation of (-?[\d.]{1,12}) degrees/u.exec(own)?.[1] ?? 0);
  return Math.abs(Math.round(degrees / 90)) % 4;
}

function startMs(details: string): number {
  return milliseconds(/, start (-?[\d.]{1,20})/u.exec(details)?.[1]);
}

function milliseconds(seconds: string | undefined): number {
  return Math.round(Number(seconds ?? 0) * 1000);
}

/** `h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709), 320x180` in its parts. */
function splitOutsideBrackets(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (text[at] !== ',' || depth > 0) continue;
    parts.push(text.slice(from, at).trim());
    from = at + 1;
  }
  return [...parts, text.slice(from).trim()];
}
