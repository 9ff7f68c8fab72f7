import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { breakLine, retypeCue } from '../../common/captions/composeCues.ts';
import type { Cue } from '../../common/captions/cue.ts';
import { runAction } from '../actions/action.ts';
import { useApp } from '../app/app.ts';
import { classes } from '../design/classes.ts';
import { type EditorSession, useSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { type CaretWish, type CueCaret, captionsState } from './captionsState.ts';
import { caretEdges, caretOffset, collapsedOffset, placeCaret } from './caret.ts';
import { edit, followCue } from './cueEdits.ts';
import { indexOfCue, wordAtOffset } from './cueLookup.ts';

interface CueTextProps {
  readonly cue: Cue;
  /** Brings the caret here, anew with each object; null = it comes only by a click. */
  readonly focusOn: CaretWish | null;
  /** Called with the lines as they stand while they are typed; null when they are those of the cue. */
  readonly onTyped: (lines: readonly string[] | null) => void;
  /** The caret leaves upwards, downwards, or by Escape. */
  readonly onLeave: (to: 'previous' | 'next' | 'out') => void;
  readonly className: string;
}

/** Shortcuts that belong to the text while it is typed; all others may act on the document or save it. */
const TEXT_KEYS = /^(Key[ACVXYZ]|Arrow\w+|Home|End|Backspace|Delete|Control\w+|Alt\w+|Meta\w+|Shift\w+)$/u;

/**
 * The one live text of a cue: its lines, editable. The browser owns the text while it is typed (and composed);
 * the document gets it on leaving (the window, too), and before every key that acts on more than the text, so
 * that nothing typed is missing from a file and Escape brings back what was there.
 */
export function CueText({ cue, focusOn, onTyped, onLeave, className }: CueTextProps) {
  const session = useSession();
  const app = useApp();
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef(cue);
  const dirty = useRef(false);
  const text = textOf(cue);
  const typedRef = useRef(onTyped);
  typedRef.current = onTyped;

  const commit = useRef<() => boolean>(() => true);
  commit.current = () => {
    const element = place.current;
    if (element === null || !dirty.current) return true;
    const typed = element.textContent ?? '';
    const done = takeIn(session, shown.current, typed, app.tell);
    if (done === null) return false;
    dirty.current = false;
    shown.current = done;
    onTyped(null);
    return true;
  };

  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const isOther = shown.current.firstWordId !== cue.firstWordId;
    if (isOther) {
      // What was typed belongs to the cue that was here before.
      commit.current();
      dirty.current = false;
      typedRef.current(null);
    }
    shown.current = cue;
    // What is being typed stays; it differs from the cue until it is taken in.
    if (dirty.current || element.textContent === text) return;
    const kept = document.activeElement !== element ? null : isOther ? 0 : lettersBefore(element);
    element.textContent = text;
    if (kept !== null) placeCaret(element, afterLetters(text, kept));
  }, [cue, text]);

  useEffect(() => {
    const element = place.current;
    if (element === null || focusOn === null) return;
    element.focus({ preventScroll: true });
    placeCaret(element, afterLetters(element.textContent ?? '', focusOn.letters));
  }, [focusOn]);

  useEffect(() => {
    const state = captionsState(session);
    const caret: CueCaret = {
      cue: () => shown.current.firstWordId,
      offset: () => (place.current === null ? 0 : collapsedOffset(place.current)),
      commit: () => commit.current(),
    };
    const element = place.current;
    const enter = () => state.setState({ caret });
    const leave = () => {
      commit.current();
      if (state.getState().caret === caret) state.setState({ caret: null });
    };
    element?.addEventListener('focus', enter);
    element?.addEventListener('blur', leave);
    if (document.activeElement === element) enter();
    return () => {
      leave();
      element?.removeEventListener('focus', enter);
      element?.removeEventListener('blur', leave);
    };
  }, [session]);

  const onInput = () => {
    const typed = place.current?.textContent ?? '';
    dirty.current = true;
    onTyped(typed.split('\n'));
  };
  const restore = () => {
    dirty.current = false;
    if (place.current !== null) place.current.textContent = textOf(shown.current);
    onTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const element = place.current;
    if (element === null || event.nativeEvent.isComposing) return;
    const edges = caretEdges(element);
    const context = { app, session };
    const handled = (): boolean => {
      const isBare = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key === 'Escape') {
        restore();
        onLeave('out');
        return true;
      }
      if (event.key === 'Enter' && isBare) {
        if (event.shiftKey) breakHere(session, commit.current, app.tell);
        else if (edges.atEnd) {
          commit.current();
          onLeave('next');
        } else if (!edges.atStart) runAction('cues.split', context);
        return true;
      }
      if (!isBare || event.shiftKey) return false;
      if (event.key === 'Backspace' && edges.atStart) return runAction('cues.mergePrevious', context);
      if (event.key === 'Delete' && edges.atEnd) return runAction('cues.mergeNext', context);
      if ((event.key === 'ArrowUp' && edges.onFirstLine) || (event.key === 'ArrowLeft' && edges.atStart)) {
        onLeave('previous');
        return true;
      }
      if ((event.key === 'ArrowDown' && edges.onLastLine) || (event.key === 'ArrowRight' && edges.atEnd)) {
        onLeave('next');
        return true;
      }
      return false;
    };
    if (!handled()) {
      const isCommand = event.ctrlKey || event.metaKey || event.altKey || /^F\d/u.test(event.key);
      if (isCommand && !TEXT_KEYS.test(event.code)) commit.current();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a text area cannot show each line in its own direction
    <div
      ref={place}
      role="textbox"
      tabIndex={0}
      aria-multiline="true"
      aria-label={say('captions.text')}
      contentEditable="plaintext-only"
      suppressContentEditableWarning
      spellCheck
      dir="auto"
      data-cue-text=""
      onInput={onInput}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        // Pasted line ends are spaces: lines are broken by their own key.
        event.preventDefault();
        const pasted = event.clipboardData.getData('text/plain').replace(/\s+/gu, ' ');
        document.execCommand('insertText', false, pasted);
      }}
      className={classes('whitespace-pre-wrap outline-none [unicode-bidi:plaintext]', className)}
    />
  );
}

