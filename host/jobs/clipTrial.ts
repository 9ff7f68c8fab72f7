import { failure } from '../../common/contract/failure.ts';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Engines } from '../engines/engine.ts';
import type { MediaService } from '../media/media.ts';
import { createCrew } from './crew.ts';
import { hear } from './hearing.ts';
import { type ModelFinder, planStages } from './stages.ts';

export interface ClipTrialServices {
  readonly engines: Engines;
  readonly models: ModelFinder;
  readonly media: MediaService;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/**
 * Transcribes a clip with an engine, as a proof that the whole of it works: seconds of work for a second of sound,
 * loading left out. Fails with what a person's own file would fail with; `model.…` where there is no model yet.
 */
export async function tryClip(
  engineId: string,
  clipPath: string,
  { engines, models, media, nowMs }: ClipTrialServices,
  signal: AbortSignal,
): Promise<Result<{ readonly rtf: number }>> {
  const settings = { ...USUAL_CHOICE, engine: engineId, align: null, fromMs: 0, toMs: null };
  const plan = await planStages(settings, engines, models);
  if (!plan.ok) return plan;
  const probed = await media.probe(clipPath, signal);
  if (!probed.ok) return probed;
  const request = { info: probed.value, audioTrack: null, channel: 'mix', range: null } as const;
  const decoded = await media.decode(request, () => {}, signal);
  if (!decoded.ok) return decoded;
  const audio = decoded.value;
  const { crew, close } = createCrew(engines);
  try {
    const listening = { stage: plan.value.transcribe, audio, crew, signal, notice: () => {} };
    const events = { onProgress: () => {}, onSegment: () => {}, onLanguage: () => {} };
    // The first time loads the model, and kernels of a graphics card.
    const first = await hear(listening, events);
    if (!first.ok) return first;
    const startedMs = nowMs();
    const second = await hear(listening, events);
    if (!second.ok) return second;
    if (audio.durationMs <= 0) return fail(failure('media.no-audio', { file: clipPath }));
    return succeed({ rtf: (nowMs() - startedMs) / audio.durationMs });
  } finally {
    await close();
    await audio.release();
  }
}
