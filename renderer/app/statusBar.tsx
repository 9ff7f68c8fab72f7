import { CircleCheck, CircleDashed, CircleHelp, OctagonAlert, TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { EngineView, JobView } from '../../common/contract/jobs.ts';
import { IconButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Progress } from '../design/progress.tsx';
import type { EditorSession } from '../session/session.ts';
import { clockTime, figure, mediaLength, percent, timeLeft } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';
import { useProblems } from './problems.ts';
import { whenIdle } from './whenIdle.ts';

/** 24 px: what is safe and what is wrong on the left; what runs, and on what, on the right. */
export function StatusBar() {
  const app = useApp();
  const session = useStore(app.state, (state) => state.session);
  const job = useStore(app.state, ({ jobs }) => jobs.find(({ state }) => state === 'running') ?? null);
  return (
    <section
      aria-label={say('frame.status')}
      data-pane=""
      tabIndex={-1}
      className="figures flex h-6 items-center gap-4 overflow-hidden bg-surface-2 px-3 whitespace-nowrap t-11 text-text-2 outline-none"
    >
      {session !== null && <Safety session={session} />}
      {session !== null && <ProblemCounts session={session} />}
      {session === null && <EngineState job={job} />}
      <span className="min-w-0 flex-1" />
      {job !== null && <RunningJob job={job} />}
      {session !== null && <EngineState job={job} />}
    </section>
  );
}

function Safety({ session: { document } }: { readonly session: EditorSession }) {
  const state = useSyncExternalStore(document.subscribe, document.state);
  const time = state.savedAtMs === null ? null : clockTime(state.savedAtMs);
  if (state.saved) {
    return (
      <Note tone="text-ok" icon={<Icon of={CircleCheck} size={14} />}>
        {time === null ? say('frame.saved') : say('frame.savedAt', { time })}
      </Note>
    );
  }
  return (
    <Note tone="text-text-2" icon={<Icon of={CircleDashed} size={14} />}>
      {time === null ? say('frame.notSaved') : say('frame.notSavedSince', { time })}
    </Note>
  );
}

function ProblemCounts({ session }: { readonly session: EditorSession }) {
  const problems = useProblems(session);
  const app = useApp();
  if (problems === null) return null;
  const { hard, soft, doubtful } = problems;
  if (hard + soft + doubtful === 0) return null;
  const show = () => {
    app.show({ kind: 'editor' });
    session.view.setState({ inspector: hard + soft > 0 ? 'checks' : 'review' });
  };
  return (
    <button
      type="button"
      onClick={show}
      className="focus-inset flex h-6 items-center gap-3 border-0 bg-transparent px-1 hover:text-text-1"
    >
      {hard > 0 && (
        <Note tone="text-bad" icon={<Icon of={OctagonAlert} size={14} />}>
          {figure(hard, 0)}
          <span className="sr-only">{say('frame.violations', { count: hard })}</span>
        </Note>
      )}
      {soft > 0 && (
        <Note tone="text-warn" icon={<Icon of={TriangleAlert} size={14} />}>
          {figure(soft, 0)}
          <span className="sr-only">{say('frame.warnings', { count: soft })}</span>
        </Note>
      )}
      {doubtful > 0 && (
        <Note tone="text-text-2" icon={<Icon of={CircleHelp} size={14} />}>
          {say('frame.doubtful', { count: doubtful })}
        </Note>
      )}
    </button>
  );
}

function RunningJob({ job }: { readonly job: JobView }) {
  const app = useApp();
  const others = useStore(app.state, ({ jobs }) => jobs.filter(({ state }) => state === 'waiting').length);
  const facts = [
    percent(job.fraction),
    job.speed === null ? null : say('frame.speed', { speed: figure(job.speed, job.speed < 10 ? 1 : 0) }),
    job.etaSeconds === null ? null : say('frame.left', { time: timeLeft(job.etaSeconds) }),
    others === 0 ? null : say('frame.waiting', { count: others }),
  ].filter((fact) => fact !== null);
  const cancel = () => {
    app.connection.rpc.jobs.cancel.mutate({ jobId: job.jobId }).catch(app.report);
  };
  return (
    <div className="flex min-w-0 items-center gap-2">
      <span className="min-w-0 truncate">{stageText(job)}</span>
      <Progress label={job.name} fraction={job.fraction} tone="accent" className="w-24 flex-none" />
      <span>{facts.join(' · ')}</span>
      <IconButton
        icon={X}
        label={say('frame.cancelJob', { name: job.name })}
        keys={null}
        size="small"
        pressed={null}
        onClick={cancel}
      />
    </div>
  );
}

function stageText({ stage, name, doneMs, totalMs }: JobView): string {
  const what = say(`frame.stage.${stage}`, { name });
  return doneMs === null || totalMs === null
    ? what
    : `${what} · ${say('frame.doneOf', { done: mediaLength(doneMs), total: mediaLength(totalMs) })}`;
}

const engineLooks = {
  ready: { tone: 'text-ok', icon: <Icon of={CircleCheck} size={14} /> },
  broken: { tone: 'text-bad', icon: <Icon of={OctagonAlert} size={14} /> },
  missing: { tone: 'text-text-3', icon: <Icon of={CircleDashed} size={14} /> },
} as const;

function EngineState({ job }: { readonly job: JobView | null }) {
  const app = useApp();
  const chosen = useStore(app.settings, ({ transcribe }) => transcribe.engine ?? null);
  const hasProject = useStore(app.state, ({ session }) => session !== null);
  const [engines, setEngines] = useState<readonly EngineView[]>([]);
  useEffect(() => {
    // Of no use for the first picture, and finding out what is installed reads folders.
    return whenIdle(() => {
      app.connection.rpc.app.engines.query().then(setEngines).catch(app.report);
    });
  }, [app]);
  const id = job?.engine ?? chosen;
  const engine = engines.find((each) => each.id === id) ?? engines.find(({ installed }) => installed) ?? null;
  if (engine === null) return null;
  const state = engine.problem !== null ? 'broken' : engine.installed ? 'ready' : 'missing';
  const text = say(`frame.engine.${state}`, { engine: engine.title });
  // Beside an open project the sign for "safe" belongs to the project.
  if (state === 'ready' && hasProject) return <span>{text}</span>;
  return <Note {...engineLooks[state]}>{text}</Note>;
}

function Note(props: { readonly tone: string; readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-[5px]">
      <span className={props.tone}>{props.icon}</span>
      {props.children}
    </span>
  );
}
