import { failure } from '../../common/contract/failure.ts';
import type { TranscribeChoice } from '../../common/contract/jobs.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import {
  type Compute,
  type EngineManifest,
  type Engines,
  modelKindOf,
  PLAIN_COMPUTE,
  type Slot,
  slotIdFor,
  slotIdsOf,
  type Task,
} from '../engines/engine.ts';
import { knowsLanguage } from './engineViews.ts';
import type { TranscribeSettings } from './job.ts';

/** Which engine does what in one job, and with what. */
export interface StagePlan {
  readonly transcribe: TranscribeStage;
  /** Null: the times are those of the engine that recognises. */
  readonly align: AlignStage | null;
  /** Null: nobody is told apart. */
  readonly diarize: DiarizeStage | null;
}

export interface TranscribeStage {
  readonly engine: EngineManifest;
  /** BCP-47; null = the engine finds out. */
  readonly language: string | null;
  readonly task: Task;
  readonly prompt: string | null;
  readonly hotwords: string | null;
  readonly compute: Compute;
}

export interface AlignStage {
  readonly engine: EngineManifest;
  readonly aligner: string;
  /** With what it computes for a language; fails where it has no model for it. */
  readonly computeFor: (language: string) => Promise<Result<Compute>>;
}

export interface DiarizeStage {
  readonly engine: EngineManifest;
  readonly diarizer: string;
  readonly speakers: { readonly min: number; readonly max: number | null } | null;
  readonly compute: Compute;
}

/** Finds installed models. */
export interface ModelFinder {
  /** `wanted`: an id, or the path of a folder or file; null: the best one for the language that is there. */
  readonly find: (request: {
    readonly kind: string;
    readonly wanted: string | null;
    readonly language: string | null;
  }) => Promise<Result<{ readonly id: string; readonly path: string }>>;
}

/** What was chosen for a file, for all of it. */
export function wholeFile(choice: TranscribeChoice): TranscribeSettings {
  return { ...choice, fromMs: 0, toMs: null };
}

/** Decides who does what. Fails, before any work, with what an engine cannot honour or what is missing. */
export async function planStages(
  settings: TranscribeSettings,
  engines: Pick<Engines, 'find'>,
  models: ModelFinder,
): Promise<Result<StagePlan>> {
  const found = engines.find(settings.engine, 'transcribe');
  if (!found.ok) return found;
  const engine = found.value;
  const refused = refusal(engine, settings);
  if (refused !== null) return refused;
  const recognising = await computeOf(
    engine,
    { slot: 'transcribe', slotId: engine.id },
    { wanted: settings.model, language: settings.language },
    settings,
    models,
  );
  if (!recognising.ok) return recognising;
  const align = planAlign(engine, settings, engines, models);
  if (!align.ok) return align;
  const diarize = await planDiarize(settings, engines, models);
  if (!diarize.ok) return diarize;
  const { language, task, prompt, hotwords } = settings;
  return succeed({
    transcribe: { engine, language, task, prompt, hotwords, compute: recognising.value },
    align: align.value,
    diarize: diarize.value,
  });
}

function refusal(engine: EngineManifest, settings: TranscribeSettings): Result<never> | null {
  const { language, task, prompt, hotwords } = settings;
  if (language !== null && !knowsLanguage(engine, language)) {
    return fail(failure('engine.language', { detail: language }));
  }
  if (!engine.tasks.includes(task)) {
    return fail(failure('engine.slot-missing', { detail: `${engine.title} does not ${task}` }));
  }
  if (prompt !== null && !engine.hints.includes('prompt')) {
    return fail(failure('engine.slot-missing', { detail: `${engine.title} takes no prompt` }));
  }
  if (hotwords !== null && !engine.hints.includes('hotwords')) {
    return fail(failure('engine.slot-missing', { detail: `${engine.title} takes no names and terms` }));
  }
  return null;
}

