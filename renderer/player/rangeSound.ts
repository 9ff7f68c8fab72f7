import { PCM_RATE_HZ } from './pcm.ts';

/** Long enough to hear no click, short enough to take nothing from an onset. */
const FADE_SAMPLES = (PCM_RATE_HZ * 2) / 1000;

/** A range that sounds. */
export interface RangeSound {
  /** Media milliseconds that were heard since it began. */
  readonly playedMs: () => number;
  readonly setRate: (rate: number) => void;
  readonly stop: () => void;
}

/**
 * Plays samples from memory, exact to the sample: the buffer is the range and nothing else, so a loop is the whole
 * buffer and has no gap. Its ends are faded for 2 ms.
 */
export function playSamples(
  context: BaseAudioContext,
  output: AudioNode,
  samples: Float32Array<ArrayBuffer>,
  about: { readonly times: 'once' | 'loop'; readonly rate: number; readonly latencySeconds: number },
  onEnd: () => void,
): RangeSound {
  const buffer = context.createBuffer(1, samples.length, PCM_RATE_HZ);
  buffer.copyToChannel(faded(samples), 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = about.times === 'loop';
  source.loopStart = 0;
  source.loopEnd = samples.length / PCM_RATE_HZ;
  source.playbackRate.value = about.rate;
  source.connect(output);
  source.onended = onEnd;
  let anchor = { atSeconds: context.currentTime, playedMs: 0, rate: about.rate };
  source.start(anchor.atSeconds);
  const playedMs = () => {
    const heardSeconds = context.currentTime - about.latencySeconds - anchor.atSeconds;
    return anchor.playedMs + Math.max(0, heardSeconds) * 1000 * anchor.rate;
  };
  return {
    playedMs,
    setRate: (rate) => {
      anchor = { atSeconds: context.currentTime - about.latencySeconds, playedMs: playedMs(), rate };
      source.playbackRate.value = rate;
    },
    stop: () => {
      source.onended = null;
      source.stop();
      source.disconnect();
    },
  };
}

/** The samples with both ends faded; the middle is untouched. */
export function faded(samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const length = Math.min(FADE_SAMPLES, samples.length >> 1);
  const result = samples.slice();
  for (let at = 0; at < length; at++) {
    const gain = (at + 0.5) / length;
    result[at] = (result[at] ?? 0) * gain;
    const back = result.length - 1 - at;
    result[back] = (result[back] ?? 0) * gain;
  }
  return result;
}

/** A bit of sound under the playhead, in a Hann window so that grains melt into each other. */
export const GRAIN_MS = 60;
/** At most 25 grains a second. */
const GRAIN_EVERY_MS = 40;

export function hannWindowed(samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return samples.map(
    (sample, at) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / samples.length)),
  );
}

/** Plays grains as fast as they make sense, and drops the rest. */
export function createGrains(
  context: BaseAudioContext,
  output: AudioNode,
): (samples: Float32Array<ArrayBuffer>) => boolean {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (samples) => {
    const nowMs = context.currentTime * 1000;
    if (nowMs - lastMs < GRAIN_EVERY_MS || samples.length === 0) return false;
    lastMs = nowMs;
    const buffer = context.createBuffer(1, samples.length, PCM_RATE_HZ);
    buffer.copyToChannel(hannWindowed(samples), 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(output);
    source.start();
    return true;
  };
}
