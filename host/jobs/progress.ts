/** The stages of one file, in order. Their ids are part of `--progress json`. */
export const STAGES = ['prepare', 'decode', 'recognise', 'align', 'diarize', 'write'] as const;

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
 * How long the stages of a whole file take beside each other, measured with the embedded engine on ten minutes of
 * speech (decode 0.5 s, recognise and align 17 s, write 0.2 s). What is aligned while the next is recognised leaves
 * little for a stage of its own. Only the shape of the bar depends on it.
 */
const WEIGHTS: Readonly<Record<Stage, number>> = {
  prepare: 1,
  decode: 4,
  recognise: 94,
  align: 8,
  diarize: 20,
  write: 1,
};

export interface ProgressMeter {
  /** `stageFraction` 0–1; values out of range are cut. */
  readonly advance: (stage: Stage, stageFraction: number) => FileProgress;
  /** Tells how long the media is and which stages it has besides the usual, as soon as that is known. */
  readonly setExtent: SetExtent;
}

export type SetExtent = (mediaSeconds: number, besides: readonly ('align' | 'diarize')[]) => void;

/** Turns stage fractions into one figure for the file. `nowMs` is a monotonic clock. */
export function progressMeter(nowMs: () => number): ProgressMeter {
  let stages = stagesWith([]);
  let mediaSeconds: number | null = null;
  let highest = 0;
  let recogniseStartedMs: number | null = null;
  let present: Entered | null = null;
  return {
    setExtent: (seconds, besides) => {
      mediaSeconds = seconds;
      stages = stagesWith(besides);
    },
    advance: (stage, stageFraction) => {
      const within = Math.min(1, Math.max(0, stageFraction));
      const place = STAGES.indexOf(stage);
      const earlier = stages.filter((one) => STAGES.indexOf(one) < place);
      const own = stages.includes(stage) ? WEIGHTS[stage] * within : 0;
      highest = Math.max(highest, (weightOf(earlier) + own) / weightOf(stages));
      const now = nowMs();
      if (stage === 'recognise') recogniseStartedMs ??= now;
      // Recognition dominates, so its own speed tells the rest best; before it there is nothing to go by.
      const spentMs = recogniseStartedMs === null ? 0 : now - recogniseStartedMs;
      const known = stage === 'recognise' && within >= 0.01 && spentMs >= 500;
      const doneSeconds = mediaSeconds === null ? null : mediaSeconds * within;
      // What began beside the recogniser is some way along when it is first told of.
      if (present?.stage !== stage) present = { stage, startedMs: now, from: within };
      return {
        stage,
        fraction: highest,
        rtf: known && doneSeconds !== null && doneSeconds > 0 ? spentMs / 1000 / doneSeconds : null,
        etaSeconds: known ? (spentMs / 1000) * ((1 - within) / within) : restOf(present, now, within),
      };
    },
  };
}

/** A stage with how far it was when it was first told of. */
interface Entered {
  readonly stage: Stage;
  readonly startedMs: number;
  readonly from: number;
}

/** Seconds left of a stage after the recogniser, by its pace so far; null before there is anything to go by. */
function restOf({ stage, startedMs, from }: Entered, nowMs: number, within: number): number | null {
  if (stage === 'write') return 0;
  if (stage !== 'align' && stage !== 'diarize') return null;
  const spentMs = nowMs - startedMs;
  const done = within - from;
  return done >= 0.01 && spentMs >= 500 ? (spentMs / 1000) * ((1 - within) / done) : null;
}

function stagesWith(besides: readonly Stage[]): readonly Stage[] {
  return STAGES.filter((stage) => (stage !== 'align' && stage !== 'diarize') || besides.includes(stage));
}

function weightOf(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + WEIGHTS[stage], 0);
}
