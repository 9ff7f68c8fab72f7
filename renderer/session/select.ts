import { compareWordPlaces, findWord, wordsBetween } from '../../common/document/queries.ts';
import type { WordId } from '../../common/document/types.ts';
import type { EditorSession, Selection } from './session.ts';

/** Chooses one word. */
export function selectWord(session: EditorSession, wordId: WordId, by: Selection['by']): void {
  selectWords(session, [wordId], by);
}

/** Chooses words, given in document order; the last one is where keys go on. */
export function selectWords(session: EditorSession, words: readonly WordId[], by: Selection['by']): void {
  const anchor = words[0] ?? null;
  session.selection.setState({ words, anchor, focus: words.at(-1) ?? null, cue: null, by });
}

/** Extends the selection from its anchor to a word, in document order. */
export function selectTo(session: EditorSession, wordId: WordId, by: Selection['by']): void {
  const project = session.document.project();
  const { anchor } = session.selection.getState();
  const from = anchor === null ? null : findWord(project, anchor);
  const to = findWord(project, wordId);
  if (from === null || to === null) {
    selectWord(session, wordId, by);
    return;
  }
  const [first, last] = compareWordPlaces(from, to) <= 0 ? [from, to] : [to, from];
  const words = wordsBetween(project, first.word.id, last.word.id).map(({ word }) => word.id);
  session.selection.setState({ words, anchor: from.word.id, focus: wordId, cue: null, by });
}

/** The chosen words that are still there: another window may have removed some. */
export function selectedWords({ selection, document }: EditorSession): WordId[] {
  const project = document.project();
  return selection.getState().words.filter((id) => findWord(project, id) !== null);
}
