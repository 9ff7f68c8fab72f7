import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type EngineManifest, type Engines, modelKindOf } from '../engines/engine.ts';
import { type OutputEffects, writeWhole } from '../output/output.ts';

const stageSchema = z.object({
  engine: z.string(),
  slot: z.enum(['transcribe', 'align', 'diarize']),
  /** As the engine is called in the slot. */
  slotId: z.string(),
  /** Of the model; null for one inside the engine's packages. */
  kind: z.string().nullable(),
  /** Null: not known yet, as an aligner's before the language is. */
  model: z.string().nullable(),
  /** `cpu`, or a graphics card as `cuda:0`. */
  device: z.string(),
});

/** By whom, with what and where a stage of a job is computed. */
export type StagePlace = Readonly<z.infer<typeof stageSchema>>;

/** How long how much sound took there. */
export interface StageRun {
  readonly place: StagePlace;
  readonly soundMs: number;
  readonly workMs: number;
}

/** How fast the stages of jobs were on this computer, kept in the data root. */
export interface MeasuredSpeeds {
  readonly runs: () => readonly StageRun[];
  readonly note: (runs: readonly StageRun[]) => void;
  /** Resolves when all that was noted is written. */
  readonly written: () => Promise<void>;
}

/**
 * An hour of sound is remembered, so that short files, in which starting counts most, weigh little, and a new
 * graphics card or a busy day is noticed within some files.
 */
const REMEMBERED_MS = 3_600_000;

const amounts = { soundMs: z.number().positive(), workMs: z.number().positive() };

const fileSchema = z.object({
  schema: z.literal(2),
  runs: z.array(z.object({ place: stageSchema, ...amounts })),
});

/** The first versions kept one figure for each engine. */
const firstSchema = z.record(z.string(), z.object(amounts));

/** The file is read when it is first asked for. */
export function measuredSpeeds(
  path: string,
  engines: Pick<Engines, 'find'>,
  effects: OutputEffects,
): MeasuredSpeeds {
  let known: readonly StageRun[] | null = null;
  let writing = Promise.resolve();
  const runs = () => {
    known ??= read(path, engines);
    return known;
  };
  return {
    runs,
    note: (added) => {
      const real = added.filter(({ soundMs, workMs }) => soundMs > 0 && workMs > 0);
      if (real.length === 0) return;
      known = real.reduce(withRun, runs());
      writing = writing.then(async () => {
        // A command beside the app may have noted runs of its own meanwhile.
        const content = JSON.stringify({ schema: 2, runs: real.reduce(withRun, read(path, engines)) });
        // A speed that cannot be kept is measured again with the next file.
        await writeWhole(path, content, effects);
      });
    },
    written: () => writing,
  };
}

export function samePlace(left: StagePlace, right: StagePlace): boolean {
  return (
    left.engine === right.engine &&
    left.slot === right.slot &&
    left.slotId === right.slotId &&
    left.kind === right.kind &&
    left.model === right.model &&
    left.device === right.device
  );
}

function withRun(runs: readonly StageRun[], { place, soundMs, workMs }: StageRun): readonly StageRun[] {
  const before = runs.find((run) => samePlace(run.place, place)) ?? { soundMs: 0, workMs: 0 };
  const kept = Math.min(1, Math.max(0, REMEMBERED_MS - soundMs) / Math.max(1, before.soundMs));
  const sum = {
    place,
    soundMs: before.soundMs * kept + soundMs,
    workMs: before.workMs * kept + workMs,
  };
  return [...runs.filter((run) => run !== before), sum];
}

function read(path: string, engines: Pick<Engines, 'find'>): readonly StageRun[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Not there before the first run; damaged, it is measured anew.
    return [];
  }
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return parsed.data.runs;
  const first = firstSchema.safeParse(content);
  return first.success ? Object.entries(first.data).flatMap(([id, sums]) => ofFirst(id, sums, engines)) : [];
}

/**
 * A figure of the first versions, which told the engine alone. It is taken where that leaves nothing open: an engine
 * with one model inside its packages that computes on the processor only. Of the others nobody knows which model on
 * which device it was, and models differ by forty times: they are measured again.
 */
function ofFirst(
  id: string,
  sums: Pick<StageRun, 'soundMs' | 'workMs'>,
  engines: Pick<Engines, 'find'>,
): readonly StageRun[] {
  const found = engines.find(id, 'transcribe');
  if (!found.ok || found.value.id !== id || !isOneModelOnProcessor(found.value)) return [];
  const place = { engine: id, slot: 'transcribe', slotId: id, kind: null, device: 'cpu' } as const;
  return [{ place: { ...place, model: found.value.defaultModel }, ...sums }];
}

function isOneModelOnProcessor(manifest: EngineManifest): boolean {
  return (
    modelKindOf(manifest, 'transcribe', manifest.id) === null &&
    manifest.models.length < 2 &&
    manifest.variants.every(({ id }) => id === 'cpu')
  );
}
