import type { ModelView } from './models.ts';

/**
 * The first that is here, else the first that could be loaded; commercial use is possible before it is not. An
 * imported aligner that says nothing of its language is not offered for any: each knows one alphabet.
 */
export function bestModel(
  views: readonly ModelView[],
  kind: string,
  language: string | null,
): ModelView | null {
  const base = language?.split('-')[0]?.toLowerCase() ?? null;
  const fits = ({ languages, page }: ModelView) =>
    base === null ||
    languages.includes(base) ||
    (languages.includes('*') && (kind !== 'wav2vec2' || page !== null));
  const fitting = views.filter((view) => view.kind === kind && fits(view));
  const ready = fitting.filter(({ state }) => state === 'ready');
  const candidates = ready.length > 0 ? ready : fitting;
  return candidates.find(({ commercial }) => commercial !== false) ?? candidates[0] ?? null;
}
