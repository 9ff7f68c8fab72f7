import { afterEach, describe, expect, test } from 'vitest';
import { speak } from '../text/text.ts';
import { bindingOfPress, keySystem, type Press, parseBinding, sameness } from './binding.ts';
import { accelerator, shownKeys } from './shownKeys.ts';
import { press } from './testing/press.ts';

describe('a shortcut', () => {
  test.each([
    ['$mod+KeyS', press('s', 'KeyS', 'Control'), true],
    ['$mod+KeyS', press('s', 'KeyS'), false],
    ['$mod+KeyS', press('S', 'KeyS', 'Control', 'Shift'), false],
    ['KeyJ', press('j', 'KeyJ'), true],
    // The place counts for letters of the timing cluster, whatever the layout writes there.
    ['KeyZ', press('y', 'KeyZ'), true],
    ['Shift+?', press('?', 'Slash', 'Shift'), true],
    ['Shift+?', press('?', 'Minus', 'Shift'), true],
    ['Alt+Shift+ArrowLeft', press('ArrowLeft', 'ArrowLeft', 'Alt', 'Shift'), true],
    ['F6', press('F6', 'F6', 'Shift'), false],
  ] as const)('%s meets what is pressed: %#', (text, pressed: Press, met) => {
    expect(parseBinding(text, 'other')?.matches(pressed)).toBe(met);
  });

  test('means Command on a Mac', () => {
    const save = parseBinding('$mod+KeyS', 'mac');
    expect(save?.matches(press('s', 'KeyS', 'Meta'))).toBe(true);
    expect(save?.matches(press('s', 'KeyS', 'Control'))).toBe(false);
    expect([keySystem('MacIntel'), keySystem('darwin'), keySystem('Win32')]).toEqual(['mac', 'mac', 'other']);
  });

  test.each(['', 'KeyA KeyB', 'Hyper+KeyA', '[Shift]+KeyA'])('is none: %j', (text) => {
    expect(parseBinding(text, 'other')).toBeNull();
  });

  test('is the same however it is written', () => {
    expect(sameness('Shift+$mod+z', 'other')).toBe(sameness('Control+Shift+KeyZ', 'other'));
    expect(sameness('1', 'other')).toBe(sameness('Digit1', 'other'));
    expect(sameness('?', 'other')).toBe(sameness('Shift+?', 'other'));
    expect(sameness('KeyZ', 'other')).not.toBe(sameness('Shift+KeyZ', 'other'));
  });

  test('is written down as it is pressed', () => {
    expect(bindingOfPress(press('Control', 'ControlLeft', 'Control'), 'other')).toBeNull();
    expect(bindingOfPress(press('E', 'KeyE', 'Control', 'Shift'), 'other')).toBe('$mod+Shift+KeyE');
    const back = parseBinding('$mod+Shift+KeyE', 'other');
    expect(back?.matches(press('E', 'KeyE', 'Control', 'Shift'))).toBe(true);
  });
});

describe('for people', () => {
  afterEach(() => speak('en'));

  test.each([
    ['$mod+KeyE', 'Ctrl E', '⌘E'],
    ['$mod+Shift+KeyZ', 'Ctrl Shift Z', '⇧⌘Z'],
    ['Alt+ArrowLeft', 'Alt ←', '⌥←'],
    ['Shift+?', '?', '?'],
    ['BracketLeft', '[', '['],
    ['F6', 'F6', 'F6'],
  ])('%s reads %s, on a Mac %s', (text, other, mac) => {
    expect(shownKeys(text, 'other')).toBe(other);
    expect(shownKeys(text, 'mac')).toBe(mac);
  });

  test('keys have the names that are printed on them', () => {
    speak('de');
    expect(shownKeys('$mod+Shift+Delete', 'other')).toBe('Strg Umschalt Entf');
  });

  test.each([
    ['$mod+KeyE', 'CmdOrCtrl+E'],
    ['Control+Space', 'Control+Space'],
    ['Alt+ArrowLeft', 'Alt+Left'],
    ['$mod+Comma', 'CmdOrCtrl+,'],
    ['MediaPlayPause', null],
  ])('%s reads %s in the menus of the system', (text, shown) => {
    expect(accelerator(text)).toBe(shown);
  });
});
