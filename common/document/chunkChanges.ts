/**
 * Pairs the chunks that differ between two lists, in order. A chunk left without a partner comes with null;
 * a partner's tag is thus handed on at most once.
 */
export function eachChangedChunk<T>(
  before: readonly (readonly T[])[],
  after: readonly (readonly T[])[],
  visit: (oldChunk: readonly T[] | null, newChunk: readonly T[] | null, position: number) => void,
): void {
  const { start, oldEnd, newEnd } = changedRange(before, after);
  // A chunk that only changed its place keeps its tag: two chunks of one version never share one.
  const staying = newEnd - start > 1 ? new Set(after.slice(start, newEnd)) : null;
  for (let at = start; at < Math.max(oldEnd, newEnd); at++) {
    const old = at < oldEnd ? (before[at] ?? null) : null;
    const gone = old !== null && staying?.has(old) === true ? null : old;
    visit(gone, at < newEnd ? (after[at] ?? null) : null, at);
  }
}

/** What is left between the equal beginning and the equal end of two arrays. */
export function changedRange<T>(
  before: readonly T[],
  after: readonly T[],
): { readonly start: number; readonly oldEnd: number; readonly newEnd: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let oldEnd = before.length;
  let newEnd = after.length;
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  return { start, oldEnd, newEnd };
}
