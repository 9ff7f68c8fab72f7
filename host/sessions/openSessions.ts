import { randomUUID } from 'node:crypto';
import type { Captions } from '../../common/captions/captions.ts';
import { failure } from '../../common/contract/failure.ts';
import type { SessionEvent, SessionState } from '../../common/contract/projects.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import {
  forgetNext,
  orderMark,
  orderRedo,
  orderUndo,
  orderUndoToMark,
  startOrder,
} from '../../common/sync/order.ts';
import { readHeaderOf } from '../projects/projectFile.ts';
import { closeLog, follow, logState } from './eventLog.ts';
import { type Exported, exportAsText, exportTo } from './exporting.ts';
import { nameOf, otherContent } from './mediaPlaces.ts';
import { referenceTo } from './mediaReferences.ts';
import { createOpening } from './opening.ts';
import {
  addNotice,
  handOut,
  isSaved,
  type OpenSession,
  takeArrival,
  takeChange,
  takeOwnStep,
  takeRequest,
} from './openSession.ts';
import { type Replacing, realPlaceOf, saveSession } from './saving.ts';
import { createRoom, type SessionsOptions } from './sessionRoom.ts';
import type { Sessions } from './sessions.ts';

export type { SessionsOptions } from './sessionRoom.ts';

/** The sessions with the way to end what they do in the background. */
export interface OwnSessions extends Sessions {
  /** Resolves when nothing is read, written or watched any more. */
  readonly end: () => Promise<void>;
}

