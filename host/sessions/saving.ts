import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Project } from '../../common/document/types.ts';
import { isTaken, type OutputEffects, writeWhole } from '../output/output.ts';
import { encodeInTurns, PROJECT_ENDING, type ProjectHeader, readHeaderOf } from '../projects/projectFile.ts';
import { logState } from './eventLog.ts';
import { projectAt } from './mediaReferences.ts';
import type { OpenSession } from './openSession.ts';

export interface SavingContext {
  readonly sessions: () => Iterable<OpenSession>;
  /** Real paths that are being written, each with whose they will be. */
  readonly reserved: Map<string, OpenSession>;
  readonly effects: OutputEffects;
  readonly nowMs: () => number;
  /** Told what was written. */
  readonly onSaved: (project: Project) => void;
}

/** `unchanged`: only a file that is as we know it; `whatever`: also one that another program changed. */
export type Replacing = 'unchanged' | 'whatever';

/**
 * Writes the project as it is now, whole or not at all; what is edited meanwhile stays unsaved. `path` null is
 * where it lies already. A name without the ending of projects gets it.
 */
export async function saveSession(
  session: OpenSession,
  path: string | null,
  replacing: Replacing,
  context: SavingContext,
): Promise<Result<void>> {
  const saving = session.saving.then(async () => await write(session, path, replacing, context));
  // The next one waits for this one's end, whatever it is.
  session.saving = saving.catch(() => {});
  return await saving;
}

async function write(
  session: OpenSession,
  wanted: string | null,
  replacing: Replacing,
  context: SavingContext,
): Promise<Result<void>> {
  if (wanted === null && session.path === null) return fail(failure('project.unnamed', {}));
  const path = wanted === null ? (session.path ?? '') : withEnding(resolve(wanted));
  const realPath = await realPlaceOf(path);
  const other = (await sessionAt(realPath, context.sessions())) ?? context.reserved.get(realPath) ?? session;
  if (other !== session) return fail(failure('project.open-already', { file: path }));
  context.reserved.set(realPath, session);
  try {
    // A name that got its ending from us was never confirmed as one to replace.
    const isConfirmed = replacing === 'whatever' && (wanted === null || path === resolve(wanted));
    if (realPath !== session.realPath && !isConfirmed && (await isTaken(path))) {
      return fail(failure('output.exists', { file: path }));
    }
    return await writeTo(session, { path, realPath }, replacing, context);
  } finally {
    context.reserved.delete(realPath);
  }
}

async function writeTo(
  session: OpenSession,
  { path, realPath }: { readonly path: string; readonly realPath: string },
  replacing: Replacing,
  { effects, nowMs, onSaved }: SavingContext,
): Promise<Result<void>> {
  const onDisk = await readHeaderOf(realPath);
  const isOwnPlace = session.realPath === realPath;
  if (
    isOwnPlace &&
    replacing === 'unchanged' &&
    !isAsKnown(onDisk, session.header, await isTaken(realPath))
  ) {
    return fail(failure('project.changed-on-disk', { file: path }));
  }
  const { project } = session.ordered;
  const revision = 1 + Math.max(session.header?.revision ?? 0, isOwnPlace ? (onDisk?.revision ?? 0) : 0);
  const placed = projectAt(project, realPath, (id) => session.media.get(id)?.path ?? null);
  const { content, header } = await encodeInTurns({ project: placed, revision });
  const written = await writeWhole(path, content, effects);
  if (!written.ok) return written;
  Object.assign(session, { path, realPath, header, savedProject: project, savedAtMs: nowMs() });
  logState(session.log);
  onSaved(project);
  return succeed(undefined);
}

/** A file that was removed meanwhile is simply written anew. */
export function isAsKnown(
  onDisk: ProjectHeader | null,
  known: ProjectHeader | null,
  isThere: boolean,
): boolean {
  if (!isThere) return true;
  if (onDisk === null || known === null) return onDisk === known;
  return onDisk.sha256 === known.sha256 && onDisk.revision === known.revision;
}

/** The path behind links; of a file that is not there yet the path in its real folder. */
export async function realPlaceOf(path: string): Promise<string> {
  const whole = resolve(path);
  return (
    (await realOrNull(whole)) ?? join((await realOrNull(dirname(whole))) ?? dirname(whole), basename(whole))
  );
}

async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch {
    // Not there or not reachable; reading or writing it says why.
    return null;
  }
}

/** The session whose file this is, by its name or, where a drive takes two names for one, by the file itself. */
export async function sessionAt(
  realPath: string,
  sessions: Iterable<OpenSession>,
): Promise<OpenSession | null> {
  const open = [...sessions].filter((session) => session.realPath !== null);
  const named = open.find((session) => session.realPath === realPath);
  if (named !== undefined) return named;
  const identity = await identityOf(realPath);
  if (identity === null) return null;
  for (const session of open) {
    if (session.realPath !== null && (await identityOf(session.realPath)) === identity) return session;
  }
  return null;
}

async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    // Some network drives number no files.
    return ino === 0n ? null : `${dev}:${ino}`;
  } catch {
    return null;
  }
}

function withEnding(path: string): string {
  return path.toLowerCase().endsWith(PROJECT_ENDING) ? path : `${path}${PROJECT_ENDING}`;
}
