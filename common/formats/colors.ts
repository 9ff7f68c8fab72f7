/** The sixteen colour names of HTML 3.2, which old caption files use, as `#rrggbb`. */
const NAMED_COLORS: ReadonlyMap<string, string> = new Map([
  ['black', '#000000'],
  ['silver', '#c0c0c0'],
  ['gray', '#808080'],
  ['white', '#ffffff'],
  ['maroon', '#800000'],
  ['red', '#ff0000'],
  ['purple', '#800080'],
  ['fuchsia', '#ff00ff'],
  ['magenta', '#ff00ff'],
  ['green', '#008000'],
  ['lime', '#00ff00'],
  ['olive', '#808000'],
  ['yellow', '#ffff00'],
  ['navy', '#000080'],
  ['blue', '#0000ff'],
  ['teal', '#008080'],
  ['aqua', '#00ffff'],
  ['cyan', '#00ffff'],
]);

/** `#rrggbb`, `rrggbb`, `#rgb` or a name as `#rrggbb` in lower case; null for anything else. */
export function colorOf(text: string): string | null {
  const lower = text.trim().toLowerCase();
  const named = NAMED_COLORS.get(lower);
  if (named !== undefined) return named;
  const hex = lower.startsWith('#') ? lower.slice(1) : lower;
  if (/^[\da-f]{6}$/u.test(hex)) return `#${hex}`;
  return /^[\da-f]{3}$/u.test(hex) ? `#${[...hex].map((digit) => digit + digit).join('')}` : null;
}

/** The colours that WebVTT has class names for. */
export const VTT_COLOR_CLASSES: ReadonlyMap<string, string> = new Map(
  ['white', 'lime', 'cyan', 'red', 'yellow', 'magenta', 'blue', 'black'].map((name) => [
    name,
    NAMED_COLORS.get(name) ?? '',
  ]),
);

/** `&HBBGGRR&` as `#rrggbb`; null for no colour. */
export function colorOfAss(text: string): string | null {
  const hex = /^&?H?([\da-f]{1,8})&?$/iu.exec(text.trim())?.[1];
  if (hex === undefined) return null;
  const value = hex.padStart(8, '0').slice(2).toLowerCase();
  return `#${value.slice(4)}${value.slice(2, 4)}${value.slice(0, 2)}`;
}

/** `#rrggbb` as `&HBBGGRR&`. */
export function assColor(color: string): string {
  const hex = color.slice(1).toUpperCase();
  return `&H${hex.slice(4)}${hex.slice(2, 4)}${hex.slice(0, 2)}&`;
}
