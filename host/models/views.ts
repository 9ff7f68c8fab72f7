import { type Failure, failure } from '../../common/contract/failure.ts';
import type { ModelKind, ModelProgress, ModelRef, ModelView } from '../../common/contract/models.ts';
import { type CatalogueModel, pageOf, sameModel } from './catalogue.ts';
import { modelName } from './failures.ts';
import type { Stored } from './store.ts';

/** What goes on with a model at the moment, or how the last attempt ended. */
export interface Activity extends ModelRef {
  readonly progress: ModelProgress | null;
  readonly failure: Failure | null;
}

export interface ViewSources {
  readonly catalogue: readonly CatalogueModel[];
  readonly stored: readonly Stored[];
  readonly activities: readonly Activity[];
  readonly usedBy: (kind: ModelKind) => readonly string[];
  /** The hub's address, for pages. */
  readonly endpoint: string;
}

/** The catalogue's models in its order, then those that only the store knows, then those that are just coming. */
export function modelViews(sources: ViewSources): readonly ModelView[] {
  const rows = sources.catalogue.map((known) => {
    const stored = sources.stored.find(({ marker }) => sameModel(marker, known)) ?? null;
    return viewOf(known, known, stored, sources);
  });
  const own = sources.stored.filter(
    ({ marker }) => !sources.catalogue.some((each) => sameModel(each, marker)),
  );
  const views = [...rows, ...own.map((stored) => viewOf(stored.marker, null, stored, sources))];
  const coming = sources.activities.filter((each) => !views.some((view) => sameModel(view, each)));
  return [...views, ...coming.map((each) => viewOf(each, null, null, sources))];
}

function viewOf(
  { kind, id }: ModelRef,
  known: CatalogueModel | null,
  stored: Stored | null,
  { activities, usedBy, endpoint }: ViewSources,
): ModelView {
  const activity = activities.find((each) => sameModel(each, { kind, id })) ?? null;
  const broken =
    stored === null || stored.problem === null
      ? null
      : failure('model.broken', { file: modelName({ kind, id }), detail: stored.problem });
  const isReady = stored !== null && broken === null;
  const isLoading = activity?.progress != null;
  const state = isReady ? 'ready' : isLoading ? 'loading' : broken !== null ? 'broken' : 'absent';
  return {
    kind,
    id,
    title: known?.title ?? stored?.marker.title ?? id,
    summary: known?.summary ?? 'Imported.',
    languages: stored?.marker.languages ?? known?.languages ?? ['*'],
    licence: stored?.marker.licence ?? known?.licence ?? 'not known',
    commercial: stored === null ? (known?.commercial ?? null) : stored.marker.commercial,
    gated: known?.gated ?? false,
    sizeBytes: stored === null ? (known?.sizeBytes ?? null) : storedBytes(stored),
    parameters: known?.parameters ?? null,
    state,
    progress: state === 'loading' ? (activity?.progress ?? null) : null,
    failure: isReady || isLoading ? null : (broken ?? activity?.failure ?? null),
    path: isReady ? stored.path : null,
    page: known === null ? null : pageOf(known, endpoint),
    downloadable: known !== null && known.sources.length > 0,
    addedAt: stored?.marker.addedAt ?? null,
    usedBy: usedBy(kind),
  };
}

export function storedBytes({ marker }: Stored): number {
  return marker.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
