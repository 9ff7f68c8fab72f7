import { standardKeymap } from '@codemirror/commands';
import { EditorSelection, EditorState, type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, type ViewUpdate } from '@codemirror/view';
import type { Result } from '../../common/contract/result.ts';
import type { Operation } from '../../common/document/operations.ts';
import { findWord } from '../../common/document/queries.ts';
import type { UtteranceId, WordId } from '../../common/document/types.ts';
import type { App } from '../app/app.ts';
import type { EditStep } from '../document/openDocument.ts';
import { carryOut, single } from '../editing/edit.ts';
import type { EditorSession, Selection } from '../session/session.ts';
import { say } from '../text/text.ts';
import { doubleClick } from './doubleClick.ts';
import { type Line, lineOfWord, linesOf, saysTheSame, spotAt, spotsOf } from './lines.ts';
import { marks, refreshMarks } from './marks.ts';
import { isTyped, keepLines, replaceAll, setClean, setLines, syncTo, textModel } from './model.ts';
import { turns } from './turns.ts';
import { commitLines, joinTurns, newTurns, splitTurn } from './typing.ts';

/** Typed text is handed to the document when nothing was typed for so long. */
const IDLE_MS = 400;
/** Pauses in typing shorter than this make one step of undo. */
const BURST_MS = 900;

export interface TranscriptEditor {
  readonly view: EditorView;
  /** Scrolls to the words and shows them as chosen; takes no focus. */
  readonly show: (wordIds: readonly WordId[]) => void;
  readonly destroy: () => void;
}

