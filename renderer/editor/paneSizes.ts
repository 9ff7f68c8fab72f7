/** How the editor is arranged: by the window's size, each with sizes of its own to remember. */
export type Arrangement = 'compact' | 'normal' | 'wide';

/** Pixels; the text pane takes the rest. `transcript` is its share of the text pane where captions stand beside it. */
export interface PaneSizes {
  readonly player: number;
  readonly inspector: number;
  readonly timeline: number;
  readonly transcript: number;
}

/** From here on Transcript and Captions stand side by side. */
export const WIDE_PX = 2000;

export function arrangementOf(widthPx: number): Arrangement {
  if (widthPx >= WIDE_PX) return 'wide';
  return widthPx <= 1360 ? 'compact' : 'normal';
}

/** The sizes of a window that nobody has changed yet. */
export function usualSizes(widthPx: number, heightPx: number): PaneSizes {
  const arrangement = arrangementOf(widthPx);
  return {
    // In steps of 16, so that a 16:9 picture has whole pixels.
    player: arrangement === 'wide' ? 1056 : clamp(Math.round((widthPx * 0.366) / 16) * 16, 448, 560),
    inspector: { compact: 300, normal: 324, wide: 380 }[arrangement],
    timeline: heightPx >= 1100 ? 424 : heightPx <= 820 ? 272 : 288,
    transcript: 5 / 12,
  };
}

/** Below these a pane cannot show what it is for. */
export const LEAST = { text: 320, player: 320, inspector: 240, timeline: 200, upper: 240 } as const;

/** The remembered sizes where they are numbers, else the usual ones; a damaged entry falls back by itself. */
export function rememberedSizes(
  layout: Readonly<Record<string, unknown>>,
  arrangement: Arrangement,
  usual: PaneSizes,
): PaneSizes {
  const own = layout[keyOf(arrangement)];
  const kept = typeof own === 'object' && own !== null ? (own as Record<string, unknown>) : {};
  const pick = (name: keyof PaneSizes, least: number) => {
    const size = kept[name];
    return typeof size === 'number' && Number.isFinite(size) && size >= least ? size : usual[name];
  };
  return {
    player: pick('player', LEAST.player),
    inspector: pick('inspector', LEAST.inspector),
    timeline: pick('timeline', LEAST.timeline),
    transcript: Math.min(pick('transcript', 0.1), 0.9),
  };
}

/** The name under which `settings.layout` keeps an arrangement. */
export function keyOf(arrangement: Arrangement): string {
  return `editor.${arrangement}`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
