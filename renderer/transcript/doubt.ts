import { compareWordPlaces, findWord } from '../../common/document/queries.ts';
import type { Project, Utterance, WordId } from '../../common/document/types.ts';
import { isDoubtful } from './marks.ts';

const found = new WeakMap<Utterance, { readonly doubtBelow: number; readonly ids: readonly WordId[] }>();

/** The words that nobody has looked at and the engine was not sure of, in order. An edit looks at its turn again. */
export function doubtfulWords(project: Project, doubtBelow: number): readonly WordId[] {
  const { reviewed } = project.decisions;
  const all: WordId[] = [];
  for (const chunk of project.utterances.chunks) {
    for (const utterance of chunk) {
      for (const id of unsureOf(utterance, doubtBelow)) if (!reviewed.has(id)) all.push(id);
    }
  }
  return all;
}

const NOBODY: ReadonlySet<string> = new Set();

function unsureOf(utterance: Utterance, doubtBelow: number): readonly WordId[] {
  const known = found.get(utterance);
  if (known !== undefined && known.doubtBelow === doubtBelow) return known.ids;
  const ids = utterance.words.chunks
    .flat()
    .filter((word) => isDoubtful(word, NOBODY, doubtBelow))
    .map(({ id }) => id);
  found.set(utterance, { doubtBelow, ids });
  return ids;
}

/** The doubtful word after (or before) one, round the end; null when there is none. */
export function nextDoubtful(
  project: Project,
  doubtBelow: number,
  from: WordId | null,
  direction: 1 | -1,
): WordId | null {
  const words = doubtfulWords(project, doubtBelow);
  const here = from === null ? null : findWord(project, from);
  const ordered = direction > 0 ? words : words.toReversed();
  if (here === null) return ordered[0] ?? null;
  const next = ordered.find((id) => {
    const place = findWord(project, id);
    return place !== null && compareWordPlaces(place, here) * direction > 0;
  });
  return next ?? ordered[0] ?? null;
}
