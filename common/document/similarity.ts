/** A word as it is compared: compatibility forms unified, lower case, letters, marks and digits only. */
export function normaliseWord(text: string): string {
  // Most words of most texts need nothing done.
  if (/^[a-z0-9]+$/.test(text)) return text;
  const folded = text.normalize('NFKC').toLowerCase();
  const bare = folded.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
  // A word of nothing but signs is compared by its signs.
  return bare === '' ? folded : bare;
}

let row = new Uint16Array(64);

/** Levenshtein distance over the longer length, 0 for equal words up to 1 for words with nothing in common. */
export function wordDistance(left: string, right: string): number {
  if (left === right) return 0;
  const longer = Math.max(left.length, right.length);
  if (left.length === 0 || right.length === 0) return 1;
  return editDistance(left, right) / longer;
}

/** Levenshtein distance: letters (UTF-16 units) to add, remove or replace. */
export function editDistance(left: string, right: string): number {
  if (row.length <= right.length) row = new Uint16Array(right.length * 2);
  const costs = row;
  for (let at = 0; at <= right.length; at++) costs[at] = at;
  for (let i = 1; i <= left.length; i++) {
    let diagonal = i - 1;
    costs[0] = i;
    const code = left.charCodeAt(i - 1);
    for (let j = 1; j <= right.length; j++) {
      const above = costs[j] ?? 0;
      const same = code === right.charCodeAt(j - 1) ? diagonal : diagonal + 1;
      costs[j] = Math.min(same, above + 1, (costs[j - 1] ?? 0) + 1);
      diagonal = above;
    }
  }
  return costs[right.length] ?? 0;
}