/** The transcript as an editor: text ahead of the document by a moment of typing, otherwise the document itself. */
export function createTranscript(parent: HTMLElement, app: App, session: EditorSession): TranscriptEditor {
  const { document, player, selection, settings } = session;
  let newTurnAfter: UtteranceId | null = null;
  /** Where the playhead stood at the first letter that is not handed over yet: it may go on while a person types. */
  let typedFromMs: number | null = null;
  let isBehind = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What was chosen when typing began; what the caret is in now is chosen when the text is handed over. */
  let chosenBefore: Selection | null = null;

  const lines = () => linesOf(document.project(), newTurnAfter);

  const sync = () => {
    if (view.composing) {
      isBehind = true;
      return;
    }
    isBehind = false;
    const transaction = syncTo(view.state, lines());
    if (transaction !== null) view.dispatch(transaction);
    else view.dispatch({ effects: refreshMarks.of(null) });
  };

  /** Turns that were typed or pasted on the line that waits for them. */
  const begin = (texts: readonly string[]) => {
    const place = { playheadMs: typedFromMs ?? player.timeMs(), afterId: newTurnAfter };
    const edit = newTurns(document.project(), texts, place, document.newIds);
    if (edit === null) return;
    newTurnAfter = null;
    handOver({ ok: true, value: edit }, null);
  };

  /** The text is put right again where the document refuses it: what is seen is what there is. */
  const handOver = (edit: Result<Operation | null>, turn: UtteranceId | null) => {
    const group = turn === null ? null : { key: `type ${turn}`, withinMs: BURST_MS };
    const step: EditStep = { label: 'transcript.type', group };
    const isRefused = !carryOut({ app }, session, edit, step) && !(edit.ok && edit.value === null);
    if (isRefused) view.dispatch(replaceAll(view.state, lines()));
  };

  /** Hands over everything that was typed. */
  const flush = () => {
    clearTimeout(timer);
    if (view.composing) return;
    const { lines: model, dirty } = view.state.field(textModel);
    if (dirty.size > 0) {
      const typed = [...dirty]
        .sort((left, right) => left - right)
        .flatMap((index) => {
          const line = model[index];
          return line === undefined ? [] : [{ line, shown: view.state.doc.line(index + 1).text }];
        });
      view.dispatch({ effects: setClean.of(null) });
      const changed = typed.filter(
        ({ line, shown }) => line.utterance !== null && !saysTheSame(shown, line.piece),
      );
      if (changed.length > 0) {
        const [first] = changed;
        const turn = changed.length === 1 ? (first?.line.utterance?.id ?? null) : null;
        handOver(commitLines(document.project(), changed, document.newIds), turn);
      }
      const fresh = typed.find(({ line }) => line.utterance === null);
      if (fresh !== undefined) begin([fresh.shown]);
      typedFromMs = null;
    }
    // Somebody else may have chosen meanwhile, and focus may be there.
    if (chosenBefore === selection.getState() && view.hasFocus) choose(view.state);
    chosenBefore = null;
  };

  /** The app offers undo for what the document has; what was typed this moment it does not have yet. */
  const undoTyping = (): boolean => {
    if (view.state.field(textModel).dirty.size === 0) return false;
    document.undo().catch(app.report);
    return true;
  };

  const lineAtCaret = (): { readonly line: Line; readonly index: number; readonly offset: number } | null => {
    const { head } = view.state.selection.main;
    const shown = view.state.doc.lineAt(head);
    const line = view.state.field(textModel).lines[shown.number - 1];
    return line === undefined ? null : { line, index: shown.number - 1, offset: head - shown.from };
  };

  const enter = (): boolean => {
    flush();
    const at = lineAtCaret();
    if (at === null || at.line.utterance === null) return true;
    const shown = view.state.doc.line(at.index + 1).text;
    const spot = spotsOf(at.line.piece, shown).find(({ from, to }) => to > at.offset || from >= at.offset);
    if (spot !== undefined && at.offset > 0) {
      const edit = { ok: true, value: splitTurn(spot.word.id, document.newIds) } as const;
      if (carryOut({ app }, session, edit, single('transcript.splitTurn'))) placeCaret(spot.word.id);
      return true;
    }
    // At the end of a turn another one begins, which exists once something is typed.
    newTurnAfter = at.line.utterance.id;
    sync();
    const place = view.state.field(textModel).lines.findIndex(({ utterance }) => utterance === null);
    if (place >= 0)
      view.dispatch({ selection: { anchor: view.state.doc.line(place + 1).from }, scrollIntoView: true });
    return true;
  };

  const join = (side: 'before' | 'after'): boolean => {
    const { main } = view.state.selection;
    if (!main.empty) return false;
    const shown = view.state.doc.lineAt(main.head);
    if (side === 'before' ? main.head !== shown.from : main.head !== shown.to) return false;
    flush();
    const model = view.state.field(textModel).lines;
    const index = view.state.doc.lineAt(view.state.selection.main.head).number - 1;
    const [first, second] = side === 'before' ? [index - 1, index] : [index, index + 1];
    const previous = model[first]?.utterance ?? null;
    const next = model[second]?.utterance ?? null;
    if (model[second]?.piece.words.length === 0 || model[first]?.piece.words.length === 0) {
      newTurnAfter = null;
      sync();
      return true;
    }
    if (previous === null || next === null || previous.id === next.id) return true;
    const firstWord = model[second]?.piece.words[0]?.id;
    if (
      carryOut({ app }, session, joinTurns(previous, next), single('transcript.joinTurns')) &&
      firstWord !== undefined
    ) {
      placeCaret(firstWord);
    }
    return true;
  };

  /** On the line that waits for a turn each pasted line is one; elsewhere lines become spaces. */
  const paste = (event: ClipboardEvent): boolean => {
    const texts = (event.clipboardData?.getData('text/plain') ?? '')
      .split(/\r\n?|\n/u)
      .filter((text) => text.trim() !== '');
    const at = lineAtCaret();
    if (texts.length < 2 || at === null || at.line.utterance !== null) return false;
    if (view.state.doc.line(at.index + 1).text.trim() !== '') return false;
    event.preventDefault();
    const below = at.index + texts.length;
    begin(texts);
    if (below <= view.state.doc.lines)
      view.dispatch({ selection: { anchor: view.state.doc.line(below).to } });
    return true;
  };

  const placeOf = (wordId: WordId): { readonly from: number; readonly to: number } | null => {
    const place = findWord(document.project(), wordId);
    if (place === null) return null;
    const { lines: model } = view.state.field(textModel);
    const index = lineOfWord(model, { utterance: place.utterance, wordAt: place.wordAt, id: wordId });
    const piece = model[index]?.piece;
    if (piece === undefined) return null;
    const shown = view.state.doc.line(index + 1);
    const spot = spotsOf(piece, shown.text).find(({ word }) => word.id === wordId);
    return spot === undefined ? null : { from: shown.from + spot.from, to: shown.from + spot.to };
  };

  const placeCaret = (wordId: WordId) => {
    const place = placeOf(wordId);
    if (place !== null) view.dispatch({ selection: { anchor: place.from }, scrollIntoView: true });
  };

  /** The words that the text's own selection touches become the chosen ones. */
  const choose = (state: EditorState) => {
    const { main } = state.selection;
    const { lines: model } = state.field(textModel);
    const words: WordId[] = [];
    const from = state.doc.lineAt(main.from);
    const to = state.doc.lineAt(main.to);
    for (let number = from.number; number <= to.number; number++) {
      const shown = state.doc.line(number);
      const piece = model[number - 1]?.piece;
      if (piece === undefined) continue;
      const spots = spotsOf(piece, shown.text);
      if (main.empty) {
        const spot = spotAt(spots, main.head - shown.from);
        if (spot !== null) words.push(spot.word.id);
        continue;
      }
      for (const spot of spots) {
        if (shown.from + spot.from < main.to && shown.from + spot.to > main.from) words.push(spot.word.id);
      }
    }
    const isBackward = main.head < main.anchor;
    const anchor = (isBackward ? words.at(-1) : words[0]) ?? null;
    const focus = (isBackward ? words[0] : words.at(-1)) ?? null;
    const was = selection.getState();
    const isSame =
      was.by === 'transcript' &&
      was.cue === null &&
      was.anchor === anchor &&
      was.focus === focus &&
      was.words.length === words.length &&
      words.every((id, at) => was.words[at] === id);
    // Within a word most letters choose nothing else; every pane would be drawn for each of them.
    if (!isSame) selection.setState({ words, anchor, focus, cue: null, by: 'transcript' });
  };

  const onUpdate = (update: ViewUpdate) => {
    const typed = update.docChanged && update.transactions.some(isTyped);
    if (typed) {
      clearTimeout(timer);
      timer = setTimeout(flush, IDLE_MS);
      chosenBefore ??= selection.getState();
      typedFromMs ??= player.timeMs();
    }
    if (
      update.selectionSet &&
      update.transactions.some(
        (one) => one.isUserEvent('select') || one.isUserEvent('input') || one.isUserEvent('delete'),
      )
    ) {
      const before = update.startState.doc.lineAt(update.startState.selection.main.head).number;
      const now = update.state.doc.lineAt(update.state.selection.main.head).number;
      // Leaving a line hands it over; not within this update, which must end first.
      if (before !== now && update.state.field(textModel).dirty.size > 0) timer = setTimeout(flush, 0);
      // The words that are being typed do not exist yet, and every pane is drawn for a choice.
      if (!typed) choose(update.state);
    }
    if (isBehind && !view.composing) setTimeout(sync, 0);
  };

  const onClick = (event: MouseEvent) => {
    if (event.altKey || event.shiftKey || event.detail > 1 || !view.state.selection.main.empty) return;
    const { focus } = selection.getState();
    const word = focus === null ? null : findWord(document.project(), focus)?.word;
    if (word?.startMs != null) player.seek(word.startMs);
  };

  /**
   * The menu is about the word under the pointer, or about all that is chosen where the pointer is in that. Chosen
   * before the menu is asked for: drawing the mark replaces what is under the pointer, and nobody would hear it.
   */
  const onRightButton = (event: MouseEvent) => {
    if (event.button !== 2) return;
    const { main } = view.state.selection;
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY }, false);
    if (main.empty || at < main.from || at > main.to)
      view.dispatch({ selection: { anchor: at }, userEvent: 'select.pointer' });
  };

  const extensions: Extension = [
    textModel,
    keepLines,
    EditorView.cspNonce.of(
      globalThis.document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '',
    ),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    drawSelection(),
    doubleClick,
    turns(session),
    marks(session),
    EditorView.contentAttributes.of({
      'aria-label': say('transcript.label'),
      spellcheck: 'true',
      role: 'textbox',
      // Checkers of accessibility take text that can be edited for unreachable without it.
      tabindex: '0',
    }),
    EditorView.updateListener.of(onUpdate),
    EditorView.domEventHandlers({
      click: onClick,
      mousedown: onRightButton,
      blur: () => {
        timer = setTimeout(flush, 0);
      },
      compositionend: () => {
        timer = setTimeout(flush, IDLE_MS);
        if (isBehind) setTimeout(sync, 0);
      },
      paste,
      // Undo is the app's; the browser's own knows nothing of words.
      beforeinput: (event) => {
        if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false;
        event.preventDefault();
        return true;
      },
    }),
    Prec.high(
      keymap.of([
        { key: 'Enter', run: enter },
        { key: 'Mod-z', run: undoTyping },
        { key: 'Backspace', run: () => join('before') },
        { key: 'Delete', run: () => join('after') },
      ]),
    ),
    keymap.of(standardKeymap),
  ];

  const first = lines();
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: first.map(({ piece }) => piece.text).join('\n'), extensions }),
  });
  view.dispatch({ effects: setLines.of(first) });

  const show = (wordIds: readonly WordId[]) => {
    const [firstId] = wordIds;
    const lastId = wordIds.at(-1);
    const from = firstId === undefined ? null : placeOf(firstId);
    const to = lastId === undefined ? null : placeOf(lastId);
    if (from === null || to === null) return;
    view.dispatch({
      selection: EditorSelection.range(from.from, to.to),
      effects: EditorView.scrollIntoView(from.from, { y: 'nearest', yMargin: 60 }),
    });
  };

  let project = document.project();
  let { doubtBelow } = settings.getState();
  const stops = [
    document.subscribe(() => {
      if (document.project() === project) return;
      project = document.project();
      sync();
    }),
    document.onSettle(flush),
    selection.subscribe((now, before) => {
      if (now.words === before.words) return;
      if (now.by !== 'transcript') show(now.words);
      view.dispatch({ effects: refreshMarks.of(null) });
    }),
    settings.subscribe((now) => {
      if (now.doubtBelow === doubtBelow) return;
      ({ doubtBelow } = now);
      view.dispatch({ effects: refreshMarks.of(null) });
    }),
  ];

  return {
    view,
    show,
    destroy: () => {
      flush();
      for (const stop of stops) stop();
      view.destroy();
    },
  };
}
