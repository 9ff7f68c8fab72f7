import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { failure } from '../../common/contract/failure.ts';
import type { SessionState } from '../../common/contract/projects.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { emptyProject } from '../../common/document/build.ts';
import { startOrder } from '../../common/sync/order.ts';
import { isTaken } from '../output/output.ts';
import { readHeaderOf } from '../projects/projectFile.ts';
import { closeLog } from './eventLog.ts';
import { nameOf } from './mediaPlaces.ts';
import { referenceTo } from './mediaReferences.ts';
import { isSaved, type OpenSession } from './openSession.ts';
import { isAsKnown, realPlaceOf, sessionAt } from './saving.ts';
import type { Room, SessionsOptions } from './sessionRoom.ts';
import type { Sessions } from './sessions.ts';

/** How long the opening of a project waits for its media: a drive may take its time to say that it is gone. */
const MEDIA_PATIENCE_MS = 1500;

/**
 * Whether another program changed the file of a project that no window shows and that has nothing unsaved: then
 * the file is what a person wants to see.
 */
async function isLeftBehind(session: OpenSession): Promise<boolean> {
  const { realPath, header, jobId, log } = session;
  if (realPath === null || jobId !== null || log.wakers.size > 0 || !isSaved(session)) return false;
  await session.saving;
  return !isAsKnown(await readHeaderOf(realPath), header, await isTaken(realPath));
}

/** The ways in which a project comes to be open because a person asks for it. */
export function createOpening(options: SessionsOptions, room: Room): Pick<Sessions, 'open' | 'create'> {
  const { sessions, begin, present, locate, note } = room;
  const opening = new Map<string, Promise<Result<SessionState>>>();

  /** Opened as soon as its media are found, or a little later. */
  const settled = async (session: OpenSession): Promise<Result<SessionState>> => {
    await Promise.race([locate(session), setTimeout(MEDIA_PATIENCE_MS, undefined, { ref: false })]);
    note(session);
    return succeed(present(session));
  };

  const read = async (path: string, realPath: string, signal: AbortSignal): Promise<Result<SessionState>> => {
    // Read before the document: what is written in between then counts as changed.
    const header = await readHeaderOf(realPath);
    const opened = await options.readDocument(path, options.newIds(), null);
    if (!opened.ok) {
      const isText =
        opened.failure.code === 'format.unreadable' || !opened.failure.code.startsWith('format.');
      if (!isText && (await options.media.probe(path, signal)).ok) {
        return fail(failure('project.is-media', { file: path }));
      }
      return opened;
    }
    const { project, format, notices } = opened.value;
    const ordered = startOrder(project);
    const place = format === null ? { path, realPath, header } : { importedFrom: realPath };
    return await settled(begin({ sessionId: randomUUID(), ordered, ...place }, notices));
  };

  const open: Sessions['open'] = async (path, signal) => {
    const realPath = await realPlaceOf(path);
    const already =
      (await sessionAt(realPath, sessions.values())) ??
      [...sessions.values()].find((session) => session.path === null && session.importedFrom === realPath);
    if (already !== undefined && already !== null) {
      if (!(await isLeftBehind(already))) return succeed(present(already));
      sessions.delete(already.sessionId);
      closeLog(already.log);
    }
    const pending = opening.get(realPath) ?? read(path, realPath, signal);
    opening.set(realPath, pending);
    return await pending.finally(() => opening.delete(realPath));
  };

  const create: Sessions['create'] = async (mediaPath, signal) => {
    const project = emptyProject({
      projectId: randomUUID(),
      title: '',
      profile: options.settings().profile,
      language: null,
    });
    if (mediaPath === null)
      return await settled(begin({ sessionId: randomUUID(), ordered: startOrder(project) }, []));
    const info = await options.media.probe(mediaPath, signal);
    if (!info.ok) return info;
    const fingerprint = await options.media.fingerprint(mediaPath);
    if (!fingerprint.ok) return fingerprint;
    const known = { id: options.newIds().next(), fingerprint: fingerprint.value, projectPath: null };
    const media = [referenceTo(info.value, known)];
    const title = nameOf(mediaPath).replace(/\.[^.]+$/u, '');
    return await settled(
      begin({ sessionId: randomUUID(), ordered: startOrder({ ...project, title, media }) }, []),
    );
  };

  return { open, create };
}
