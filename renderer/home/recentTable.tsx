import { AudioLines, Film } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RecentProject } from '../../common/contract/projects.ts';
import { useApp } from '../app/app.ts';
import { classes } from '../design/classes.ts';
import { SearchField } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { ContextMenu, type MenuEntry } from '../design/menu.tsx';
import { Progress } from '../design/progress.tsx';
import { Swatch } from '../design/speaker.tsx';
import { EmptyState } from '../design/states.tsx';
import { TableHead, tableRow } from '../design/tables.tsx';
import { dayOf, languageName, mediaLength, percent } from '../text/figures.ts';
import { say } from '../text/text.ts';

const columns = 'grid-cols-[64px_minmax(0,1fr)_64px_92px_132px_132px_64px_84px] gap-x-3 px-4';

/** The projects of this computer, newest first, kept up to date; null until they are known. */
export function useRecent(): readonly RecentProject[] | null {
  const { connection, report } = useApp();
  const [recent, setRecent] = useState<readonly RecentProject[] | null>(null);
  useEffect(() => {
    const stream = connection.rpc.recent.watch.subscribe(undefined, { onData: setRecent, onError: report });
    return () => stream.unsubscribe();
  }, [connection, report]);
  return recent;
}

/** Projects that were open last. A row opens its project. */
export function RecentTable({ recent }: { readonly recent: readonly RecentProject[] }) {
  const [sought, setSought] = useState('');
  const found = recent.filter((project) => matches(project, sought));
  return (
    <section aria-labelledby="recent-head" className="flex min-h-0 flex-1 flex-col">
      <header className="mt-2 flex h-11 flex-none items-center gap-2 px-4">
        <h2 id="recent-head" className="flex-1 t-13 font-semibold">
          {say('home.recent')}
        </h2>
        {recent.length > 5 && (
          <SearchField
            value={sought}
            onChange={setSought}
            label={say('home.findProject')}
            clearLabel={say('home.clear')}
            className="w-52"
          />
        )}
      </header>
      {recent.length === 0 ? (
        <EmptyState
          icon={Film}
          title={say('home.noProjects')}
          detail={say('home.noProjectsDetail')}
          action={null}
        />
      ) : (
        <>
          <TableHead className={columns}>
            <span />
            <span>{say('home.name')}</span>
            <span className="text-end">{say('home.length')}</span>
            <span>{say('home.language')}</span>
            <span>{say('home.speakers')}</span>
            <span>{say('home.checked')}</span>
            <span className="text-end">{say('home.problems')}</span>
            <span className="text-end">{say('home.opened')}</span>
          </TableHead>
          <ul className="min-h-0 flex-1 overflow-y-auto" aria-labelledby="recent-head">
            {found.map((project) => (
              <RecentRow key={project.path} project={project} />
            ))}
            {found.length === 0 && (
              <li className="p-4 t-12 text-text-3">{say('home.noneFound', { text: sought })}</li>
            )}
          </ul>
        </>
      )}
    </section>
  );
}

function matches({ title, mediaName, path }: RecentProject, sought: string): boolean {
  const text = sought.trim().toLocaleLowerCase();
  return text === '' || `${title} ${mediaName ?? ''} ${path}`.toLocaleLowerCase().includes(text);
}

function RecentRow({ project }: { readonly project: RecentProject }) {
  const app = useApp();
  const open = () => {
    app.openProject(project.path).catch(app.report);
  };
  const entry = (id: string, label: string, enabled: boolean, onChoose: () => void): MenuEntry => ({
    kind: 'entry',
    id,
    label,
    keys: null,
    enabled,
    checked: null,
    onChoose,
  });
  const entries = () => [
    entry('open', say('home.open'), !project.missing, open),
    entry('show', say('home.showInFolder'), app.desktop !== null && !project.missing, () =>
      app.desktop?.showInFolder(project.path),
    ),
    entry('remove', say('home.removeFromList'), true, () => {
      app.connection.rpc.recent.remove.mutate({ path: project.path }).catch(app.report);
    }),
  ];
  const { checked, problems, speakers } = project;
  return (
    <ContextMenu entries={entries} onOpen={() => {}}>
      <li className={classes(tableRow, 'h-13')}>
        <button
          type="button"
          disabled={project.missing}
          title={project.path}
          onClick={open}
          className={classes(
            'focus-inset grid h-full w-full items-center border-0 bg-transparent text-start t-12 text-text-2',
            columns,
          )}
        >
          <Thumbnail project={project} />
          <span className="min-w-0">
            <span className="block truncate t-13 font-medium text-text-1">
              <bdi>{project.title}</bdi>
            </span>
            <span className="block truncate t-11 text-text-3">
              <bdi>{project.missing ? say('home.missing') : (project.mediaName ?? say('home.noMedia'))}</bdi>
            </span>
          </span>
          <span className="figures text-end">
            {project.durationMs === null ? '' : mediaLength(project.durationMs)}
          </span>
          <span className="truncate">{project.language === null ? '' : languageName(project.language)}</span>
          <span className="flex min-w-0 items-center gap-[3px]">
            {speakers.slice(0, 8).map(({ name, color }) => (
              <Swatch key={`${name} ${color}`} color={color} className="" />
            ))}
            <span className="ms-1.5 truncate">{speakersText(speakers)}</span>
          </span>
          {checked === null ? (
            <span>{say('home.notTranscribed')}</span>
          ) : (
            <span className="grid grid-cols-[minmax(0,1fr)_40px] items-center gap-2">
              <Progress
                label={say('home.checked')}
                fraction={checked}
                tone={checked >= 1 ? 'ok' : 'still'}
                className=""
              />
              <span className="figures text-end">{percent(checked)}</span>
            </span>
          )}
          <span className={classes('figures text-end', problems > 0 && 'text-warn')}>
            {problems > 0 ? problems : checked === null ? '' : say('home.none')}
          </span>
          <span className="figures text-end text-text-3">{dayOf(project.openedAtMs, Date.now())}</span>
        </button>
      </li>
    </ContextMenu>
  );
}

function Thumbnail({ project }: { readonly project: RecentProject }) {
  const box = 'grid h-9 w-16 place-items-center overflow-hidden rounded-block bg-surface-3 text-text-3';
  if (project.thumbnail !== null) {
    return <img src={project.thumbnail} alt="" className={classes(box, 'object-cover')} />;
  }
  return (
    <span className={box}>
      <Icon of={AudioLines} size={16} />
    </span>
  );
}

/** Two names fit; more are counted. */
function speakersText(speakers: RecentProject['speakers']): string {
  if (speakers.length === 0) return '';
  return speakers.length <= 2 ? speakers.map(({ name }) => name).join(', ') : String(speakers.length);
}
