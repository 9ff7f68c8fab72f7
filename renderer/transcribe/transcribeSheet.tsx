import { AudioLines, Film, OctagonAlert, X } from 'lucide-react';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type EngineView, type TranscribeChoice, USUAL_CHOICE } from '../../common/contract/jobs.ts';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent, IconButton } from '../design/button.tsx';
import { Checkbox } from '../design/checkbox.tsx';
import { Icon } from '../design/icon.tsx';
import { Select } from '../design/select.tsx';
import { Sheet } from '../design/sheet.tsx';
import { SkeletonLines } from '../design/states.tsx';
import { useSetup } from '../setup/setupView.ts';
import { explainHere } from '../text/failures.ts';
import { languageName, mediaLength } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { EngineRows } from './engineRows.tsx';
import { timeSentence, useJobSpeeds, withEngine } from './estimate.ts';
import { factsText } from './factsText.ts';
import { type Inspected, useInspection } from './inspection.ts';
import { missingFor, SpeechChoices, whereMissing } from './speechChoices.tsx';
import { createEmpty, startJobs } from './startJobs.ts';

const PROFILES = ['plain', 'netflix', 'bbc', 'youtube', 'tiktok', 'dcmp'] as const;
const FORMATS = ['srt', 'vtt', 'ass', 'json', 'txt'] as const;
const CHANNELS = ['mix', 'left', 'right', 'split'] as const;

/** What to transcribe, by which engine, and what to write when it is done. Enter starts. */
export function TranscribeSheet({ paths }: { readonly paths: readonly string[] }) {
  const app = useApp();
  const [files, setFiles] = useState(paths);
  const engines = useEngines();
  const setup = useSetup();
  const known = useInspection(paths);
  const last = useStore(app.settings, (settings) => settings.transcribe);
  const defaultProfile = useStore(app.settings, (settings) => settings.profile);
  const [choice, setChoice] = useState<TranscribeChoice>({
    ...USUAL_CHOICE,
    engine: last.engine ?? 'moonshine',
    model: last.model ?? null,
    language: last.language ?? null,
    task: last.task ?? 'transcribe',
    device: last.device ?? 'auto',
    diarize: last.diarize ?? null,
    channel: last.channel ?? 'mix',
    profile: last.profile ?? defaultProfile,
    formats: last.formats ?? ['srt'],
  });
  const start = useRef<HTMLButtonElement>(null);
  const usable = files.filter((path) => known.get(path)?.kind !== 'failed');
  const engine = engines?.find(({ id }) => id === choice.engine) ?? engines?.[0] ?? null;
  const totalMs = totalOf(usable, known);
  const speeds = useJobSpeeds(engines, engine === null ? choice : withEngine(choice, engine.id));
  const patch = (change: Partial<TranscribeChoice>) => setChoice((before) => ({ ...before, ...change }));
  const isEmpty = files.length === 0;
  useEffect(() => {
    if (isEmpty) app.openLayer(null);
  }, [app, isEmpty]);
  const remove = useCallback(
    (path: string) => setFiles((before) => before.filter((one) => one !== path)),
    [],
  );
  const missing = engine === null ? null : missingFor(engine, choice, setup);
  const canStart = engine !== null && missing === null && usable.length > 0;
  const go = () => {
    if (!canStart) return;
    const settled = { ...choice, engine: engine?.id ?? choice.engine };
    app.changeSettings({ transcribe: settled });
    app.openLayer(null);
    startJobs(app, usable, settled).catch(app.report);
  };
  useEffect(() => {
    // A button that cannot be pressed yet cannot take the focus when the sheet opens: Enter would start nothing.
    const sheet = start.current?.closest('[role="dialog"]');
    const held = document.activeElement;
    if (canStart && (held === sheet || sheet?.contains(held) === false)) start.current?.focus();
  }, [canStart]);
  const [only] = usable;
  const writeByHand = (path: string) => {
    app.openLayer(null);
    createEmpty(app, path).catch(app.report);
  };
  return (
    <Sheet
      title={say('transcribe.title', { count: files.length })}
      about={null}
      width="normal"
      closeLabel={say('transcribe.close')}
      onClose={() => app.openLayer(null)}
      focus={start}
      foot={
        <>
          <p role={missing === null ? undefined : 'alert'} className="min-w-0 flex-1 t-12 text-text-2">
            {missing ??
              (engine === null || usable.length === 0
                ? ''
                : timeSentence(speeds.get(engine.id) ?? null, totalMs, engine.title))}
          </p>
          {engine !== null && missing !== null && (
            <Button
              kind="normal"
              size="normal"
              onClick={() => {
                app.openLayer(null);
                app.show({ kind: 'setup', about: whereMissing(engine, choice) });
              }}
            >
              {say('setup.open')}
            </Button>
          )}
          {files.length === 1 && only !== undefined && (
            <Button kind="quiet" size="normal" onClick={() => writeByHand(only)}>
              {say('transcribe.byHand')}
            </Button>
          )}
          <Button kind="normal" size="normal" onClick={() => app.openLayer(null)}>
            {say('transcribe.cancel')}
          </Button>
          <Button ref={start} kind="primary" size="normal" disabled={!canStart} onClick={go}>
            <ButtonContent icon={null} keys={say('transcribe.enter')}>
              {say('transcribe.start')}
            </ButtonContent>
          </Button>
        </>
      }
    >
      <ul
        aria-label={say('transcribe.files')}
        className="max-h-[236px] overflow-y-auto border-b border-line-1 bg-surface-2 px-5 py-2"
      >
        {files.map((path) => (
          <FileRow key={path} path={path} inspected={known.get(path) ?? LOOKING} onRemove={remove} />
        ))}
      </ul>
      <div className="grid grid-cols-[96px_minmax(0,1fr)] gap-y-4 px-5 py-4">
        <span className="t-12 leading-7 text-text-2">{say('transcribe.engine')}</span>
        {engines === null ? (
          <SkeletonLines label={say('transcribe.engine')} count={1} rowPx={36} />
        ) : (
          <EngineRows
            engines={engines}
            value={choice.engine}
            totalMs={totalMs}
            speeds={speeds}
            onChange={(id) => setChoice(withEngine(choice, id))}
          />
        )}
        <span className="t-12 leading-7 text-text-2">{say('transcribe.language')}</span>
        <Select
          id={undefined}
          label={say('transcribe.language')}
          value={choice.language ?? 'auto'}
          onChange={(language) => patch({ language: language === 'auto' ? null : language })}
          options={[
            { value: 'auto', label: say('transcribe.languageAuto'), note: null, disabled: false },
            ...languagesOf(engine).map((tag) => ({
              value: tag,
              label: languageName(tag),
              note: null,
              disabled: false,
            })),
          ]}
          size="normal"
          className="w-64"
        />
        {engine !== null && <SpeechChoices engine={engine} setup={setup} choice={choice} patch={patch} />}
        <span className="t-12 leading-7 text-text-2">{say('transcribe.speakers')}</span>
        <Select<(typeof CHANNELS)[number]>
          id={undefined}
          label={say('transcribe.speakers')}
          value={choice.channel}
          onChange={(channel) => patch({ channel })}
          options={CHANNELS.map((channel) => ({
            value: channel,
            label: say(`transcribe.channel.${channel}`),
            note: null,
            disabled: false,
          }))}
          size="normal"
          className="w-64"
        />
        <span className="t-12 leading-7 text-text-2">{say('transcribe.profile')}</span>
        <Select
          id={undefined}
          label={say('transcribe.profile')}
          value={choice.profile}
          onChange={(profile) => patch({ profile })}
          options={PROFILES.map((id) => ({
            value: id,
            label: say(`transcribe.profile.${id}`),
            note: null,
            disabled: false,
          }))}
          size="normal"
          className="w-64"
        />
        <span className="t-12 leading-7 text-text-2">{say('transcribe.whenDone')}</span>
        <div className="flex min-h-7 flex-wrap items-center gap-x-4">
          {FORMATS.map((id) => (
            <Checkbox
              key={id}
              label={say(`transcribe.export.${id}`)}
              checked={choice.formats.includes(id)}
              disabled={false}
              onChange={(wanted) =>
                patch({
                  formats: wanted ? [...choice.formats, id] : choice.formats.filter((one) => one !== id),
                })
              }
            />
          ))}
        </div>
      </div>
    </Sheet>
  );
}

