import type { Failure } from '../../../common/contract/failure.ts';

/** A virus scanner lets go of a new file within seconds; whoever holds it longer holds it on purpose. */
const LOCKED_DELAYS_MS = [1_000, 4_000, 10_000] as const;
const NETWORK_DELAY_MS = 2_000;
const NETWORK_TRIES = 3;

/**
 * How long to wait before the packages are tried again; null: it would be of no use. `tries` counts those that failed.
 * uv asks four times by itself before it calls the network gone, so a new try is worth it only where something came.
 */
export function retryDelayMs(failed: Failure, tries: number, somethingCame: boolean): number | null {
  switch (failed.code) {
    case 'runtime.locked':
      return LOCKED_DELAYS_MS[tries - 1] ?? null;
    case 'runtime.network':
    case 'runtime.torch-index':
      return somethingCame && tries < NETWORK_TRIES ? NETWORK_DELAY_MS : null;
    default:
      return null;
  }
}
