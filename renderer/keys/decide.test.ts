import { describe, expect, test } from 'vitest';
import { parseBinding } from './binding.ts';
import { type Bound, boundTo, mayRepeat, type Where } from './decide.ts';
import { press } from './testing/press.ts';

const outside: Where = {
  pane: null,
  editor: true,
  typing: false,
  halfTyped: false,
  layer: false,
  control: 'none',
};

function bound(actionId: string, keys: string, more: Partial<Bound>): Bound {
  const binding = parseBinding(keys, 'other');
  if (binding === null) throw new Error(`${keys} is no shortcut`);
  return { actionId, place: 'everywhere', whileTyping: false, ...more, binding };
}

const bounds: readonly Bound[] = [
  bound('save', '$mod+KeyS', { whileTyping: true }),
  bound('undo', '$mod+KeyZ', { whileTyping: true }),
  bound('help', 'F1', {}),
  bound('palette', '$mod+KeyK', { whileTyping: true }),
  bound('play', 'Space', { place: 'editor' }),
  bound('playHere', 'Space', { place: 'timeline' }),
  bound('seek', 'ArrowLeft', { place: 'timeline' }),
  bound('nudge', 'Alt+ArrowLeft', { place: 'timeline' }),
  bound('nextWord', 'Tab', { place: 'timeline' }),
  bound('bold', 'KeyB', { place: 'captions' }),
];

const [s, z, space, left, altLeft, b, f1] = [
  press('s', 'KeyS', 'Control'),
  press('z', 'KeyZ', 'Control'),
  press(' ', 'Space'),
  press('ArrowLeft', 'ArrowLeft'),
  press('ArrowLeft', 'ArrowLeft', 'Alt'),
  press('b', 'KeyB'),
  press('F1', 'F1'),
];

describe('a key goes to', () => {
  test.each([
    ['saving, wherever the focus is', s, {}, ['save']],
    ['saving while text is typed', s, { typing: true }, ['save']],
    ['saving under a sheet', s, { layer: true, typing: true }, ['save']],
    ['the help under a sheet', f1, { layer: true }, ['help']],
    ['the text, not to playback, while it is typed', space, { typing: true, pane: 'timeline' }, []],
    ['the menu that is open, not to playback', space, { layer: true }, []],
    ['the pane first, then to the editor', space, { pane: 'timeline' }, ['playHere', 'play']],
    ['the editor from a pane without this key', space, { pane: 'captions' }, ['play']],
    ['nothing of the editor on the first screen', space, { editor: false }, []],
    ['no other pane', b, { pane: 'timeline' }, []],
    ['the button that has the focus', space, { control: 'button' }, []],
    ['the tabs that have the focus', left, { pane: 'timeline', control: 'arrows' }, []],
    ['the timeline past its buttons', left, { pane: 'timeline', control: 'button' }, ['seek']],
    ['nudging past a slider, with Alt', altLeft, { pane: 'timeline', control: 'arrows' }, ['nudge']],
    ['undo while text is typed', z, { typing: true }, ['undo']],
    ['the field that holds half-typed text', z, { typing: true, halfTyped: true }, []],
    ['the field of a sheet, for undo', z, { layer: true, typing: true }, []],
  ] as const)('%s', (_, pressed, where, actions) => {
    const found = boundTo(pressed, { ...outside, ...where }, bounds);
    expect(found.map(({ actionId }) => actionId)).toEqual(actions);
  });

  test('nothing while an input method composes', () => {
    expect(boundTo({ ...s, isComposing: true }, outside, bounds)).toEqual([]);
    expect(boundTo({ ...s, key: 'Process' }, outside, bounds)).toEqual([]);
  });
});

describe('a key that is held', () => {
  test.each([
    ['moves on', left, true],
    ['nudges on', altLeft, true],
    ['undoes on', z, true],
    ['does not play and pause in turn', space, false],
    ['does not save again', s, false],
    ['does not open sheets', f1, false],
  ] as const)('%s', (_, pressed, repeats) => {
    expect(mayRepeat(pressed)).toBe(repeats);
  });
});
