import type { StartTouchUp } from '../../common/contract/touchUps.ts';
import type { Stage } from './progress.ts';

/** Where work on a part of a project stands. */
export interface TouchUpProgress {
  readonly stage: Stage;
  /** 0–1 over the whole work, never falling. */
  readonly fraction: number;
  readonly etaSeconds: number | null;
}

/**
 * Share of the time that each stage takes: ten minutes of speech are decoded in 0.5 s, and told apart, aligned or
 * recognised in some ten seconds. Only the shape of the bar depends on it.
 */
const SHARES: Readonly<Record<StartTouchUp['kind'], Readonly<Partial<Record<Stage, number>>>>> = {
  align: { decode: 0.08, align: 0.92 },
  speakers: { decode: 0.05, diarize: 0.95 },
  redo: { decode: 0.08, recognise: 0.8, align: 0.12 },
};

/** Before so much is done, and so long after it began, what is left is a guess. */
const KNOWN_SHARE = 0.02;
const KNOWN_MS = 500;

/** Turns the stages' fractions into one figure. `nowMs` is a monotonic clock. */
export function touchUpMeter(
  kind: StartTouchUp['kind'],
  nowMs: () => number,
): (stage: Stage, stageFraction: number) => TouchUpProgress {
  const shares = SHARES[kind];
  const reached = new Map<Stage, number>();
  let begun: { readonly atMs: number; readonly fraction: number } | null = null;
  return (stage, stageFraction) => {
    const within = Math.min(1, Math.max(0, stageFraction));
    reached.set(stage, Math.max(reached.get(stage) ?? 0, within));
    // What is computed has all of its sound; recognising and aligning go on side by side.
    const computes = stage !== 'prepare' && stage !== 'decode';
    if (computes) reached.set('decode', 1);
    let fraction = 0;
    for (const [at, done] of reached) fraction += (shares[at] ?? 0) * done;
    const now = nowMs();
    // An engine that loads its model for ten seconds says nothing of how fast it is.
    if (computes && within > 0) begun ??= { atMs: now, fraction };
    return { stage, fraction: Math.min(1, fraction), etaSeconds: leftOf(begun, now, fraction) };
  };
}

function leftOf(
  begun: { readonly atMs: number; readonly fraction: number } | null,
  nowMs: number,
  fraction: number,
): number | null {
  if (begun === null) return null;
  const [spentMs, done] = [nowMs - begun.atMs, fraction - begun.fraction];
  if (spentMs < KNOWN_MS || done < KNOWN_SHARE) return null;
  return ((spentMs / 1000) * (1 - fraction)) / done;
}
