import { itemsOf, toArray } from '../../../common/document/list.ts';
import { eachUtterance } from '../../../common/document/queries.ts';
import type { Project } from '../../../common/document/types.ts';

/** All that a project says, without the ids, which differ from run to run. */
export function contentOf(project: Project) {
  const speakerAt = new Map(project.speakers.map(({ id }, index) => [id, index]));
  const utterances: unknown[] = [];
  eachUtterance(project, ({ speakerId, language, words }) => {
    const speaker = speakerId === null ? null : speakerAt.get(speakerId);
    utterances.push({ speaker, language, words: [...itemsOf(words)].map(({ id: _, ...word }) => word) });
  });
  const { id: _, media, speakers, decisions, ...rest } = project;
  return {
    ...rest,
    media: media.map(({ id: _, ...one }) => one),
    speakers: speakers.map(({ id: _, ...one }) => one),
    decided: Object.values(decisions).map((one) => one.size),
    utterances,
  };
}

/** The project as short text, for a look at what is in it. */
export function sketchOf(project: Project): string {
  return toArray(project.utterances)
    .map((utterance) => [...itemsOf(utterance.words)].map(({ text }) => text).join(' '))
    .join(' | ');
}