/** The cue as the document has it then; null when what was typed is refused. */
function takeIn(
  session: EditorSession,
  cue: Cue,
  typed: string,
  tell: Parameters<typeof edit>[3],
): Cue | null {
  const { document } = session;
  const before = document.captions();
  const at = indexOfCue(before, cue.firstWordId);
  if (at < 0) return cue;
  const group = { key: `cue-text ${at}`, withinMs: 2000 };
  const composed = retypeCue(before, at, typed, document.newIds);
  if (!edit(session, composed, { label: 'captions.edited', group }, tell)) return null;
  const after = document.captions().cues[at];
  if (typed.trim() === '') return cue;
  followCue(session, cue, after);
  return after ?? cue;
}

function breakHere(session: EditorSession, commit: () => boolean, tell: Parameters<typeof edit>[3]): void {
  const { caret } = captionsState(session).getState();
  const offset = caret?.offset() ?? 0;
  if (caret === null || !commit()) return;
  const captions = session.document.captions();
  const at = indexOfCue(captions, caret.cue());
  const cue = captions.cues[at];
  const word = cue === undefined ? null : wordAtOffset(cue, offset);
  if (word === null) return;
  edit(session, breakLine(captions, at, word.id), { label: 'action.cues.lineBreak', group: null }, tell);
}

export function textOf(cue: Cue): string {
  return cue.lines.map((line) => line.text).join('\n');
}

function lettersBefore(element: HTMLElement): number {
  return (element.textContent ?? '').slice(0, caretOffset(element)).replace(/\s/gu, '').length;
}

function afterLetters(text: string, letters: number): number {
  let seen = 0;
  for (let at = 0; at < text.length; at++) {
    if (seen === letters) return at;
    if (!/\s/u.test(text[at] ?? '')) seen++;
  }
  return text.length;
}
