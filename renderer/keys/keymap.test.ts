import { beforeAll, describe, expect, test } from 'vitest';
import { type Action, allActions, findAction, registerActions } from '../actions/action.ts';
import { appActions } from '../actions/appActions.ts';
import { registerEditorActions } from '../editor/editorActions.ts';
import { en } from '../text/en/en.ts';
import { parseBinding } from './binding.ts';
import { boundKeys } from './dispatcher.ts';
import { keyConflicts, keysOf } from './keymap.ts';
import { alternatives, presets } from './presets.ts';

beforeAll(() => {
  registerActions(appActions);
  registerEditorActions();
});

const names = ['default', 'subtitle-edit', 'aegisub', 'premiere'] as const;

function action(id: string, keys: readonly string[], place: Action['place']): Action {
  return {
    id,
    label: 'frame.save',
    keys,
    place,
    whileTyping: false,
    menu: null,
    isEnabled: () => true,
    isChecked: null,
    run: () => undefined,
  };
}

describe('every action', () => {
  test('is called by a text of the catalogue', () => {
    expect(allActions().length).toBeGreaterThan(60);
    expect(allActions().filter(({ label }) => !(label in en))).toEqual([]);
  });

  test('has shortcuts that can be pressed', () => {
    const broken = allActions().filter(({ keys }) =>
      keys.some((text) => parseBinding(text, 'other') === null),
    );
    expect(broken.map(({ id }) => id)).toEqual([]);
  });

  test('leaves keys that write to the text, whatever a person binds', () => {
    const help = boundKeys(allActions(), { keys: 'default', ownKeys: {} }, 'other').filter(
      ({ actionId }) => actionId === 'app.keys',
    );
    expect(help.map(({ binding, whileTyping }) => [binding.text, whileTyping])).toEqual([
      ['Shift+?', false],
      ['F1', true],
    ]);
    const own = { keys: 'default', ownKeys: { 'app.save': ['KeyS', 'Enter', '$mod+KeyS'] } } as const;
    const choice = { ...own, ownKeys: { 'app.save': [...own.ownKeys['app.save']] } };
    const save = boundKeys(allActions(), choice, 'other').filter(({ actionId }) => actionId === 'app.save');
    expect(save.map(({ whileTyping }) => whileTyping)).toEqual([false, false, true]);
  });
});

describe.each(names)('the preset %s', (keys) => {
  test('names actions that there are', () => {
    expect(Object.keys(presets[keys]).filter((id) => findAction(id) === null)).toEqual([]);
  });

  test.each(['other', 'mac'] as const)('gives each press of a place to one action (%s)', (system) => {
    expect(keyConflicts(allActions(), { keys, ownKeys: {} }, system)).toEqual([]);
  });

  test('always saves with Ctrl+S and finds commands with Ctrl+K', () => {
    const keysFor = (id: string) => keysOf(findAction(id) ?? action(id, [], 'editor'), { keys, ownKeys: {} });
    expect(keysFor('app.save')).toEqual(['$mod+KeyS']);
    expect(keysFor('app.palette')).toEqual(['$mod+KeyK']);
  });
});

describe('own keys', () => {
  const [save, open] = [
    action('a.save', ['$mod+KeyS'], 'everywhere'),
    action('a.open', ['F2'], 'everywhere'),
  ];

  test('stand over the preset, and an empty list takes the key away', () => {
    const ownKeys = { 'a.save': ['F2'], 'a.open': [] };
    expect(keysOf(save, { keys: 'default', ownKeys })).toEqual(['F2']);
    expect(keysOf(open, { keys: 'default', ownKeys })).toEqual([]);
  });

  test('that collide in one place are told, however they are written', () => {
    const choice = { keys: 'default', ownKeys: { 'a.open': ['Control+s'] } } as const;
    const own = { ...choice, ownKeys: { 'a.open': [...choice.ownKeys['a.open']] } };
    expect(keyConflicts([save, open], own, 'other')).toEqual([
      { place: 'everywhere', keys: '$mod+KeyS', actionIds: ['a.save', 'a.open'] },
    ]);
    expect(keyConflicts([save, action('a.other', ['$mod+KeyS'], 'timeline')], own, 'other')).toEqual([]);
  });

  test('of actions that are never possible together are no collision', () => {
    const [[pin = '', unpin = ''] = []] = alternatives;
    const both = [action(pin, ['F3'], 'captions'), action(unpin, ['F3'], 'captions')];
    expect(keyConflicts(both, { keys: 'default', ownKeys: {} }, 'other')).toEqual([]);
  });
});
