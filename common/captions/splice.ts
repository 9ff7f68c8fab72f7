/** The old elements `[from, oldTo)` have become the new ones `[from, newTo)`; all others are the same. */
export interface Splice {
  readonly from: number;
  readonly oldTo: number;
  readonly newTo: number;
}

/** The old list with its changed stretch replaced, in one pass. */
export function replaced<T>(old: readonly T[], { from, oldTo }: Splice, fresh: readonly T[]): readonly T[] {
  if (from === 0 && oldTo === old.length) return fresh;
  const shift = from + fresh.length - oldTo;
  const list = new Array<T>(old.length + shift);
  for (let at = 0; at < from; at++) list[at] = old[at] as T;
  for (let at = 0; at < fresh.length; at++) list[from + at] = fresh[at] as T;
  for (let at = oldTo; at < old.length; at++) list[at + shift] = old[at] as T;
  return list;
}

/** As `replaced`, for numbers; what lies behind the stretch is raised by `raise`. */
export function replacedNumbers(
  old: Int32Array,
  { from, oldTo }: Splice,
  fresh: readonly number[],
  raise: number,
): Int32Array {
  const shift = from + fresh.length - oldTo;
  const list = new Int32Array(old.length + shift);
  list.set(old.subarray(0, from));
  list.set(fresh, from);
  list.set(old.subarray(oldTo), oldTo + shift);
  if (raise !== 0)
    for (let at = oldTo + shift; at < list.length; at++) list[at] = (list[at] as number) + raise;
  return list;
}
