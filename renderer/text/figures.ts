import { shortTime, vttTime } from '../../common/time/clock.ts';
import { language } from './text.ts';

/** `00:17.860`, from an hour on `1:00:17.860`: a point in media, in lists and fields. Rounds to the millisecond. */
export function mediaTime(ms: number): string {
  const full = vttTime(Math.max(0, Math.round(ms)));
  return full.startsWith('00:') ? full.slice(3) : full.replace(/^0/u, '');
}

/** `12:41`, `1:31:08`: how long something is. */
export function mediaLength(ms: number): string {
  return shortTime(Math.max(0, Math.round(ms)));
}

/** `1,904` or `1.904`, as the interface's language writes it. */
export function figure(value: number, digits: number): string {
  const key = `${language()} ${digits}`;
  const known = figureFormats.get(key);
  if (known !== undefined) return known.format(value);
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const made = new Intl.NumberFormat(language(), format);
  figureFormats.set(key, made);
  return made.format(value);
}

/** Making one takes 35 µs, and a table that is scrolled asks for two hundred figures a frame. */
const figureFormats = new Map<string, Intl.NumberFormat>();

/** `63%` or `63 %`. */
export function percent(share: number): string {
  return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** `48 MB`, `4.2 GB`: decimal units, as file managers show them. */
export function fileSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const digits = step === 0 || value >= 10 ? 0 : 1;
  const unit = units[step] ?? 'byte';
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** `14:02`, `2:02 pm`: a time of day, as the person's region writes it. */
export function clockTime(atMs: number): string {
  const spoken = language();
  const regional = navigator.languages.find((tag) => tag.startsWith(spoken) && isTag(tag)) ?? spoken;
  return new Intl.DateTimeFormat(regional, { timeStyle: 'short' }).format(atMs);
}

/** A browser hands on what the system says, and that may be `en-US@posix`. */
function isTag(text: string): boolean {
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/iu.test(text);
}

/** `2 s`, `1 min 18 s`, `3 h 5 min`: time that is left, at most two units. */
export function timeLeft(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return withRest(Math.floor(whole / 60), 'min', whole % 60, 's');
  return withRest(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

function withRest(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

const DAY_MS = 86_400_000;

/** `now`, `yesterday`, `Wed`, `12 Nov`: when something was, as near as matters. */
export function dayOf(atMs: number, nowMs: number): string {
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  const tongue = language();
  if (nowMs - atMs < 60_000)
    return new Intl.RelativeTimeFormat(tongue, { numeric: 'auto' }).format(0, 'second');
  if (atMs >= midnight) return clockTime(atMs);
  if (atMs >= midnight - DAY_MS) {
    return new Intl.RelativeTimeFormat(tongue, { numeric: 'auto' }).format(-1, 'day');
  }
  if (atMs >= midnight - 6 * DAY_MS)
    return new Intl.DateTimeFormat(tongue, { weekday: 'short' }).format(atMs);
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  const date = isThisYear ? ({ day: 'numeric', month: 'short' } as const) : ({ dateStyle: 'short' } as const);
  return new Intl.DateTimeFormat(tongue, date).format(atMs);
}

/** `German` for `de`, in the interface's language; the tag itself where nobody knows it. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(language(), { type: 'language' }).of(tag) ?? tag;
  } catch {
    // Not a tag: an imported file may say anything.
    return tag;
  }
}
