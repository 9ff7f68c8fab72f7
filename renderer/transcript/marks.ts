import { type Extension, RangeSetBuilder, StateEffect } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { isDoubtful } from '../document/doubtfulWords.ts';
import type { EditorSession } from '../session/session.ts';
import { spotsOf } from './lines.ts';
import { textModel } from './model.ts';

/** Something besides the text has changed that marks depend on: the selection, a decision, the limit of doubt. */
export const refreshMarks = StateEffect.define<null>();

/** What is drawn on a word. */
export type Mark = 'doubtful' | 'estimated' | 'hidden' | 'chosen' | 'range';

const decorations = new Map<string, Decoration>();

function decorationOf(kinds: readonly Mark[]): Decoration {
  const key = kinds.join(' ');
  const known = decorations.get(key);
  if (known !== undefined) return known;
  const made = Decoration.mark({ class: kinds.map((kind) => `tr-${kind}`).join(' ') });
  decorations.set(key, made);
  return made;
}

/** Each turn runs as its own letters do: an Arabic one from the right, beside a name at the left. */
const ownDirection = Decoration.line({ attributes: { dir: 'auto' } });

/** The states of words and the direction of lines, for those that are seen. */
export function marks(session: EditorSession): Extension {
  const build = (view: EditorView): DecorationSet => {
    const builder = new RangeSetBuilder<Decoration>();
    const { lines } = view.state.field(textModel);
    const { decisions } = session.document.project();
    const { doubtBelow } = session.settings.getState();
    const chosen = new Set(session.selection.getState().words);
    for (const { from, to } of view.visibleRanges) {
      for (let at = from; at <= to; ) {
        const shown = view.state.doc.lineAt(at);
        const piece = lines[shown.number - 1]?.piece;
        builder.add(shown.from, shown.from, ownDirection);
        if (piece !== undefined) {
          for (const { word, from: start, to: end } of spotsOf(piece, shown.text)) {
            const kinds: Mark[] = [];
            if (isDoubtful(word, decisions.reviewed, doubtBelow)) kinds.push('doubtful');
            if (word.timing === 'interpolated' || word.startMs === null) kinds.push('estimated');
            if (decisions.hidden.has(word.id)) kinds.push('hidden');
            // One word is ringed; of several each would be a ring of its own.
            if (chosen.has(word.id)) kinds.push(chosen.size === 1 ? 'chosen' : 'range');
            if (kinds.length > 0 && end > start) {
              builder.add(shown.from + start, shown.from + end, decorationOf(kinds));
            }
          }
        }
        at = shown.to + 1;
      }
    }
    return builder.finish();
  };
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = build(view);
      }
      update(update: ViewUpdate) {
        const isAsked = update.transactions.some((one) => one.effects.length > 0);
        if (update.docChanged || update.viewportChanged || isAsked) this.decorations = build(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations, provide: () => [] },
  );
}
