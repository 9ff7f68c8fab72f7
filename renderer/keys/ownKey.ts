import { keySystem } from './binding.ts';
import { shownKeys } from './shownKeys.ts';

/** A fixed key of a list, as people read it on this computer. */
export function ownKey(text: string): string {
  return shownKeys(text, keySystem(navigator.platform));
}
