/** Samples under one figure of loudness: 10 ms at 16 kHz. */
const STEP_SAMPLES = 160;
const RATE_HZ = 16_000;
/** An edge of speech: the loudness passes this much above the quietest tenth of the piece. */
const ABOVE_FLOOR = 3;
const LEAST_RMS = 60;
/** A pause shorter than this is inside a word (the closure of a plosive), in steps. */
const LEAST_PAUSE = 4;

/**
 * Media times in milliseconds where sound begins after a pause or ends before one, from decoded samples (16 kHz,
 * signed 16 bit) that begin at `startMs`. About 0.2 ms a second of sound.
 */
export function onsetsOf(samples: Int16Array, startMs: number): readonly number[] {
  const steps = Math.floor(samples.length / STEP_SAMPLES);
  if (steps === 0) return [];
  const loudness = new Float32Array(steps);
  for (let step = 0; step < steps; step++) {
    let sum = 0;
    for (let at = step * STEP_SAMPLES; at < (step + 1) * STEP_SAMPLES; at++) {
      const value = samples[at] ?? 0;
      sum += value * value;
    }
    loudness[step] = Math.sqrt(sum / STEP_SAMPLES);
  }
  const floor = [...loudness].sort((left, right) => left - right)[Math.floor(steps / 10)] ?? 0;
  const limit = Math.max(LEAST_RMS, floor * ABOVE_FLOOR);
  const times: number[] = [];
  const timeOf = (step: number) => startMs + Math.round((step * STEP_SAMPLES * 1000) / RATE_HZ);
  let quiet = LEAST_PAUSE;
  let loudUntil = -1;
  for (let step = 0; step < steps; step++) {
    const isLoud = (loudness[step] ?? 0) >= limit;
    if (isLoud) {
      if (quiet >= LEAST_PAUSE && step > 0) times.push(timeOf(step));
      quiet = 0;
      loudUntil = step + 1;
    } else {
      quiet++;
      if (quiet === LEAST_PAUSE && loudUntil > 0) times.push(timeOf(loudUntil));
    }
  }
  return times.sort((left, right) => left - right);
}
