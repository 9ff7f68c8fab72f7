import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleCheck } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { reviewWords } from '../../common/document/compose.ts';
import { findWord } from '../../common/document/queries.ts';
import type { Suspicion, SuspicionReason } from '../../common/document/suspicion.ts';
import type { Project } from '../../common/document/types.ts';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { Select } from '../design/select.tsx';
import { EmptyState } from '../design/states.tsx';
import { tableRow } from '../design/tables.tsx';
import { Segments } from '../design/tabs.tsx';
import { suspiciousWords } from '../document/doubtfulWords.ts';
import { carryOut, single } from '../editing/edit.ts';
import { ownKey } from '../keys/ownKey.ts';
import { useIdleDocument } from '../session/idleDocument.ts';
import { selectWord } from '../session/select.ts';
import { useSession } from '../session/session.ts';
import { figure, mediaTime } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { countReasons, type DoubtWish, listed, REASONS } from './doubtList.ts';
import { REVIEW_LIST } from './reviewActions.ts';

const ROW_PX = 48;

/** No reason is called this. */
const ANY = '';

/** All words that deserve a look, to go through: Enter leads to one, C marks it as checked and it is gone. */
export function ReviewTab() {
  const app = useApp();
  const session = useSession();
  const suspicions = useSuspicions();
  const [wish, setWish] = useState<DoubtWish>({ reason: null, order: 'time' });
  const [wantedAt, setWantedAt] = useState(0);
  const list = useMemo(() => listed(suspicions, wish), [suspicions, wish]);
  const counts = useMemo(() => countReasons(suspicions), [suspicions]);
  const at = Math.min(wantedAt, list.length - 1);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  const moveTo = (index: number) => {
    const bounded = Math.max(0, Math.min(list.length - 1, index));
    setWantedAt(bounded);
    rows.scrollToIndex(bounded);
  };
  const goTo = (index: number) => {
    moveTo(index);
    const wordId = list[index]?.wordId;
    if (wordId === undefined) return;
    selectWord(session, wordId, 'inspector');
    const word = findWord(session.document.project(), wordId)?.word;
    if (word?.startMs != null && word.endMs !== null) {
      session.player.playRange(word.startMs, word.endMs, 'once');
    }
  };
  const check = (from: number) => {
    session.document.settle();
    // The list follows a moment late: a second press means the next word, not the one that is on its way out.
    const { reviewed } = session.document.project().decisions;
    const inTurn = [...list.slice(from), ...list.slice(0, from).toReversed()];
    const wordId = inTurn.find((one) => !reviewed.has(one.wordId))?.wordId;
    if (wordId === undefined) return;
    const edit = { ok: true, value: reviewWords([wordId], true) } as const;
    carryOut({ app }, session, edit, single('transcript.review'));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || (event.ctrlKey && event.code !== 'Enter')) return;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => moveTo(at + 1),
      KeyJ: () => moveTo(at + 1),
      ArrowUp: () => moveTo(at - 1),
      KeyK: () => moveTo(at - 1),
      PageDown: () => moveTo(at + 10),
      PageUp: () => moveTo(at - 10),
      Home: () => moveTo(0),
      End: () => moveTo(list.length - 1),
      Enter: () => (event.ctrlKey ? check(at) : goTo(at)),
      Space: () => goTo(at),
      KeyC: () => check(at),
    };
    const act = keys[event.code];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const reasons = REASONS.filter((reason) => counts.has(reason) || reason === wish.reason);
  if (suspicions.length === 0) {
    return (
      <EmptyState
        icon={CircleCheck}
        title={say('review.none')}
        detail={say('review.noneDetail')}
        action={null}
      />
    );
  }
  return (
    <div className="flex h-full flex-col">
      <header className="grid flex-none gap-2 border-b border-line-1 px-3 py-2">
        <h2 className="t-12 font-medium">{say('review.count', { count: suspicions.length })}</h2>
        <div className="flex flex-wrap items-center gap-2">
          <Select<SuspicionReason | typeof ANY>
            id={undefined}
            label={say('review.reason')}
            value={wish.reason ?? ANY}
            onChange={(reason) => {
              setWish({ ...wish, reason: reason === ANY ? null : reason });
              moveTo(0);
            }}
            options={[
              { value: ANY, label: say('review.any'), note: figure(suspicions.length, 0), disabled: false },
              ...reasons.map((reason) => ({
                value: reason,
                label: say(`review.reason.${reason}`),
                note: figure(counts.get(reason) ?? 0, 0),
                disabled: false,
              })),
            ]}
            size="small"
            className="min-w-0 flex-1"
          />
          <Segments<DoubtWish['order']>
            label={say('review.order')}
            value={wish.order}
            onChange={(order) => {
              setWish({ ...wish, order });
              moveTo(0);
            }}
            options={[
              { value: 'time', label: say('review.order.time') },
              { value: 'score', label: say('review.order.score') },
            ]}
          />
        </div>
      </header>
      <div
        ref={scroller}
        {...{ [REVIEW_LIST]: '' }}
        role="listbox"
        aria-label={say('review.list')}
        aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="focus-inset group/list min-h-0 flex-1 overflow-y-auto outline-none"
      >
        <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const suspicion = list[index];
            if (suspicion === undefined) return null;
            return (
              <div
                key={suspicion.wordId}
                role="presentation"
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start}px)` }}
              >
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys */}
                {/* biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active option */}
                <div
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === at}
                  aria-posinset={index + 1}
                  aria-setsize={list.length}
                  onClick={() => goTo(index)}
                  className={classes(
                    tableRow,
                    'flex flex-col justify-center px-3 group-focus-visible/list:aria-selected:outline-2 group-focus-visible/list:aria-selected:-outline-offset-2 group-focus-visible/list:aria-selected:outline-accent',
                  )}
                  style={{ height: ROW_PX }}
                >
                  <Doubt project={session.document.project()} suspicion={suspicion} />
                </div>
              </div>
            );
          })}
        </div>
      </div>
      <footer className="flex flex-none flex-wrap gap-2 border-t border-line-1 px-3 py-2">
        <Button kind="normal" size="small" disabled={at < 0} onClick={() => goTo(at)}>
          <ButtonContent icon={null} keys={ownKey('Enter')}>
            {say('review.goTo')}
          </ButtonContent>
        </Button>
        <Button kind="normal" size="small" disabled={at < 0} onClick={() => check(at)}>
          <ButtonContent icon={null} keys={ownKey('KeyC')}>
            {say('review.check')}
          </ButtonContent>
        </Button>
      </footer>
    </div>
  );
}

function Doubt({ project, suspicion }: { readonly project: Project; readonly suspicion: Suspicion }) {
  const word = findWord(project, suspicion.wordId)?.word;
  return (
    <>
      <span className="flex items-baseline gap-2">
        <bdi className="min-w-0 flex-1 truncate t-13 font-medium">{word?.text ?? ''}</bdi>
        <span className="figures t-12 text-text-3">
          {word?.startMs == null ? say('inspector.noTime') : mediaTime(word.startMs)}
        </span>
      </span>
      <span className="truncate t-12 text-text-2">
        {suspicion.reasons.map((reason) => say(`review.reason.${reason}`)).join(', ')}
      </span>
    </>
  );
}

/** A moment late after an edit; the same list while the words and what was checked are the same. */
function useSuspicions(): readonly Suspicion[] {
  const { settings } = useSession();
  const doubtBelow = useStore(settings, (one) => one.doubtBelow);
  const project = useIdleDocument((document) => document.project());
  const { utterances, decisions } = project;
  const { reviewed } = decisions;
  // biome-ignore lint/correctness/useExhaustiveDependencies: nothing else of the project is read
  return useMemo(() => suspiciousWords(project, doubtBelow), [utterances, reviewed, doubtBelow]);
}
