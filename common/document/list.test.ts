import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  borderAfter,
  CHUNK_SIZE,
  type ChunkedList,
  concat,
  indexOf,
  itemAt,
  itemAtPosition,
  itemsBetween,
  itemsOf,
  listOf,
  mapItems,
  positionAfter,
  positionBefore,
  positionOf,
  replaceAt,
  slice,
  splice,
  spliceBetween,
  toArray,
} from './list.ts';

const anyItems = fc.oneof(
  fc.array(fc.integer(), { maxLength: 20 }),
  fc.array(fc.integer(), { minLength: 100, maxLength: 2500, size: 'max' }),
);
const anyChange = fc.record({ at: fc.nat(), remove: fc.nat(300), insert: anyItems });

/** What `splice` did to an array it must do to a list. */
function changed<T>(list: ChunkedList<T>, change: { at: number; remove: number; insert: T[] }) {
  const at = change.at % (list.length + 1);
  const remove = Math.min(change.remove, list.length - at);
  const expected = toArray(list);
  expected.splice(at, remove, ...change.insert);
  return { list: splice(list, at, remove, change.insert), expected };
}

function expectWhole(list: ChunkedList<unknown>): void {
  expect(list.chunks.every((chunk) => chunk.length > 0 && chunk.length <= CHUNK_SIZE)).toBe(true);
  expect(list.chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(list.length);
}

describe('a chunked list', () => {
  test('holds what it was made of, in order', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const list = listOf(items);
        expectWhole(list);
        expect(toArray(list)).toEqual(items);
        expect([...itemsOf(list)]).toEqual(items);
      }),
    );
  });

  test('is spliced like an array, any number of times, and stays as it was itself', () => {
    fc.assert(
      fc.property(anyItems, fc.array(anyChange, { maxLength: 8 }), (items, changes) => {
        let list = listOf(items);
        for (const change of changes) {
          const before = toArray(list);
          const after = changed(list, change);
          expect(toArray(list)).toEqual(before);
          expect(toArray(after.list)).toEqual(after.expected);
          expectWhole(after.list);
          list = after.list;
        }
      }),
    );
  });

  test('is spliced between positions as between their indices', () => {
    fc.assert(
      fc.property(anyItems, anyChange, (items, { at, remove, insert }) => {
        const list = listOf(items);
        const index = at % (list.length + 1);
        const count = Math.min(remove, list.length - index);
        const from = borderAfter(positionOf(list, index - 1));
        const to = borderAfter(positionOf(list, index + count - 1));
        expect(itemsBetween(list, from, to)).toEqual(items.slice(index, index + count));
        const after = spliceBetween(list, from, to, insert);
        expectWhole(after);
        expect(toArray(after)).toEqual(items.toSpliced(index, count, ...insert));
      }),
    );
  });

  test('is cut and joined like an array', () => {
    fc.assert(
      fc.property(anyItems, anyItems, fc.nat(), fc.nat(), (left, right, a, b) => {
        const joined = concat(listOf(left), listOf(right));
        expectWhole(joined);
        expect(toArray(joined)).toEqual([...left, ...right]);
        const [from = 0, to = 0] = [a % (joined.length + 1), b % (joined.length + 1)].sort((x, y) => x - y);
        const part = slice(joined, from, to);
        expectWhole(part);
        expect(toArray(part)).toEqual([...left, ...right].slice(from, to));
      }),
    );
  });

  test('finds every element by index and by position, forth and back', () => {
    fc.assert(
      fc.property(anyItems, fc.array(anyChange, { maxLength: 3 }), (items, changes) => {
        let list = listOf(items);
        for (const change of changes) list = changed(list, change).list;
        const expected = toArray(list);
        let position = positionOf(list, 0);
        for (let index = 0; index < expected.length; index++) {
          expect(itemAt(list, index)).toBe(expected[index]);
          expect(position).toEqual(positionOf(list, index));
          if (position === null) throw new Error('lost the way');
          expect(indexOf(list, position)).toBe(index);
          expect(itemAtPosition(list, position)).toBe(expected[index]);
          expect(positionBefore(list, position)).toEqual(positionOf(list, index - 1));
          position = positionAfter(list, position);
        }
        expect(position).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  test('shares every chunk but one with its copy when an element is replaced', () => {
    const list = listOf(Array.from({ length: 1000 }, (_, at) => at));
    const next = replaceAt(list, { chunk: 3, offset: 5 }, -1);
    expect(next.chunks.filter((chunk, at) => chunk !== list.chunks[at])).toHaveLength(1);
    const index = indexOf(list, { chunk: 3, offset: 5 });
    expect(itemAt(next, index)).toBe(-1);
    expect(itemAt(list, index)).toBe(index);
  });

  test('shares every chunk but one when the first element of one is removed', () => {
    const list = listOf(Array.from({ length: 1000 }, (_, at) => at));
    const next = splice(list, indexOf(list, { chunk: 3, offset: 0 }), 1, []);
    expect(next.chunks.filter((chunk, at) => chunk !== list.chunks[at])).toHaveLength(1);
  });

  test('shares chunks in which a mapping changed nothing, and is itself where none did', () => {
    const list = listOf(Array.from({ length: 1000 }, (_, at) => at));
    expect(mapItems(list, (item) => item)).toBe(list);
    const next = mapItems(list, (item, index) => (index === 999 ? -item : item));
    expect(next.chunks.filter((chunk, at) => chunk !== list.chunks[at])).toHaveLength(1);
    expect(itemAt(next, 999)).toBe(-999);
  });

  test('does not crumble when single elements are removed everywhere', () => {
    let list = listOf(Array.from({ length: 20 * CHUNK_SIZE }, (_, at) => at));
    while (list.length > 600) list = splice(list, (list.length * 7919) % list.length, 1, []);
    for (let at = 0; at < list.length; at += 2) list = splice(list, at, 1, []);
    expect(list.chunks.length).toBeLessThan((list.length / CHUNK_SIZE) * 4 + 4);
  });

  test('refuses places outside itself', () => {
    const list = listOf([1, 2, 3]);
    expect(() => splice(list, 2, 2, [])).toThrow(RangeError);
    expect(() => slice(list, 2, 1)).toThrow(RangeError);
    expect(() => replaceAt(list, { chunk: 0, offset: 3 }, 0)).toThrow(RangeError);
    expect(itemAt(list, -1)).toBeNull();
    expect(itemAt(list, 3)).toBeNull();
  });
});
