import { join } from 'node:path';
import { findProfile } from '../../common/captions/profiles/profiles.ts';
import { type Failure, failure } from '../../common/contract/failure.ts';
import type { StartJob } from '../../common/contract/jobs.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Settings } from '../../common/contract/settings.ts';
import type { IdSource } from '../../common/document/ids.ts';
import type { Format } from '../../common/formats/format.ts';
import { formatById } from '../../common/formats/registry.ts';
import { gate } from '../gate.ts';
import type { Home } from '../home/home.ts';
import { latest, type Timer } from '../latest.ts';
import type { MediaService } from '../media/media.ts';
import type { OutputEffects } from '../output/output.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { RecentStore } from '../settings/settings.ts';
import type { Voices } from '../voices/voices.ts';
import { alignSelection } from './alignSelection.ts';
import { cardOrProcessor } from './devices.ts';
import { engineViews } from './engineViews.ts';
import { foresight } from './foresight.ts';
import { timedCrew } from './laps.ts';
import { progressMeter, type Stage } from './progress.ts';
import type { JobQueue } from './queue.ts';
import { type ReadyEngines, readyEngine } from './ready.ts';
import { newRow, type Row, viewsOf } from './row.ts';
import { createTouchUps } from './runTouchUps.ts';
import type { Speeds } from './speeds.ts';
import { enginesOf, type ModelFinder, planStages, type StagePlan, wholeFile } from './stages.ts';
import { stopwatch } from './stopwatch.ts';
import { noteRecent, tallyOf } from './tally.ts';
import { type LiveChoice, type LiveOutcome, type LiveServices, transcribeLive } from './transcribeLive.ts';
import { createTurns } from './turns.ts';
import { warmWorkers } from './warmWorkers.ts';

export interface QueueOptions {
  readonly home: Home;
  readonly engines: ReadyEngines;
  readonly models: ModelFinder;
  readonly speeds: Speeds;
  readonly voices: Voices;
  readonly media: MediaService;
  readonly sessions: Sessions;
  readonly settings: () => Settings;
  readonly recent: Pick<RecentStore, 'note'>;
  readonly newIds: () => IdSource;
  readonly now: () => Date;
  /** `systemClock` of the engines, outside of tests. */
  readonly timer: Timer;
  readonly effects: OutputEffects;
  readonly logBug: (error: unknown, where: string) => void;
}

/** The list is told this often at most. */
const TELL_APART_MS = 100;

/**
 * The first job that has not ended is recognised; the one behind it is decoded meanwhile. Nothing is started
 * before the first job.
 */
