import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { EmptyState } from '../design/states.tsx';
import { tableRow } from '../design/tables.tsx';
import { useIdleDocument } from '../session/idleDocument.ts';
import { useSelection, useSession } from '../session/session.ts';
import { mediaTime } from '../text/figures.ts';
import { say } from '../text/text.ts';

const ROW_PX = 56;

/** Where the captions break the rules of the profile, hard ones with an octagon. A row goes to its cue. */
export function ChecksTab() {
  const session = useSession();
  const violations = useIdleDocument((document) => document.violations());
  const chosenCue = useSelection((selection) => selection.cue);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: violations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  if (violations.length === 0) {
    return (
      <EmptyState
        icon={CircleCheck}
        title={say('inspector.noProblems')}
        detail={say('inspector.noProblemsDetail')}
        action={null}
      />
    );
  }
  const { cues } = session.document.captions();
  const goTo = (index: number) => {
    const cue = cues[index];
    if (cue === undefined) return;
    session.selection.setState({
      words: [cue.firstWordId],
      anchor: cue.firstWordId,
      focus: cue.firstWordId,
      cue: cue.firstWordId,
      by: 'inspector',
    });
    session.player.seek(cue.startMs);
  };
  return (
    <div className="flex h-full flex-col">
      <h2 className="flex h-9 flex-none items-center border-b border-line-1 px-3 t-12 font-medium">
        {say('inspector.problemCount', { count: violations.length })}
      </h2>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <ul aria-label={say('inspector.checks')} className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const violation = violations[index];
            if (violation === undefined) return null;
            const isHard = violation.severity === 'hard';
            const isChosen = cues[violation.cue]?.firstWordId === chosenCue;
            return (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                aria-current={isChosen}
                className={classes(tableRow, 'inset-x-0 top-0')}
                // A row of a table is `relative` by its class, and would be moved down by the rows before it twice.
                style={{ position: 'absolute', transform: `translateY(${start}px)` }}
              >
                <button
                  type="button"
                  onClick={() => goTo(violation.cue)}
                  className="focus-inset grid w-full grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2.5 border-0 bg-transparent px-3 py-2 text-start"
                >
                  <span className={classes('mt-0.5', isHard ? 'text-bad' : 'text-warn')}>
                    <Icon of={isHard ? OctagonAlert : TriangleAlert} size={14} />
                    <span className="sr-only">{say(isHard ? 'inspector.hard' : 'inspector.soft')}</span>
                  </span>
                  <span className="t-12">{violation.message}</span>
                  <span className="figures t-12 text-text-3">
                    {say('inspector.cueNumber', { number: violation.cue + 1 })}
                    <br />
                    {mediaTime(violation.startMs)}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
