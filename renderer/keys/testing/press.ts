import type { Press } from '../binding.ts';

/** A key going down while others are held. */
export function press(key: string, code: string, ...held: readonly string[]): Press {
  return {
    key,
    code,
    repeat: false,
    isComposing: false,
    getModifierState: (modifier) => held.includes(modifier),
  };
}
