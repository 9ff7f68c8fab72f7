import { itemsOf } from './list.ts';
import { eachWord } from './queries.ts';
import type { Decisions, Project, Word, WordId } from './types.ts';

/**
 * The project as JSON text, one word a line, so that the file can be read, searched and compared without the
 * app. The same project always gives the same text: keys in a fixed order, decisions in the order of their words.
 * `docs/file-format.md` describes it; the file's header is the host's. About 150 ms for 150,000 words.
 */
export function serialiseProject(project: Project): string {
  let json = '';
  for (const piece of projectPieces(project)) json += piece;
  return json;
}

/** The same text in pieces of an utterance or of some hundred words, for a host that must answer in between. */
export function* projectPieces(project: Project): Generator<string, void, undefined> {
  const { schema, id, title, language, profile, media, speakers, styles, original, imported } = project;
  const head = { schema, id, title, language, profile, original, media, speakers, styles };
  yield `${JSON.stringify(head).slice(0, -1)},"utterances":[`;
  let separator = '\n';
  for (const { id: utteranceId, speakerId, language: spoken, words } of itemsOf(project.utterances)) {
    const about = JSON.stringify({ id: utteranceId, speakerId, language: spoken }).slice(0, -1);
    let before = `${separator}${about},"words":[\n`;
    for (const chunk of words.chunks) {
      yield before + wordLines(chunk);
      before = ',\n';
    }
    yield ']}';
    separator = ',\n';
  }
  yield `],\n"decisions":${decisionsJson(project)},\n"imported":${JSON.stringify(imported)}}\n`;
}

/**
 * A chunk at a time, since one call of `JSON.stringify` a word takes twice as long. Inside a text the quotes of the
 * separator would be escaped, so it can only be found between words.
 */
function wordLines(chunk: readonly Word[]): string {
  return JSON.stringify(chunk.map(plainWord)).slice(1, -1).replaceAll('},{"id":', '},\n{"id":');
}

/** Keys in a fixed order; `word` and no glue go without saying. */
function plainWord(word: Word): object {
  const { id, text, startMs, endMs, confidence, timing, kind, glue, alternatives } = word;
  const plain = { id, text, startMs, endMs, confidence, timing };
  if (kind === 'word' && !glue && alternatives === undefined) return plain;
  return {
    ...plain,
    ...(kind === 'word' ? {} : { kind }),
    ...(glue ? { glue } : {}),
    ...(alternatives === undefined ? {} : { alternatives }),
  };
}

/** Decisions as arrays in the order of the document. */
function decisionsJson(project: Project): string {
  const { decisions } = project;
  const rows = {
    pinnedCues: [] as unknown[],
    breaks: [] as unknown[],
    placements: [] as unknown[],
    wordStyles: [] as unknown[],
    cueStyles: [] as unknown[],
    hidden: [] as unknown[],
    reviewed: [] as unknown[],
    notes: [] as unknown[],
  };
  const present = (Object.keys(rows) as (keyof Decisions)[]).filter((about) => decisions[about].size > 0);
  if (present.length > 0) {
    eachWord(project, (word) => {
      for (const about of present) {
        if (decisions[about].has(word.id)) rows[about].push(rowOf(decisions, about, word.id));
      }
    });
  }
  return JSON.stringify(rows);
}

function rowOf(decisions: Decisions, about: keyof Decisions, wordId: WordId): unknown {
  if (about === 'hidden' || about === 'reviewed') return wordId;
  if (about === 'pinnedCues') return decisions.pinnedCues.get(wordId);
  return { wordId, value: decisions[about].get(wordId) };
}
