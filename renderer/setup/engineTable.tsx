import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react';
import type { EngineRow } from '../../common/contract/setup.ts';
import { Button } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { Progress } from '../design/progress.tsx';
import { TableHead, tableRow } from '../design/tables.tsx';
import { explainHere } from '../text/failures.ts';
import { say } from '../text/text.ts';
import {
  type EngineState,
  engineSize,
  engineState,
  selfTestSentence,
  slotsText,
  workFacts,
} from './setupText.ts';
import { useSought } from './sought.ts';

export const STATE_ICONS = {
  working: { icon: CircleCheck, tone: 'text-ok' },
  installed: { icon: CircleCheck, tone: 'text-text-3' },
  broken: { icon: CircleAlert, tone: 'text-bad' },
  failed: { icon: CircleAlert, tone: 'text-bad' },
  absent: { icon: CircleDashed, tone: 'text-text-3' },
  busy: { icon: LoaderCircle, tone: 'text-accent-text' },
} as const satisfies Record<EngineState, object>;

const columns =
  'grid grid-cols-[16px_minmax(120px,160px)_minmax(0,1fr)_76px_104px] items-center gap-x-3 px-4';

export interface EngineDeeds {
  readonly onInstall: (row: EngineRow) => void;
  readonly onTest: (row: EngineRow) => void;
  readonly onRepair: (row: EngineRow) => void;
  readonly onCancel: (row: EngineRow) => void;
}

interface EngineTableProps extends EngineDeeds {
  readonly engines: readonly EngineRow[];
  readonly chosen: string | null;
  /** What the screen was opened for; null for nothing. */
  readonly sought: string | null;
  readonly onChoose: (id: string) => void;
}

/** Each engine: what it is good at, whether it works, and the one thing to do about it. */
export function EngineTable({ engines, chosen, sought, onChoose, ...deeds }: EngineTableProps) {
  return (
    <section aria-labelledby="engines-head">
      <header className="flex h-11 items-center gap-3 px-4">
        <h2 id="engines-head" className="t-15 font-semibold">
          {say('setup.engines')}
        </h2>
        <p className="min-w-0 truncate t-12 text-text-3">{say('setup.enginesAbout')}</p>
      </header>
      <TableHead className={columns} aria-hidden="true">
        <span />
        <span>{say('setup.name')}</span>
        <span>{say('setup.goodAt')}</span>
        <span className="text-end">{say('setup.size')}</span>
        <span />
      </TableHead>
      <ul aria-labelledby="engines-head">
        {engines.map((row) => (
          <Row
            key={row.id}
            row={row}
            isChosen={row.id === chosen}
            isSought={row.id === sought}
            onChoose={() => onChoose(row.id)}
            deeds={deeds}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly row: EngineRow;
  readonly isChosen: boolean;
  readonly isSought: boolean;
  readonly onChoose: () => void;
  readonly deeds: EngineDeeds;
}

function Row({ row, isChosen, isSought, onChoose, deeds }: RowProps) {
  const place = useSought<HTMLLIElement>(isSought);
  const state = engineState(row);
  const { icon, tone } = STATE_ICONS[state];
  return (
    <li ref={place} className={classes(tableRow, columns, 'min-h-11 py-1.5')} aria-current={isChosen}>
      <span className={tone}>
        <Icon of={icon} size={16} />
      </span>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className="min-w-0 border-0 bg-transparent p-0 text-start"
      >
        <span className="block truncate t-13 font-medium">{row.title}</span>
        <span className="block truncate t-11 text-text-3">{say(`setup.state.${state}`)}</span>
      </button>
      <About row={row} />
      <span className="figures text-end t-12 text-text-2">{row.work === null ? engineSize(row) : ''}</span>
      <span className="flex justify-end">
        <Deed row={row} state={state} deeds={deeds} />
      </span>
    </li>
  );
}

function About({ row }: { readonly row: EngineRow }) {
  const { work, failure, problem } = row;
  if (work !== null) {
    return (
      <div role="status" className="min-w-0">
        <p className="flex justify-between gap-3 t-11 text-text-2">
          <span className="truncate">{work.message}</span>
          <span className={classes('figures flex-none', work.stalled && 'text-warn')}>{workFacts(work)}</span>
        </p>
        <Progress
          label={say('setup.progressOf', { name: row.title })}
          fraction={work.fraction}
          tone="accent"
          className="mt-1.5"
        />
      </div>
    );
  }
  const bad = problem ?? failure;
  if (bad !== null) {
    const { reason, repair } = explainHere(bad);
    return (
      <p role="alert" className="min-w-0 t-12 text-bad">
        {reason} {repair}
      </p>
    );
  }
  return (
    <p className="min-w-0 t-12 text-text-2">
      {row.summary}
      <span className="block truncate t-11 text-text-3">
        {row.installed ? (selfTestSentence(row) ?? slotsText(row)) : slotsText(row)}
      </span>
    </p>
  );
}

interface DeedProps {
  readonly row: EngineRow;
  readonly state: EngineState;
  readonly deeds: EngineDeeds;
}

/** The one button of a row; its accessible name says which engine it is about. */
function Deed({ row, state, deeds }: DeedProps) {
  const button = (id: 'install' | 'test' | 'repair' | 'again' | 'cancel', act: (row: EngineRow) => void) => (
    <Button
      kind="normal"
      size="small"
      aria-label={say('setup.deedOn', { deed: say(`setup.${id}`), name: row.title })}
      onClick={() => act(row)}
    >
      {say(`setup.${id}`)}
    </Button>
  );
  switch (state) {
    case 'busy':
      return button('cancel', deeds.onCancel);
    case 'broken':
      return button('repair', deeds.onRepair);
    case 'failed':
      return button('again', deeds.onInstall);
    case 'absent':
      return button('install', deeds.onInstall);
    case 'installed':
    case 'working':
      return button('test', deeds.onTest);
  }
}
