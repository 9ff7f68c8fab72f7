import { History } from 'lucide-react';
import { Button } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { EmptyState } from '../design/states.tsx';
import { tableRow } from '../design/tables.tsx';
import { useDocument, useSession } from '../session/session.ts';
import { clockTime } from '../text/figures.ts';
import { type MessageId, say } from '../text/text.ts';

/** The edits so far, newest first; each can be gone back to. Undo survives saving. */
export function HistoryTab() {
  const session = useSession();
  const undo = useDocument((document) => document.state().undo);
  const goBack = (count: number) => session.document.undoSteps(count);
  if (undo.steps.length === 0) {
    return (
      <EmptyState
        icon={History}
        title={say('inspector.noHistory')}
        detail={say('inspector.noHistoryDetail')}
        action={
          undo.redo === null ? null : (
            <Button kind="normal" size="small" onClick={() => session.document.redo()}>
              {say('inspector.redoOne')}
            </Button>
          )
        }
      />
    );
  }
  return (
    <ol aria-label={say('inspector.history')} className="h-full overflow-y-auto">
      {undo.steps.map(({ label, atMs }, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the list
          key={index}
          className={classes(tableRow, 'group flex min-h-9 items-center gap-2 px-3 t-13')}
        >
          <span className="min-w-0 flex-1 truncate">{say(label as MessageId)}</span>
          <span className="figures t-12 text-text-3">{clockTime(atMs)}</span>
          <Button
            kind="quiet"
            size="small"
            aria-label={say('inspector.undoTo', { label: say(label as MessageId) })}
            onClick={() => goBack(index + 1)}
          >
            {say('inspector.undoHere')}
          </Button>
        </li>
      ))}
    </ol>
  );
}
