/** Heights of the rows in pixels, as the design has them. */
const RULER = 24;
const LANE = 36;
const TALL_LANE = 44;
const CUES = 44;
const LEAST_WAVE = 48;
/** More lanes than these scroll between waveform and cues. */
const SHOWN_LANES = 4;
/** From this height on lanes are as tall as they may be. */
const TALL = 380;

export interface Row {
  readonly top: number;
  readonly height: number;
}

export interface Rows {
  readonly ruler: Row;
  readonly wave: Row;
  /** The part in which lanes are seen. */
  readonly lanes: Row;
  readonly laneHeight: number;
  /** How far lanes can be scrolled. */
  readonly laneOverflow: number;
  readonly cues: Row;
  readonly height: number;
}

/** Divides the height below the bar and above the whole-file strip. The waveform takes what is left. */
export function rowsFor(height: number, laneCount: number): Rows {
  const laneHeight = height >= TALL ? TALL_LANE : LANE;
  const room = Math.max(laneHeight, height - RULER - CUES - LEAST_WAVE);
  const shown = Math.min(laneCount, SHOWN_LANES, Math.max(1, Math.floor(room / laneHeight)));
  const lanesHeight = shown * laneHeight;
  const waveHeight = Math.max(0, height - RULER - CUES - lanesHeight);
  return {
    ruler: { top: 0, height: RULER },
    wave: { top: RULER, height: waveHeight },
    lanes: { top: RULER + waveHeight, height: lanesHeight },
    laneHeight,
    laneOverflow: Math.max(0, (laneCount - shown) * laneHeight),
    cues: { top: RULER + waveHeight + lanesHeight, height: CUES },
    height,
  };
}
