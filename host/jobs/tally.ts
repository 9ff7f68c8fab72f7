import { basename } from 'node:path';
import { eachWord, wordCount } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import type { RecentStore } from '../settings/settings.ts';

/** Words of a project, and how many of them an engine was not sure of. */
export function tallyOf(
  project: Project,
  doubtBelow: number,
): { readonly words: number; readonly doubtful: number } {
  let words = 0;
  let doubtful = 0;
  eachWord(project, ({ confidence }) => {
    words++;
    if (confidence !== null && confidence < doubtBelow) doubtful++;
  });
  return { words, doubtful };
}

/** What Home shows of a project that nobody has open; an open one is noted by its session. */
export function noteRecent(
  recent: Pick<RecentStore, 'note'>,
  project: Project,
  path: string,
  doubtful: number,
): void {
  const [media] = project.media;
  recent.note({
    path,
    title: project.title,
    mediaName: media === undefined ? null : basename(media.path),
    durationMs: media?.durationMs ?? null,
    language: project.language,
    speakers: project.speakers.map(({ name, color }, index) => ({ name, color: color ?? index })),
    checked: wordCount(project) === 0 ? null : 0,
    problems: doubtful,
    thumbnail: null,
  });
}
