import { failure } from '../../common/contract/failure.ts';
import { hubTokenSchema } from '../../common/contract/models.ts';
import { fail } from '../../common/contract/result.ts';
import type { HubToken } from './models.ts';
import type { Secrets } from './secrets/secrets.ts';

const NAME = 'hugging-face-token';

/** The token with the way to read it, which only the loader needs. */
export interface ReadableHubToken extends HubToken {
  readonly read: () => Promise<string | null>;
}

export function createHubToken(
  secrets: Secrets,
  env: Readonly<Record<string, string | undefined>>,
): ReadableHubToken {
  const given = () => (env.HF_TOKEN ?? env.HUGGING_FACE_HUB_TOKEN ?? '').trim();
  return {
    read: async () => (given() === '' ? ((await secrets.find(NAME))?.value ?? null) : given()),
    place: async () => (given() === '' ? ((await secrets.find(NAME))?.place ?? null) : 'environment'),
    set: async (text) => {
      const token = hubTokenSchema.safeParse(text);
      return token.success
        ? await secrets.write(NAME, token.data)
        : fail(failure('usage', { detail: 'This is no token: it is one word, such as hf_….' }));
    },
    remove: () => secrets.remove(NAME),
  };
}
