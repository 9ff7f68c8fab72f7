import { basename } from 'node:path';
import type { Failure } from '../../common/contract/failure.ts';
import type { JobView, StartJob } from '../../common/contract/jobs.ts';
import type { JobSpeed } from '../../common/contract/speeds.ts';
import type { FileProgress } from './progress.ts';

/** What the queue knows of one job. Changed in place by the queue alone; windows get `viewOf` it. */
export interface Row {
  readonly job: StartJob;
  readonly controller: AbortController;
  /** The engine's own id, once it is known; until then as it was chosen. */
  engineId: string;
  /** Where its engines compute; null before it is known. */
  usedDevice: string | null;
  /** Work on it has begun, perhaps only in advance. */
  begun: boolean;
  ended: 'done' | 'failed' | 'cancelled' | null;
  failure: Failure | null;
  /** 0–1 while its engine is set up; null when nothing has to be. */
  setUp: number | null;
  progress: FileProgress | null;
  /** Kept when the meter has none to tell, as while the files are written. */
  rtf: number | null;
  /** By the engines, models and devices of its choice, for a second of media; null while nothing tells. */
  expected: JobSpeed | null;
  /** As it was found out; null before, or where it was chosen. */
  language: JobView['language'];
  /** 0–1 of the sound. */
  heard: number;
  totalMs: number | null;
  notices: readonly string[];
  sessionId: string | null;
  projectPath: string | null;
  outputs: readonly string[];
  words: number | null;
  doubtful: number | null;
  wallSeconds: number | null;
}

export function newRow(job: StartJob): Row {
  return {
    job,
    controller: new AbortController(),
    engineId: job.choice.engine,
    usedDevice: null,
    begun: false,
    language: null,
    ended: null,
    failure: null,
    setUp: null,
    progress: null,
    rtf: null,
    expected: null,
    heard: 0,
    totalMs: null,
    notices: [],
    sessionId: null,
    projectPath: null,
    outputs: [],
    words: null,
    doubtful: null,
    wallSeconds: null,
  };
}

/** Share of a job in which an engine had to be set up: it takes minutes, as a recording of an hour does. */
const SET_UP_SHARE = 0.5;

/** All jobs as people see them: the first that has not ended runs, the others wait for it. */
export function viewsOf(rows: readonly Row[]): readonly JobView[] {
  let isFirst = true;
  /** Until everything before is done; null once that cannot be told. */
  let waitSeconds: number | null = 0;
  return rows.map((row): JobView => {
    if (row.ended !== null) return viewOf(row, row.ended, null);
    const state = isFirst ? 'running' : 'waiting';
    isFirst = false;
    const own = remainingSeconds(row);
    waitSeconds = own === null || waitSeconds === null ? null : waitSeconds + own;
    return viewOf(row, state, waitSeconds);
  });
}

function viewOf(row: Row, state: JobView['state'], etaSeconds: number | null): JobView {
  const { job, progress, setUp } = row;
  const within = progress?.fraction ?? 0;
  const fraction = setUp === null ? within : setUp * SET_UP_SHARE + within * (1 - SET_UP_SHARE);
  const isKnown = row.totalMs !== null && (state === 'running' || row.heard > 0);
  return {
    jobId: job.jobId,
    path: job.path,
    name: basename(job.path),
    engine: row.engineId,
    device: job.choice.device,
    usedDevice: row.usedDevice,
    state,
    stage: state === 'waiting' ? 'waiting' : (progress?.stage ?? 'prepare'),
    fraction: state === 'done' ? 1 : state === 'waiting' ? 0 : fraction,
    doneMs: isKnown && row.totalMs !== null ? Math.round(row.totalMs * row.heard) : null,
    totalMs: row.totalMs,
    speed: row.rtf === null ? null : 1 / (row.rtf * channelsOf(row)),
    etaSeconds,
    language: row.language,
    notices: row.notices,
    failure: row.failure,
    sessionId: row.sessionId,
    projectPath: row.projectPath,
    outputs: row.outputs,
    words: row.words,
    doubtful: row.doubtful,
    wallSeconds: row.wallSeconds,
  };
}

/** Channels that are taken apart are recognised one after the other. */
function channelsOf({ job }: Row): number {
  return job.choice.channel === 'split' ? 2 : 1;
}

function remainingSeconds(row: Row): number | null {
  const { progress, expected, totalMs } = row;
  const laterSeconds = expected === null || totalMs === null ? 0 : (totalMs / 1000) * expected.laterRtf;
  const told = progress?.etaSeconds ?? null;
  if (told !== null) return progress?.stage === 'recognise' ? told + laterSeconds : told;
  // How long an installation takes nobody knows.
  if (row.setUp !== null && row.setUp < 1) return null;
  const hearing = expected === null ? null : expected.rtf - expected.laterRtf;
  const rtf = row.rtf === null ? hearing : row.rtf * channelsOf(row);
  if (rtf === null || totalMs === null) return null;
  // Nothing is known yet of how long it takes to tell the speakers apart.
  if (progress?.stage === 'diarize' && laterSeconds === 0) return null;
  return (totalMs / 1000) * rtf * (1 - row.heard) + laterSeconds;
}
