import { useEffect, useRef, useState } from 'react';
import { toArray } from '../../common/document/list.ts';
import type { Operation, WordTimes } from '../../common/document/operations.ts';
import { findWord, type WordPlace } from '../../common/document/queries.ts';
import {
  isTappedOut,
  startTapping,
  type TapPass,
  tapBack,
  tapDown,
  tapGap,
  tappedTimes,
  tapUp,
} from '../../common/document/tapping.ts';
import type { Project, WordId } from '../../common/document/types.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { Kbd } from '../design/kbd.tsx';
import { selectWord } from '../session/select.ts';
import { type EditorSession, useSession, useView } from '../session/session.ts';
import { say } from '../text/text.ts';
import { focusedWord } from './edit.ts';

/** A pass goes on over the turns of the same speaker, this many words at most. */
const MOST_WORDS = 2_000;

/** Playback while tapping is slower, so that the hand can follow. */
const TAP_RATE = 0.75;

/** How far playback goes back with each word that is taken back. */
const BACK_MS = 1_000;

/** The bar of tap-to-sync. While it is shown, its keys reach nothing else. */
export function TapBar() {
  const tapping = useView((view) => view.tapping);
  return tapping ? <OpenTapBar /> : null;
}

function OpenTapBar() {
  const app = useApp();
  const session = useSession();
  const [reached, setReached] = useState(0);
  const before = useRef(session.document.project());
  const pass = useRef<TapPass>(startTapping(wordsFromFocus(session)));
  useEffect(() => {
    const { player, document, settings, view } = session;
    const group = { key: `tap ${document.newIds.next()}`, withinMs: Number.MAX_SAFE_INTEGER };
    const touched = new Set<WordId>();
    const rateBefore = player.state.getState().rate;
    player.setRate(TAP_RATE);
    player.play();
    const end = () => view.setState({ tapping: false });
    const take = (next: TapPass) => {
      pass.current = next;
      setReached(next.tapped.length);
      const edit = operationOf(before.current, next, touched);
      if (edit !== null) {
        const done = document.change(edit, { label: 'editing.tap', group });
        if (!done.ok) app.tell(done.failure);
      }
      const wordId = next.wordIds[Math.max(0, next.tapped.length - 1)];
      if (wordId !== undefined) selectWord(session, wordId, 'keys');
      if (isTappedOut(next) && next.downMs === null) end();
    };
    const mediaTime = (event: KeyboardEvent) => {
      const { tapDelayMs } = settings.getState();
      const { rate } = player.state.getState();
      return Math.max(0, player.timeOfEvent(event.timeStamp) - tapDelayMs * rate);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const keys: Readonly<Record<string, () => void>> = {
        Space: () => {
          if (!event.repeat) take(tapDown(pass.current, mediaTime(event)));
        },
        KeyG: () => take(tapGap(pass.current, mediaTime(event))),
        Backspace: () => {
          take(tapBack(pass.current));
          player.seek(Math.max(0, player.timeMs() - BACK_MS));
        },
        Escape: end,
      };
      const act = keys[event.code];
      if (act === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.code !== 'Space') return;
      event.preventDefault();
      event.stopPropagation();
      take(tapUp(pass.current, mediaTime(event)));
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    window.addEventListener('keyup', onKeyUp, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      window.removeEventListener('keyup', onKeyUp, { capture: true });
      player.pause();
      player.setRate(rateBefore);
    };
  }, [app, session]);
  const next = pass.current.wordIds[reached];
  const word = next === undefined ? null : findWord(session.document.project(), next)?.word;
  return (
    <div
      role="status"
      className="flex min-h-8 flex-wrap items-center gap-4 border-line-1 border-b bg-accent-soft px-3 py-1 t-12"
    >
      <strong className="t-15">{word?.text ?? ''}</strong>
      <span className="figures text-text-2">
        {say('editing.tapped', { done: reached, all: pass.current.wordIds.length })}
      </span>
      <span className="flex items-center gap-1.5 text-text-2">
        <Kbd keys={say('editing.keySpace')} /> {say('editing.tapWord')} <Kbd keys="G" />{' '}
        {say('editing.tapGap')} <Kbd keys="⌫" /> {say('editing.tapBack')}
      </span>
      <Button kind="normal" size="small" onClick={() => session.view.setState({ tapping: false })}>
        {say('editing.tapEnd')}
      </Button>
    </div>
  );
}

/** The chosen word and what follows it on its lane. */
function wordsFromFocus(session: EditorSession): readonly WordId[] {
  const place = focusedWord(session);
  if (place === null) return [];
  const ids: WordId[] = [];
  const { utterances } = session.document.project();
  let isPast = false;
  for (const chunk of utterances.chunks) {
    for (const utterance of chunk) {
      if (utterance.speakerId !== place.utterance.speakerId) continue;
      if (utterance.id === place.utterance.id) {
        ids.push(...restOf(place));
        isPast = true;
      } else if (isPast) ids.push(...toArray(utterance.words).map(({ id }) => id));
      if (ids.length >= MOST_WORDS) return ids.slice(0, MOST_WORDS);
    }
  }
  return ids;
}

function restOf({ utterance, word }: WordPlace): readonly WordId[] {
  const ids = toArray(utterance.words).map(({ id }) => id);
  return ids.slice(ids.indexOf(word.id));
}

/**
 * The pass on the document as it stood before it. Words that an earlier tap moved and this state leaves alone get
 * back what they had, so each tap sets the whole pass.
 */
function operationOf(before: Project, pass: TapPass, touched: Set<WordId>): Operation | null {
  const edit = tappedTimes(before, pass);
  const words: readonly WordTimes[] = edit?.kind === 'setWordTimes' ? edit.words : [];
  const now = new Set(words.map(({ wordId }) => wordId));
  const restored = [...touched].flatMap((wordId): WordTimes[] => {
    const word = now.has(wordId) ? undefined : findWord(before, wordId)?.word;
    return word === undefined
      ? []
      : [{ wordId, startMs: word.startMs, endMs: word.endMs, timing: word.timing }];
  });
  for (const wordId of now) touched.add(wordId);
  const all = [...words, ...restored];
  return all.length === 0 ? null : { kind: 'setWordTimes', words: all };
}
