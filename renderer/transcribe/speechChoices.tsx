import { TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import type { EngineView, TranscribeChoice } from '../../common/contract/jobs.ts';
import type { ModelView } from '../../common/contract/models.ts';
import type { SetupView } from '../../common/contract/setup.ts';
import { type SetupSubject, useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { TextField } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { NumberField } from '../design/numberField.tsx';
import { Select } from '../design/select.tsx';
import { fileSize } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { AlignChoice } from './alignChoice.tsx';
import { cautions } from './cautions.ts';

interface ChoicesProps {
  readonly engine: EngineView;
  /** Null until the host has told. */
  readonly setup: SetupView | null;
  readonly choice: TranscribeChoice;
  readonly patch: (change: Partial<TranscribeChoice>) => void;
}

/** Models that this engine can load: those that are here, then those that could be. */
export function modelsFor(engine: EngineView, setup: SetupView | null): readonly ModelView[] {
  const ofKind = setup?.models.filter(({ kind }) => kind === engine.modelKind) ?? [];
  return [...ofKind].sort((left, right) => Number(right.state === 'ready') - Number(left.state === 'ready'));
}

/** Why this engine cannot start yet; null when it can. */
export function missingFor(
  engine: EngineView,
  choice: TranscribeChoice,
  setup: SetupView | null,
): string | null {
  if (!engine.installed && !engine.embedded) return say('transcribe.notInstalled', { engine: engine.title });
  if (engine.problem !== null) return say('transcribe.needsRepair', { engine: engine.title });
  if (engine.modelKind === null || setup === null) return null;
  const ready = modelsFor(engine, setup).filter(({ state }) => state === 'ready');
  if (ready.length === 0) return say('transcribe.noModel', { engine: engine.title });
  const isHere = choice.model === null || ready.some(({ id }) => id === choice.model);
  return isHere ? null : say('transcribe.modelAbsent');
}

/** What to look for in Engines & models where something is missing. */
export function whereMissing(engine: EngineView, { model }: TranscribeChoice): SetupSubject {
  const { id, modelKind, embedded, installed, problem } = engine;
  if ((!installed && !embedded) || problem !== null || modelKind === null)
    return { kind: 'engine', name: id };
  return { kind: 'model', name: model === null ? modelKind : `${modelKind}/${model}` };
}

/** What is wanted of the words: model, task, who speaks, what to expect, on which device. */
export function SpeechChoices(props: ChoicesProps) {
  const { engine } = props;
  return (
    <>
      <ModelChoice {...props} />
      {engine.tasks.length > 1 && <TaskChoice {...props} />}
      <SpeakersChoice {...props} />
      {engine.hints.length > 0 && <Hints {...props} />}
      <AlignChoice {...props} />
      <DeviceChoice {...props} />
      <Cautions {...props} />
    </>
  );
}

function Cautions({ engine, setup, choice }: ChoicesProps) {
  const all = cautions(engine, choice, setup);
  if (all.length === 0) return null;
  return (
    <ul className="col-start-2 flex flex-col gap-1 t-12 text-text-2" aria-label={say('transcribe.cautions')}>
      {all.map((caution) => (
        <li key={caution} className="flex gap-2">
          <span className="pt-0.5 text-warn">
            <Icon of={TriangleAlert} size={14} />
          </span>
          {caution}
        </li>
      ))}
    </ul>
  );
}

function Label({ children }: { readonly children: string }) {
  return <span className="t-12 leading-7 text-text-2">{children}</span>;
}

function ModelChoice({ engine, setup, choice, patch }: ChoicesProps) {
  const app = useApp();
  if (engine.modelKind === null) {
    if (engine.models.length < 2) return null;
    return (
      <>
        <Label>{say('transcribe.model')}</Label>
        <Select
          id={undefined}
          label={say('transcribe.model')}
          value={choice.model ?? engine.defaultModel}
          onChange={(model) => patch({ model })}
          options={engine.models.map(({ id, title }) => ({
            value: id,
            label: title,
            note: null,
            disabled: false,
          }))}
          size="normal"
          className="w-full"
        />
      </>
    );
  }
  const kind = engine.modelKind;
  const models = modelsFor(engine, setup);
  return (
    <>
      <Label>{say('transcribe.model')}</Label>
      <div className="flex min-w-0 flex-wrap gap-2">
        <Select
          id={undefined}
          label={say('transcribe.model')}
          value={choice.model ?? ''}
          onChange={(model) => patch({ model: model === '' ? null : model })}
          options={[
            { value: '', label: say('transcribe.bestModel'), note: null, disabled: false },
            ...models.map(({ id, title, state, sizeBytes }) => ({
              value: id,
              label: title,
              note: state === 'ready' ? null : sizeBytes === null ? '↓' : `↓ ${fileSize(sizeBytes)}`,
              disabled: state !== 'ready',
            })),
          ]}
          size="normal"
          className="w-64"
        />
        <Button
          kind="quiet"
          size="normal"
          onClick={() => {
            app.openLayer(null);
            app.show({ kind: 'setup', about: { kind: 'model', name: kind } });
          }}
        >
          {say('transcribe.getModels')}
        </Button>
      </div>
    </>
  );
}

function TaskChoice({ choice, patch }: ChoicesProps) {
  return (
    <>
      <Label>{say('transcribe.task')}</Label>
      <Select<TranscribeChoice['task']>
        id={undefined}
        label={say('transcribe.task')}
        value={choice.task}
        onChange={(task) => patch({ task })}
        options={(['transcribe', 'translate'] as const).map((value) => ({
          value,
          label: say(`transcribe.task.${value}`),
          note: null,
          disabled: false,
        }))}
        size="normal"
        className="w-64"
      />
    </>
  );
}

const COUNTS = ['off', 'auto', 'exact', 'between'] as const;
type Count = (typeof COUNTS)[number];

function countOf({ diarize }: TranscribeChoice): Count {
  if (diarize === null) return 'off';
  const { speakers } = diarize;
  if (speakers === null) return 'auto';
  return speakers.min === speakers.max ? 'exact' : 'between';
}

function SpeakersChoice({ setup, choice, patch }: ChoicesProps) {
  const count = countOf(choice);
  const engines =
    setup?.engines.filter(
      ({ slots, embedded, installed }) => slots.includes('diarize') && (embedded || installed),
    ) ?? [];
  const engine = choice.diarize?.engine ?? DEFAULT_DIARIZER;
  const speakers = choice.diarize?.speakers ?? { min: 2, max: 2 };
  const set = (next: Count, wanted: { readonly min: number; readonly max: number | null }) => {
    if (next === 'off') return patch({ diarize: null });
    const model = choice.diarize?.model ?? null;
    patch({ diarize: { engine, model, speakers: next === 'auto' ? null : wanted } });
  };
  const field = (label: string, value: number, change: (value: number) => void) => (
    <NumberField
      id={undefined}
      label={label}
      describedBy={undefined}
      value={value}
      onCommit={change}
      min={1}
      max={30}
      step={1}
      digits={0}
      size="normal"
      disabled={false}
      className="w-16"
    />
  );
  return (
    <>
      <Label>{say('transcribe.who')}</Label>
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <Select<Count>
          id={undefined}
          label={say('transcribe.who')}
          value={count}
          onChange={(next) => set(next, next === 'exact' ? { min: 2, max: 2 } : { min: 2, max: 4 })}
          options={COUNTS.map((value) => ({
            value,
            label: say(`transcribe.who.${value}`),
            note: null,
            disabled: value !== 'off' && choice.channel === 'split',
          }))}
          size="normal"
          className="w-64"
        />
        {count === 'exact' &&
          field(say('transcribe.whoNumber'), speakers.min, (value) =>
            set('exact', { min: value, max: value }),
          )}
        {count === 'between' && (
          <>
            {field(say('transcribe.whoLeast'), speakers.min, (value) =>
              set('between', { min: value, max: Math.max(value, speakers.max ?? value) }),
            )}
            {field(say('transcribe.whoMost'), speakers.max ?? speakers.min, (value) =>
              set('between', { min: Math.min(value, speakers.min), max: value }),
            )}
          </>
        )}
        {count !== 'off' && engines.length > 1 && (
          <Select
            id={undefined}
            label={say('transcribe.whoEngine')}
            value={engine}
            onChange={(id) => {
              if (choice.diarize !== null) patch({ diarize: { ...choice.diarize, engine: id } });
            }}
            options={engines.map(({ id, title }) => ({
              value: DIARIZER_OF[id] ?? id,
              label: title,
              note: null,
              disabled: false,
            }))}
            size="normal"
            className="w-44"
          />
        )}
      </div>
    </>
  );
}

/** Needs no download. */
const DEFAULT_DIARIZER = 'basic';

/** Under which name an engine tells speakers apart. */
const DIARIZER_OF: Readonly<Record<string, string>> = { whisperx: 'pyannote' };

function Hints({ engine, choice, patch }: ChoicesProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(choice.hotwords !== null || choice.prompt !== null);
  const value = (text: string) => (text.trim() === '' ? null : text);
  return (
    <>
      <Label>{say('transcribe.expect')}</Label>
      {isOpen ? (
        <div className="flex min-w-0 flex-col gap-2">
          {engine.hints.includes('hotwords') && (
            <label htmlFor={`${id}-terms`} className="flex flex-col gap-1 t-12 text-text-3">
              {say('transcribe.hotwords')}
              <TextField
                id={`${id}-terms`}
                value={choice.hotwords ?? ''}
                onChange={(event) => patch({ hotwords: value(event.target.value) })}
              />
            </label>
          )}
          {engine.hints.includes('prompt') && (
            <label htmlFor={`${id}-context`} className="flex flex-col gap-1 t-12 text-text-3">
              {say('transcribe.prompt')}
              <TextField
                id={`${id}-context`}
                value={choice.prompt ?? ''}
                onChange={(event) => patch({ prompt: value(event.target.value) })}
              />
            </label>
          )}
        </div>
      ) : (
        <Button kind="quiet" size="normal" className="justify-self-start" onClick={() => setOpen(true)}>
          {say('transcribe.addHints')}
        </Button>
      )}
    </>
  );
}

/** Only where there is something to choose. */
function DeviceChoice({ setup, choice, patch }: ChoicesProps) {
  const gpus = setup?.machine?.gpus ?? [];
  if (gpus.length === 0) return null;
  return (
    <>
      <Label>{say('transcribe.device')}</Label>
      <Select
        id={undefined}
        label={say('transcribe.device')}
        value={choice.device}
        onChange={(device) => patch({ device })}
        options={[
          { value: 'auto', label: say('transcribe.deviceAuto'), note: null, disabled: false },
          ...gpus.map(({ index, name }) => ({
            value: `cuda:${index}`,
            label: name,
            note: null,
            disabled: false,
          })),
          { value: 'cpu', label: say('setup.processor'), note: null, disabled: false },
        ]}
        size="normal"
        className="w-64"
      />
    </>
  );
}
