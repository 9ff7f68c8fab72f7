import { useState } from 'react';
import { stretchTimes } from '../../common/document/composeTimes.ts';
import { findWord } from '../../common/document/queries.ts';
import { LATEST_MS } from '../../common/document/wordRules.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { Labelled } from '../design/field.tsx';
import { Sheet } from '../design/sheet.tsx';
import { Segments } from '../design/tabs.tsx';
import { TimeField } from '../design/timeField.tsx';
import { selectedWords } from '../session/select.ts';
import { type EditorSession, useSession, useView } from '../session/session.ts';
import { say } from '../text/text.ts';
import { carryOut, single } from './edit.ts';

type Extent = 'all' | 'from' | 'selection';

/** Shifts and stretches the times of a selection, of all from here on, or of everything. */
export function RetimeSheet() {
  const retiming = useView((view) => view.retiming);
  return retiming ? <OpenRetimeSheet /> : null;
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

function OpenRetimeSheet() {
  const app = useApp();
  const session = useSession();
  const chosen = selectedWords(session).length > 1;
  const [extent, setExtent] = useState<Extent>(chosen ? 'selection' : 'from');
  const [range, setRange] = useState(() => rangeOf(session, chosen ? 'selection' : 'from'));
  const [onto, setOnto] = useState(range);
  const close = () => session.view.setState({ retiming: false });
  const choose = (next: Extent) => {
    setExtent(next);
    const of = rangeOf(session, next);
    setRange(of);
    setOnto(of);
  };
  const shiftTo = (fromMs: number) => setOnto({ fromMs, toMs: onto.toMs + fromMs - onto.fromMs });
  const apply = () => {
    const edit = stretchTimes(session.document.project(), range, onto);
    if (carryOut({ app }, session, edit, single('editing.retime'))) close();
  };
  const unchanged = onto.fromMs === range.fromMs && onto.toMs === range.toMs;
  const factor = (onto.toMs - onto.fromMs) / Math.max(1, range.toMs - range.fromMs);
  return (
    <Sheet
      title={say('editing.retime')}
      about={null}
      width="small"
      closeLabel={say('editing.close')}
      onClose={close}
      focus={null}
      foot={
        <>
          <Button kind="quiet" size="normal" onClick={close}>
            {say('editing.cancel')}
          </Button>
          <Button kind="primary" size="normal" disabled={unchanged || factor <= 0} onClick={apply}>
            {say('editing.apply')}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[120px_minmax(0,1fr)] items-start gap-x-4 gap-y-3 p-4">
        <span className="t-12 text-text-3">{say('editing.retimeWhat')}</span>
        <Segments<Extent>
          label={say('editing.retimeWhat')}
          value={extent}
          onChange={choose}
          options={[
            { value: 'selection', label: say('editing.retimeSelection') },
            { value: 'from', label: say('editing.retimeFrom') },
            { value: 'all', label: say('editing.retimeAll') },
          ]}
        />
        <Labelled label={say('editing.retimeStart')} hint={say('editing.retimeStartHint')} error={null}>
          {({ id, describedBy }) => (
            <TimeField
              id={id}
              label=""
              describedBy={describedBy}
              value={onto.fromMs}
              onCommit={shiftTo}
              min={0}
              max={LATEST_MS}
              step={10}
              size="normal"
              disabled={false}
              className="w-32"
            />
          )}
        </Labelled>
        <Labelled
          label={say('editing.retimeEnd')}
          hint={say('editing.retimeEndHint', { percent: (factor * 100).toFixed(3) })}
          error={factor <= 0 ? say('editing.retimeEmpty') : null}
        >
          {({ id, describedBy }) => (
            <TimeField
              id={id}
              label=""
              describedBy={describedBy}
              value={onto.toMs}
              onCommit={(toMs) => setOnto({ ...onto, toMs })}
              min={0}
              max={LATEST_MS}
              step={10}
              size="normal"
              disabled={false}
              className="w-32"
            />
          )}
        </Labelled>
      </div>
    </Sheet>
  );
}

/** The stretch of time that an extent means, from the start of its first word to the end of its last. */
function rangeOf(session: EditorSession, extent: Extent): Range {
  const project = session.document.project();
  const ids = new Set(selectedWords(session));
  const fromMs = extent === 'from' ? startHere(session) : 0;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const chunk of project.utterances.chunks) {
    for (const utterance of chunk) {
      for (const part of utterance.words.chunks) {
        for (const { id, startMs, endMs } of part) {
          if (startMs === null || endMs === null || startMs < fromMs) continue;
          if (extent === 'selection' && !ids.has(id)) continue;
          first = Math.min(first, startMs);
          last = Math.max(last, endMs);
        }
      }
    }
  }
  return Number.isFinite(first) ? { fromMs: first, toMs: last } : { fromMs: 0, toMs: 1 };
}

function startHere(session: EditorSession): number {
  const { focus } = session.selection.getState();
  const word = focus === null ? null : findWord(session.document.project(), focus)?.word;
  return word?.startMs ?? Math.round(session.player.timeMs());
}
