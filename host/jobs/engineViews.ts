import type { EngineView } from '../../common/contract/jobs.ts';
import { type EngineManifest, type EngineStatus, modelKindOf } from '../engines/engine.ts';

/** The engines that transcribe, as the transcribe sheet shows them. */
export function engineViews(statuses: readonly EngineStatus[]): readonly EngineView[] {
  return statuses
    .filter(({ manifest }) => manifest.slots.includes('transcribe'))
    .map(({ manifest, installed, problem }) => ({
      id: manifest.id,
      title: manifest.title,
      summary: manifest.summary,
      licence: manifest.licence,
      languages: manifest.languages,
      tasks: manifest.tasks,
      hints: manifest.hints,
      needsAligning: manifest.wordTimes === null,
      modelKind: modelKindOf(manifest, 'transcribe', manifest.id),
      models: manifest.models,
      defaultModel: manifest.defaultModel,
      embedded: manifest.embedded,
      installed,
      problem,
    }));
}

/** `en-GB` is known to an engine that knows `en`; `*` stands for many. */
export function knowsLanguage({ languages }: EngineManifest, wanted: string): boolean {
  const whole = wanted.toLowerCase();
  const [base] = whole.split('-');
  return languages.some((known) => known === '*' || known === base || known.toLowerCase() === whole);
}
