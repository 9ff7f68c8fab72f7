import type { CatalogueModel } from './catalogue.ts';

/** Names by which the hub calls licences that allow commercial use of a model's output. */
const PERMISSIVE =
  /^(?:apache-2\.0|mit|bsd(?:-[23]-clause)?|cc0-1\.0|cc-by-[34]\.0|cc-by-sa-[34]\.0|unlicense|isc)$/iu;
const NON_COMMERCIAL = /(?:^|-)nc(?:-|$)/iu;

/**
 * The licence that a model came with. What its page said when it was loaded completes the catalogue where that
 * knows nothing, and always counts when it forbids commercial use.
 */
export function licenceOf(
  { licence, commercial }: Pick<CatalogueModel, 'licence' | 'commercial'>,
  said: readonly (string | null)[],
): { readonly licence: string; readonly commercial: boolean | null } {
  const names = said.filter((name) => name !== null);
  const forbidding = names.find((name) => NON_COMMERCIAL.test(name));
  if (forbidding !== undefined && commercial !== false) return { licence: forbidding, commercial: false };
  if (commercial !== null || names.length === 0) return { licence, commercial };
  const isFree = names.every((name) => PERMISSIVE.test(name));
  return { licence: names.join(', '), commercial: isFree ? true : null };
}
