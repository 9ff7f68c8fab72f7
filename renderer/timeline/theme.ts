import { SPEAKER_COLORS } from '../design/speaker.tsx';

/** The colours that the canvas draws with, read from the design's tokens. */
export interface Theme {
  readonly bg: string;
  readonly surface1: string;
  readonly surface2: string;
  readonly surface3: string;
  readonly line1: string;
  readonly line2: string;
  readonly text1: string;
  readonly text2: string;
  readonly text3: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly warn: string;
  readonly bad: string;
  readonly badSoft: string;
  readonly wave: string;
  readonly waveCore: string;
  readonly playhead: string;
  readonly font: string;
  /** By palette index; the last one is nobody's. */
  readonly speakers: readonly SpeakerPaint[];
}

export interface SpeakerPaint {
  readonly solid: string;
  readonly tint: string;
  readonly tintHover: string;
  /** Text on the solid colour. */
  readonly onSolid: string;
}

/** Reads the tokens as they are now; call again when the theme changes. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const surface1 = token('surface-1');
  const paint = (solid: string): SpeakerPaint => ({
    solid,
    tint: mixed(solid, surface1, Number.parseFloat(token('tint')) / 100),
    tintHover: mixed(solid, surface1, Number.parseFloat(token('tint-hover')) / 100),
    onSolid: brightness(solid) > 0.2 ? token('on-solid-light') : token('on-solid-dark'),
  });
  const speakers = Array.from({ length: SPEAKER_COLORS }, (_, color) => paint(token(`speaker-${color + 1}`)));
  return {
    bg: token('bg'),
    surface1,
    surface2: token('surface-2'),
    surface3: token('surface-3'),
    line1: token('line-1'),
    line2: token('line-2'),
    text1: token('text-1'),
    text2: token('text-2'),
    text3: token('text-3'),
    accent: token('accent'),
    accentSoft: token('accent-soft'),
    warn: token('warn'),
    bad: token('bad'),
    badSoft: token('bad-soft'),
    wave: token('wave'),
    waveCore: token('wave-core'),
    playhead: token('playhead'),
    font: style.fontFamily,
    speakers: [...speakers, paint(token('text-3'))],
  };
}

export function speakerPaint({ speakers }: Theme, color: number | null): SpeakerPaint {
  const index = color === null ? SPEAKER_COLORS : color % SPEAKER_COLORS;
  return speakers[index] as SpeakerPaint;
}

function channels(hex: string): readonly [number, number, number] {
  const digits = hex.replace('#', '');
  // The built page writes #fff for #ffffff.
  const whole = digits.length < 6 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const value = Number.parseInt(whole.slice(0, 6), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function mixed(color: string, ground: string, share: number): string {
  const [above, below] = [channels(color), channels(ground)];
  const mix = above.map((value, at) => Math.round(value * share + (below[at] ?? 0) * (1 - share)));
  return `rgb(${mix.join(' ')})`;
}

/** Relative luminance, 0–1 (WCAG). */
function brightness(hex: string): number {
  const [red, green, blue] = channels(hex).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
