import { parseTime } from '../../common/time/parseTime.ts';
import type { Rational } from '../../common/time/rational.ts';
import { msOfTimecode } from '../../common/time/timecode.ts';

/** Where a typed time leads: `90`, `1:30.5`, `1m 30s`, `01:02:03:12` in frames, `+5` and `-5` from here; null for no time. */
export function placeOf(text: string, nowMs: number, rate: Rational): number | null {
  const trimmed = text.trim();
  const sign = trimmed.startsWith('+') ? 1 : /^[-−]/u.test(trimmed) ? -1 : 0;
  const rest = sign === 0 ? trimmed : trimmed.slice(1);
  const ms = msOfTimecode(rest, rate) ?? parseTime(rest);
  if (ms === null) return null;
  return sign === 0 ? ms : Math.max(0, nowMs + sign * ms);
}
