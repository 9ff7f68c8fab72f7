/**
 * Maps and sets that are never changed in place. Small ones are plain copies; large ones (an imported file
 * pins 15,000 cues, a review marks 100,000 words) put their changes into a small layer over a shared base,
 * because copying a Map of 100,000 entries costs 5 ms and would be paid at every key.
 */

/**
 * Up to this many entries a copy costs some microseconds; a fuller layer becomes the new base, which is dear, and so
 * must happen at fewer than one change in a hundred.
 */
const LAYER_LIMIT = 256;

interface Layered<K, V> extends ReadonlyMap<K, V> {
  readonly base: ReadonlyMap<K, V>;
  /** Undefined stands for an entry of the base that is gone. */
  readonly layer: ReadonlyMap<K, V | undefined>;
}

const layeredMaps = new WeakSet<object>();

/** The map with some entries set, or removed where the value is null. Values are never null themselves. */
export function withEntries<K, V extends NonNullable<unknown>>(
  map: ReadonlyMap<K, V>,
  changes: readonly (readonly [K, V | null])[],
): ReadonlyMap<K, V> {
  if (changes.length === 0) return map;
  const { base, layer } = layersOf(map);
  if (base.size <= LAYER_LIMIT || layer.size + changes.length > LAYER_LIMIT) {
    const copy = new Map(map);
    for (const [key, value] of changes) {
      if (value === null) copy.delete(key);
      else copy.set(key, value);
    }
    return copy;
  }
  const next = new Map(layer);
  let size = map.size;
  for (const [key, value] of changes) {
    const had = next.has(key) ? next.get(key) !== undefined : base.has(key);
    if (value !== null) next.set(key, value);
    else if (base.has(key)) next.set(key, undefined);
    else next.delete(key);
    size += Number(value !== null) - Number(had);
  }
  return layered(base, next, size);
}

/** As `withEntries`: true adds the element, null removes it. */
export function withMembers<K>(
  set: ReadonlySet<K>,
  changes: readonly (readonly [K, true | null])[],
): ReadonlySet<K> {
  if (changes.length === 0) return set;
  const backing = backingMaps.get(set);
  if (backing === undefined && set.size <= LAYER_LIMIT) {
    const copy = new Set(set);
    for (const [key, value] of changes) {
      if (value === null) copy.delete(key);
      else copy.add(key);
    }
    return copy;
  }
  return setOver(withEntries(backing ?? new Map([...set].map((key) => [key, true as const])), changes));
}

/** What a large map is made of, for whoever keeps an index of the part that stays. */
export function layersOf<K, V>(
  map: ReadonlyMap<K, V>,
): {
  readonly base: ReadonlyMap<K, V>;
  readonly layer: ReadonlyMap<K, V | undefined>;
} {
  return layeredMaps.has(map) ? (map as Layered<K, V>) : { base: map, layer: new Map() };
}

function layered<K, V>(
  base: ReadonlyMap<K, V>,
  layer: ReadonlyMap<K, V | undefined>,
  size: number,
): ReadonlyMap<K, V> {
  function* entries(): MapIterator<[K, V]> {
    for (const entry of base) if (!layer.has(entry[0])) yield entry;
    for (const [key, value] of layer) if (value !== undefined) yield [key, value];
    return undefined;
  }
  function* keys(): MapIterator<K> {
    for (const [key] of entries()) yield key;
    return undefined;
  }
  function* values(): MapIterator<V> {
    for (const [, value] of entries()) yield value;
    return undefined;
  }
  const map: Layered<K, V> = {
    base,
    layer,
    size,
    get: (key) => (layer.has(key) ? layer.get(key) : base.get(key)),
    has: (key) => (layer.has(key) ? layer.get(key) !== undefined : base.has(key)),
    forEach: (visit) => {
      for (const [key, value] of entries()) visit(value, key, map);
    },
    entries,
    keys,
    values,
    [Symbol.iterator]: entries,
  };
  layeredMaps.add(map);
  return map;
}

const backingMaps = new WeakMap<object, ReadonlyMap<unknown, true>>() as {
  get<K>(set: ReadonlySet<K>): ReadonlyMap<K, true> | undefined;
  set<K>(set: ReadonlySet<K>, map: ReadonlyMap<K, true>): void;
};

function setOver<K>(map: ReadonlyMap<K, true>): ReadonlySet<K> {
  function* entries(): SetIterator<[K, K]> {
    for (const key of map.keys()) yield [key, key];
    return undefined;
  }
  const set: ReadonlySet<K> = {
    size: map.size,
    has: (key) => map.has(key),
    forEach: (visit) => {
      for (const key of map.keys()) visit(key, key, set);
    },
    entries,
    keys: () => map.keys() as unknown as SetIterator<K>,
    values: () => map.keys() as unknown as SetIterator<K>,
    [Symbol.iterator]: () => map.keys() as unknown as SetIterator<K>,
  };
  backingMaps.set(set, map);
  return set;
}
