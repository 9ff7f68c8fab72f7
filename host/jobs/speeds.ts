import type { ModelView } from '../../common/contract/models.ts';
import type { JobSpeed, SpeedView } from '../../common/contract/speeds.ts';
import {
  type Compute,
  type EngineManifest,
  type EngineStatus,
  type Engines,
  modelKindOf,
  PLAIN_COMPUTE,
  type Slot,
  slotIdsOf,
} from '../engines/engine.ts';
import type { OutputEffects } from '../output/output.ts';
import { deviceOf } from './devices.ts';
import { type ExpectedStage, jobSpeed, speedAt, type Weigh } from './estimate.ts';
import type { TranscribeSettings } from './job.ts';
import { type Lap, runsOf } from './laps.ts';
import { measuredSpeeds, type StagePlace } from './measured.ts';
import { type ModelFinder, planStages, type StagePlan } from './stages.ts';

/** How fast jobs are on this computer: what was measured, and what follows from it. */
export interface Speeds {
  /** Keeps what a job's engines did. */
  readonly note: (laps: readonly Lap[]) => Promise<void>;
  /** For a second of media; null where nothing tells, or the job could not be done as things are. */
  readonly expect: (settings: TranscribeSettings) => Promise<JobSpeed | null>;
  /** Of every engine that is here with every model of its kinds, as far as something is known. */
  readonly list: () => Promise<readonly SpeedView[]>;
  /** Calls after each `note`; returns the way to end it. */
  readonly watch: (tell: () => void) => () => void;
  /** Resolves when all that was noted is written. */
  readonly written: () => Promise<void>;
}

export interface SpeedsOptions {
  /** Of the file that keeps them. */
  readonly path: string;
  readonly engines: Pick<Engines, 'find' | 'list'>;
  readonly finder: ModelFinder;
  readonly models: () => Promise<readonly ModelView[]>;
  readonly effects: OutputEffects;
}

export function createSpeeds({ path, engines, finder, models, effects }: SpeedsOptions): Speeds {
  const measured = measuredSpeeds(path, engines, effects);
  const watchers = new Set<() => void>();
  return {
    note: async (laps) => {
      if (laps.length === 0) return;
      const statuses = await engines.list();
      const placed = laps.flatMap((lap) => {
        const engine = statuses.find(({ manifest }) => manifest.id === lap.engineId)?.manifest;
        return engine === undefined ? [] : [{ ...lap, place: placeOf({ ...lap, engine }, statuses) }];
      });
      measured.note(runsOf(placed));
      for (const tell of watchers) tell();
    },
    expect: async (settings) => {
      const plan = await planStages(settings, engines, finder);
      if (!plan.ok) return null;
      const [statuses, views] = await Promise.all([engines.list(), models()]);
      const places = await placesOf(plan.value, settings, statuses);
      const weigh = weighing(views);
      const speed = jobSpeed(
        places.map(({ slot, device, ...rest }): ExpectedStage => {
          return { slot, device, speed: speedAt({ slot, device, ...rest }, measured.runs(), weigh) };
        }),
      );
      // Channels that are taken apart are recognised one after the other.
      return speed === null || settings.channel !== 'split' ? speed : { ...speed, rtf: speed.rtf * 2 };
    },
    list: async () => {
      const [statuses, views] = await Promise.all([engines.list(), models()]);
      const weigh = weighing(views);
      return candidates(statuses, views, measured.runs()).flatMap((place): readonly SpeedView[] => {
        const speed = speedAt(place, measured.runs(), weigh);
        return speed === null ? [] : [{ ...place, ...speed }];
      });
    },
    watch: (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    written: measured.written,
  };
}

interface Placing {
  readonly engine: EngineManifest;
  readonly slot: Slot;
  readonly slotId: string;
  readonly compute: Compute;
}

/** Where it is computed, with the model inside the packages where none is named. */
function placeOf({ engine, slot, slotId, compute }: Placing, statuses: readonly EngineStatus[]): StagePlace {
  const kind = modelKindOf(engine, slot, slotId);
  const model = compute.model ?? (kind === null ? insideModel(engine, slot, slotId) : null);
  return { engine: engine.id, slot, slotId, kind, model, device: deviceOf({ engine, compute }, statuses) };
}

async function placesOf(
  { transcribe, align, diarize }: StagePlan,
  settings: TranscribeSettings,
  statuses: readonly EngineStatus[],
): Promise<readonly StagePlace[]> {
  const stages: Placing[] = [{ ...transcribe, slot: 'transcribe', slotId: transcribe.engine.id }];
  if (align !== null) {
    const language = settings.language ?? onlyLanguage(transcribe.engine);
    const chosen = language === null ? null : await align.computeFor(language);
    // Without a model for the language, or before the language is known, the aligner is known all the same.
    const compute = chosen?.ok === true ? chosen.value : { ...PLAIN_COMPUTE, device: settings.device };
    stages.push({ engine: align.engine, slot: 'align', slotId: align.aligner, compute });
  }
  // Channels that are taken apart are speakers already.
  if (diarize !== null && settings.channel !== 'split') {
    stages.push({ ...diarize, slot: 'diarize', slotId: diarize.diarizer });
  }
  return stages.map((stage) => placeOf(stage, statuses));
}

function weighing(views: readonly ModelView[]): Weigh {
  const byName = new Map(views.map((view) => [`${view.kind}/${view.id}`, view]));
  return (kind, model) => {
    const view = byName.get(`${kind}/${model}`);
    return view === undefined ? null : { parameters: view.parameters, bytes: view.sizeBytes };
  };
}

/** On the device that each engine would choose, and wherever it was measured. */
function candidates(
  statuses: readonly EngineStatus[],
  views: readonly ModelView[],
  runs: readonly { readonly place: StagePlace }[],
): readonly (StagePlace & { readonly model: string })[] {
  return statuses
    .filter(({ installed, manifest }) => installed || manifest.embedded)
    .flatMap(({ manifest: engine }) => {
      const usual = deviceOf({ engine, compute: PLAIN_COMPUTE }, statuses);
      const seen = runs.flatMap(({ place }) => (place.engine === engine.id ? [place.device] : []));
      const devices = [...new Set([usual, ...seen])];
      return engine.slots.flatMap((slot) =>
        slotIdsOf(engine, slot).flatMap((slotId) => {
          const kind = modelKindOf(engine, slot, slotId);
          const models = kind === null ? inside(engine, slot, slotId) : ofKind(kind, views);
          return models.flatMap((model) =>
            devices.map((device) => ({ engine: engine.id, slot, slotId, kind, model, device })),
          );
        }),
      );
    });
}

function inside(engine: EngineManifest, slot: Slot, slotId: string): readonly string[] {
  const { models } = engine;
  return isFirst(engine, slot) && models.length > 0
    ? models.map(({ id }) => id)
    : [insideModel(engine, slot, slotId)];
}

/** A manifest names the models of the engine's first slot; what it does besides has no model with a name. */
function insideModel(engine: EngineManifest, slot: Slot, slotId: string): string {
  return isFirst(engine, slot) ? engine.defaultModel : slotId;
}

function isFirst({ slots }: EngineManifest, slot: Slot): boolean {
  return slots[0] === slot;
}

function ofKind(kind: string, views: readonly ModelView[]): readonly string[] {
  return views.filter((view) => view.kind === kind).map(({ id }) => id);
}

function onlyLanguage({ languages }: EngineManifest): string | null {
  const [first] = languages;
  return languages.length === 1 && first !== undefined && first !== '*' ? first : null;
}
