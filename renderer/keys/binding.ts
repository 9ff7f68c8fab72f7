import { matchKeybindingPress, parseKeybinding } from 'tinykeys';

/** Which keys the system calls its own: on a Mac `$mod` is Command, elsewhere Control. */
export type KeySystem = 'mac' | 'other';

export function keySystem(platform: string): KeySystem {
  return /^(mac|darwin|ip(hone|ad|od))/iu.test(platform) ? 'mac' : 'other';
}

/** What of a keyboard event decides. A real `KeyboardEvent` is one. */
export interface Press {
  readonly key: string;
  /** The place on the keyboard, whatever it writes. */
  readonly code: string;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  readonly getModifierState: (modifier: string) => boolean;
}

/** A shortcut as it is written (`$mod+KeyE`), taken apart. */
export interface Binding {
  readonly text: string;
  readonly modifiers: readonly string[];
  readonly key: string;
  readonly matches: (press: Press) => boolean;
}

const MODIFIERS = ['Control', 'Alt', 'Shift', 'Meta'] as const;

/** null for what is no single press of known modifiers and one key. */
export function parseBinding(text: string, system: KeySystem): Binding | null {
  const [press, ...more] = parseKeybinding(text.replace('$mod', system === 'mac' ? 'Meta' : 'Control'));
  if (press === undefined || more.length > 0) return null;
  const [modifiers, optional, key] = press;
  const known = modifiers.every((name) => MODIFIERS.some((each) => each === name));
  if (!known || optional.length > 0 || typeof key !== 'string' || key === '') return null;
  return {
    text,
    modifiers,
    key,
    matches: (event) => matchKeybindingPress(event as KeyboardEvent, press),
  };
}

/** The same for all ways to write the same press, so that two shortcuts can be compared; null for none. */
export function sameness(text: string, system: KeySystem): string | null {
  const binding = parseBinding(text, system);
  if (binding === null) return null;
  const held = MODIFIERS.filter((name) => binding.modifiers.includes(name));
  // A sign that needs Shift on some keyboards is the same with and without it being written.
  const modifiers = isSign(binding.key) ? held.filter((name) => name !== 'Shift') : held;
  return [...modifiers, codeOf(binding.key)].join('+');
}

/** Whether the press, in a text, writes a sign or a line instead. */
export function isWriting({ modifiers, key }: Binding): boolean {
  if (modifiers.some((name) => name !== 'Shift')) return false;
  return !/^(F\d+|Escape|Tab)$/u.test(key);
}

/** How a person's press is written down as a shortcut; null while only modifiers are held. */
export function bindingOfPress(press: Press, system: KeySystem): string | null {
  if (['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'CapsLock', 'Dead'].includes(press.key)) return null;
  const own = system === 'mac' ? 'Meta' : 'Control';
  const held = MODIFIERS.filter((name) => press.getModifierState(name));
  const names = held.map((name) => (name === own ? '$mod' : name));
  return [...names, press.code === '' ? press.key : press.code].join('+');
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[\p{L}\p{N} ]/u.test(key);
}

function codeOf(key: string): string {
  if (/^[a-z]$/iu.test(key)) return `Key${key.toUpperCase()}`;
  if (/^\d$/u.test(key)) return `Digit${key}`;
  return key === ' ' ? 'Space' : key;
}
