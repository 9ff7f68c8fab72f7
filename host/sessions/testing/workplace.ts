import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { failure } from '../../../common/contract/failure.ts';
import type { SessionEvent, SessionState } from '../../../common/contract/projects.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import { defaultSettings } from '../../../common/contract/settings.ts';
import { emptyProject } from '../../../common/document/build.ts';
import type { Operation } from '../../../common/document/operations.ts';
import type { Project } from '../../../common/document/types.ts';
import type { FileService, OpenedFile } from '../../files/files.ts';
import { newIds } from '../../home/newIds.ts';
import { createMediaService } from '../../media/mediaService.ts';
import { type OutputEffects, realOutputEffects } from '../../output/output.ts';
import { openDocument } from '../../projects/openDocument.ts';
import { writeProjectFile } from '../../projects/projectFile.ts';
import { createSessions, type OwnSessions } from '../openSessions.ts';
import type { RecentEntry } from '../recentEntry.ts';

/** A real folder and real sessions in it; of files that pages fetch only the ids are made up. */
export interface Workplace {
  readonly folder: string;
  readonly at: (name: string) => string;
  readonly sessions: OwnSessions;
  readonly noted: RecentEntry[];
  readonly prepared: string[];
  readonly bugs: unknown[];
  /** What a timer calls now and then: files that come and go, what is not pressing. */
  readonly tick: () => Promise<void>;
  /** Tells that something of a file is made now. */
  readonly fileChanged: (fileId: string) => void;
  clockMs: number;
  readonly end: () => Promise<void>;
}

export async function workplace(effects: OutputEffects = realOutputEffects): Promise<Workplace> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'wordlane-sessions-')));
  const noted: RecentEntry[] = [];
  const prepared: string[] = [];
  const bugs: unknown[] = [];
  const looks = new Set<() => Promise<void>>();
  const files = fileIds(prepared);
  const media = createMediaService({
    ffmpegPath: async () => fail(failure('part.later', { detail: 'decoding' })),
    cacheDir: join(folder, 'cache'),
    cacheCapBytes: 1e9,
    nowMs: () => Date.now(),
    freeBytes: async () => 1e12,
  });
  const place: Workplace = {
    folder,
    at: (name) => join(folder, name),
    noted,
    prepared,
    bugs,
    tick: async () => {
      for (const look of looks) await look();
    },
    fileChanged: files.changed,
    clockMs: 1_700_000_000_000,
    sessions: createSessions({
      files: files.service,
      media,
      keyOf: (fileId) => `key-of-${fileId}`,
      readDocument: openDocument,
      newIds,
      nowMs: () => place.clockMs++,
      effects,
      recent: { note: (entry) => noted.push(entry) },
      settings: () => defaultSettings,
      logBug: (error) => bugs.push(error),
      onSaved: () => {},
      onTick: (look) => {
        looks.add(look);
        return () => looks.delete(look);
      },
    }),
    end: async () => {
      await place.sessions.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return place;
}

function fileIds(prepared: string[]): {
  readonly service: FileService;
  readonly changed: (fileId: string) => void;
} {
  const opened = new Map<string, OpenedFile>();
  const listeners = new Set<(file: OpenedFile) => void>();
  const find = (fileId: string) => [...opened.values()].find((file) => file.fileId === fileId) ?? null;
  const service: FileService = {
    expand: async () => ({ files: [], failures: [] }),
    open: async (path) => {
      if ((await stat(path)).size === 0) return fail(failure('media.empty', { file: path }));
      const known = opened.get(path);
      if (known !== undefined) return succeed(known);
      const file: OpenedFile = {
        fileId: `file-${opened.size}`,
        failure: null,
        path,
        facts: { durationMs: 11_000, picture: null, frameRate: null, audio: null },
        playable: 'original',
        proxy: { kind: 'none' },
        peaks: { kind: 'none' },
      };
      opened.set(path, file);
      return succeed(file);
    },
    find,
    parts: (fileId) => ({
      playing: null,
      peaksPath: null,
      pcmPath: null,
      thumbnailPath: find(fileId)?.peaks.kind === 'ready' ? `/thumbnails/${fileId}.jpg` : null,
    }),
    prepare: (fileId) => prepared.push(fileId),
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {},
  };
  const changed = (fileId: string) => {
    const file = find(fileId);
    if (file === null) throw new Error(`${fileId} was never opened`);
    const ready: OpenedFile = { ...file, peaks: { kind: 'ready' } };
    opened.set(file.path, ready);
    for (const tell of listeners) tell(ready);
  };
  return { service, changed };
}

/** What a call gave; a failure fails the test with its code. */
export function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.detail ?? ''}`);
  return result.value;
}

/** A project without words, in a file. */
export async function projectFile(place: Workplace, name: string, about: Partial<Project>): Promise<string> {
  const project = emptyProject({ projectId: 'p', title: 'Talk', profile: 'plain', language: 'en' });
  const path = place.at(name);
  await mkdir(dirname(path), { recursive: true });
  given(await writeProjectFile(path, { project: { ...project, ...about }, revision: 0 }, realOutputEffects));
  return path;
}

/** The code that a call failed with. */
export function codeOf(result: Result<unknown>): string | null {
  return result.ok ? null : result.failure.code;
}

let operations = 0;

/** An operation as a window sends it. */
export function change(
  sessions: OwnSessions,
  sessionId: string,
  operation: Operation,
): Result<{ version: number }> {
  return sessions.change({
    sessionId,
    clientId: 'window-1',
    opId: `op-${operations++}`,
    operation,
    label: 'edit.word',
    group: null,
  });
}

/** Any signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

export const retitle = (value: string): Operation => ({ kind: 'setProject', field: 'title', value });

/** A window that reads on when the test asks it to. */
export interface Watcher {
  readonly next: () => Promise<SessionEvent>;
  /** Reads until a state fits; the events on the way are in `seen`. */
  readonly state: (fits: (state: SessionState) => boolean) => Promise<SessionState>;
  readonly operation: () => Promise<Extract<SessionEvent, { kind: 'operation' }>>;
  readonly seen: SessionEvent[];
  readonly stop: () => void;
}

export function watcher(sessions: OwnSessions, sessionId: string, sinceVersion: number): Watcher {
  const stopped = new AbortController();
  const events = sessions.watch(sessionId, sinceVersion, stopped.signal)[Symbol.asyncIterator]();
  const seen: SessionEvent[] = [];
  const next = async () => {
    const { value, done } = await events.next();
    if (done === true) throw new Error('the stream has ended');
    seen.push(value);
    return value;
  };
  return {
    next,
    seen,
    state: async (fits) => {
      for (;;) {
        const event = await next();
        if (event.kind === 'state' && fits(event.state)) return event.state;
      }
    },
    operation: async () => {
      for (;;) {
        const event = await next();
        if (event.kind === 'operation') return event;
      }
    },
    stop: () => stopped.abort(),
  };
}
