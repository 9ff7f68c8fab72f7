import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Captions as CaptionsIcon, CircleCheck } from 'lucide-react';
import {
  type ComponentProps,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import { useStore } from 'zustand';
import type { Violation } from '../../common/captions/checks/violation.ts';
import type { Cue } from '../../common/captions/cue.ts';
import type { Project } from '../../common/document/types.ts';
import { runAction } from '../actions/action.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { ContextMenu } from '../design/menu.tsx';
import { EmptyState } from '../design/states.tsx';
import { TableHead } from '../design/tables.tsx';
import { useIdleViolations } from '../session/idleDocument.ts';
import { type EditorSession, useDocument, useSelection, useSession, useView } from '../session/session.ts';
import { say } from '../text/text.ts';
import { type CaptionsState, captionsState } from './captionsState.ts';
import { chooseCue } from './cueEdits.ts';
import { indexOfCue, indexOfWord, rulesOfCue } from './cueLookup.ts';
import { cueMenu } from './cueMenu.ts';
import { CueRow, cueColumns, rowHeight } from './cueRow.tsx';
import { usePlayingCues } from './playingCues.ts';

const END = Number.POSITIVE_INFINITY;

/** Every cue, of which only those in sight (and the one that is edited) have rows. */
export function CueTable() {
  const session = useSession();
  const app = useApp();
  const filter = useStore(captionsState(session), (current) => current.filter);
  const speed = useDocument((document) => document.captions().profile.readingSpeed.value.others.unit);
  const isEmpty = useDocument((document) =>
    filter === 'all' ? document.captions().cues.length === 0 : document.violations().length === 0,
  );
  const isEditing = useStore(captionsState(session), (current) => current.editing !== null);
  if (isEmpty && !isEditing) return <NoRows isFiltered={filter === 'problems'} />;
  return (
    <>
      <TableHead className={classes(cueColumns, '[&>*]:px-1.5')} role="presentation">
        <span className="text-right">#</span>
        <span />
        <span className="text-right">{say('captions.in')}</span>
        <span className="hidden text-right @min-[700px]:block">{say('captions.out')}</span>
        <span className="text-right">{say('captions.dur')}</span>
        <span className="text-right">{say(speedHead(speed))}</span>
        <span className="text-right">{say('captions.len')}</span>
        <span className="!ps-2">{say('captions.textHead')}</span>
      </TableHead>
      {/* The menu stays as it is while rows change below it. */}
      <ContextMenu entries={() => cueMenu(session, app)} onOpen={() => undefined}>
        <CueGrid />
      </ContextMenu>
    </>
  );
}

/** Signs at the rows may be a moment late; which rows there are may not. */
function useViolations(filter: CaptionsState['filter']): readonly Violation[] {
  const late = useIdleViolations();
  return useDocument((document) => (filter === 'problems' ? document.violations() : late));
}

/** `ref` and whatever else comes is the menu's. */
function CueGrid({ ref, ...trigger }: ComponentProps<'div'>) {
  const session = useSession();
  const captions = useDocument((document) => document.captions());
  const state = captionsState(session);
  const filter = useStore(state, (current) => current.filter);
  const violations = useViolations(filter);
  const editing = useStore(state, (current) => current.editing);
  const selection = useSelection((current) => current);
  const isFollowing = useView((view) => view.follow);
  const scroller = useRef<HTMLDivElement>(null);
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      if (typeof ref === 'function') ref(element);
      else if (ref !== null && ref !== undefined) ref.current = element;
    },
    [ref],
  );
  const enter = useStore(state, (current) => current.enter);
  const { cues } = captions;

  const byCue = useMemo(() => grouped(violations), [violations]);
  const editingAt = indexOfCue(captions, editing);
  const rows = useMemo(() => {
    if (filter === 'all') return null;
    const shown = new Set(byCue.keys());
    // A row does not vanish under the caret because its problem is solved.
    if (editingAt >= 0) shown.add(editingAt);
    return [...shown].sort((left, right) => left - right);
  }, [filter, byCue, editingAt]);
  const cueAt = useCallback((row: number) => (rows === null ? row : (rows[row] ?? 0)), [rows]);
  const rowOf = useCallback((at: number) => (rows === null ? at : rows.indexOf(at)), [rows]);
  const chosen = useMemo(() => {
    const own = indexOfCue(captions, selection.cue);
    return own >= 0 || selection.focus === null ? own : indexOfWord(captions, selection.focus);
  }, [captions, selection.cue, selection.focus]);
  const { speakers } = captions.memory.project;
  const colors = useMemo(() => paletteOf(speakers), [speakers]);

  const editingRow = editingAt < 0 ? -1 : rowOf(editingAt);
  const count = rows === null ? cues.length : rows.length;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: useCallback((row: number) => heightOf(cues[cueAt(row)]), [cues, cueAt]),
    // The edited row keeps its element, and with it the caret and what is being composed, whatever its words become.
    getItemKey: useCallback(
      (row: number) => (row === editingRow ? 'edited' : (cues[cueAt(row)]?.firstWordId ?? row)),
      [cues, cueAt, editingRow],
    ),
    rangeExtractor: useCallback(
      (range: Range) => withRow(defaultRangeExtractor(range), editingRow),
      [editingRow],
    ),
    overscan: 10,
  });

  usePlayingCues(scroller, {
    onEnter: (at) => {
      const row = rowOf(at);
      if (isFollowing && editingAt < 0 && row >= 0) virtualizer.scrollToIndex(row, { align: 'auto' });
    },
  });
  const chosenRow = chosen < 0 ? -1 : rowOf(chosen);
  const { by } = selection;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a choice scrolls, not every change of the rows
  useLayoutEffect(() => {
    if (chosenRow >= 0 && chosenRow < count) virtualizer.scrollToIndex(chosenRow, { align: 'auto' });
  }, [selection.cue, selection.focus, by]);
  useEffect(() => {
    if (editing !== null && editingAt < 0) state.setState({ editing: null });
  }, [editing, editingAt, state]);

  const startEditing = useCallback(
    (at: number, letters: number) => {
      const cue = session.document.captions().cues[at];
      if (cue === undefined) return;
      chooseCue(session, at, 'captions');
      state.setState({ editing: cue.firstWordId, enter: { letters } });
    },
    [session, state],
  );
  const onLeave = useCallback(
    (at: number, to: 'previous' | 'next' | 'out') => {
      const next = to === 'previous' ? cueAt(rowOf(at) - 1) : cueAt(rowOf(at) + 1);
      const isThere = rowOf(next) >= 0 && next < session.document.captions().cues.length && next >= 0;
      if (to === 'out' || !isThere) {
        if (to === 'out') state.setState({ editing: null });
        if (to === 'out') scroller.current?.focus({ preventScroll: true });
        return;
      }
      startEditing(next, to === 'previous' ? END : 0);
    },
    [cueAt, rowOf, session, startEditing, state],
  );

  const move = (by: number) => {
    const row = Math.min(count - 1, Math.max(0, (chosenRow < 0 ? (by > 0 ? -1 : count) : chosenRow) + by));
    chooseCue(session, cueAt(row), 'captions');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -10,
      PageDown: 10,
      Home: -count,
      End: count,
    };
    const by = steps[event.key];
    if (by !== undefined) move(by);
    else if (event.key === 'Enter' && chosen >= 0) startEditing(chosen, END);
    else if (event.key === ' ') session.player.toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid stand free
    <div
      {...trigger}
      ref={attach}
      role="grid"
      tabIndex={0}
      aria-label={say('captions.table')}
      aria-rowcount={count}
      aria-activedescendant={chosenRow < 0 ? undefined : `cue-row-${chosen}`}
      onKeyDown={onKeyDown}
      className={classes(
        'group/grid min-h-0 flex-1 overflow-x-hidden overflow-y-auto -outline-offset-2 [contain:strict]',
        // The ring lies on the row that the keys are about.
        chosenRow >= 0 && 'outline-none',
      )}
    >
      <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const at = cueAt(item.index);
          const cue = cues[at];
          if (cue === undefined) return null;
          const isEdited = item.index === editingRow;
          return (
            // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid stand free
            // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and tells which row is meant
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
            <div
              key={item.key}
              id={`cue-row-${at}`}
              role="row"
              aria-rowindex={item.index + 1}
              aria-selected={at === chosen}
              data-cue={at}
              onClick={(event) => {
                const onText = event.target instanceof Element && event.target.closest('p') !== null;
                if (at === chosen && onText && !isEdited) startEditing(at, END);
                else if (!isEdited) chooseRow(session, at, scroller);
              }}
              onDoubleClick={() => {
                if (!isEdited) startEditing(at, END);
              }}
              onContextMenu={() => {
                if (at !== chosen) chooseRow(session, at, scroller);
              }}
              className={classes(
                cueColumns,
                'cue-row absolute inset-x-0 top-0 overflow-hidden border-b border-line-1 pt-0.5 t-13 hover:bg-surface-2 aria-selected:bg-accent-soft group-focus-visible/grid:aria-selected:outline-2 group-focus-visible/grid:aria-selected:-outline-offset-2 group-focus-visible/grid:aria-selected:outline-accent data-playing:before:absolute data-playing:before:inset-y-0 data-playing:before:left-0 data-playing:before:w-0.5 data-playing:before:bg-playhead data-playing:[&_.cue-number]:font-semibold data-playing:[&_.cue-number]:text-text-1',
              )}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              <CueRow
                cue={cue}
                at={at}
                rules={rulesOfCue(captions, cue)}
                colors={cue.lines.map(({ speakerId }) => colors.get(speakerId) ?? '').join(',')}
                violations={byCue.get(at) ?? null}
                isChosen={at === chosen}
                editing={isEdited ? enter : null}
                onLeave={onLeave}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function NoRows({ isFiltered }: { readonly isFiltered: boolean }) {
  const session = useSession();
  const app = useApp();
  const state = captionsState(session);
  if (isFiltered) {
    return (
      <EmptyState
        icon={CircleCheck}
        title={say('captions.noProblems')}
        detail={say('captions.noProblemsDetail')}
        action={
          <Button kind="normal" size="small" onClick={() => state.setState({ filter: 'all' })}>
            {say('captions.filter.all')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={CaptionsIcon}
      title={say('captions.none')}
      detail={say('captions.noneDetail')}
      action={
        <Button kind="normal" size="small" onClick={() => runAction('cues.insert', { app, session })}>
          {say('captions.write')}
        </Button>
      }
    />
  );
}

function chooseRow(session: EditorSession, at: number, scroller: RefObject<HTMLDivElement | null>): void {
  captionsState(session).setState({ editing: null });
  chooseCue(session, at, 'captions');
  scroller.current?.focus({ preventScroll: true });
}

function speedHead(unit: 'characters-per-second' | 'words-per-minute') {
  return unit === 'characters-per-second' ? 'captions.cps' : 'captions.wpm';
}

function heightOf(cue: Cue | undefined): number {
  return cue === undefined ? 24 : rowHeight(cue);
}

function grouped(violations: readonly Violation[]): ReadonlyMap<number, readonly Violation[]> {
  const byCue = new Map<number, Violation[]>();
  for (const violation of violations) {
    const found = byCue.get(violation.cue);
    if (found === undefined) byCue.set(violation.cue, [violation]);
    else found.push(violation);
  }
  return byCue;
}

/** Colours as text by speaker; speakers whose colour nobody chose go by their place. */
function paletteOf(speakers: Project['speakers']): ReadonlyMap<string | null, string> {
  return new Map(speakers.map(({ id, color }, at) => [id, String(color ?? at)]));
}

function withRow(rows: number[], row: number): number[] {
  if (row < 0 || rows.includes(row)) return rows;
  return [...rows, row].sort((left, right) => left - right);
}
