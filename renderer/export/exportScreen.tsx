import { Check, Copy, Folder, Minus, TriangleAlert } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { toast } from 'sonner';
import { useStore } from 'zustand';
import type { Format } from '../../common/formats/format.ts';
import { FORMATS } from '../../common/formats/registry.ts';
import { type App, useApp } from '../app/app.ts';
import { Button, ButtonContent, IconButton } from '../design/button.tsx';
import { CheckBox, Checkbox } from '../design/checkbox.tsx';
import { classes } from '../design/classes.ts';
import { TextField } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { tableRow } from '../design/tables.tsx';
import { Segments } from '../design/tabs.tsx';
import { type EditorSession, SessionContext, useDocument } from '../session/session.ts';
import { explainHere } from '../text/failures.ts';
import { say } from '../text/text.ts';
import { download, exportToFolder } from './exportFiles.ts';
import { FEATURES, type Holdings, holdingsOf, type Kept, keptBy } from './kept.ts';
import { FilePreview, type Rendered, useRendered } from './preview.tsx';

const GROUPS: readonly { readonly name: 'captions' | 'data'; readonly ids: readonly string[] }[] = [
  { name: 'captions', ids: ['srt', 'vtt', 'ass'] },
  { name: 'data', ids: ['json', 'whisperx', 'txt', 'md', 'csv', 'tsv'] },
];

const columns =
  'grid-cols-[16px_minmax(0,1fr)_repeat(6,68px)] px-4 max-[1300px]:grid-cols-[16px_minmax(0,1fr)_repeat(6,56px)]';

const head = `grid items-center border-b border-line-1 bg-surface-1 t-11 text-text-3 ${columns}`;

/** Writes the project in other formats; says for each what it keeps of this very project. */
export function ExportScreen({ session }: { readonly session: EditorSession }) {
  return (
    <SessionContext value={session}>
      <Exporting session={session} />
    </SessionContext>
  );
}

function Exporting({ session }: { readonly session: EditorSession }) {
  const app = useApp();
  const remembered = useStore(app.settings, (settings) => settings.exportFormats);
  const lastFolder = useStore(app.settings, (settings) => settings.exportFolder);
  const [chosen, setChosen] = useState<readonly string[]>(remembered);
  const [focused, setFocused] = useState(remembered[0] ?? 'srt');
  const [wordTimes, setWordTimes] = useState(true);
  const [folder, setFolder] = useState(lastFolder ?? '');
  const [name, setName] = useState('');
  const [nameId, folderId] = [useId(), useId()];
  const project = useDocument((document) => document.project());
  const captions = useDocument((document) => document.captions());
  const hard = useDocument(
    (document) => document.violations().filter(({ severity }) => severity === 'hard').length,
  );
  const holdings = useMemo(() => holdingsOf(project, captions), [project, captions]);
  const rendered = useRendered(session, focused, wordTimes);
  const toggle = (id: string, wanted: boolean) => {
    setFocused(id);
    setChosen(wanted ? [...chosen, id] : chosen.filter((one) => one !== id));
  };
  const write = async (overwrite: boolean): Promise<void> => {
    app.changeSettings({ exportFormats: [...chosen], exportFolder: folder === '' ? null : folder });
    const choice = {
      formats: [...chosen],
      profile: null,
      wordTimes,
      folder: folder === '' ? null : folder,
      name: name === '' ? null : name,
      overwrite,
    };
    const written = await exportToFolder(session, choice);
    if (written.ok) {
      tellWritten(
        app,
        written.value.map(({ path }) => path),
      );
    } else if (written.failure.code === 'output.exists' && !overwrite) {
      toast.warning(say('export.exists', { name: nameOf(written.failure.file ?? '') }), {
        description: say('export.existsDetail'),
        duration: Number.POSITIVE_INFINITY,
        action: { label: say('export.replace'), onClick: () => write(true).catch(app.report) },
      });
    } else if (written.failure.code === 'project.unnamed') {
      await downloadAll();
    } else {
      app.tell(written.failure);
    }
  };
  const downloadAll = async () => {
    app.changeSettings({ exportFormats: [...chosen] });
    await download(app, session, { formats: [...chosen], profile: null, wordTimes });
  };
  const isDesktop = app.desktop !== null;
  const toDisk = () => write(false).catch(app.report);
  const asDownload = () => downloadAll().catch(app.report);
  return (
    <main
      className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_480px] grid-rows-[minmax(0,1fr)_56px] gap-px bg-line-1 max-[1300px]:grid-cols-[minmax(0,1fr)_400px]"
      data-screen="export"
    >
      <section aria-labelledby="export-head" className="flex min-h-0 flex-col bg-surface-1">
        <header className="flex h-12 flex-none items-center gap-2 border-b border-line-1 ps-4 pe-3">
          <h1 id="export-head" className="t-15 font-semibold">
            {say('export.title')}
          </h1>
          <p className="min-w-0 flex-1 truncate t-12 text-text-3">
            {say('export.about', { count: chosen.length })}
          </p>
          <Button kind="normal" size="normal" onClick={() => copyText(app, session)}>
            <ButtonContent icon={Copy} keys={null}>
              {say('export.copy')}
            </ButtonContent>
          </Button>
        </header>
        <FormatTable
          chosen={chosen}
          focused={focused}
          holdings={holdings}
          onToggle={toggle}
          onFocus={setFocused}
        />
      </section>
      <FormatSide
        rendered={rendered}
        focused={focused}
        chosen={chosen}
        wordTimes={wordTimes}
        onWordTimes={setWordTimes}
        onFocus={setFocused}
      />
      <footer className="col-span-2 flex items-center gap-2 bg-surface-2 ps-4 pe-3">
        <p className="min-w-0 flex-1 truncate t-12 text-text-2">
          {hard > 0 && say('export.violations', { count: hard })}
        </p>
        <label htmlFor={nameId} className="t-12 text-text-2">
          {say('export.name')}
        </label>
        <TextField
          id={nameId}
          value={name}
          placeholder={project.title}
          className="w-40"
          onChange={(event) => setName(event.target.value)}
        />
        <label htmlFor={folderId} className="t-12 text-text-2">
          {say('export.to')}
        </label>
        <TextField
          id={folderId}
          value={folder}
          placeholder={say('export.besideProject')}
          className="w-64"
          onChange={(event) => setFolder(event.target.value)}
        />
        {app.desktop !== null && (
          <IconButton
            icon={Folder}
            label={say('export.chooseFolder')}
            keys={null}
            size="normal"
            pressed={null}
            onClick={() => {
              app.desktop
                ?.chooseFolder(folder === '' ? null : folder)
                .then((path) => path !== null && setFolder(path))
                .catch(app.report);
            }}
          />
        )}
        {!isDesktop && (
          <Button kind="normal" size="normal" disabled={chosen.length === 0} onClick={asDownload}>
            {say('export.download')}
          </Button>
        )}
        <Button kind="primary" size="normal" disabled={chosen.length === 0} onClick={toDisk}>
          {say('export.go', { count: chosen.length })}
        </Button>
      </footer>
    </main>
  );
}

