import { failure } from '../../common/contract/failure.ts';
import { fail } from '../../common/contract/result.ts';
import type { Models } from '../models/models.ts';
import type { ModelFinder } from './stages.ts';

/** Finds models in the store; never loads one: that takes minutes and is asked for by people. */
export function modelFinder(models: Pick<Models, 'resolve' | 'best'>): ModelFinder {
  return {
    find: async ({ kind, wanted, language }) => {
      if (wanted !== null) return await models.resolve(kind, wanted);
      const best = await models.best(kind, language);
      if (best === null) return fail(failure('model.none', { detail: language ?? kind }));
      if (best.state !== 'ready')
        return fail(failure('model.not-installed', { detail: `${best.kind}/${best.id}` }));
      return await models.resolve(kind, best.id);
    },
  };
}
