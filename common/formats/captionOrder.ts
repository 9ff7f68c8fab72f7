/** By start, in the order of the file where starts are equal; the same list when it is in order already. */
export function inOrderOfStart<T extends { readonly startMs: number }>(cues: readonly T[]): readonly T[] {
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { startMs } of cues) {
    if (startMs < lastMs) return cues.toSorted((left, right) => left.startMs - right.startMs);
    lastMs = startMs;
  }
  return cues;
}
