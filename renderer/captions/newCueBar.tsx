import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { insertCue } from '../../common/captions/insertCue.ts';
import { rulesFor } from '../../common/captions/rules.ts';
import { charactersOf } from '../../common/captions/width.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { type EditorSession, useSession } from '../session/session.ts';
import { mediaTime } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { captionsState } from './captionsState.ts';
import { edit } from './cueEdits.ts';
import { lastStartingBy } from './cueLookup.ts';

/**
 * A cue written by hand: it starts where the playhead was when it was begun. It ends at the playhead when that has
 * moved on (typed while listening), else when it has been read, and always before the next cue.
 */
export function NewCueBar() {
  const session = useSession();
  const app = useApp();
  const state = captionsState(session);
  const fromMs = useStore(state, (current) => current.writingFromMs);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (fromMs !== null) field.current?.focus();
  }, [fromMs]);
  if (fromMs === null) return null;
  const close = () => {
    setText('');
    state.setState({ writingFromMs: null });
  };
  const add = () => {
    const endMs = endOf(session, fromMs, text);
    const cue = { startMs: fromMs, endMs, text, speakerId: null };
    const composed = insertCue(session.document.project(), cue, session.document.newIds);
    if (!edit(session, composed, { label: 'action.cues.insert', group: null }, app.tell)) return;
    setText('');
    // The next one begins where this one ends, so that a whole file can be written without the mouse.
    state.setState({ writingFromMs: endMs });
    if (!session.player.state.getState().playing) session.player.seek(endMs);
  };
  return (
    <form
      className="flex flex-none items-start gap-2 border-t border-line-1 bg-surface-2 px-3 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <span className="figures mt-1 t-12 text-text-2">{mediaTime(fromMs)}</span>
      <textarea
        ref={field}
        rows={2}
        dir="auto"
        value={text}
        aria-label={say('captions.newCue')}
        placeholder={say('captions.newCueHint')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') close();
          else if (event.key === 'Enter' && !event.shiftKey) add();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        className="min-w-0 flex-1 resize-none rounded-control border border-line-control bg-surface-1 px-2 py-0.5 t-13"
      />
      <Button kind="normal" size="small" type="submit" disabled={text.trim() === ''}>
        {say('captions.add')}
      </Button>
      <Button kind="quiet" size="small" onClick={close}>
        {say('captions.cancel')}
      </Button>
    </form>
  );
}

function endOf(session: EditorSession, fromMs: number, text: string): number {
  const captions = session.document.captions();
  const rules = rulesFor(captions.profile, captions.memory.project.language, captions.settings.frameRate);
  const nowMs = session.player.timeMs();
  const readMs = Math.ceil(Math.max(rules.minMs, charactersOf(text.trim()) * rules.msPerCharacter));
  const heard = nowMs - fromMs >= rules.minMs && nowMs - fromMs <= rules.maxMs;
  const wanted = heard ? nowMs : fromMs + Math.min(readMs, rules.maxMs);
  const next = captions.cues[lastStartingBy(captions.cues, fromMs) + 1];
  const room = next === undefined ? Number.POSITIVE_INFINITY : next.startMs - Math.ceil(rules.gapMs);
  return Math.max(fromMs + 1, Math.min(wanted, room));
}
