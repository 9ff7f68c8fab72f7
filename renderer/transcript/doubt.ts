import { compareWordPlaces, findWord } from '../../common/document/queries.ts';
import type { Project, WordId } from '../../common/document/types.ts';
import { doubtfulWords } from '../document/doubtfulWords.ts';

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