/** Translated words are not said in the recording: only the recogniser itself can time them. */
function planAlign(
  engine: EngineManifest,
  settings: TranscribeSettings,
  engines: Pick<Engines, 'find'>,
  models: ModelFinder,
): Result<AlignStage | null> {
  const { align } = settings;
  if (align === null || settings.task === 'translate') return succeed(null);
  const own = engine.wordTimes === null ? (slotIdsOf(engine, 'align')[0] ?? null) : null;
  const wanted = align.engine ?? own;
  if (wanted === null) return succeed(null);
  const found = engines.find(wanted, 'align');
  if (!found.ok) return found;
  // The embedded engine aligns while it recognises.
  if (found.value.id === engine.id && engine.wordTimes !== null && align.engine === null)
    return succeed(null);
  return succeed(alignStage(found.value, wanted, align.model, settings, models));
}

/** Aligning with this engine, by the name that somebody gave it. */
export function alignStage(
  engine: EngineManifest,
  wanted: string,
  model: string | null,
  device: Pick<TranscribeSettings, 'device' | 'precision'>,
  models: ModelFinder,
): AlignStage {
  const aligner = slotIdFor(engine, 'align', wanted);
  return {
    engine,
    aligner,
    computeFor: async (language) => {
      if (!knowsLanguage(engine, language)) return fail(failure('engine.language', { detail: language }));
      return await computeOf(
        engine,
        { slot: 'align', slotId: aligner },
        { wanted: model, language },
        device,
        models,
      );
    },
  };
}

async function planDiarize(
  { diarize, device, precision }: TranscribeSettings,
  engines: Pick<Engines, 'find'>,
  models: ModelFinder,
): Promise<Result<DiarizeStage | null>> {
  if (diarize === null) return succeed(null);
  return await diarizeStage(diarize, { device, precision }, engines, models);
}

/** Telling speakers apart with the engine that was named. */
export async function diarizeStage(
  choice: NonNullable<TranscribeSettings['diarize']>,
  device: Pick<TranscribeSettings, 'device' | 'precision'>,
  engines: Pick<Engines, 'find'>,
  models: ModelFinder,
): Promise<Result<DiarizeStage>> {
  const found = engines.find(choice.engine, 'diarize');
  if (!found.ok) return found;
  const diarizer = slotIdFor(found.value, 'diarize', choice.engine);
  const compute = await computeOf(
    found.value,
    { slot: 'diarize', slotId: diarizer },
    { wanted: choice.model, language: null },
    device,
    models,
  );
  if (!compute.ok) return compute;
  return succeed({ engine: found.value, diarizer, speakers: choice.speakers, compute: compute.value });
}

async function computeOf(
  engine: EngineManifest,
  { slot, slotId }: { readonly slot: Slot; readonly slotId: string },
  { wanted, language }: { readonly wanted: string | null; readonly language: string | null },
  { device, precision }: Pick<TranscribeSettings, 'device' | 'precision'>,
  models: ModelFinder,
): Promise<Result<Compute>> {
  const kind = modelKindOf(engine, slot, slotId);
  if (kind === null) {
    if (wanted !== null && !engine.models.some(({ id }) => id === wanted)) {
      return fail(failure('engine.failed', { detail: `${engine.title} has no model ${wanted}` }));
    }
    return succeed({ ...PLAIN_COMPUTE, device, precision, model: wanted });
  }
  const model = await models.find({ kind, wanted, language });
  if (!model.ok) return model;
  return succeed({ ...PLAIN_COMPUTE, device, precision, model: model.value.id, modelPath: model.value.path });
}

/** Every engine that the plan needs, each once. */
export function enginesOf({ transcribe, align, diarize }: StagePlan): readonly EngineManifest[] {
  const all = [transcribe.engine, align?.engine, diarize?.engine].filter((engine) => engine !== undefined);
  return [...new Map(all.map((engine) => [engine.id, engine])).values()];
}
