import type { ModelRef } from './models.ts';

/** How fast a stage of a job is on this computer. */
export interface Speed {
  /** Seconds of work for a second of sound. */
  readonly rtf: number;
  /** False: worked out from the speed of another model, or of another graphics card. */
  readonly measured: boolean;
}

/** How fast an engine is with one model on one device. */
export interface SpeedView extends Speed {
  readonly engine: string;
  readonly slot: 'transcribe' | 'align' | 'diarize';
  /** The name under which the engine fills the slot: `ctc`, `pyannote` …; its own id where it has one only. */
  readonly slotId: string;
  /** Null for models inside the engine's packages. */
  readonly kind: string | null;
  readonly model: string;
  /** `cpu`, or a graphics card as `cuda:0`. */
  readonly device: string;
}

/** What a whole job takes, by the speeds of its stages. */
export interface JobSpeed extends Speed {
  /** False: one of its stages has never run here, so that it will take longer than this. */
  readonly complete: boolean;
  /** Of `rtf`, what is left to do once words are recognised and aligned. */
  readonly laterRtf: number;
}

/**
 * The speed to show beside a model: of recognising where engines recognise with it, a measured one before an
 * estimate, then the fastest.
 */
export function speedOfModel({ kind, id }: ModelRef, speeds: readonly SpeedView[]): SpeedView | null {
  const [first] = speeds
    .filter((speed) => speed.kind === kind && speed.model === id)
    .toSorted(
      (left, right) =>
        Number(right.slot === 'transcribe') - Number(left.slot === 'transcribe') ||
        Number(right.measured) - Number(left.measured) ||
        left.rtf - right.rtf,
    );
  return first ?? null;
}

/**
 * Times real time, with the digits that can be trusted: two of what was measured (busy days differ by as much), one
 * of an estimate, with 15 between 10 and 20.
 */
export function timesRealTime({ rtf, measured }: Speed): number {
  const speed = 1 / rtf;
  const digit = 10 ** Math.floor(Math.log10(speed));
  const step = measured ? digit / 10 : speed / digit < 1.75 ? digit / 2 : digit;
  // Multiplying by a power of ten below one would leave 0.30000000000000004.
  return Number((Math.round(speed / step) * step).toPrecision(2));
}
