import type { EngineView } from '../../common/contract/jobs.ts';
import type { ModelView } from '../../common/contract/models.ts';
import type { SetupView } from '../../common/contract/setup.ts';
import { isUsable } from './ready.ts';

/** An engine that can recognise now, with the models that are here for it. */
export interface Recogniser {
  readonly engine: EngineView;
  readonly models: readonly { readonly id: string; readonly title: string }[];
}

/** Those that can start now, in the host's order. */
export function recognisersOf(engines: readonly EngineView[], setup: SetupView): readonly Recogniser[] {
  return engines.filter(isUsable).flatMap((engine): readonly Recogniser[] => {
    const models = engine.modelKind === null ? engine.models : readyModels(setup.models, engine.modelKind);
    return models.length === 0 ? [] : [{ engine, models }];
  });
}

function readyModels(models: readonly ModelView[], kind: string): readonly ModelView[] {
  return models.filter((model) => model.kind === kind && model.state === 'ready');
}

/** Another than the one that made the text, where one knows the language: hearing the same twice helps nobody. */
export function suggestedRecogniser(
  recognisers: readonly Recogniser[],
  madeBy: string | null,
  language: string | null,
): Recogniser | null {
  const able = recognisers.filter(({ engine }) => language === null || knows(engine, language));
  return able.find(({ engine }) => engine.id !== madeBy) ?? able[0] ?? recognisers[0] ?? null;
}

/** `en-GB` is known to an engine that knows `en`; `*` stands for many. */
export function knows(engine: Pick<EngineView, 'languages'>, wanted: string): boolean {
  const whole = wanted.toLowerCase();
  const [base] = whole.split('-');
  return engine.languages.some((known) => known === '*' || known === base || known.toLowerCase() === whole);
}

/** What engines for "many" languages understand best, by how much of it there is to hear. */
const SPOKEN: readonly string[] = [
  ...['en', 'zh', 'es', 'fr', 'de', 'it', 'pt', 'ru', 'ja', 'ko', 'ar', 'hi', 'nl', 'pl', 'tr', 'uk', 'vi'],
  ...['id', 'sv', 'da', 'no', 'fi', 'cs', 'sk', 'hu', 'ro', 'bg', 'el', 'he', 'fa', 'th', 'ca', 'hr', 'sr'],
];

/** The languages that an engine may be told, those of the project first. */
export function languagesFor(
  engine: Pick<EngineView, 'languages'>,
  ofProject: readonly string[],
): readonly string[] {
  const offered = engine.languages.includes('*') ? SPOKEN : engine.languages;
  return [...new Set([...ofProject.filter((tag) => knows(engine, tag)), ...offered])];
}
