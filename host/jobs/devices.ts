import type { Compute, EngineManifest, EngineStatus, Engines } from '../engines/engine.ts';

/** An engine with what it was told to compute with. */
export interface Computing {
  readonly engine: EngineManifest;
  readonly compute: Compute;
}

/** Where it computes: `cpu`, or a card as `cuda:0`. By the variant that is installed and what its trial proved. */
export function deviceOf({ engine, compute }: Computing, statuses: readonly EngineStatus[]): string {
  const status = statuses.find(({ manifest }) => manifest.id === engine.id);
  const isForCards = status?.variant?.startsWith('cu') ?? false;
  if (!isForCards || compute.device === 'cpu') return 'cpu';
  if (compute.device !== 'auto') return compute.device;
  return status?.selfTest != null && status.selfTest.device !== 'CPU' ? 'cuda:0' : 'cpu';
}

/** The first card that any of the engines computes on; `cpu` where none does. */
export function cardOrProcessor(
  engines: readonly EngineManifest[],
  compute: Compute,
  statuses: readonly EngineStatus[],
): string {
  const devices = engines.map((engine) => deviceOf({ engine, compute }, statuses));
  return devices.find((device) => device !== 'cpu') ?? 'cpu';
}

/**
 * True where the two share no device, so that both work at once without taking from each other. A graphics card keeps
 * one core busy at most.
 */
export async function computeApart(
  left: Computing,
  right: Computing,
  engines: Pick<Engines, 'list'>,
): Promise<boolean> {
  const statuses = await engines.list();
  return deviceOf(left, statuses) !== deviceOf(right, statuses);
}
