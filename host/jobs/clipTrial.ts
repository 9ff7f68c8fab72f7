import { failure } from '../../common/contract/failure.ts';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Engines } from '../engines/engine.ts';
import type { MediaService } from '../media/media.ts';
import { createCrew } from './crew.ts';
import { hear } from './hearing.ts';
import { timedCrew } from './laps.ts';
import type { Speeds } from './speeds.ts';
import { type ModelFinder, planStages } from './stages.ts';

export interface ClipTrialServices {
  readonly engines: Engines;
  readonly models: ModelFinder;
  readonly media: MediaService;
  readonly speeds: Pick<Speeds, 'note'>;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/**
 * Transcribes a clip with an engine, as a proof that the whole of it works: seconds of work for a second of sound,
 * loading left out; kept as a measurement of its model and device. Fails with what a person's own file would fail with; `model.…` where there is no model yet.
 */
export async function tryClip(
  engineId: string,
  clipPath: string,
  { engines, models, media, speeds, nowMs }: ClipTrialServices,
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
    const timed = timedCrew(crew, nowMs);
    const startedMs = nowMs();
    const second = await hear({ ...listening, crew: timed.crew }, events);
    if (!second.ok) return second;
    const endedMs = nowMs();
    await speeds.note(timed.laps());
    if (audio.durationMs <= 0) return fail(failure('media.no-audio', { file: clipPath }));
    return succeed({ rtf: (endedMs - startedMs) / audio.durationMs });
  } finally {
    await close();
    await audio.release();
  }
}
