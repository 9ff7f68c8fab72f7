import { randomUUID } from 'node:crypto';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { findWord } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import type { EngineManifest, Engines } from '../engines/engine.ts';
import type { MediaService } from '../media/media.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { bestAligner } from './alignerChoice.ts';
import { type AlignedWord, alignWindows } from './alignment.ts';
import { retimedSelection, type Selection, selectionsOf } from './selection.ts';
import type { ModelFinder } from './stages.ts';
import type { WarmWorkers } from './warmWorkers.ts';

export interface AlignSelectionServices {
  readonly sessions: Sessions;
  readonly media: MediaService;
  readonly engines: Engines;
  readonly workers: WarmWorkers;
  readonly models: ModelFinder;
  readonly ready: (engineId: string, signal: AbortSignal) => Promise<Result<EngineManifest>>;
}

/** Message id of the step in Undo and History. */
export const ALIGN_LABEL = 'editing.align';

/**
 * Times chosen words of an open project anew from its sound, each run of them between its untouched neighbours, with
 * the best aligner there is for the language. One step of undo. What people do to the words meanwhile is respected or refuses the step.
 */
export async function alignSelection(
  request: { readonly sessionId: string; readonly wordIds: readonly string[] },
  signal: AbortSignal,
  services: AlignSelectionServices,
): Promise<Result<{ readonly words: number }>> {
  const { sessions } = services;
  const before = sessions.document(request.sessionId)?.project ?? null;
  if (before === null) return fail(failure('project.closed', {}));
  const path = mediaPath(sessions, request.sessionId, before);
  if (path === null) return fail(failure('media.missing', {}));
  const selections = selectionsOf(before, new Set(request.wordIds));
  if (selections.length === 0) return fail(failure('align.no-words', {}));
  const aligned = await aligner(before, path, selections, signal, services);
  if (!aligned.ok) return aligned;
  if (!aligned.value.some(({ timing }) => timing === 'aligned')) {
    return fail(failure('align.no-match', { file: path }));
  }
  const now = sessions.document(request.sessionId)?.project ?? null;
  if (now === null) return fail(failure('project.closed', {}));
  const words = retimedSelection(
    now,
    request.wordIds.filter((id) => findWord(now, id) !== null),
    aligned.value,
  );
  if (words.length === 0) return fail(failure('align.no-match', { file: path }));
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

/** Where the media is now: the session knows when it was found elsewhere than the project says. */
function mediaPath(sessions: Sessions, sessionId: string, project: Project): string | null {
  const [first] = project.media;
  if (first === undefined) return null;
  const view = sessions.state(sessionId)?.media.find(({ mediaId }) => mediaId === first.id);
  return view?.state === 'missing' ? null : (view?.path ?? first.path);
}

async function aligner(
  project: Project,
  path: string,
  selections: readonly Selection[],
  signal: AbortSignal,
  services: AlignSelectionServices,
): Promise<Result<readonly AlignedWord[]>> {
  const { engines, media, workers, models } = services;
  const language = project.language ?? 'en';
  const stage = await bestAligner(language, engines, models);
  if (!stage.ok) return stage;
  try {
    const ready = await services.ready(stage.value.engine.id, signal);
    if (!ready.ok) return ready;
    const probed = await media.probe(path, signal);
    if (!probed.ok) return probed;
    const decoded = await media.decode(
      { info: probed.value, audioTrack: null, channel: 'mix', range: null },
      () => {},
      signal,
    );
    if (!decoded.ok) return decoded;
    const { crew, release } = workers.hold();
    try {
      const tools = { crew, stage: stage.value, audio: decoded.value, language, signal };
      return await alignWindows(selections, { ...tools, report: () => {}, notice: () => {} }, [0, 1]);
    } finally {
      release();
      await decoded.value.release();
    }
  } catch (error) {
    // A wait that was given up rejects with the signal's reason.
    if (signal.aborted) return fail(cancelled(path));
    throw error;
  }
}

function cancelled(file: string): Failure {
  return failure('cancelled', { file });
}
