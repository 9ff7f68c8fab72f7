import { type Failure, failure } from '../../common/contract/failure.ts';
import type { EngineView, TranscribeChoice } from '../../common/contract/jobs.ts';
import type { EngineManifest, EngineStatus } from '../engines/engine.ts';

/** The engines that transcribe, as the transcribe sheet shows them. */
export function engineViews(
  statuses: readonly EngineStatus[],
  measuredRtf: (engineId: string) => number | null,
): readonly EngineView[] {
  return statuses
    .filter(({ manifest }) => manifest.slots.includes('transcribe'))
    .map(({ manifest, installed, problem }) => ({
      id: manifest.id,
      title: manifest.title,
      summary: manifest.summary,
      licence: manifest.licence,
      languages: manifest.languages,
      models: manifest.models,
      defaultModel: manifest.defaultModel,
      embedded: manifest.embedded,
      installed,
      problem,
      measuredRtf: measuredRtf(manifest.id),
    }));
}

/** What this engine cannot honour, found out before any work. */
export function refuseChoice(
  engine: EngineManifest,
  choice: Pick<TranscribeChoice, 'language' | 'model'>,
): Failure | null {
  const { language, model } = choice;
  if (language !== null && !knowsLanguage(engine, language)) {
    return failure('engine.language', { detail: language });
  }
  if (model !== null && !engine.models.some(({ id }) => id === model)) {
    return failure('engine.failed', { detail: `it has no model ${model}` });
  }
  return null;
}

/** `en-GB` is known to an engine that knows `en`; `*` stands for many. */
export function knowsLanguage({ languages }: EngineManifest, wanted: string): boolean {
  const whole = wanted.toLowerCase();
  const [base] = whole.split('-');
  return languages.some((known) => known === '*' || known === base || known.toLowerCase() === whole);
}
