import type { SessionState } from '../../common/contract/projects.ts';
import type { Result } from '../../common/contract/result.ts';
import type { Settings } from '../../common/contract/settings.ts';
import type { IdSource } from '../../common/document/ids.ts';
import type { Project } from '../../common/document/types.ts';
import type { FileService } from '../files/files.ts';
import type { MediaService } from '../media/media.ts';
import type { OutputEffects } from '../output/output.ts';
import type { RecentStore } from '../settings/settings.ts';
import { closeLog, logState } from './eventLog.ts';
import {
  compareMedia,
  folderOf,
  locateMedia,
  lookAgain,
  type MediaSearch,
  mediaViews,
} from './mediaPlaces.ts';
import { addNotice, newSession, type OpenSession, stateOf } from './openSession.ts';
import { hardViolations, type RecentEntry, recentEntry } from './recentEntry.ts';

/** All that sessions touch. */
export interface SessionsOptions {
  readonly files: FileService;
  readonly media: Pick<MediaService, 'probe' | 'fingerprint'>;
  /** Grants access to a media file's URLs. */
  readonly keyOf: (fileId: string) => string;
  /** Reads a project or caption file of any format: `openDocument` of the projects service. */
  readonly readDocument: (
    path: string,
    ids: IdSource,
    language: string | null,
  ) => Promise<
    Result<{ readonly project: Project; readonly format: object | null; readonly notices: readonly string[] }>
  >;
  readonly newIds: () => IdSource;
  readonly nowMs: () => number;
  readonly effects: OutputEffects;
  readonly recent: Pick<RecentStore, 'note'>;
  /** Told what was written. */
  readonly onSaved: (project: Project) => void;
  readonly settings: () => Settings;
  readonly logBug: (error: unknown, where: string) => void;
  /** Calls `look` now and then, for files that come and go and for what is not pressing; returns the way to stop. */
  readonly onTick: (look: () => Promise<void>) => () => void;
}

/** Where all open projects are, and what goes on in the background for them. */
export interface Room {
  readonly sessions: Map<string, OpenSession>;
  readonly begin: (about: Beginning, notices: readonly string[]) => OpenSession;
  readonly present: (session: OpenSession) => SessionState;
  /** Looks for the media that are not found yet; resolves when each is found, missing or failed. Never rejects. */
  readonly locate: (session: OpenSession) => Promise<void>;
  /** Tells the list of recent projects how this one is now. */
  readonly note: (session: OpenSession) => void;
  readonly inBackground: (where: string, work: () => Promise<void>) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** What is not said is nothing: no path, no job. The document counts as saved unless it is said otherwise. */
export type Beginning = Pick<OpenSession, 'sessionId' | 'ordered'> &
  Partial<Pick<OpenSession, 'path' | 'realPath' | 'importedFrom' | 'savedProject' | 'header' | 'jobId'>>;

export function createRoom(options: SessionsOptions): Room {
  const sessions = new Map<string, OpenSession>();
  const ended = new AbortController();
  const background = new Set<Promise<void>>();
  /** What the list of recent projects was told last, and what of it is still to be checked. */
  const noted = new WeakMap<OpenSession, RecentEntry>();
  const hardBefore = new WeakMap<OpenSession, number>();
  const unchecked = new Map<OpenSession, { readonly project: Project; readonly entry: RecentEntry }>();
  const media = { files: options.files, fingerprint: options.media.fingerprint, keyOf: options.keyOf };

  const inBackground = async (where: string, work: () => Promise<void>) => {
    const task = work().catch((error: unknown) => {
      if (!ended.signal.aborted) options.logBug(error, where);
    });
    background.add(task);
    await task.finally(() => background.delete(task));
  };

  const searchOf = (session: OpenSession): MediaSearch => ({
    places: session.media,
    project: () => session.ordered.project,
    folder: () => folderOf(session.realPath ?? session.importedFrom),
    tell: () => logState(session.log),
    notice: (sentence) => addNotice(session, sentence),
  });

  const locate = async (session: OpenSession) => {
    const search = searchOf(session);
    await inBackground(session.sessionId, async () => {
      await locateMedia(search, media, ended.signal);
      logState(session.log);
    });
    void inBackground(session.sessionId, async () => await compareMedia(search, media, ended.signal));
  };

  const pictureOf = (session: OpenSession) => {
    const [fileId = null] = [...session.media.values()].map((place) => place.fileId);
    return fileId === null ? null : (options.files.parts(fileId)?.thumbnailPath ?? null);
  };

  const note = (session: OpenSession) => {
    const { path } = session;
    if (path === null) return;
    const { project } = session.ordered;
    const about = { path, thumbnail: pictureOf(session), doubtBelow: options.settings().doubtBelow };
    const entry = recentEntry(project, about);
    noted.set(session, entry);
    unchecked.set(session, { project, entry });
    const hard = hardBefore.get(session) ?? 0;
    options.recent.note({ ...entry, problems: entry.problems + hard });
  };

  /** Adds what takes half a second for 150,000 words, once nobody waits for the project any more. */
  const finishNotes = async () => {
    for (const [session, { project, entry }] of unchecked) {
      const hard = await hardViolations(project, ended.signal);
      if (hard === null || unchecked.get(session)?.entry !== entry) continue;
      unchecked.delete(session);
      hardBefore.set(session, hard);
      options.recent.note({ ...entry, problems: entry.problems + hard });
    }
  };

  const stopFiles = options.files.watch(({ fileId }) => {
    for (const session of sessions.values()) {
      if (![...session.media.values()].some((place) => place.fileId === fileId)) continue;
      logState(session.log);
      if (noted.get(session)?.thumbnail === null && pictureOf(session) !== null) note(session);
    }
  });

  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      for (const session of sessions.values()) await lookAgain(searchOf(session), media, ended.signal);
      await finishNotes();
    } finally {
      looking = false;
    }
  };
  const stopTicks = options.onTick(async () => await inBackground('media', look));

  return {
    sessions,
    begin: (about, notices) => {
      const nowhere = { path: null, realPath: null, importedFrom: null, header: null, jobId: null };
      const saved = { savedProject: about.ordered.project };
      const session = newSession({ ...nowhere, ...saved, ...about }, new Map(), notices);
      sessions.set(session.sessionId, session);
      return session;
    },
    present: (session) => stateOf(session, mediaViews(searchOf(session), media)),
    locate,
    note,
    inBackground,
    end: async () => {
      ended.abort();
      stopFiles();
      stopTicks();
      for (const session of sessions.values()) closeLog(session.log);
      await Promise.all([...background, ...[...sessions.values()].map(({ saving }) => saving)]);
    },
  };
}