const LOOKING: Inspected = { kind: 'looking' };

interface FileRowProps {
  readonly path: string;
  readonly inspected: Inspected;
  readonly onRemove: (path: string) => void;
}

/** Drawn again only when its own file becomes known: there may be hundreds. */
const FileRow = memo(function FileRow({ path, inspected, onRemove }: FileRowProps) {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const facts = inspected.kind === 'media' ? inspected.facts : null;
  return (
    <li className="grid min-h-11 grid-cols-[40px_minmax(0,1fr)_auto_24px] items-center gap-3 t-12">
      <span
        className={
          inspected.kind === 'failed' ? 'justify-self-center text-bad' : 'justify-self-center text-text-3'
        }
      >
        <Icon
          of={inspected.kind === 'failed' ? OctagonAlert : facts?.picture == null ? AudioLines : Film}
          size={16}
        />
      </span>
      <span className="min-w-0">
        <bdi className="block truncate t-13 font-medium" title={path}>
          {name}
        </bdi>
        <FileFacts inspected={inspected} />
      </span>
      <span className="figures text-text-2">
        {facts?.durationMs == null ? '' : mediaLength(facts.durationMs)}
      </span>
      <IconButton
        icon={X}
        label={say('transcribe.remove', { name })}
        keys={null}
        size="small"
        pressed={null}
        onClick={() => onRemove(path)}
      />
    </li>
  );
});

function FileFacts({ inspected }: { readonly inspected: Inspected }) {
  switch (inspected.kind) {
    case 'looking':
      return <span className="text-text-3">{say('transcribe.looking')}</span>;
    case 'media':
      return <span className="block truncate text-text-3">{factsText(inspected.facts)}</span>;
    case 'failed': {
      const { reason, repair } = explainHere(inspected.failure);
      return (
        <span role="alert" className="block text-bad">
          {reason} {repair}
        </span>
      );
    }
  }
}

/** Null while they are being asked for. */
function useEngines(): readonly EngineView[] | null {
  const { connection, report } = useApp();
  const [engines, setEngines] = useState<readonly EngineView[] | null>(null);
  useEffect(() => {
    connection.rpc.app.engines.query().then(setEngines).catch(report);
  }, [connection, report]);
  return useMemo(() => engines, [engines]);
}

/** Length of all files together; null while one of them is not known. */
function totalOf(paths: readonly string[], known: ReadonlyMap<string, Inspected>): number | null {
  let total = 0;
  for (const path of paths) {
    const inspected = known.get(path);
    if (inspected?.kind !== 'media' || inspected.facts.durationMs === null) return null;
    total += inspected.facts.durationMs;
  }
  return total;
}

const WORLD = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'ru',
  'uk',
  'ar',
  'he',
  'hi',
  'ja',
  'ko',
  'zh',
  'tr',
  'sv',
];

function languagesOf(engine: EngineView | null): readonly string[] {
  if (engine === null) return [];
  return engine.languages.includes('*') ? WORLD : engine.languages;
}