/** Makes the service of open projects. It reads and writes only what it is asked to. */
export function createSessions(options: SessionsOptions): OwnSessions {
  const room = createRoom(options);
  const { sessions, begin, present, locate, note } = room;
  const captions = new WeakMap<OpenSession, Captions>();
  const saving = {
    sessions: () => sessions.values(),
    reserved: new Map<string, OpenSession>(),
    effects: options.effects,
    nowMs: options.nowMs,
    onSaved: options.onSaved,
  };

  const { open, create } = createOpening(options, room);

  const restore: Sessions['restore'] = ({ sessionId, project, path }) => {
    const known = sessions.get(sessionId);
    if (known !== undefined) return succeed(present(known));
    const isTaken = path !== null && [...sessions.values()].some((session) => session.path === path);
    // Above every version that a window may have seen, so that each fetches the document anew.
    const ordered = { ...startOrder(project), version: options.nowMs() };
    const place = path === null || isTaken ? {} : { path, realPath: path };
    const session = begin({ sessionId, ordered, savedProject: null, ...place }, []);
    if (isTaken)
      addNotice(session, `“${nameOf(path)}” is open a second time: this one has to be saved anew.`);
    learnPlace(session);
    void locate(session);
    return succeed(present(session));
  };

  /** Finds out what lies where the session is saved, before anything is written there. */
  const learnPlace = (session: OpenSession) => {
    const { path } = session;
    if (path === null) return;
    session.saving = session.saving.then(async () => {
      session.realPath = await realPlaceOf(path);
      session.header = await readHeaderOf(session.realPath);
    });
    void room.inBackground(path, async () => {
      await session.saving;
    });
  };

  const adopt: Sessions['adopt'] = (project, jobId) => {
    const session = begin({ sessionId: randomUUID(), ordered: startOrder(project), jobId }, []);
    void locate(session);
    return present(session);
  };

  /** Runs `work` on a session and looks for media that it brought into the document. */
  const onSession = <T>(sessionId: string, work: (session: OpenSession) => Result<T>): Result<T> => {
    const session = sessions.get(sessionId);
    if (session === undefined) return fail(failure('project.closed', {}));
    const { media } = session.ordered.project;
    const result = work(session);
    if (session.ordered.project.media !== media) void locate(session);
    return result;
  };

  const goBack = (session: OpenSession, side: 'undo' | 'redo'): Result<boolean> => {
    const step = side === 'undo' ? orderUndo(session.ordered) : orderRedo(session.ordered);
    if (step === null) return succeed(false);
    if (step.ok) {
      takeOwnStep(session, step.value);
      return succeed(true);
    }
    session.ordered = forgetNext(session.ordered, side);
    logState(session.log);
    return step;
  };

  const undoSteps = (session: OpenSession, count: number): Result<boolean> => {
    for (let done = 0; done < count; done++) {
      const step = goBack(session, 'undo');
      if (!step.ok) return step;
      if (!step.value) return succeed(done > 0);
    }
    return succeed(count > 0);
  };

  const undoToMark = (session: OpenSession, name: string): Result<boolean> => {
    const steps = orderUndoToMark(session.ordered, name);
    if (steps === null) return succeed(false);
    if (!steps.ok) return steps;
    for (const step of steps.value) takeOwnStep(session, step);
    return succeed(steps.value.length > 0);
  };

  const save = async (sessionId: string, path: string | null, replacing: Replacing) => {
    const session = sessions.get(sessionId);
    if (session === undefined) return fail<SessionState>(failure('project.closed', {}));
    const saved = await saveSession(session, path, replacing, saving);
    if (!saved.ok) return saved;
    note(session);
    return succeed(present(session));
  };

  const relink: Sessions['relink'] = async (sessionId, mediaId, path, signal) => {
    const info = await options.media.probe(path, signal);
    if (!info.ok) return info;
    const fingerprint = await options.media.fingerprint(path);
    if (!fingerprint.ok) return fingerprint;
    const session = sessions.get(sessionId);
    if (session === undefined) return fail(failure('project.closed', {}));
    const old = session.ordered.project.media.find(({ id }) => id === mediaId);
    if (old === undefined) return fail(failure('edit.missing', { detail: mediaId }));
    const known = { id: mediaId, fingerprint: fingerprint.value, projectPath: session.realPath };
    const reference = referenceTo(info.value, known);
    const done = takeRequest(session, {
      operation: {
        kind: 'replaceMedia',
        media: { ...reference, durationMs: reference.durationMs ?? old.durationMs },
      },
      label: 'undo.relink',
      atMs: options.nowMs(),
    });
    if (!done.ok) return done;
    if (old.fingerprint !== null && old.fingerprint !== fingerprint.value) {
      addNotice(session, otherContent(nameOf(path)));
    }
    await locate(session);
    return succeed(present(session));
  };

  const exportedOf = (session: OpenSession): Exported => {
    const [media] = session.ordered.project.media;
    const mediaPath = media === undefined ? null : (session.media.get(media.id)?.path ?? media.path);
    return {
      project: session.ordered.project,
      beside: session.path ?? session.importedFrom ?? mediaPath,
      earlier: captions.get(session) ?? null,
      keep: (made) => captions.set(session, made),
    };
  };

  return {
    open,
    create,
    restore,
    adopt,
    state: (sessionId) => {
      const session = sessions.get(sessionId);
      return session === undefined ? null : present(session);
    },
    document: (sessionId) => {
      const session = sessions.get(sessionId);
      return session === undefined ? null : handOut(session);
    },
    watch: (sessionId, sinceVersion, signal) => {
      const session = sessions.get(sessionId);
      if (session === undefined) return ended();
      const watched = {
        log: session.log,
        state: () => present(session),
        version: () => session.ordered.version,
      };
      return follow(watched, sinceVersion, signal);
    },
    change: (change) =>
      onSession(change.sessionId, (session) => takeChange(session, change, options.nowMs())),
    arrive: (sessionId, operation) => onSession(sessionId, (session) => takeArrival(session, operation)),
    written: (sessionId, { path, version }) => {
      const session = sessions.get(sessionId);
      if (session === undefined || session.path !== null) return;
      const { ordered } = session;
      session.path = path;
      session.savedProject =
        session.handedOut.get(version) ?? (ordered.version === version ? ordered.project : null);
      session.savedAtMs = options.nowMs();
      learnPlace(session);
      logState(session.log);
      note(session);
    },
    settle: (sessionId) => {
      const session = sessions.get(sessionId);
      if (session === undefined) return;
      session.jobId = null;
      logState(session.log);
      note(session);
    },
    undo: (sessionId) => onSession(sessionId, (session) => goBack(session, 'undo')),
    redo: (sessionId) => onSession(sessionId, (session) => goBack(session, 'redo')),
    mark: (sessionId, name) => {
      const session = sessions.get(sessionId);
      if (session !== undefined) session.ordered = orderMark(session.ordered, name);
    },
    undoToMark: (sessionId, name) => onSession(sessionId, (session) => undoToMark(session, name)),
    undoSteps: (sessionId, count) => onSession(sessionId, (session) => undoSteps(session, count)),
    save: async (sessionId, path) => await save(sessionId, path, 'unchanged'),
    saveOver: async (sessionId, path) => await save(sessionId, path, 'whatever'),
    relink,
    exportFiles: async (sessionId, choice) => {
      const session = sessions.get(sessionId);
      if (session === undefined) return fail(failure('project.closed', {}));
      return await exportTo(exportedOf(session), choice, options.effects);
    },
    exportText: (sessionId, choice) =>
      onSession(sessionId, (session) => exportAsText(exportedOf(session), choice)),
    close: (sessionId) => {
      const session = sessions.get(sessionId);
      if (session === undefined) return;
      sessions.delete(sessionId);
      closeLog(session.log);
    },
    unsaved: () => [...sessions.values()].filter((session) => !isSaved(session)).map(present),
    end: room.end,
  };
}

/** What a window is told that watches what is not there. */
async function* ended(): AsyncGenerator<SessionEvent, void, undefined> {
  yield { kind: 'closed' };
}