interface TableProps {
  readonly chosen: readonly string[];
  readonly focused: string;
  readonly holdings: Holdings;
  readonly onToggle: (id: string, wanted: boolean) => void;
  readonly onFocus: (id: string) => void;
}

function FormatTable({ chosen, focused, holdings, onToggle, onFocus }: TableProps) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <table className="block" aria-labelledby="export-head">
        <thead className="block">
          <tr className={classes(head, 'sticky top-0 z-10 h-8')}>
            <td />
            <th scope="col" className="ps-2.5 text-start font-normal">
              {say('export.format')}
            </th>
            {FEATURES.map((feature) => (
              <th key={feature} scope="col" className="text-center font-normal">
                {say(`export.feature.${feature}`)}
              </th>
            ))}
          </tr>
        </thead>
        {GROUPS.map(({ name, ids }) => (
          <tbody key={name} className="block">
            <tr className="flex h-7 items-end px-4 pb-1">
              <th scope="rowgroup" className="t-11 font-semibold text-text-3">
                {say(`export.group.${name}`)}
              </th>
            </tr>
            {FORMATS.filter(({ id }) => ids.includes(id)).map((format) => (
              <FormatRow
                key={format.id}
                format={format}
                isChosen={chosen.includes(format.id)}
                isFocused={format.id === focused}
                holdings={holdings}
                onToggle={(wanted) => onToggle(format.id, wanted)}
                onFocus={() => onFocus(format.id)}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function FormatRow(props: {
  readonly format: Format;
  readonly isChosen: boolean;
  readonly isFocused: boolean;
  readonly holdings: Holdings;
  readonly onToggle: (wanted: boolean) => void;
  readonly onFocus: () => void;
}) {
  const { format, isChosen, isFocused, holdings, onToggle, onFocus } = props;
  const kept = keptBy(format, holdings);
  return (
    <tr aria-current={isFocused} className={classes(tableRow, 'grid h-9 items-center', columns)}>
      <td>
        <CheckBox label={format.title} checked={isChosen} disabled={false} onChange={onToggle} />
      </td>
      <th scope="row" className="h-full min-w-0 font-normal">
        <button
          type="button"
          onClick={onFocus}
          className="focus-inset flex h-full w-full min-w-0 items-center gap-2 border-0 bg-transparent ps-2.5 text-start"
        >
          <span className="truncate t-13 font-medium">{format.title}</span>
          <span className="t-12 text-text-3">{format.ending}</span>
        </button>
      </th>
      {FEATURES.map((feature) => (
        <td key={feature} className="grid place-items-center">
          <KeptMark kept={kept[feature]} />
        </td>
      ))}
    </tr>
  );
}

function KeptMark({ kept }: { readonly kept: Kept }) {
  if (kept === 'absent')
    return (
      <span className="t-11 text-text-3" title={say('export.absent')}>
        ·
      </span>
    );
  return (
    <span className={kept === 'yes' ? 'text-text-2' : 'text-text-3'}>
      <Icon of={kept === 'yes' ? Check : Minus} size={14} />
      <span className="sr-only">{say(kept === 'yes' ? 'export.kept' : 'export.lost')}</span>
    </span>
  );
}

function FormatSide(props: {
  readonly rendered: Rendered;
  readonly focused: string;
  readonly chosen: readonly string[];
  readonly wordTimes: boolean;
  readonly onWordTimes: (on: boolean) => void;
  readonly onFocus: (id: string) => void;
}) {
  const { rendered, focused, chosen, wordTimes, onWordTimes, onFocus } = props;
  const format = FORMATS.find(({ id }) => id === focused);
  const shown = [...new Set([...chosen, focused])];
  return (
    <aside aria-label={format?.title} className="flex min-h-0 flex-col bg-surface-1">
      <header className="flex h-12 flex-none items-center gap-3 border-b border-line-1 px-4">
        <h2 className="min-w-0 flex-1 truncate t-15 font-semibold">{format?.title}</h2>
        <span className="t-12 text-text-3">{format?.ending}</span>
      </header>
      {format?.carries.wordTimes === true && (
        <div className="border-b border-line-1 px-4 py-3">
          <Checkbox
            label={say('export.withWordTimes')}
            checked={wordTimes}
            disabled={false}
            onChange={onWordTimes}
          />
        </div>
      )}
      <section className="border-b border-line-1 px-4 py-3">
        <h3 className="mb-2 t-12 font-semibold">{say('export.whatIsLost')}</h3>
        <Losses rendered={rendered} />
      </section>
      <section className="flex min-h-0 flex-1 flex-col px-4 py-3">
        <div className="mb-2 flex items-center justify-between gap-2">
          <h3 className="t-12 font-semibold">{say('export.textOfFile')}</h3>
          {shown.length > 1 && (
            <Segments
              label={say('export.textOfFile')}
              value={focused}
              onChange={onFocus}
              options={shown.map((id) => ({ value: id, label: id.toUpperCase() }))}
            />
          )}
        </div>
        <FilePreview rendered={rendered} />
      </section>
    </aside>
  );
}

function Losses({ rendered }: { readonly rendered: Rendered }) {
  if (rendered.kind === 'failed') {
    return (
      <p role="alert" className="t-12 text-bad">
        {explainHere(rendered.failure).reason}
      </p>
    );
  }
  if (rendered.kind === 'making') return <p className="t-12 text-text-3">{say('export.making')}</p>;
  if (rendered.losses.length === 0) return <p className="t-12 text-text-2">{say('export.nothingLost')}</p>;
  return (
    <ul className="flex flex-col gap-1">
      {rendered.losses.map((loss) => (
        <li key={loss} className="grid grid-cols-[16px_minmax(0,1fr)] gap-2 t-12">
          <span className="mt-0.5 text-warn">
            <Icon of={TriangleAlert} size={14} />
          </span>
          {loss}
        </li>
      ))}
    </ul>
  );
}

function copyText(app: App, session: EditorSession): void {
  session.connection.rpc.projects.exportText
    .query({ sessionId: session.sessionId, format: 'txt', profile: null, wordTimes: false })
    .then(async (made) => {
      if (!made.ok) {
        app.tell(made.failure);
        return;
      }
      await navigator.clipboard.writeText(made.value.text);
      toast.success(say('export.copied'));
    })
    .catch(app.report);
}

function tellWritten(app: App, paths: readonly string[]): void {
  const [first] = paths;
  toast.success(say('export.written', { count: paths.length }), {
    description: paths.map(nameOf).join(', '),
    ...(app.desktop === null || first === undefined
      ? {}
      : { action: { label: say('export.showInFolder'), onClick: () => app.desktop?.showInFolder(first) } }),
  });
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
