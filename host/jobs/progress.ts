/** The stages of one file, in order. Their ids are part of `--progress json`. */
export const STAGES = ['prepare', 'decode', 'recognise', 'write'] as const;

export type Stage = (typeof STAGES)[number];

/** Where one file stands. */
export interface FileProgress {
  readonly stage: Stage;
  /** 0–1 over the whole file, never falling. */
  readonly fraction: number;
  /** Seconds of work per second of media so far (0.04 = 25 times real time); null before it is known. */
  readonly rtf: number | null;
  readonly etaSeconds: number | null;
}

/**
 * Share of each stage in the time of a whole file, measured with the embedded engine on ten minutes of
 * speech (decode 0.5 s, recognise and align 17 s, write 0.2 s); only the shape of the bar depends on it.
 */
const SHARES: Readonly<Record<Stage, number>> = { prepare: 0.01, decode: 0.04, recognise: 0.94, write: 0.01 };

export interface ProgressMeter {
  /** `stageFraction` 0–1; values out of range are cut. */
  readonly advance: (stage: Stage, stageFraction: number) => FileProgress;
  /** Tells how long the media is, as soon as it is known. */
  readonly setMediaSeconds: (seconds: number) => void;
}

/** Turns stage fractions into one figure for the file. `nowMs` is a monotonic clock. */
export function progressMeter(nowMs: () => number): ProgressMeter {
  let mediaSeconds: number | null = null;
  let highest = 0;
  let recogniseStartedMs: number | null = null;
  return {
    setMediaSeconds: (seconds) => {
      mediaSeconds = seconds;
    },
    advance: (stage, stageFraction) => {
      const within = Math.min(1, Math.max(0, stageFraction));
      let before = 0;
      for (const earlier of STAGES) {
        if (earlier === stage) break;
        before += SHARES[earlier];
      }
      highest = Math.max(highest, before + SHARES[stage] * within);
      const now = nowMs();
      if (stage === 'recognise') recogniseStartedMs ??= now;
      // Recognition dominates, so its own speed tells the rest best; before it there is nothing to go by.
      const spentMs = recogniseStartedMs === null ? 0 : now - recogniseStartedMs;
      const known = stage === 'recognise' && within >= 0.01 && spentMs >= 500;
      const doneSeconds = mediaSeconds === null ? null : mediaSeconds * within;
      return {
        stage,
        fraction: highest,
        rtf: known && doneSeconds !== null && doneSeconds > 0 ? spentMs / 1000 / doneSeconds : null,
        etaSeconds: known ? (spentMs / 1000) * ((1 - within) / within) : stage === 'write' ? 0 : null,
      };
    },
  };
}
