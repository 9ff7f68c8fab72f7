import { editDistance } from '../../common/document/similarity.ts';

/**
 * The known name closest to a mistyped one, or null when none is near: at most a third of its letters may
 * differ, so that a suggestion is help and not a guess.
 */
export function nearestName(wrong: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  const allowed = Math.max(1, Math.floor(Math.max(wrong.length, best?.length ?? 0) / 3));
  return bestDistance <= allowed ? best : null;
}

/** `Did you mean x?` with a leading space, or what is known when nothing is near. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const near = nearestName(wrong, known);
  return near === null ? ` Known: ${known.join(', ')}.` : ` Did you mean ${near}?`;
}
