import { join } from 'node:path';
import { findProfile } from '../../common/captions/profiles/profiles.ts';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Settings } from '../../common/contract/settings.ts';
import type { IdSource } from '../../common/document/ids.ts';
import type { Format } from '../../common/formats/format.ts';
import { formatById } from '../../common/formats/registry.ts';
import type { Home } from '../home/home.ts';
import type { MediaService } from '../media/media.ts';
import type { OutputEffects } from '../output/output.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { RecentStore } from '../settings/settings.ts';
import { alignSelection } from './alignSelection.ts';
import { engineViews, refuseChoice } from './engineViews.ts';
import { gate } from './gate.ts';
import { latest, type Timer } from './latest.ts';
import { measuredSpeeds } from './measured.ts';
import { progressMeter, type Stage } from './progress.ts';
import type { JobQueue } from './queue.ts';
import { type ReadyEngines, readyEngine } from './ready.ts';
import { newRow, type Row, viewsOf } from './row.ts';
import { noteRecent, tallyOf } from './tally.ts';
import { type LiveOutcome, transcribeLive } from './transcribeLive.ts';
import { createTurns } from './turns.ts';
import { warmWorkers } from './warmWorkers.ts';

export interface QueueOptions {
  readonly home: Home;
  readonly engines: ReadyEngines;
  readonly media: MediaService;
  readonly sessions: Sessions;
  readonly settings: () => Settings;
  readonly recent: Pick<RecentStore, 'note'>;
  readonly newIds: () => IdSource;
  readonly now: () => Date;
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
  const { home, engines, media, sessions, timer, effects, logBug } = options;
  const folders = { uploads: join(home.root, 'uploads'), projects: home.projects };
  const speeds = measuredSpeeds(join(home.root, 'measured.json'), effects);
  const workers = warmWorkers(engines, timer);
  const preparing = gate(1);
  const installing = gate(1);
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  let rows: readonly Row[] = [];
  let isMeasuring = false;

  const unfinished = () => rows.filter((row) => row.ended === null);
  const views = () => viewsOf(rows, speeds.rtf);
  const shown = latest(views, TELL_APART_MS, timer);
  const turns = createTurns(() => unfinished()[0]?.job.jobId ?? null);
  const find = (jobId: string) => rows.find(({ job }) => job.jobId === jobId) ?? null;

  const end = (row: Row, how: NonNullable<Row['ended']>, why: Failure | null) => {
    if (row.ended !== null) return;
    row.ended = how;
    row.failure = why;
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
    const run = transcribe(row)
      .catch((error: unknown): Result<LiveOutcome> => {
        const file = row.job.path;
        if (row.controller.signal.aborted) return fail(failure('cancelled', { file }));
        logBug(error, file);
        const detail = error instanceof Error ? error.message : String(error);
        return fail(failure('internal', { file, detail }));
      })
      .then((result) => settle(row, result))
      .finally(() => running.delete(run));
    running.add(run);
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
    const { job, controller } = row;
    const { choice, path, jobId } = job;
    const { signal } = controller;
    const startedMs = timer.nowMs();
    const checked = checkChoice(choice.profile, choice.formats);
    if (!checked.ok) return checked;
    const setUp = (fraction: number) => {
      row.setUp = Math.max(row.setUp ?? 0, fraction);
      shown.tell();
    };
    const ready = await readyEngine(
      { engine: choice.engine, slot: 'transcribe' },
      engines,
      setUp,
      installing,
      signal,
    );
    if (!ready.ok) return ready;
    if (row.setUp !== null) row.setUp = 1;
    const engine = ready.value;
    row.engineId = engine.id;
    const refused = refuseChoice(engine, choice);
    if (refused !== null) return fail(refused);
    const pool = workers.hold(engine.id);
    try {
      pool.workers.warmUp(closing.signal);
      void measureWaiting();
      const meter = progressMeter(timer.nowMs);
      let recognisingMs = 0;
      const report = (stage: Stage, fraction: number) => {
        if (row.ended !== null) return;
        row.progress = meter.advance(stage, fraction);
        row.rtf = row.progress.rtf ?? row.rtf;
        if (stage === 'recognise') row.heard = Math.max(row.heard, fraction);
        shown.tell();
      };
      const outcome = await transcribeLive(
        {
          file: path,
          signal,
          report,
          notice: (message) => {
            row.notices = [...row.notices, message];
            shown.tell();
          },
          setMediaSeconds: meter.setMediaSeconds,
          preparing,
          recognising: {
            enter: async (abort) => {
              const leave = await turns.of(jobId).enter(abort);
              const enteredMs = timer.nowMs();
              return () => {
                recognisingMs = timer.nowMs() - enteredMs;
                leave();
              };
            },
          },
        },
        {
          jobId,
          settings: { ...choice, engine: engine.id, fromMs: 0, toMs: null },
          profile: choice.profile,
          formats: checked.value,
        },
        { ...options, workers: pool.workers, engine, folders },
        {
          onSession: (sessionId) => {
            row.sessionId = sessionId;
            shown.tell();
          },
          onDuration: (durationMs) => {
            row.totalMs = durationMs;
            shown.tell();
          },
        },
      );
      row.wallSeconds = (timer.nowMs() - startedMs) / 1000;
      if (row.sessionId !== null && sessions.document(row.sessionId) === null) row.sessionId = null;
      if (outcome.ok) speeds.note(engine.id, { soundMs: outcome.value.soundMs, workMs: recognisingMs });
      return outcome;
    } finally {
      pool.release();
    }
  };

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

  return {
    start: (job) => {
      const known = find(job.jobId);
      if (known !== null) return view(known);
      const row = newRow(job);
      rows = [...rows, row];
      if (closing.signal.aborted) end(row, 'cancelled', null);
      else look();
      return view(row);
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
    alignWords: (request, signal) =>
      alignSelection(request, AbortSignal.any([signal, closing.signal]), {
        ...options,
        ready: (engine, abort) =>
          readyEngine({ engine, slot: 'align' }, engines, () => {}, installing, abort),
        workers,
      }),
    engines: async () => engineViews(await engines.list(), speeds.rtf),
    close: async () => {
      closing.abort();
      for (const row of unfinished()) {
        end(row, 'cancelled', null);
        row.controller.abort();
      }
      await Promise.all(running);
      await workers.close();
      await speeds.written();
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
