/** The waveform at every zoom, in place in the file's bytes (docs/peaks-file.md). */
export interface Peaks {
  readonly rateHz: number;
  readonly samples: number;
  readonly startMs: number;
  readonly levels: readonly { readonly samplesPerBucket: number; readonly values: Int8Array }[];
}

const MAGIC = 'WLPEAKS\0';

/** Null for bytes that are no peaks file of this version. */
export function readPeaks(bytes: ArrayBuffer): Peaks | null {
  if (bytes.byteLength < 256) return null;
  const view = new DataView(bytes);
  const magic = String.fromCharCode(...new Uint8Array(bytes, 0, 8));
  if (magic !== MAGIC || view.getUint32(8, true) !== 1) return null;
  const base = view.getUint32(40, true);
  const factor = view.getUint32(44, true);
  const levels = Array.from({ length: view.getUint32(20, true) }, (_, level) => {
    const offset = Number(view.getBigUint64(64 + level * 16, true));
    const buckets = Number(view.getBigUint64(72 + level * 16, true));
    return { samplesPerBucket: base * factor ** level, values: new Int8Array(bytes, offset, buckets * 2) };
  });
  return {
    rateHz: view.getUint32(16, true),
    samples: Number(view.getBigUint64(24, true)),
    startMs: Number(view.getBigInt64(32, true)),
    levels,
  };
}

/** Lowest and highest of each pixel column, −127…127, as pairs; written into `into`, which has two places a column. */
export function columnsOf(peaks: Peaks, leftMs: number, msPerPx: number, into: Int8Array): void {
  const samplesPerPx = (msPerPx * peaks.rateHz) / 1000;
  // The coarsest level that still has a bucket for each pixel.
  let level = peaks.levels[0];
  for (const one of peaks.levels) if (one.samplesPerBucket <= samplesPerPx) level = one;
  into.fill(0);
  if (level === undefined) return;
  const { values, samplesPerBucket } = level;
  const buckets = values.length >> 1;
  const first = ((leftMs - peaks.startMs) * peaks.rateHz) / 1000;
  for (let column = 0; column * 2 < into.length; column++) {
    const from = Math.floor((first + column * samplesPerPx) / samplesPerBucket);
    const to = Math.max(from + 1, Math.ceil((first + (column + 1) * samplesPerPx) / samplesPerBucket));
    let low = 0;
    let high = 0;
    for (let at = Math.max(0, from); at < Math.min(buckets, to); at++) {
      const least = values[at * 2] as number;
      const most = values[at * 2 + 1] as number;
      if (least < low) low = least;
      if (most > high) high = most;
    }
    into[column * 2] = low;
    into[column * 2 + 1] = high;
  }
}
