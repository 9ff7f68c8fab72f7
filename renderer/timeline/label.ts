import type { Canvas } from './scene.ts';

export interface Label {
  readonly text: string;
  readonly font: string;
  readonly spacing: string;
  /** Too long even so: its beginning is shown. */
  readonly isCut: boolean;
}

/** Widths at 12 px and 11 px by text; a language has some ten thousand words. */
const widths = new Map<string, readonly [number, number]>();
const MOST_KEPT = 50_000;

/** How a word is written into so many pixels: 12 px, else 11, else 11 drawn together, else its beginning. */
export function fitLabel(canvas: Canvas, font: string, text: string, room: number, isStrong: boolean): Label {
  const weight = isStrong ? '500 ' : '';
  const [large, small] = widthsOf(canvas, font, text);
  if (large <= room) return { text, font: `${weight}12px ${font}`, spacing: '0px', isCut: false };
  const fontSmall = `${weight}11px ${font}`;
  if (small <= room) return { text, font: fontSmall, spacing: '0px', isCut: false };
  const isCut = small - 0.4 * text.length > room;
  return { text, font: fontSmall, spacing: '-0.4px', isCut };
}

function widthsOf(canvas: Canvas, font: string, text: string): readonly [number, number] {
  const known = widths.get(text);
  if (known !== undefined) return known;
  if (widths.size > MOST_KEPT) widths.clear();
  canvas.letterSpacing = '0px';
  canvas.font = `12px ${font}`;
  const large = canvas.measureText(text).width;
  const made = [large, (large * 11) / 12] as const;
  widths.set(text, made);
  return made;
}

/** Which way a text runs, by its first letter that says so: marks then stand on the right side of it. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const letter = /\p{L}/u.exec(text)?.[0] ?? '';
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(letter)
    ? 'rtl'
    : 'ltr';
}
