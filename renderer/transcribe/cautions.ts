import { bestModel } from '../../common/contract/bestModel.ts';
import type { EngineView, TranscribeChoice } from '../../common/contract/jobs.ts';
import type { ModelView } from '../../common/contract/models.ts';
import type { SetupView } from '../../common/contract/setup.ts';
import { languageName } from '../text/figures.ts';
import { say } from '../text/text.ts';

/** Models of this kind time words for `ctc` and `whisperx`, one language or many each. */
const ALIGNER_KIND = 'wav2vec2';

/** What nothing stops, but somebody should know before it starts: words without times, terms of use. */
export function cautions(
  engine: EngineView,
  choice: TranscribeChoice,
  setup: SetupView | null,
): readonly string[] {
  if (setup === null) return [];
  const aligner = needsAlignerModel(engine, choice, setup) ? alignerFor(choice, setup.models) : null;
  const used = [recogniserOf(engine, choice, setup.models), aligner?.model ?? null];
  const forbidding = used.filter((model) => model?.state === 'ready' && model.commercial === false);
  return [
    ...(aligner?.caution == null ? [] : [aligner.caution]),
    ...forbidding.map((model) => say('transcribe.nonCommercial', { model: model?.title ?? '' })),
  ];
}

function recogniserOf(
  { modelKind }: EngineView,
  { model, language }: TranscribeChoice,
  models: readonly ModelView[],
): ModelView | null {
  if (modelKind === null) return null;
  if (model === null) return bestModel(models, modelKind, language);
  return models.find(({ kind, id }) => kind === modelKind && id === model) ?? null;
}

/** Translated words are not said in the recording, and stay without times whatever is there. */
function needsAlignerModel(
  engine: EngineView,
  { align, task }: TranscribeChoice,
  { engines }: SetupView,
): boolean {
  if (align === null || task === 'translate') return false;
  const wanted = align.engine;
  if (wanted === null && !engine.needsAligning) return false;
  const by = engines.find(({ id, aligners }) =>
    wanted === null ? id === engine.id : aligners.includes(wanted),
  );
  return by?.modelKinds.includes(ALIGNER_KIND) === true;
}

function alignerFor(
  { align, language }: TranscribeChoice,
  models: readonly ModelView[],
): { readonly model: ModelView | null; readonly caution: string | null } {
  const wanted = align?.model ?? null;
  const named = models.find(({ kind, id }) => kind === ALIGNER_KIND && id === wanted) ?? null;
  const model = named ?? bestModel(models, ALIGNER_KIND, language);
  if (model?.state === 'ready') return { model, caution: null };
  if (language === null) return { model, caution: say('transcribe.alignersAbsent') };
  const caution = model === null ? 'transcribe.noAligner' : 'transcribe.alignerAbsent';
  return { model, caution: say(caution, { language: languageName(language) }) };
}
