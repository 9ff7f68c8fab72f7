import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type Engines, slotIdsOf } from '../engines/engine.ts';
import { type AlignStage, alignStage, type ModelFinder } from './stages.ts';

/** The most exact first. Upstream's own alignment is for those who ask for it by name. */
const PREFERRED: readonly string[] = ['ctc', 'pocketsphinx', 'stable-ts'];

/** The best aligner that is installed, or needs no installing, and has a model for the language. */
export async function bestAligner(
  language: string,
  engines: Pick<Engines, 'list'>,
  models: ModelFinder,
): Promise<Result<AlignStage>> {
  const statuses = await engines.list();
  let refusal: Failure = failure('engine.slot-missing', { detail: 'align' });
  const rank = (id: string) => {
    const at = PREFERRED.indexOf(id);
    return at < 0 ? PREFERRED.length : at;
  };
  const candidates = statuses
    .filter(({ manifest, installed, problem }) => manifest.embedded || (installed && problem === null))
    .flatMap(({ manifest }) =>
      slotIdsOf(manifest, 'align')
        .slice(0, 1)
        .map((id) => ({ manifest, id })),
    )
    .sort((left, right) => rank(left.id) - rank(right.id));
  for (const { manifest, id } of candidates) {
    const stage = alignStage(manifest, id, null, { device: 'auto', precision: null }, models);
    const compute = await stage.computeFor(language);
    if (compute.ok) return succeed(stage);
    refusal = compute.failure;
  }
  return fail(refusal);
}
