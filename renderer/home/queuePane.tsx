import { ArrowUpToLine, Check, ListVideo, OctagonAlert, X } from 'lucide-react';
import { useId } from 'react';
import { useStore } from 'zustand';
import type { JobView } from '../../common/contract/jobs.ts';
import { useApp } from '../app/app.ts';
import { leftOfAll } from '../app/jobProgress.ts';
import { Button, IconButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Progress } from '../design/progress.tsx';
import { EmptyState } from '../design/states.tsx';
import { explainHere } from '../text/failures.ts';
import { figure, languageName, mediaLength, percent, timeLeft } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { mayRunOnProcessor, mendingOf } from './mending.ts';
import { runOnProcessor } from './onProcessor.ts';

/** What is being transcribed, what waits, what is done; each with the one thing to do about it. */
export function QueuePane() {
  const app = useApp();
  const jobs = useStore(app.state, (state) => state.jobs);
  const open = jobs.filter(({ state }) => state === 'running' || state === 'waiting');
  const left = leftOfAll(jobs);
  return (
    <aside aria-labelledby="queue-head" className="flex min-h-0 flex-col bg-surface-1">
      <header className="flex h-11 flex-none items-center gap-2 border-b border-line-1 pe-3 ps-4">
        <h2 id="queue-head" className="t-13 font-semibold">
          {say('home.queue')}
        </h2>
        {open.length > 0 && (
          <span className="figures t-12 text-text-3">
            {say('home.queueFiles', { count: open.length })}
            {left !== null && ` · ${say('home.left', { time: timeLeft(left) })}`}
          </span>
        )}
      </header>
      {jobs.length === 0 ? (
        <EmptyState
          icon={ListVideo}
          title={say('home.noJobs')}
          detail={say('home.noJobsDetail')}
          action={null}
        />
      ) : (
        <ul aria-labelledby="queue-head" className="min-h-0 flex-1 overflow-y-auto">
          {jobs.map((job) => (
            <JobRow key={job.jobId} job={job} />
          ))}
        </ul>
      )}
    </aside>
  );
}

function JobRow({ job }: { readonly job: JobView }) {
  const failed = job.failure === null ? null : explainHere(job.failure);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 gap-y-1 border-b border-line-1 py-2.5 pe-3 ps-4">
      <bdi className="truncate t-13 font-medium" title={job.path}>
        {job.name}
      </bdi>
      <span className="flex h-5 items-center gap-1">
        <JobButtons job={job} />
      </span>
      {job.state === 'running' && (
        <Progress
          label={say('home.progressOf', { name: job.name })}
          fraction={job.fraction}
          tone="accent"
          className="col-span-2"
        />
      )}
      <p
        role={failed === null ? undefined : 'alert'}
        className={`figures col-span-2 flex justify-between gap-2 t-11 ${failed === null ? 'text-text-2' : 'text-bad'}`}
      >
        {failed === null ? (
          <>
            <span className="flex items-center gap-1.5">
              {job.state === 'done' && (
                <span className="text-ok">
                  <Icon of={Check} size={14} />
                </span>
              )}
              {doing(job)}
            </span>
            <span className="text-end">{speedAndTime(job)}</span>
          </>
        ) : (
          <span className="flex items-start gap-1.5">
            <Icon of={OctagonAlert} size={14} />
            {failed.reason} {failed.repair}
          </span>
        )}
      </p>
      <Mend job={job} />
      {job.notices.map((notice) => (
        <p key={notice} className="col-span-2 t-11 text-warn">
          {notice}
        </p>
      ))}
    </li>
  );
}

