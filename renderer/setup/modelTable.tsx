import { CircleAlert, CircleCheck, CircleDashed, FolderInput, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import type { ModelView } from '../../common/contract/models.ts';
import type { SetupView } from '../../common/contract/setup.ts';
import { Button, ButtonContent } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { SearchField } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { Progress } from '../design/progress.tsx';
import { Select } from '../design/select.tsx';
import { EmptyState } from '../design/states.tsx';
import { TableHead, tableRow } from '../design/tables.tsx';
import { explainHere } from '../text/failures.ts';
import { fileSize, timeLeft } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { kindText, languagesText, licenceWarning } from './setupText.ts';
import { useSought } from './sought.ts';
import { type SpeedTexts, speedTexts } from './speeds.ts';

const ICONS = {
  ready: { icon: CircleCheck, tone: 'text-ok' },
  absent: { icon: CircleDashed, tone: 'text-text-3' },
  loading: { icon: LoaderCircle, tone: 'text-accent-text' },
  broken: { icon: CircleAlert, tone: 'text-bad' },
} as const;

const columns =
  'grid grid-cols-[16px_minmax(140px,220px)_76px_84px_minmax(0,1fr)_104px] items-center gap-x-3 px-4 max-[1200px]:grid-cols-[16px_minmax(120px,180px)_60px_64px_minmax(0,1fr)_88px] max-[1200px]:gap-x-2';

export interface ModelDeeds {
  readonly onLoad: (model: ModelView) => void;
  readonly onCancel: (model: ModelView) => void;
  readonly onRemove: (model: ModelView) => void;
  /** `page`: whose terms are to be accepted. */
  readonly onToken: (model: ModelView, page: string | null) => void;
  readonly onImport: () => void;
}

interface ModelTableProps extends ModelDeeds {
  readonly view: Pick<SetupView, 'models' | 'speeds' | 'machine' | 'token'>;
  /** Titles of engines by id. */
  readonly engineTitles: ReadonlyMap<string, string>;
  /** What the screen was opened for: an id, a kind or `kind/id`; null for nothing. */
  readonly sought: string | null;
}

/** What can be loaded and what is here, by kind and name. */
export function ModelTable({ view, engineTitles, sought, ...deeds }: ModelTableProps) {
  const { models, token } = view;
  const soughtKind = models.find((model) => model.kind === sought)?.kind ?? null;
  const [kind, setKind] = useState<string>(soughtKind ?? 'all');
  const head = useSought<HTMLElement>(soughtKind !== null);
  const [search, setSearch] = useState('');
  const kinds = [...new Set(models.map((model) => model.kind as string))];
  const wanted = search.trim().toLowerCase();
  const shown = models
    .filter(
      (model) =>
        (kind === 'all' || model.kind === kind) &&
        `${model.title} ${model.id} ${model.summary} ${languagesText(model.languages)}`
          .toLowerCase()
          .includes(wanted),
    )
    // What is here, or on its way, first.
    .toSorted((left, right) => Number(left.state === 'absent') - Number(right.state === 'absent'));
  return (
    <section aria-labelledby="models-head">
      <header ref={head} className="flex min-h-11 flex-wrap items-center gap-3 px-4 py-2">
        <h2 id="models-head" className="t-15 font-semibold">
          {say('setup.models')}
        </h2>
        <span className="flex-1" />
        <SearchField
          value={search}
          onChange={setSearch}
          label={say('setup.searchModels')}
          clearLabel={say('setup.clearSearch')}
          className="w-44"
        />
        <Select
          id={undefined}
          label={say('setup.kindOfModel')}
          value={kind}
          onChange={setKind}
          size="normal"
          className="w-52"
          options={['all', ...kinds].map((value) => ({
            value,
            label: value === 'all' ? say('setup.allKinds') : kindText(value),
            note: null,
            disabled: false,
          }))}
        />
        <Button kind="normal" size="normal" onClick={deeds.onImport}>
          <ButtonContent icon={FolderInput} keys={null}>
            {say('setup.import')}
          </ButtonContent>
        </Button>
      </header>
      <TableHead className={columns} aria-hidden="true">
        <span />
        <span>{say('setup.name')}</span>
        <span className="text-end">{say('setup.size')}</span>
        <span className="text-end">{say('setup.speedHere')}</span>
        <span>{say('setup.modelLanguages')}</span>
        <span />
      </TableHead>
      {shown.length === 0 ? (
        <EmptyState
          icon={CircleDashed}
          title={say('setup.noModels')}
          detail={say('setup.noModelsDetail')}
          action={null}
        />
      ) : (
        <ul aria-labelledby="models-head">
          {shown.map((model) => (
            <Row
              key={`${model.kind}/${model.id}`}
              model={model}
              speed={speedTexts(model, view, engineTitles)}
              engineTitles={engineTitles}
              hasToken={token !== null}
              isSought={[model.id, `${model.kind}/${model.id}`].includes(sought ?? '')}
              deeds={deeds}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  readonly model: ModelView;
  readonly speed: SpeedTexts;
  readonly engineTitles: ReadonlyMap<string, string>;
  readonly hasToken: boolean;
  readonly isSought: boolean;
  readonly deeds: ModelDeeds;
}

function Row({ model, speed, engineTitles, hasToken, isSought, deeds }: RowProps) {
  const place = useSought<HTMLLIElement>(isSought);
  const { icon, tone } = ICONS[model.state];
  const used = model.usedBy.map((id) => engineTitles.get(id) ?? id).join(', ');
  return (
    <li ref={place} className={classes(tableRow, columns, 'min-h-9 py-1')} aria-current={isSought}>
      <span className={tone}>
        <Icon of={icon} size={16} />
        <span className="sr-only">{say(`setup.model.${model.state}`)}</span>
      </span>
      <span className="min-w-0">
        <span className="block truncate t-13 font-medium" title={model.path ?? model.summary}>
          {model.title}
        </span>
        <span className="block truncate t-11 text-text-3">{kindText(model.kind)}</span>
      </span>
      <span className="figures text-end t-12 text-text-2">
        {model.sizeBytes === null ? '' : fileSize(model.sizeBytes)}
      </span>
      <span className="figures text-end t-12 text-text-2" title={speed.all}>
        <span aria-hidden="true">{speed.short}</span>
        <span className="sr-only">{speed.spoken}</span>
      </span>
      <Facts model={model} used={used} onToken={hasToken ? deeds.onToken : null} />
      <span className="flex justify-end">
        <Deed model={model} hasToken={hasToken} deeds={deeds} />
      </span>
    </li>
  );
}

interface FactsProps {
  readonly model: ModelView;
  readonly used: string;
  /** Null where the row's own button does it. */
  readonly onToken: ModelDeeds['onToken'] | null;
}

function Facts({ model, used, onToken }: FactsProps) {
  const { progress, failure } = model;
  if (model.state === 'loading' && progress !== null) {
    const { doneBytes, totalBytes, etaSeconds } = progress;
    return (
      <div role="status" className="min-w-0">
        <p className="flex justify-between gap-3 t-11 text-text-2">
          <span className="truncate">{progress.message}</span>
          <span className="figures flex-none">
            {totalBytes !== null &&
              say('setup.bytesOf', { done: fileSize(doneBytes), total: fileSize(totalBytes) })}
            {etaSeconds !== null && ` · ${say('setup.left', { time: timeLeft(etaSeconds) })}`}
          </span>
        </p>
        <Progress
          label={say('setup.progressOf', { name: model.title })}
          fraction={totalBytes === null || totalBytes === 0 ? null : doneBytes / totalBytes}
          tone="accent"
          className="mt-1"
        />
      </div>
    );
  }
  if (failure !== null) {
    const { reason, repair } = explainHere(failure);
    return (
      <div className="min-w-0">
        <p role="alert" className="t-12 text-bad">
          {reason} {repair}
        </p>
        {onToken !== null && (failure.code === 'model.gated' || failure.code === 'model.token') && (
          <Button
            kind="normal"
            size="small"
            className="mt-1"
            onClick={() => onToken(model, failure.code === 'model.gated' ? failure.detail : model.page)}
          >
            {say('token.button')}
          </Button>
        )}
      </div>
    );
  }
  const warning = licenceWarning(model);
  return (
    <p className="min-w-0 t-12 text-text-2">
      {languagesText(model.languages)} · {model.licence}
      <span className="block truncate t-11 text-text-3">
        {warning !== null && <span className="text-warn">{warning} </span>}
        {used !== '' && say('setup.usedBy', { engines: used })}
      </span>
    </p>
  );
}

interface DeedProps {
  readonly model: ModelView;
  readonly hasToken: boolean;
  readonly deeds: ModelDeeds;
}

function Deed({ model, hasToken, deeds }: DeedProps) {
  const button = (deed: string, act: (model: ModelView) => void) => (
    <Button
      kind="normal"
      size="small"
      aria-label={say('setup.deedOn', { deed, name: model.title })}
      onClick={() => act(model)}
    >
      {deed}
    </Button>
  );
  if (model.state === 'loading') return button(say('setup.cancel'), deeds.onCancel);
  if (model.state === 'ready') return button(say('setup.removeModel'), deeds.onRemove);
  if (!model.downloadable) return <span className="t-11 text-text-3">{say('setup.importOnly')}</span>;
  if (model.gated && !hasToken) return button(say('token.button'), () => deeds.onToken(model, model.page));
  return button(say(model.failure === null ? 'setup.load' : 'setup.again'), deeds.onLoad);
}
