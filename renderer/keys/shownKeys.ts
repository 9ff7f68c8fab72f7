import { type Language, language } from '../text/text.ts';
import { type KeySystem, parseBinding } from './binding.ts';

const macModifiers: Readonly<Record<string, string>> = { Control: '⌃', Alt: '⌥', Shift: '⇧', Meta: '⌘' };
const modifiers: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { Control: 'Ctrl', Alt: 'Alt', Shift: 'Shift', Meta: 'Meta' },
  de: { Control: 'Strg', Alt: 'Alt', Shift: 'Umschalt', Meta: 'Meta' },
};

const signs: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Escape: 'Esc',
  NumpadAdd: 'Num +',
  NumpadSubtract: 'Num −',
};

const names: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { Space: 'Space', Delete: 'Del', Insert: 'Ins', PageUp: 'Page Up', PageDown: 'Page Down' },
  de: {
    Space: 'Leertaste',
    Delete: 'Entf',
    Insert: 'Einfg',
    PageUp: 'Bild ↑',
    PageDown: 'Bild ↓',
    Home: 'Pos1',
    End: 'Ende',
    Backspace: 'Rücktaste',
  },
};

/** What the keys of this keyboard write, by place; empty where the browser does not tell. */
let layout: ReadonlyMap<string, string> = new Map();

/** Asks the browser once for the keyboard's layout, so that `KeyZ` is shown as the Y that stands there in German. */
export async function learnLayout(): Promise<void> {
  const { keyboard } = navigator as Navigator & {
    readonly keyboard?: { readonly getLayoutMap: () => Promise<ReadonlyMap<string, string>> };
  };
  if (keyboard === undefined) return;
  // Refused inside frames and by some policies: the names of a US keyboard do then.
  layout = await keyboard.getLayoutMap().catch(() => new Map<string, string>());
}

/** A shortcut for people: `Ctrl E`, `Strg E`, `⇧⌘Z`, `?`. */
export function shownKeys(text: string, system: KeySystem): string {
  const binding = parseBinding(text, system);
  if (binding === null) return text;
  const key = shownKey(binding.key);
  // The sign itself already says that Shift writes it.
  const held =
    key.length === 1 && key === binding.key && !/\p{L}/u.test(key)
      ? without(binding.modifiers)
      : binding.modifiers;
  if (system === 'mac') {
    const order = ['Control', 'Alt', 'Shift', 'Meta'];
    const sorted = [...held].sort((left, right) => order.indexOf(left) - order.indexOf(right));
    return `${sorted.map((name) => macModifiers[name] ?? name).join('')}${key}`;
  }
  return [...held.map((name) => modifiers[language()][name] ?? name), key].join(' ');
}

/** The same as the system's own menus write it (`CmdOrCtrl+Shift+E`); null for what they cannot. */
export function accelerator(text: string): string | null {
  const binding = parseBinding(text, 'other');
  if (binding === null) return null;
  const key = acceleratorKey(binding.key);
  if (key === null) return null;
  const held = binding.modifiers.map((name) =>
    name === 'Control' && text.includes('$mod') ? 'CmdOrCtrl' : name,
  );
  return [...held, key].join('+');
}

function acceleratorKey(key: string): string | null {
  const arrow = /^Arrow(Up|Down|Left|Right)$/u.exec(key)?.[1];
  if (arrow !== undefined) return arrow;
  const named = /^(F\d{1,2}|Space|Tab|Backspace|Delete|Insert|Enter|Escape|Home|End|PageUp|PageDown)$/u;
  if (named.test(key)) return key;
  const shown = signs[key] ?? /^(?:Key|Digit)(.)$/u.exec(key)?.[1] ?? key;
  return shown.length === 1 && shown !== '+' ? shown.toUpperCase() : null;
}

function without(held: readonly string[]): readonly string[] {
  return held.filter((name) => name !== 'Shift');
}

function shownKey(key: string): string {
  const written = layout.get(key);
  if (written !== undefined && written.trim() !== '') return written.toUpperCase();
  const place = /^(?:Key|Digit|Numpad)(.)$/u.exec(key)?.[1];
  return place ?? names[language()][key] ?? signs[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
