import { emptyProject } from '../../common/document/build.ts';
import { listOf } from '../../common/document/list.ts';
import { allWords } from '../../common/document/queries.ts';
import type { Project, Utterance, Word } from '../../common/document/types.ts';

/** `one 100-200 two 200-300`: a text, then its times, for each word; `-` for a word without. */
export function wordsOf(notation: string): Word[] {
  const parts = notation.split(' ');
  return parts.flatMap((text, at): Word[] => {
    if (at % 2 === 1) return [];
    const [startMs, endMs] = parts[at + 1] === '-' ? [] : (parts[at + 1] ?? '').split('-').map(Number);
    const times =
      startMs === undefined || endMs === undefined
        ? { startMs: null, endMs: null, timing: null }
        : { startMs, endMs, timing: 'aligned' as const };
    return [{ id: `w${at / 2}`, text, ...times, confidence: 0.9, kind: 'word', glue: false }];
  });
}

/** One utterance of the same speaker for each list of words. */
export function projectOf(...utterances: (readonly Word[])[]): Project {
  const base = emptyProject({ projectId: 'p', title: '', profile: 'plain', language: null });
  const speakers = [{ id: 's', name: 'Speaker', color: 0 }];
  return {
    ...base,
    speakers,
    utterances: listOf(
      utterances.map(
        (words, at): Utterance => ({ id: `u${at}`, speakerId: 's', language: null, words: listOf(words) }),
      ),
    ),
  };
}

/** `id text start-end`, with `~` before times that are estimated. */
export function shown(project: Project): string[] {
  return [...allWords(project)].map(({ id, text, startMs, endMs, timing }) =>
    startMs === null
      ? `${id} ${text} -`
      : `${id} ${text} ${timing === 'interpolated' ? '~' : ''}${startMs}-${endMs}`,
  );
}
