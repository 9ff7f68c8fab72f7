/** Makes ids that are unique within a project: a prefix drawn once, then a counter, both in base 36. */
export interface IdSource {
  readonly next: () => string;
}

/**
 * `prefix` tells writers apart (two windows, the host, an import): draw it at random once per writer,
 * `[a-z0-9]{4,}`. Ids look like `k3f9-1a`: short, because undo records and project files repeat them.
 */
export function idSource(prefix: string): IdSource {
  let counter = 0;
  return { next: () => `${prefix}-${(counter++).toString(36)}` };
}
