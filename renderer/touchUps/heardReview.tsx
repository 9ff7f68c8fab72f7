import { AudioLines, CaseSensitive, CircleCheck, Play, Plus, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { HeardAgain } from '../../common/contract/touchUps.ts';
import {
  type HeardDifference,
  heardDifferences,
  newUtterance,
  takeHeard,
} from '../../common/document/heardAgain.ts';
import { joinWords } from '../../common/document/queries.ts';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent, IconButton } from '../design/button.tsx';
import { Kbd } from '../design/kbd.tsx';
import { StateNote } from '../design/states.tsx';
import { carryOut, single } from '../editing/edit.ts';
import { ownKey } from '../keys/ownKey.ts';
import { selectWords } from '../session/select.ts';
import { useDocument, useSession } from '../session/session.ts';
import { mediaTime } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { dismissTouchUp } from './following.ts';
import { HeardRow } from './heardRow.tsx';
import {
  isSpelling,
  keyOf,
  nextOpen,
  outcomeOf,
  soundOf,
  taken,
  type Verdict,
  type Verdicts,
  wordsAbout,
} from './heardVerdicts.ts';
import { touchUpState, useTouchUps } from './touchUpState.ts';

/** What was heard in a stretch again, beside what stands there: difference by difference, taken in one step. */
export function HeardReview() {
  const review = useTouchUps((state) => state.review);
  if (review === null) return null;
  return <OpenHeardReview key={review.touchUpId} touchUpId={review.touchUpId} heard={review.heard} />;
}

interface ReviewProps {
  readonly touchUpId: string;
  readonly heard: HeardAgain;
}

function OpenHeardReview({ touchUpId, heard }: ReviewProps) {
  const app = useApp();
  const session = useSession();
  const project = useDocument((document) => document.project());
  const all = useMemo(() => heardDifferences(project, heard, heard.words), [project, heard]);
  const outcome = outcomeOf(project, heard, heard.words, all);
  const [wordsOnly, setWordsOnly] = useState(false);
  const saidOtherwise = all.filter((difference) => !isSpelling(difference));
  const differences = wordsOnly ? saidOtherwise : all;
  const [verdicts, setVerdicts] = useState<Verdicts>(new Map());
  const [wantedAt, setWantedAt] = useState(0);
  const at = Math.min(wantedAt, differences.length - 1);
  const section = useRef<HTMLElement>(null);
  useKeptFocus(section, touchUpId);

  const hide = () => touchUpState(session).setState({ review: null });
  const discard = () => {
    hide();
    dismissTouchUp(app, touchUpId);
  };
  const carry = (label: 'touchUps.take' | 'touchUps.addNew', chosen: readonly HeardDifference[]) => {
    const { document } = session;
    document.settle();
    const now = document.project();
    const operation =
      label === 'touchUps.addNew'
        ? newUtterance(heard.words, document.newIds)
        : takeHeard(now, stillThere(chosen, heardDifferences(now, heard, heard.words)), document.newIds);
    const done = carryOut({ app }, session, { ok: true, value: operation }, single(label));
    if (done) discard();
  };
  const goTo = (next: number) => {
    const bounded = Math.max(0, Math.min(differences.length - 1, next));
    setWantedAt(bounded);
    const difference = differences[bounded];
    if (difference !== undefined) selectWords(session, wordsAbout(difference), 'inspector');
    section.current?.querySelector<HTMLElement>(`[data-difference="${bounded}"]`)?.focus();
  };
  const decide = (index: number, verdict: Verdict) => {
    const difference = differences[index];
    if (difference === undefined) return;
    const next = new Map(verdicts);
    // The same again takes the decision back.
    if (next.get(keyOf(difference)) === verdict) next.delete(keyOf(difference));
    else next.set(keyOf(difference), verdict);
    setVerdicts(next);
    goTo(next.has(keyOf(difference)) ? nextOpen(differences, next, index) : index);
  };
  const play = (index: number) => {
    const difference = differences[index];
    if (difference === undefined) return;
    const { startMs, endMs } = soundOf(difference, heard);
    session.player.playRange(startMs, endMs, 'once');
  };
  const chosen = taken(differences, verdicts);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      hide();
      return;
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (chosen.length > 0) carry('touchUps.take', chosen);
      return;
    }
    // Buttons have their own Enter and Space; what else is a key of the rows works from anywhere in here.
    const onRow = event.target instanceof HTMLElement && event.target.dataset.difference !== undefined;
    if (!onRow || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(at + 1),
      KeyJ: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      KeyK: () => goTo(at - 1),
      Home: () => goTo(0),
      End: () => goTo(differences.length - 1),
      Enter: () => decide(at, 'take'),
      KeyA: () => decide(at, 'take'),
      Backspace: () => decide(at, 'keep'),
      Delete: () => decide(at, 'keep'),
      KeyD: () => decide(at, 'keep'),
      Space: () => play(at),
    };
    const act = keys[event.code];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  return (
    <section
      ref={section}
      aria-label={say('touchUps.heard')}
      data-pane=""
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className="flex max-h-[50%] flex-none flex-col border-b border-line-1 bg-surface-1 outline-none"
    >
      <header className="flex min-h-9 flex-none items-center gap-2 border-b border-line-1 bg-surface-2 ps-3 pe-2">
        <h2 className="t-12 font-medium">{say('touchUps.heard')}</h2>
        <span className="figures min-w-0 flex-1 truncate t-12 text-text-3">
          {`${mediaTime(heard.startMs)} – ${mediaTime(heard.endMs)}`}
          {differences.length > 0 && ` · ${say('touchUps.differences', { count: differences.length })}`}
        </span>
        {(wordsOnly || saidOtherwise.length < all.length) && (
          <IconButton
            icon={CaseSensitive}
            label={say('touchUps.wordsOnly')}
            keys={null}
            size="small"
            pressed={wordsOnly}
            onClick={() => setWordsOnly(!wordsOnly)}
          />
        )}
        <IconButton
          icon={Play}
          label={say('touchUps.playStretch')}
          keys={null}
          size="small"
          pressed={null}
          onClick={() => session.player.playRange(heard.startMs, heard.endMs, 'once')}
        />
        <IconButton
          icon={X}
          label={say('touchUps.hide')}
          keys={ownKey('Escape')}
          size="small"
          pressed={null}
          onClick={hide}
        />
      </header>
      <Note outcome={outcome} heard={heard} onAdd={() => carry('touchUps.addNew', [])} />
      {differences.length > 0 && (
        <>
          <ul aria-label={say('touchUps.list')} className="min-h-0 flex-1 overflow-y-auto">
            {differences.map((difference, index) => (
              <HeardRow
                key={keyOf(difference)}
                index={index}
                difference={difference}
                verdict={verdicts.get(keyOf(difference)) ?? null}
                isCurrent={index === at}
                onFocus={() => setWantedAt(index)}
                onPlay={() => play(index)}
                onDecide={(verdict) => decide(index, verdict)}
              />
            ))}
          </ul>
          <footer className="flex flex-none flex-wrap items-center justify-end gap-2 border-t border-line-1 px-3 py-1.5">
            <Keys />
            <Button kind="quiet" size="small" onClick={discard}>
              {say('touchUps.keepAll')}
            </Button>
            <Button kind="normal" size="small" onClick={() => carry('touchUps.take', differences)}>
              {say('touchUps.takeAll')}
            </Button>
            <Button
              kind="primary"
              size="small"
              disabled={chosen.length === 0}
              onClick={() => carry('touchUps.take', chosen)}
            >
              <ButtonContent icon={null} keys={ownKey('$mod+Enter')}>
                {say('touchUps.takeChosen', { count: chosen.length })}
              </ButtonContent>
            </Button>
          </footer>
        </>
      )}
    </section>
  );
}

