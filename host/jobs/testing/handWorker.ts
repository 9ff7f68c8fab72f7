import { type Failure, failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import type {
  DiarizeRequest,
  EngineManifest,
  EngineOutcome,
  EngineSegment,
  EngineWord,
  EngineWorker,
  InstallProgress,
  SpeakerTurn,
  TranscribeRequest,
} from '../../engines/engine.ts';
import type { ReadyEngines } from '../ready.ts';

/** One transcription that a test carries out by hand, as if it were the engine. */
export interface HandJob {
  readonly request: TranscribeRequest;
  readonly signal: AbortSignal;
  readonly say: (segment: EngineSegment) => void;
  /** Its model is being loaded. */
  readonly load: () => void;
  readonly progress: (doneMs: number, totalMs: number) => void;
  readonly finish: () => void;
  readonly crash: () => void;
  readonly fail: (reason: Failure) => void;
}

export interface HandEngines {
  readonly engines: ReadyEngines;
  /** Transcriptions in the order in which they were asked for. */
  readonly jobs: readonly HandJob[];
  readonly started: () => number;
  readonly closed: () => number;
  /** Answers of the aligner, by the words of each segment. */
  align: (words: readonly string[], startMs: number, endMs: number) => readonly EngineWord[];
  /** Who speaks when; null makes the engine break down. */
  turns: readonly SpeakerTurn[] | null;
  /** How many speakers were asked for last. */
  wanted: DiarizeRequest['speakers'];
  installed: boolean;
  /** Lets an installation that was asked for come to its end. */
  readonly installs: { readonly progress: (fraction: number) => void; readonly finish: () => void }[];
}

export const HAND: EngineManifest = {
  id: 'hand',
  title: 'Hand',
  summary: 'Does what a test says.',
  version: '1',
  slots: ['transcribe', 'align', 'diarize'],
  slotIds: {},
  tasks: ['transcribe'],
  hints: [],
  languages: ['en'],
  licence: 'MIT',
  licenceNote: null,
  wordTimes: 'aligned',
  models: [],
  defaultModel: 'tiny',
  pythonVersions: [],
  modelKinds: {},
  variants: [{ id: 'cpu', downloadBytes: 0, diskBytes: 0, unhashed: [], built: [] }],
  embedded: true,
};

export function wordOf(text: string, startMs: number | null, endMs: number | null): EngineWord {
  return {
    text,
    startMs,
    endMs,
    confidence: 0.9,
    timing: startMs === null ? null : 'aligned',
    glue: false,
  };
}

/** Words of 200 ms, one every 250 ms. */
export function segmentOf(index: number, startMs: number, text: string): EngineSegment {
  const words = text.split(' ').map((word, at) => wordOf(word, startMs + at * 250, startMs + at * 250 + 200));
  return { index, startMs, endMs: startMs + words.length * 250, words };
}

export function handEngines(): HandEngines {
  const jobs: HandJob[] = [];
  let started = 0;
  let closed = 0;

  const startWorker = (): EngineWorker => {
    let usable = true;
    started++;
    return {
      engineId: 'hand',
      versions: {},
      rssBytes: () => 0,
      usable: () => usable,
      transcribe: (request, events, signal) => {
        const done = Promise.withResolvers<Result<EngineOutcome>>();
        const segments: EngineSegment[] = [];
        const end = (result: Result<EngineOutcome>) => {
          if (!result.ok) usable = false;
          done.resolve(result);
        };
        signal.addEventListener('abort', () => end(fail(failure('cancelled', {}))), { once: true });
        jobs.push({
          request,
          signal,
          say: (segment) => {
            segments.push(segment);
            events.onSegment(segment);
          },
          load: () => events.onProgress({ stage: 'load', doneMs: 0, totalMs: 1 }),
          progress: (doneMs, totalMs) => events.onProgress({ stage: 'recognise', doneMs, totalMs }),
          finish: () => end(succeed({ segments, language: 'en', model: 'tiny', warnings: [] })),
          crash: () => end(fail(failure('engine.crashed', { detail: 'signal 11' }))),
          fail: (reason) => end(fail(reason)),
        });
        return done.promise;
      },
      diarize: async ({ speakers }) => {
        hand.wanted = speakers;
        const { turns } = hand;
        if (turns === null) return fail(failure('engine.crashed', { detail: 'signal 11' }));
        return succeed({ turns, exclusive: turns, voices: new Map(), model: 'hand', warnings: [] });
      },
      align: async ({ segments }) => {
        const found = segments.map(({ startMs, endMs, words }, index) => ({
          index,
          startMs,
          endMs,
          words: hand.align(words, startMs, endMs),
        }));
        return succeed({ segments: found, language: 'en', model: 'tiny', warnings: [] });
      },
      close: async () => {
        usable = false;
        closed++;
      },
    };
  };

  const status = () => ({
    manifest: HAND,
    installed: hand.installed,
    variant: 'cpu',
    sizeBytes: 1,
    problem: null,
    selfTest: null,
  });
  const unused = () => {
    throw new Error('the queue does not use this');
  };
  const hand: HandEngines = {
    jobs,
    started: () => started,
    closed: () => closed,
    align: (words) => words.map((text) => wordOf(text, null, null)),
    turns: [],
    wanted: null,
    installed: true,
    installs: [],
    engines: {
      list: async () => [status()],
      find: (id) => (id === 'hand' ? succeed(HAND) : fail(failure('engine.unknown', { detail: id }))),
      ensureFfmpeg: async () => succeed('/nowhere/ffmpeg'),
      machine: unused,
      fittingVariant: unused,
      repair: unused,
      noteSpeed: async () => {},
      install: (_id, _wish, onProgress, signal) => {
        const done = Promise.withResolvers<Result<ReturnType<typeof status>>>();
        signal.addEventListener('abort', () => done.resolve(fail(failure('cancelled', {}))), { once: true });
        hand.installs.push({
          progress: (fraction) =>
            onProgress({
              step: 'packages',
              fraction,
              message: '',
              bytes: null,
              remainingMs: null,
              stalled: false,
            } satisfies InstallProgress),
          finish: () => {
            hand.installed = true;
            done.resolve(succeed(status()));
          },
        });
        return done.promise;
      },
      start: async () => succeed(startWorker()),
      verify: unused,
      remove: unused,
      versions: unused,
    },
  };
  return hand;
}
