import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { failure } from '../../../common/contract/failure.ts';
import { type JobView, type StartJob, USUAL_CHOICE } from '../../../common/contract/jobs.ts';
import { fail, succeed } from '../../../common/contract/result.ts';
import { defaultSettings } from '../../../common/contract/settings.ts';
import { idSource } from '../../../common/document/ids.ts';
import type { Project } from '../../../common/document/types.ts';
import { createFakeClock, type FakeClock } from '../../engines/testing/fakeClock.ts';
import { type Home, locateHome } from '../../home/home.ts';
import type { MediaInfo, MediaService } from '../../media/media.ts';
import { realOutputEffects } from '../../output/output.ts';
import { NO_VOICES } from '../../voices/voices.ts';
import type { JobQueue } from '../queue.ts';
import type { ReadyEngines } from '../ready.ts';
import { createQueue, type QueueOptions } from '../runQueue.ts';
import { createSpeeds } from '../speeds.ts';
import type { ModelFinder } from '../stages.ts';
import { type HandEngines, type HandJob, handEngines } from './handWorker.ts';
import { type MemorySessions, memorySessions } from './memorySessions.ts';

/** A queue whose engine, media and clock a test moves by hand; results are real files. */
export interface QueueCase {
  readonly folder: string;
  readonly home: Home;
  readonly hand: HandEngines;
  readonly clock: FakeClock;
  readonly sessions: MemorySessions;
  readonly options: QueueOptions;
  readonly queue: JobQueue;
  readonly bugs: unknown[];
  readonly recent: string[];
  /** Media files that cannot be read. */
  readonly broken: Set<string>;
  readonly decoded: string[];
  /** The path of a media file that is said to lie in the case's folder. */
  readonly media: (name: string) => string;
  readonly start: (name: string, choice: Partial<StartJob['choice']>) => JobView;
  readonly view: (name: string) => JobView;
  /** The engine's transcription of this number, once the queue has come to it. */
  readonly nextJob: (index: number) => Promise<HandJob>;
  /** The job as it ended. */
  readonly endOf: (name: string) => Promise<JobView>;
  /** The open project of the job. */
  readonly document: (name: string) => Project;
  readonly remove: () => Promise<void>;
}

/** A computer without models. */
export const NO_MODELS: ModelFinder = {
  find: async ({ kind }) => fail(failure('model.none', { detail: kind })),
};

/** Every recording is a minute long. */
export const DURATION_MS = 60_000;

export function queueCase(engines: ReadyEngines | null = null): QueueCase {
  const folder = mkdtempSync(join(tmpdir(), 'wordlane queue-'));
  const home = locateHome({
    env: { WORDLANE_HOME: join(folder, 'home') },
    platform: 'linux',
    userFolder: folder,
  });
  const hand = handEngines();
  const clock = createFakeClock();
  const sessions = memorySessions();
  const bugs: unknown[] = [];
  const recent: string[] = [];
  const broken = new Set<string>();
  const decoded: string[] = [];
  let writers = 0;
  const options: QueueOptions = {
    home,
    engines: engines ?? hand.engines,
    models: NO_MODELS,
    speeds: createSpeeds({
      path: join(home.root, 'measured.json'),
      engines: engines ?? hand.engines,
      finder: NO_MODELS,
      models: async () => [],
      effects: realOutputEffects,
    }),
    voices: NO_VOICES,
    media: mediaOf(broken, decoded),
    sessions,
    settings: () => defaultSettings,
    recent: { note: ({ path }) => recent.push(path) },
    newIds: () => idSource(`ids${writers++}`),
    now: () => new Date('2026-05-01T10:00:00Z'),
    timer: clock,
    effects: realOutputEffects,
    logBug: (error) => bugs.push(error),
  };
  const queue = createQueue(options);
  const media = (name: string) => join(folder, name);
  const made: QueueCase = {
    folder,
    home,
    hand,
    clock,
    sessions,
    options,
    queue,
    bugs,
    recent,
    broken,
    decoded,
    media,
    start: (name, choice) => queue.start(jobOf(media(name), choice)),
    view: (name) => {
      const view = queue.list().find(({ path }) => path === media(name));
      if (view === undefined) throw new Error(`no job for ${name}`);
      return view;
    },
    nextJob: async (index) => await eventually(() => hand.jobs[index]),
    endOf: async (name) =>
      await eventually(() => {
        const view = made.view(name);
        return ['done', 'failed', 'cancelled'].includes(view.state) && view;
      }),
    document: (name) => {
      const project = sessions.document(made.view(name).sessionId ?? '')?.project;
      if (project === undefined) throw new Error(`${name} is not open`);
      return project;
    },
    remove: async () => {
      await queue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return made;
}

export function jobOf(path: string, choice: Partial<StartJob['choice']>): StartJob {
  const usual: StartJob['choice'] = {
    ...USUAL_CHOICE,
    engine: 'hand',
    profile: 'plain',
    formats: [],
  };
  return { jobId: `job ${path}`, path, choice: { ...usual, ...choice } };
}

/** Lets everything happen that needs no clock until it is as wanted; throws after 10 s of nothing. */
export async function eventually<T>(look: () => T | null | undefined | false): Promise<T> {
  const until = performance.now() + 10_000;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error('it never came to that');
    await setImmediate();
  }
}

function mediaOf(broken: ReadonlySet<string>, decoded: string[]): MediaService {
  return {
    probe: async (path) => {
      if (broken.has(path)) return fail(failure('media.unreadable', { file: path, detail: 'text' }));
      const info: MediaInfo = {
        path,
        sizeBytes: 1,
        container: 'wav',
        durationMs: DURATION_MS,
        startOffsetMs: 0,
        streams: [],
        audioTracks: [],
        frameRate: null,
        video: null,
      };
      return succeed(info);
    },
    decode: async ({ info, channel }, onProgress) => {
      onProgress({ doneMs: DURATION_MS, totalMs: DURATION_MS });
      decoded.push(info.path);
      return succeed({
        pcmPath: `${info.path}.${channel}`,
        peaksPath: '',
        samples: DURATION_MS * 16,
        startMs: 0,
        durationMs: DURATION_MS,
        fingerprint: `print of ${info.path}`,
        notices: [],
        release: async () => {},
      });
    },
    fingerprint: async (path) => succeed(`print of ${path}`),
    cacheSizeBytes: async () => 0,
  };
}