/** Those of a moment ago that are still differences: the text may have changed since they were drawn. */
function stillThere(
  chosen: readonly HeardDifference[],
  now: readonly HeardDifference[],
): readonly HeardDifference[] {
  const wanted = new Set(chosen.map(keyOf));
  return now.filter((difference) => wanted.has(keyOf(difference)));
}

interface NoteProps {
  readonly outcome: ReturnType<typeof outcomeOf>;
  readonly heard: HeardAgain;
  readonly onAdd: () => void;
}

function Note({ outcome, heard, onAdd }: NoteProps) {
  switch (outcome) {
    case 'differs':
      return null;
    case 'same':
      return (
        <StateNote
          icon={CircleCheck}
          tone="ok"
          title={say('touchUps.same')}
          detail={say('touchUps.sameDetail')}
          action={null}
        />
      );
    case 'nothing':
    case 'silent':
      return (
        <StateNote
          icon={AudioLines}
          tone="quiet"
          title={say('touchUps.nothing')}
          detail={say(outcome === 'silent' ? 'touchUps.nothingButText' : 'touchUps.nothingDetail')}
          action={null}
        />
      );
    case 'new':
      return (
        <StateNote
          icon={AudioLines}
          tone="accent"
          title={say('touchUps.new')}
          detail={<bdi>{joinWords(heard.words)}</bdi>}
          action={
            <Button kind="primary" size="small" onClick={onAdd}>
              <ButtonContent icon={Plus} keys={null}>
                {say('touchUps.addNew')}
              </ButtonContent>
            </Button>
          }
        />
      );
  }
}

/** What the rows' keys do, for those who use them. */
function Keys() {
  const legend = [
    [ownKey('Enter'), say('touchUps.takeOne')],
    [ownKey('Backspace'), say('touchUps.keepOne')],
    [ownKey('Space'), say('touchUps.playOne')],
  ] as const;
  return (
    <p className="flex w-full flex-wrap gap-x-3 t-11 text-text-3">
      {legend.map(([keys, what]) => (
        <span key={keys} className="flex items-baseline gap-1">
          <Kbd keys={keys} /> {what}
        </span>
      ))}
    </p>
  );
}

/**
 * Takes the focus when it opens, and gives it back where it was. Not from somebody who went on writing while the
 * engine worked: for them it is one press of F6 away.
 */
function useKeptFocus(section: React.RefObject<HTMLElement | null>, touchUpId: string): void {
  const session = useSession();
  useEffect(() => {
    const { asked } = touchUpState(session).getState();
    const before = document.activeElement;
    const isWriting =
      before instanceof HTMLElement && before.closest('input,textarea,[contenteditable]') !== null;
    const begun = asked.get(touchUpId)?.project ?? null;
    if (isWriting && begun !== session.document.project()) return undefined;
    const find = (selector: string) => section.current?.querySelector<HTMLElement>(selector) ?? null;
    (find('[data-difference]') ?? find('[data-primary]') ?? section.current)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [section, session, touchUpId]);
}
