import type { ModelView } from '../../common/contract/models.ts';

const HUB = 'https://huggingface.co/';

/** Where terms are accepted: on the page that was named, else on those of all models that have such terms. */
export function termsPages(
  page: string | null,
  models: readonly Pick<ModelView, 'page' | 'title' | 'gated'>[],
): readonly { readonly url: string; readonly title: string }[] {
  const known = models.flatMap(({ page: url, title, gated }) =>
    gated && url !== null ? [{ url, title }] : [],
  );
  if (page === null) return known;
  return [known.find(({ url }) => url === page) ?? { url: page, title: page.replace(/^https:\/\//u, '') }];
}

/** Where tokens are made, on the hub that the models come from. */
export function tokensPage(
  page: string | null,
  models: readonly Pick<ModelView, 'page' | 'title' | 'gated'>[],
): string {
  const hub = termsPages(page, models)[0]?.url ?? HUB;
  // `HF_ENDPOINT` is a person's own words, and may be no address.
  return new URL('/settings/tokens', URL.canParse(hub) ? hub : HUB).href;
}
