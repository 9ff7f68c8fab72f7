import { randomUUID } from 'node:crypto';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { findWord } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import type { EngineManifest, Engines } from '../engines/engine.ts';
import type { MediaService } from '../media/media.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { bestAligner } from './alignerChoice.ts';
import { type AlignedWord, alignWindows } from './alignment.ts';
import type { Stage } from './progress.ts';
import { retimedSelection, type Selection, selectionsOf } from './selection.ts';
import { sessionSound } from './sessionSound.ts';
import { type AlignStage, alignStage, type ModelFinder } from './stages.ts';
import type { WarmWorkers } from './warmWorkers.ts';

export interface AlignSelectionRequest {
  readonly sessionId: string;
  readonly wordIds: readonly string[];
  /** Null: the best aligner for the language. */
  readonly engine: string | null;
}

export interface AlignSelectionServices {
  readonly sessions: Sessions;
  readonly media: MediaService;
  readonly engines: Engines;
  readonly workers: WarmWorkers;
  readonly models: ModelFinder;
  readonly report: (stage: Stage, fraction: number) => void;
  readonly ready: (engineId: string, signal: AbortSignal) => Promise<Result<EngineManifest>>;
}

/** Message id of the step in Undo and History. */
export const ALIGN_LABEL = 'editing.align';

/**
 * Times chosen words of an open project anew from its sound, each run of them between its untouched neighbours, with
 * the best aligner there is for the language. One step of undo. What people do to the words meanwhile is respected or refuses the step.
 */
export async function alignSelection(
  request: AlignSelectionRequest,
  signal: AbortSignal,
  services: AlignSelectionServices,
): Promise<Result<{ readonly words: number }>> {
  const { sessions } = services;
  const before = sessions.document(request.sessionId)?.project ?? null;
  if (before === null) return fail(failure('project.closed', {}));
  const selections = selectionsOf(before, new Set(request.wordIds));
  if (selections.length === 0) return fail(failure('align.no-words', {}));
  const aligned = await aligner(before, request, selections, signal, services);
  if (!aligned.ok) return aligned;
  if (!aligned.value.some(({ timing }) => timing === 'aligned' || timing === 'refined')) {
    return fail(failure('align.no-match', {}));
  }
  const now = sessions.document(request.sessionId)?.project ?? null;
  if (now === null) return fail(failure('project.closed', {}));
  const words = retimedSelection(
    now,
    request.wordIds.filter((id) => findWord(now, id) !== null),
    aligned.value,
  );
  if (words.length === 0) return fail(failure('align.no-match', {}));
  const changed = sessions.change({
    sessionId: request.sessionId,
    clientId: 'host-align',
    opId: randomUUID(),
    operation: { kind: 'setWordTimes', words },
    label: ALIGN_LABEL,
    group: null,
  });
  return changed.ok ? succeed({ words: aligned.value.length }) : changed;
}

async function aligner(
  project: Project,
  request: AlignSelectionRequest,
  selections: readonly Selection[],
  signal: AbortSignal,
  services: AlignSelectionServices,
): Promise<Result<readonly AlignedWord[]>> {
  const { engines, workers, models, report } = services;
  const language = project.language ?? 'en';
  const stage = await chosenStage(request.engine, language, engines, models);
  if (!stage.ok) return stage;
  try {
    const ready = await services.ready(stage.value.engine.id, signal);
    if (!ready.ok) return ready;
    const { sessionId } = request;
    const sound = await sessionSound(
      { sessionId, range: null },
      services,
      (fraction) => report('decode', fraction),
      signal,
    );
    if (!sound.ok) return sound;
    const { crew, release } = workers.hold();
    try {
      const tools = { crew, stage: stage.value, audio: sound.value, language, signal, notice: () => {} };
      const told = (fraction: number) => report('align', fraction);
      return await alignWindows(selections, { ...tools, report: told }, [0, 1]);
    } finally {
      release();
      await sound.value.release();
    }
  } catch (error) {
    // A wait that was given up rejects with the signal's reason.
    if (signal.aborted) return fail(failure('cancelled', {}));
    throw error;
  }
}

async function chosenStage(
  wanted: string | null,
  language: string,
  engines: Engines,
  models: ModelFinder,
): Promise<Result<AlignStage>> {
  if (wanted === null) return await bestAligner(language, engines, models);
  const found = engines.find(wanted, 'align');
  if (!found.ok) return found;
  return succeed(alignStage(found.value, wanted, null, { device: 'auto', precision: null }, models));
}
