/** Decoded sound as the host keeps it: 16 kHz, one channel, 16 bit. */
export const PCM_RATE_HZ = 16_000;
const SAMPLES_PER_MS = PCM_RATE_HZ / 1000;
/** Around what was asked for, so that a border that is moved a little needs no new request. */
const AROUND_MS = 1000;
/** 2 s of sound are 64 kB; a person works on few places at once. */
const KEPT_SLICES = 12;
/** How long a refusal (not decoded yet) is believed. */
const REFUSED_MS = 2000;

interface Slice {
  readonly fromMs: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** Short stretches of a file's sound. */
export interface Sound {
  /** Exactly the samples of `[startMs, endMs)`, silence beyond the file; null while the sound is not decoded. */
  readonly read: (startMs: number, endMs: number) => Promise<Float32Array<ArrayBuffer> | null>;
  /** The same at once, when it was fetched before; null otherwise. */
  readonly have: (startMs: number, endMs: number) => Float32Array<ArrayBuffer> | null;
}

/** `url` is `/media/<fileId>/pcm?k=<key>`. */
export function soundOf(url: string, fetchBytes: typeof fetch): Sound {
  let slices: readonly Slice[] = [];
  let refusedAtMs = Number.NEGATIVE_INFINITY;
  const have = (startMs: number, endMs: number) => {
    const slice = slices.find(
      ({ fromMs, samples }) => fromMs <= startMs && fromMs + samples.length / SAMPLES_PER_MS >= endMs,
    );
    if (slice === undefined) return null;
    const from = (startMs - slice.fromMs) * SAMPLES_PER_MS;
    return slice.samples.slice(from, from + (endMs - startMs) * SAMPLES_PER_MS);
  };
  const read = async (startMs: number, endMs: number) => {
    const known = have(startMs, endMs);
    if (known !== null) return known;
    if (performance.now() - refusedAtMs < REFUSED_MS) return null;
    const fromMs = Math.max(0, startMs - AROUND_MS);
    const toMs = endMs + AROUND_MS;
    const answer = await fetchBytes(
      `${url}&from=${fromMs * SAMPLES_PER_MS}&to=${toMs * SAMPLES_PER_MS}`,
    ).catch(() => null);
    // 416: all of it lies beyond the end of the file.
    if (answer === null || !(answer.ok || answer.status === 416)) {
      refusedAtMs = performance.now();
      return null;
    }
    const bytes = answer.ok ? await answer.arrayBuffer() : new ArrayBuffer(0);
    const samples = samplesOf(bytes, (toMs - fromMs) * SAMPLES_PER_MS);
    slices = [{ fromMs, samples }, ...slices].slice(0, KEPT_SLICES);
    return have(startMs, endMs);
  };
  return { read, have };
}

/** 16-bit little-endian to −1…1, with silence up to `count`. */
export function samplesOf(bytes: ArrayBuffer, count: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(count);
  const view = new DataView(bytes);
  const there = Math.min(count, view.byteLength >> 1);
  for (let at = 0; at < there; at++) samples[at] = view.getInt16(at * 2, true) / 32_768;
  return samples;
}

/** Root mean square, 0–1. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
