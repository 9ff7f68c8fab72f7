import type { Failure } from '../../common/contract/failure.ts';
import type { Change, SessionState } from '../../common/contract/projects.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { parseOperation } from '../../common/document/operationSchema.ts';
import type { Operation } from '../../common/document/operations.ts';
import type { Project } from '../../common/document/types.ts';
import { type Ordered, orderArrival, orderChange, type Step, undoState } from '../../common/sync/order.ts';
import { sameProject } from '../../common/sync/sameProject.ts';
import type { ProjectHeader } from '../projects/projectFile.ts';
import { type EventLog, emptyLog, logEvent, logState } from './eventLog.ts';
import type { MediaPlaces } from './mediaPlaces.ts';

/** One open project. Changed in place, by the functions here and in the files beside it alone. */
export interface OpenSession {
  readonly sessionId: string;
  ordered: Ordered;
  readonly log: EventLog;
  /** Where it is saved, as a person named it, and the real place behind links; null when it never was. */
  path: string | null;
  realPath: string | null;
  /** The caption file that it was read from, beside which it would be saved. */
  readonly importedFrom: string | null;
  /** The project as it was saved or opened last; null when it never was. */
  savedProject: Project | null;
  savedAtMs: number | null;
  /** First line of the file as it was read or written last; null when it is not known. */
  header: ProjectHeader | null;
  /** Ends when all that is to be written is written: saving twice at once is saving one after the other. */
  saving: Promise<unknown>;
  jobId: string | null;
  readonly notices: string[];
  readonly media: MediaPlaces;
  /** What windows were answered, by window and operation, newest last. */
  readonly answers: Map<string, number | Failure>;
  /** Versions that were handed out last, for a job that says which of them it wrote. */
  readonly handedOut: Map<number, Project>;
  /** Whether the present project says the same as the saved one; worked out once a version. */
  compared: { readonly with: Project | null; readonly project: Project; readonly same: boolean } | null;
}

/** What an operation is called that no window made. */
const HOST = 'host';

/** A window repeats what it had no answer to within seconds; this is some hours of typing. */
const KEPT_ANSWERS = 20_000;

export function newSession(
  about: Pick<
    OpenSession,
    'sessionId' | 'ordered' | 'path' | 'realPath' | 'importedFrom' | 'savedProject' | 'header' | 'jobId'
  >,
  media: MediaPlaces,
  notices: readonly string[],
): OpenSession {
  return {
    ...about,
    log: emptyLog(),
    savedAtMs: null,
    saving: Promise.resolve(),
    notices: [...notices],
    media,
    answers: new Map(),
    handedOut: new Map(),
    compared: null,
  };
}

/** True exactly while the document says what its file says, also after undoing back to there. */
export function isSaved(session: OpenSession): boolean {
  const { savedProject, compared } = session;
  const { project } = session.ordered;
  if (compared !== null && compared.project === project && compared.with === savedProject) {
    return compared.same;
  }
  const same = savedProject !== null && sameProject(savedProject, project);
  session.compared = { with: savedProject, project, same };
  return same;
}

export function stateOf(session: OpenSession, media: SessionState['media']): SessionState {
  const { sessionId, path, savedAtMs, jobId, notices } = session;
  return {
    sessionId,
    path,
    saved: isSaved(session),
    savedAtMs,
    undo: undoState(session.ordered),
    media,
    jobId,
    notices: [...notices],
  };
}

/** Carries out what was ordered and tells every window. */
export function takeStep(session: OpenSession, step: Step, clientId: string, opId: string): void {
  session.ordered = step.ordered;
  const { version } = step.ordered;
  const { origin, operation, dropped } = step;
  logEvent(session.log, version, { kind: 'operation', version, clientId, opId, origin, operation, dropped });
}

/** The same for a step that the host itself makes. */
export function takeOwnStep(session: OpenSession, step: Step): void {
  takeStep(session, step, HOST, `${step.origin}-${step.ordered.version}`);
}

/** Orders a window's operation, once however often it is sent. */
export function takeChange(
  session: OpenSession,
  change: Change,
  atMs: number,
): Result<{ readonly version: number }> {
  const { clientId, opId, label, group } = change;
  const key = `${clientId} ${opId}`;
  const known = session.answers.get(key);
  if (known !== undefined) return typeof known === 'number' ? succeed({ version: known }) : fail(known);
  const parsed = parseOperation(change.operation);
  const ordered = parsed.ok
    ? orderChange(session.ordered, { operation: parsed.value, label, group, atMs })
    : parsed;
  if (ordered.ok) takeStep(session, ordered.value, clientId, opId);
  else {
    const { version } = session.ordered;
    logEvent(session.log, version, { kind: 'refused', clientId, opId, failure: ordered.failure });
  }
  const { version } = session.ordered;
  session.answers.set(key, ordered.ok ? version : ordered.failure);
  const [oldest] = session.answers.keys();
  if (session.answers.size > KEPT_ANSWERS && oldest !== undefined) session.answers.delete(oldest);
  return ordered.ok ? succeed({ version }) : ordered;
}

export function takeArrival(session: OpenSession, operation: Operation): Result<void> {
  const ordered = orderArrival(session.ordered, operation);
  if (!ordered.ok) return ordered;
  takeOwnStep(session, ordered.value);
  return succeed(undefined);
}

/** A person's step that the host makes for them, such as pointing the document at a file. */
export function takeRequest(
  session: OpenSession,
  request: { readonly operation: Operation; readonly label: string; readonly atMs: number },
): Result<void> {
  const ordered = orderChange(session.ordered, { ...request, group: null });
  if (!ordered.ok) return ordered;
  takeOwnStep(session, ordered.value);
  return succeed(undefined);
}

export function addNotice(session: OpenSession, sentence: string): void {
  if (session.notices.includes(sentence)) return;
  session.notices.push(sentence);
  logState(session.log);
}

/** How many of the versions that were handed out are kept: a job reads one and names it soon after. */
const KEPT_VERSIONS = 8;

export function handOut(session: OpenSession): { readonly project: Project; readonly version: number } {
  const { project, version } = session.ordered;
  session.handedOut.set(version, project);
  const [oldest] = session.handedOut.keys();
  if (session.handedOut.size > KEPT_VERSIONS && oldest !== undefined) session.handedOut.delete(oldest);
  return { project, version };
}
