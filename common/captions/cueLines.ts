import type { Word, WordId } from '../document/types.ts';
import type { Rules } from './rules.ts';
import { unitsOf } from './width.ts';

/**
 * Where the words of some lines break when they become one cue: not at all where they fit on one line, in the
 * most even place where two lines hold them, else where the lines ended before.
 */
export function lineBreaksFor(
  lines: readonly { readonly words: readonly Word[] }[],
  rules: Rules,
): readonly WordId[] {
  const words = lines.flatMap((line) => line.words);
  const widths = words.map((word) => unitsOf(word.text, rules.lineLength.measure));
  const width = (from: number, to: number) => {
    let sum = 0;
    for (let at = from; at < to; at++) sum += (widths[at] ?? 0) + (at > from && !words[at]?.glue ? 1 : 0);
    return sum;
  };
  if (width(0, words.length) <= rules.lineUnits) return [];
  let best: { readonly at: number; readonly longest: number } | null = null;
  for (let at = 1; at < words.length; at++) {
    const longest = Math.max(width(0, at), width(at, words.length));
    if (best === null || longest < best.longest) best = { at, longest };
  }
  const last = best === null ? undefined : words[best.at - 1];
  const holds = best !== null && rules.lines > 1 && (best.longest <= rules.lineUnits || lines.length < 2);
  if (holds && last !== undefined) return [last.id];
  return lines.slice(0, -1).flatMap((line) => line.words[line.words.length - 1]?.id ?? []);
}
