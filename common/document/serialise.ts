import { itemsOf } from './list.ts';
import { eachWord } from './queries.ts';
import type { Decisions, Project, Word, WordId } from './types.ts';

/**
 * The project as JSON text, one word a line, so that the file can be read, searched and compared without the
 * app. The same project always gives the same text: keys in a fixed order, decisions in the order of their words.
 * `docs/file-format.md` describes it; the file's header is the host's. About 150 ms for 150,000 words.
 */
export function serialiseProject(project: Project): string {
  const { schema, id, title, language, profile, media, speakers, styles, original, imported } = project;
  const head = { schema, id, title, language, profile, original, media, speakers, styles };
  const parts = [JSON.stringify(head).slice(0, -1), ',"utterances":['];
  let first = true;
  for (const { id: utteranceId, speakerId, language: spoken, words } of itemsOf(project.utterances)) {
    const about = JSON.stringify({ id: utteranceId, speakerId, language: spoken }).slice(0, -1);
    parts.push(first ? '\n' : ',\n', about, ',"words":[');
    first = false;
    let separator = '\n';
    for (const chunk of words.chunks) {
      for (let at = 0; at < chunk.length; at++) {
        parts.push(separator, wordJson(chunk[at] as Word));
        separator = ',\n';
      }
    }
    parts.push(']}');
  }
  parts.push('],\n"decisions":', decisionsJson(project), ',\n"imported":', JSON.stringify(imported), '}\n');
  return parts.join('');
}

/** Written by hand: `JSON.stringify` of a word costs three times as much. `word` and no glue go without saying. */
function wordJson(word: Word): string {
  const { id, text, startMs, endMs, confidence, timing, kind, glue, alternatives } = word;
  let json = `{"id":${quoted(id)},"text":${quoted(text)},"startMs":${startMs},"endMs":${endMs}`;
  json += `,"confidence":${confidence === null ? 'null' : JSON.stringify(confidence)}`;
  json += timing === null ? ',"timing":null' : `,"timing":"${timing}"`;
  if (kind !== 'word') json += `,"kind":"${kind}"`;
  if (glue) json += ',"glue":true';
  if (alternatives !== undefined) json += `,"alternatives":${JSON.stringify(alternatives)}`;
  return `${json}}`;
}

/** Nothing in it that JSON would escape. */
const PLAIN = /^[^"\\\p{Cc}\p{Cs}]*$/u;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
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