export function createQueue(options: QueueOptions): JobQueue {
  const { home, engines, media, sessions, speeds, timer, logBug } = options;
  const folders = { uploads: join(home.root, 'uploads'), projects: home.projects };
  const workers = warmWorkers(engines, timer);
  const preparing = gate(1);
  const installing = gate(1);
  const touchUps = createTouchUps({ ...options, workers, installing });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  let rows: readonly Row[] = [];
  let isMeasuring = false;

  const unfinished = () => rows.filter((row) => row.ended === null);
  const views = () => viewsOf(rows);
  const shown = latest(views, TELL_APART_MS, timer);
  const turns = createTurns(() => unfinished()[0]?.job.jobId ?? null);
  const find = (jobId: string) => rows.find(({ job }) => job.jobId === jobId) ?? null;

  const change = (row: Row, part: Partial<Row>) => {
    Object.assign(row, part);
    shown.tell();
  };

  const end = (row: Row, how: NonNullable<Row['ended']>, why: Failure | null) => {
    if (row.ended !== null) return;
    change(row, { ended: how, failure: why });
    look();
  };

  /** Begins what may begin. The second job is only made ready, so that the engine never waits for a decoder. */
  const look = () => {
    if (!closing.signal.aborted) {
      for (const row of unfinished().slice(0, 2)) if (!row.begun) begin(row);
    }
    turns.look();
    shown.tell();
  };

  const begin = (row: Row) => {
    row.begun = true;
    const { path } = row.job;
    keep(
      transcribe(row)
        .catch((error: unknown): Result<LiveOutcome> => {
          if (row.controller.signal.aborted) return fail(failure('cancelled', { file: path }));
          logBug(error, path);
          const detail = error instanceof Error ? error.message : String(error);
          return fail(failure('internal', { file: path, detail }));
        })
        .then((result) => settle(row, result)),
    );
  };

  /** What has to end before the program may. */
  const keep = (work: Promise<unknown>) => {
    // Who asked for the work hears of its failures.
    const kept: Promise<boolean> = work.then(
      () => running.delete(kept),
      () => running.delete(kept),
    );
    running.add(kept);
  };

  const settle = (row: Row, result: Result<LiveOutcome>) => {
    if (!result.ok) {
      const { code, file } = result.failure;
      if (code === 'cancelled') end(row, 'cancelled', null);
      else end(row, 'failed', { ...result.failure, file: file ?? row.job.path });
      return;
    }
    const { project, projectPath, outputs } = result.value;
    const { words, doubtful } = tallyOf(project, options.settings().doubtBelow);
    Object.assign(row, { projectPath, outputs, words, doubtful });
    if (row.sessionId === null) noteRecent(options.recent, project, projectPath, doubtful);
    end(row, 'done', null);
  };

  const transcribe = async (row: Row): Promise<Result<LiveOutcome>> => {
    const { choice } = row.job;
    const formats = checkChoice(choice.profile, choice.formats);
    if (!formats.ok) return formats;
    const setUp = (fraction: number) => change(row, { setUp: Math.max(row.setUp ?? 0, fraction) });
    const { signal } = row.controller;
    const plan = await planStages(wholeFile(choice), engines, options.models);
    if (!plan.ok) return plan;
    for (const { id } of enginesOf(plan.value)) {
      const ready = await readyEngine(id, engines, setUp, installing, signal);
      if (!ready.ok) return ready;
    }
    const { engine, compute } = plan.value.transcribe;
    const usedDevice = cardOrProcessor(enginesOf(plan.value), compute, await engines.list());
    change(row, { engineId: engine.id, usedDevice, setUp: row.setUp === null ? null : 1 });
    const held = workers.hold();
    try {
      held.crew.pool(engine.id, 'transcribe').warmUp(closing.signal);
      void measureWaiting();
      foresee();
      return await recognise(row, { plan: plan.value, crew: held.crew, formats: formats.value });
    } finally {
      held.release();
    }
  };

  const recognise = async (
    row: Row,
    by: { readonly plan: StagePlan } & Pick<LiveServices, 'crew'> & Pick<LiveChoice, 'formats'>,
  ): Promise<Result<LiveOutcome>> => {
    const { jobId, path, choice } = row.job;
    const { engine } = by.plan.transcribe;
    const watch = stopwatch(timer.nowMs);
    const { crew, laps } = timedCrew(by.crew, timer.nowMs);
    const meter = progressMeter(timer.nowMs);
    const report = (stage: Stage, fraction: number) => {
      if (row.ended !== null) return;
      const progress = meter.advance(stage, fraction);
      const heard = stage === 'recognise' ? Math.max(row.heard, fraction) : row.heard;
      change(row, { progress, heard, rtf: progress.rtf ?? row.rtf });
    };
    const outcome = await transcribeLive(
      {
        file: path,
        signal: row.controller.signal,
        report,
        notice: (message) => change(row, { notices: [...row.notices, message] }),
        setExtent: meter.setExtent,
        preparing,
        recognising: watch.timed(turns.of(jobId)),
      },
      {
        jobId,
        settings: { ...wholeFile(choice), engine: engine.id },
        profile: choice.profile,
        formats: by.formats,
      },
      { ...options, ...by, crew, folders },
      {
        onSession: (sessionId) => change(row, { sessionId }),
        onDuration: (totalMs) => change(row, { totalMs }),
        onLanguage: (code, confidence) => change(row, { language: { code, confidence } }),
      },
    );
    const wallSeconds = watch.workedMs() / 1000;
    if (outcome.ok) keep(speeds.note(laps()).catch((error: unknown) => logBug(error, path)));
    const isOpen = row.sessionId !== null && sessions.document(row.sessionId) !== null;
    change(row, { wallSeconds, sessionId: isOpen ? row.sessionId : null });
    return outcome;
  };

  const foreseeing = foresight({ speeds, unfinished, change, isClosing: () => closing.signal.aborted });
  /** How fast the jobs of the list will be: anew with every job, and whenever something was measured. */
  const foresee = () => keep(foreseeing().catch((error: unknown) => logBug(error, 'speeds')));
  const stopWatching = speeds.watch(foresee);

  /** Lengths of waiting files, one after another, so that it can be told when they will be done. */
  const measureWaiting = async () => {
    if (isMeasuring) return;
    isMeasuring = true;
    const tried = new Set<Row>();
    for (;;) {
      const row = unfinished().find((one) => !one.begun && one.totalMs === null && !tried.has(one));
      if (row === undefined || closing.signal.aborted) break;
      tried.add(row);
      const probed = await media.probe(row.job.path, closing.signal);
      // A file that cannot be read is told when its turn comes.
      if (probed.ok) row.totalMs ??= probed.value.durationMs;
      shown.tell();
    }
    isMeasuring = false;
  };

  const view = (row: Row) => {
    const found = views().find(({ jobId }) => jobId === row.job.jobId);
    if (found === undefined) throw new Error(`no job ${row.job.jobId}`);
    return found;
  };

  const start = (job: StartJob) => {
    const known = find(job.jobId);
    if (known !== null) return view(known);
    const row = newRow(job);
    rows = [...rows, row];
    if (closing.signal.aborted) end(row, 'cancelled', null);
    else {
      look();
      foresee();
    }
    return view(row);
  };

  return {
    start,
    runOnProcessor: (jobId) => {
      const failed = find(jobId);
      if (failed?.ended !== 'failed' || failed.job.choice.device === 'cpu') return null;
      rows = rows.filter((row) => row !== failed);
      // A precision that was chosen was chosen for the card: the processor takes its own best.
      const choice = { ...failed.job.choice, device: 'cpu', precision: null } as const;
      return start({ ...failed.job, jobId: `${jobId} cpu`, choice });
    },
    cancel: (jobId) => {
      const row = find(jobId);
      if (row === null || row.ended !== null) return;
      end(row, 'cancelled', null);
      row.controller.abort();
    },
    hurry: (jobId) => {
      const row = find(jobId);
      const [first, ...waiting] = unfinished();
      if (row === null || first === undefined || !waiting.includes(row)) return;
      const others = rows.filter((other) => other !== row);
      rows = others.toSpliced(others.indexOf(first) + 1, 0, row);
      look();
    },
    remove: (jobId) => {
      rows = rows.filter((row) => row.job.jobId !== jobId || row.ended === null);
      shown.tell();
    },
    list: views,
    watch: shown.watch,
    alignWords: (request, signal) => {
      const asked = { ...request, engine: null };
      const work = alignSelection(asked, AbortSignal.any([signal, closing.signal]), {
        ...options,
        report: () => {},
        ready: (engine, abort) => readyEngine(engine, engines, () => {}, installing, abort),
        workers,
      });
      keep(work);
      return work;
    },
    touchUps,
    engines: async () => engineViews(await engines.list()),
    expect: (choices) => Promise.all(choices.map((choice) => speeds.expect(wholeFile(choice)))),
    close: async () => {
      closing.abort();
      stopWatching();
      for (const row of unfinished()) {
        end(row, 'cancelled', null);
        row.controller.abort();
      }
      await Promise.all([...running, touchUps.close()]);
      await workers.close();
    },
  };
}

function checkChoice(profile: string, formatIds: readonly string[]): Result<readonly Format[]> {
  const found = findProfile(profile);
  if (!found.ok) return found;
  const formats: Format[] = [];
  for (const id of formatIds) {
    const format = formatById(id);
    if (format === null || format.write === null) return fail(failure('format.unknown', { detail: id }));
    formats.push(format);
  }
  return succeed(formats);
}