function JobButtons({ job }: { readonly job: JobView }) {
  const app = useApp();
  const { jobs } = app.connection.rpc;
  const { jobId, sessionId, projectPath } = job;
  const open =
    sessionId === null && projectPath === null ? null : (
      <Button
        kind="normal"
        size="small"
        onClick={() => {
          const opened = sessionId === null ? app.openProject(projectPath ?? '') : app.openSession(sessionId);
          opened.catch(app.report);
        }}
      >
        {say('home.open')}
      </Button>
    );
  const button = (icon: typeof X, label: string, act: () => Promise<unknown>) => (
    <IconButton
      icon={icon}
      label={label}
      keys={null}
      size="small"
      pressed={null}
      onClick={() => {
        act().catch(app.report);
      }}
    />
  );
  switch (job.state) {
    case 'running':
      return (
        <>
          {open}
          {button(X, say('home.cancelJob', { name: job.name }), () => jobs.cancel.mutate({ jobId }))}
        </>
      );
    case 'waiting':
      return (
        <>
          {button(ArrowUpToLine, say('home.hurryJob', { name: job.name }), () =>
            jobs.hurry.mutate({ jobId }),
          )}
          {button(X, say('home.cancelJob', { name: job.name }), () => jobs.cancel.mutate({ jobId }))}
        </>
      );
    case 'done':
    case 'failed':
    case 'cancelled':
      return (
        <>
          {open}
          {button(X, say('home.removeJob', { name: job.name }), () => jobs.remove.mutate({ jobId }))}
        </>
      );
  }
}

/** What gets a failed job going: the place where it is mended, or the same work without the graphics card. */
function Mend({ job }: { readonly job: JobView }) {
  const app = useApp();
  const about = useId();
  const mending = mendingOf(job);
  const onProcessor = mayRunOnProcessor(job);
  if (mending === null && !onProcessor) return null;
  return (
    <div className="col-span-2 mt-1 flex flex-wrap items-center gap-2">
      {onProcessor && (
        <Button kind="normal" size="small" aria-describedby={about} onClick={() => runOnProcessor(app, job)}>
          {say('home.onProcessor')}
        </Button>
      )}
      {mending?.kind === 'setup' && (
        <Button kind="normal" size="small" onClick={() => app.show({ kind: 'setup', about: mending.about })}>
          {say('home.mend')}
        </Button>
      )}
      {mending?.kind === 'token' && (
        <Button
          kind="normal"
          size="small"
          onClick={() => app.openLayer({ kind: 'token', page: mending.page, model: null })}
        >
          {say('token.button')}
        </Button>
      )}
      {onProcessor && (
        <p id={about} className="w-full t-11 text-text-2">
          {say('home.onProcessorAbout')}
        </p>
      )}
    </div>
  );
}

/** What a job is at, in words: `Transcribing · 41:20 of 1:31:08`. */
export function doing(job: JobView): string {
  const { state, doneMs, totalMs, words, doubtful, wallSeconds } = job;
  if (state === 'done') {
    return say('home.done', { time: timeLeft(wallSeconds ?? 0), words: words ?? 0, doubtful: doubtful ?? 0 });
  }
  if (state === 'cancelled') return say('home.cancelled');
  if (state === 'failed') return '';
  const stage = say(`home.stage.${job.stage}`);
  if (state === 'waiting') return `${stage} · ${job.engine}`;
  const parts = [
    stage,
    ...(doneMs === null || totalMs === null
      ? []
      : [say('home.of', { done: mediaLength(doneMs), total: mediaLength(totalMs) })]),
    ...(job.language === null ? [] : [languageText(job.language)]),
  ];
  return parts.join(' · ');
}

/** Below this a language is a guess that a person should look at. */
const SURE = 0.8;

/** `English`, or `probably Dutch (62 %)`. */
function languageText({ code, confidence }: NonNullable<JobView['language']>): string {
  const name = languageName(code);
  return confidence >= SURE
    ? say('home.languageSure', { language: name })
    : say('home.languageProbably', { language: name, percent: percent(confidence) });
}

/** `38× real time · 1 min 18 s left`; empty where neither is known. */
export function speedAndTime({ state, speed, etaSeconds }: JobView): string {
  if (state !== 'running' && state !== 'waiting') return '';
  const parts = [
    speed === null ? null : say('home.speed', { speed: figure(speed, speed < 10 ? 1 : 0) }),
    etaSeconds === null ? null : say('home.left', { time: timeLeft(etaSeconds) }),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
