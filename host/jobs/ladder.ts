import type { Failure } from '../../common/contract/failure.ts';
import type { Compute, Slot } from '../engines/engine.ts';

/** What an engine tries when memory runs out, and what worked the last time. */
export interface Ladder {
  /** Begins where the same model worked before on the device. */
  readonly begin: (engineId: string, slot: Slot, compute: Compute) => Compute;
  /** The next thing to try in a fresh process; null when it is not about memory, or nothing is left. */
  readonly down: (engineId: string, slot: Slot, compute: Compute, reason: Failure) => Compute | null;
}

/** Batches that are tried one after the other; the first is below what an engine chooses on a card of 8 GB. */
const BATCHES = [4, 2, 1] as const;

/** Bytes for each weight: 2, then 1 with activations of 2, then 1. */
const PRECISIONS: readonly string[] = ['int8_float16', 'int8'];

/** Remembers for as long as the program runs: other programs may hold less memory tomorrow. */
export function createLadder(): Ladder {
  const worked = new Map<string, Pick<Compute, 'batchSize' | 'precision' | 'device'>>();
  const keyOf = (engineId: string, slot: Slot, { model, modelPath }: Compute) =>
    JSON.stringify([engineId, slot, model, modelPath]);
  return {
    begin: (engineId, slot, compute) => {
      const known = worked.get(keyOf(engineId, slot, compute));
      // Whoever chooses a device or a precision means it.
      return known === undefined || compute.device !== 'auto' || compute.precision !== null
        ? compute
        : { ...compute, ...known };
    },
    down: (engineId, slot, compute, reason) => {
      const isPrecision = reason.code === 'engine.precision' && worked.has(keyOf(engineId, slot, compute));
      // Models inside the packages are small and know no batches.
      if (compute.modelPath === null) return null;
      if (reason.code !== 'engine.killed' && !isPrecision) return null;
      const lower = lowerRung(slot, compute);
      if (lower === null) return null;
      const { batchSize, precision, device } = lower;
      worked.set(keyOf(engineId, slot, compute), { batchSize, precision, device });
      return lower;
    },
  };
}

/**
 * Smaller batches, then fewer bits, for recognising; smaller batches, then the processor, for the others. Recognising
 * on the processor takes ten times as long and is never chosen for a person.
 */
export function lowerRung(slot: Slot, compute: Compute): Compute | null {
  const { batchSize, precision, device } = compute;
  const smaller = BATCHES.find((size) => batchSize === null || size < batchSize);
  if (smaller !== undefined) return { ...compute, batchSize: smaller };
  if (device === 'cpu') return null;
  if (slot !== 'transcribe') return { ...compute, device: 'cpu', batchSize: null };
  const at = precision === null ? 0 : PRECISIONS.indexOf(precision) + 1;
  const fewer = precision !== null && at === 0 ? PRECISIONS[0] : PRECISIONS[at];
  return fewer === undefined ? null : { ...compute, precision: fewer };
}
