import { EditorSelection, type Extension } from '@codemirror/state';
import { EditorView, type MouseSelectionStyle } from '@codemirror/view';
import { spotAt, spotsOf } from './lines.ts';
import { textModel } from './model.ts';

/**
 * A double click chooses the word of the document, and goes on word by word while it is dragged. What the editor
 * itself takes for a word is a whole sentence where no spaces part the words.
 */
export const doubleClick: Extension = EditorView.mouseSelectionStyle.of((view, event) =>
  event.button === 0 && event.detail === 2 ? wordByWord(view, event) : null,
);

function wordByWord(view: EditorView, first: MouseEvent): MouseSelectionStyle {
  // On the second half of a letter the nearest place is the one after it, which may be the next word's.
  const at = ({ clientX, clientY }: MouseEvent) => {
    const { pos, assoc } = view.posAndSideAtCoords({ x: clientX, y: clientY }, false);
    return assoc < 0 ? Math.max(view.state.doc.lineAt(pos).from, pos - 1) : pos;
  };
  const before = view.state.selection;
  let start = at(first);
  return {
    update: ({ changes }) => {
      start = changes.mapPos(start);
    },
    get: (event, isExtending, isAdding) => {
      const [one, other] = [wordAround(view, start), wordAround(view, at(event))];
      const [from, to] = [Math.min(one.from, other.from), Math.max(one.to, other.to)];
      if (isExtending) {
        return before.replaceRange(
          EditorSelection.range(before.main.anchor, start < before.main.anchor ? from : to),
        );
      }
      const range = other.from < one.from ? EditorSelection.range(to, from) : EditorSelection.range(from, to);
      return isAdding ? before.addRange(range) : EditorSelection.create([range]);
    },
  };
}

/** The word at a place: that of the document where it is a part of what stands between spaces and marks. */
function wordAround({ state }: EditorView, at: number): { readonly from: number; readonly to: number } {
  const run = state.wordAt(at) ?? { from: at, to: at };
  const shown = state.doc.lineAt(at);
  const piece = state.field(textModel).lines[shown.number - 1]?.piece;
  const spot = piece === undefined ? null : spotAt(spotsOf(piece, shown.text), at - shown.from);
  if (spot === null) return run;
  const [from, to] = [shown.from + spot.from, shown.from + spot.to];
  return from >= run.from && to <= run.to && to > from ? { from, to } : run;
}
