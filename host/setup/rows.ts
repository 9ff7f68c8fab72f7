import type { EngineRow, EngineWork, MachineView } from '../../common/contract/setup.ts';
import { type EngineStatus, type Machine, slotIdsOf } from '../engines/engine.ts';
import type { EngineTask } from './task.ts';

/** The machine as people read of it. */
export function machineView({ cpu, memoryBytes, gpus, problem }: Machine): MachineView {
  return {
    cpu: cpu.model,
    cores: cpu.cores,
    memoryBytes,
    gpus: gpus.map(({ index, name, memoryBytes: bytes, driver }) => ({
      index,
      name,
      memoryBytes: bytes,
      driver,
    })),
    problem,
  };
}

/** `fitting`: the variant for this machine by engine id. */
export function engineRows(
  statuses: readonly EngineStatus[],
  fitting: ReadonlyMap<string, string>,
  taskOf: (engineId: string) => EngineTask,
): readonly EngineRow[] {
  return statuses.map(({ manifest, installed, variant, sizeBytes, problem, selfTest }): EngineRow => {
    const task = taskOf(manifest.id);
    const { id, title, summary, version, licence, licenceNote, slots, tasks, languages, embedded } = manifest;
    return {
      ...{ id, title, summary, version, licence, licenceNote, slots, tasks, languages, embedded },
      aligners: slotIdsOf(manifest, 'align'),
      variants: manifest.variants.map((each) => ({
        id: each.id,
        downloadBytes: each.downloadBytes,
        diskBytes: each.diskBytes,
        fits: fitting.get(id) === each.id,
      })),
      installed,
      variant,
      sizeBytes,
      problem,
      selfTest,
      work: workOf(task),
      failure: task.failure,
      offer: task.offer,
      modelKinds: [...new Set(Object.values(manifest.modelKinds))],
    };
  });
}

function workOf({ kind, progress }: EngineTask): EngineWork | null {
  if (kind === null) return null;
  return {
    kind,
    waiting: progress === null,
    message: progress?.message ?? '',
    fraction: progress?.fraction ?? null,
    bytes: progress?.bytes ?? null,
    remainingMs: progress?.remainingMs ?? null,
    stalled: progress?.stalled ?? false,
  };
}
