/** Makes ids that are unique within a project: a prefix drawn once, then a counter, both in base 36. */
export interface IdSource {
  readonly next: () => string;
}

/**
 * `prefix` tells writers apart (two windows, the host, an import): draw it at random once per writer,
 * `[a-z0-9]{4,}`. Ids look like `k3f9-1a`: short, because undo records and project files repeat them.
 * About 20 ns an id: the last two digits come from a table, since a file of captions asks for a million.
 */
export function idSource(prefix: string): IdSource {
  let counter = 0;
  let head = `${prefix}-`;
  let lowDigits = SHORT;
  return {
    next: () => {
      const low = counter % LOW_COUNT;
      if (low === 0 && counter > 0) {
        head = `${prefix}-${(counter / LOW_COUNT).toString(36)}`;
        lowDigits = PADDED;
      }
      counter++;
      return `${head}${lowDigits[low]}`;
    },
  };
}

const LOW_COUNT = 36 * 36;
const SHORT = Array.from({ length: LOW_COUNT }, (_, value) => value.toString(36));
const PADDED = SHORT.map((digits) => digits.padStart(2, '0'));
