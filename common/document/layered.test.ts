import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withEntries, withMembers } from './layered.ts';

const anySize = fc.constantFrom(0, 3, 300, 1000);
const anyChanges = fc.array(
  fc.array(fc.tuple(fc.nat(1200).map(String), fc.option(fc.nat(9), { freq: 2 })), { maxLength: 200 }),
  { maxLength: 6 },
);

describe('maps and sets with changes laid over them', () => {
  test('read like a map that was changed in place, and stay as they were themselves', () => {
    fc.assert(
      fc.property(anySize, anyChanges, (size, rounds) => {
        const expected = new Map(Array.from({ length: size }, (_, at) => [String(at), at]));
        let map: ReadonlyMap<string, number> = new Map(expected);
        for (const changes of rounds) {
          const before = map;
          const snapshot = new Map(before);
          map = withEntries(map, changes);
          for (const [key, value] of changes) {
            if (value === null) expected.delete(key);
            else expected.set(key, value);
          }
          expect(new Map(map)).toEqual(expected);
          expect(new Map(before)).toEqual(snapshot);
          expect(map.size).toBe(expected.size);
          expect([...map.keys()].sort()).toEqual([...expected.keys()].sort());
          expect([...map.values()].sort()).toEqual([...expected.values()].sort());
          for (const [key] of changes) {
            expect(map.get(key)).toBe(expected.get(key));
            expect(map.has(key)).toBe(expected.has(key));
          }
          const visited = new Map<string, number>();
          map.forEach((value, key) => {
            visited.set(key, value);
          });
          expect(visited).toEqual(expected);
        }
      }),
    );
  });

  test('hold each member once, as a set does', () => {
    fc.assert(
      fc.property(anySize, anyChanges, (size, rounds) => {
        const expected = new Set(Array.from({ length: size }, (_, at) => String(at)));
        let set: ReadonlySet<string> = new Set(expected);
        for (const round of rounds) {
          const changes = round.map(([key, value]) => [key, value === null ? null : true] as const);
          set = withMembers(set, changes);
          for (const [key, value] of changes) {
            if (value === null) expected.delete(key);
            else expected.add(key);
          }
          expect(new Set(set)).toEqual(expected);
          expect(set.size).toBe(expected.size);
          for (const [key] of changes) expect(set.has(key)).toBe(expected.has(key));
          expect([...set.keys()].sort()).toEqual([...expected].sort());
          expect([...set.entries()]).toHaveLength(expected.size);
        }
      }),
    );
  });
});
