import type { Settings } from '../../common/contract/settings.ts';
import type { Action, KeyPlace } from '../actions/action.ts';
import { type KeySystem, sameness } from './binding.ts';
import { alternatives, presets } from './presets.ts';

export type KeyChoice = Pick<Settings, 'keys' | 'ownKeys'>;

/** The shortcuts of an action: the person's own, else the preset's, else its default. Empty = it has none. */
export function keysOf(action: Action, choice: KeyChoice): readonly string[] {
  return choice.ownKeys[action.id] ?? presets[choice.keys][action.id] ?? action.keys;
}

/** Several actions that want the same press in the same place: only the first of them would ever get it. */
export interface KeyConflict {
  readonly place: KeyPlace;
  /** As the first of them writes it. */
  readonly keys: string;
  readonly actionIds: readonly string[];
}

/**
 * The presses that stand for more than one action in one place. A pane's key over the same key of the whole
 * window is none: where the focus is decides.
 */
export function keyConflicts(
  actions: readonly Action[],
  choice: KeyChoice,
  system: KeySystem,
): readonly KeyConflict[] {
  const wanted = new Map<string, { readonly place: KeyPlace; readonly keys: string; ids: Set<string> }>();
  for (const action of actions) {
    for (const keys of keysOf(action, choice)) {
      const same = sameness(keys, system);
      if (same === null) continue;
      const slot = `${action.place} ${same}`;
      const found = wanted.get(slot) ?? { place: action.place, keys, ids: new Set<string>() };
      found.ids.add(action.id);
      wanted.set(slot, found);
    }
  }
  return [...wanted.values()]
    .filter(({ ids }) => ids.size > 1 && !areAlternatives([...ids]))
    .map(({ place, keys, ids }) => ({ place, keys, actionIds: [...ids] }));
}

function areAlternatives(ids: readonly string[]): boolean {
  return alternatives.some((group) => ids.every((id) => group.includes(id)));
}
