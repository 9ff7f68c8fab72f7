import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type EngineOutcome, type EngineSegment, PLAIN_COMPUTE } from '../engines/engine.ts';
import type { DecodedAudio, MediaInfo, MediaService } from '../media/media.ts';
import type { FileTools } from './batch.ts';
import type { TranscribeSettings } from './job.ts';
import { warningSentence } from './warnings.ts';
import type { WorkerPool } from './workerPool.ts';

/** `left` or `right` when the channels were taken apart; null for the one track of a file. */
export type Channel = 'left' | 'right' | null;

/** One decoded channel with what the engine made of it. */
export interface RecognisedTrack {
  readonly channel: Channel;
  /** How much of it was recognised. */
  readonly durationMs: number;
  readonly outcome: EngineOutcome;
}

export interface Recognition {
  readonly info: MediaInfo;
  readonly fingerprint: string;
  readonly durationMs: number;
  readonly tracks: readonly RecognisedTrack[];
}

export interface RecogniseServices {
  readonly media: MediaService;
  /** Lends a warm worker of the engine; give it back with `release`. */
  readonly workers: WorkerPool;
}

/** Told what is known of a file as soon as it is, in this order; segments in media time for each channel. */
export interface RecogniseWatcher {
  readonly onProbed: (info: MediaInfo) => void;
  readonly onDecoded: (known: { readonly fingerprint: string; readonly durationMs: number }) => void;
  readonly onSegment: (channel: Channel, segment: EngineSegment) => void;
}

/** For those who want the whole result only. */
export const NOBODY_WATCHES: RecogniseWatcher = {
  onProbed: () => {},
  onDecoded: () => {},
  onSegment: () => {},
};

/** Probes, decodes and recognises one file. Nothing is written but in the cache. */
export async function recogniseFile(
  tools: FileTools,
  settings: TranscribeSettings,
  services: RecogniseServices,
  watcher: RecogniseWatcher,
): Promise<Result<Recognition>> {
  const leave = await tools.preparing.enter(tools.signal);
  let prepared: Result<Prepared>;
  try {
    prepared = await prepare(tools, settings, services.media, watcher);
  } finally {
    leave();
  }
  if (!prepared.ok) return prepared;
  try {
    return await recogniseTracks(prepared.value, tools, settings, services.workers, watcher);
  } finally {
    await Promise.all(prepared.value.tracks.map((track) => track.audio.release()));
  }
}

interface Prepared {
  readonly info: MediaInfo;
  readonly fingerprint: string;
  readonly durationMs: number;
  readonly tracks: readonly { readonly channel: Channel; readonly audio: DecodedAudio }[];
}

async function prepare(
  tools: FileTools,
  settings: TranscribeSettings,
  media: MediaService,
  watcher: RecogniseWatcher,
): Promise<Result<Prepared>> {
  tools.report('prepare', 0);
  const probed = await media.probe(tools.file, tools.signal);
  if (!probed.ok) return probed;
  const info = probed.value;
  watcher.onProbed(info);
  tools.report('prepare', 1);
  const channels =
    settings.channel === 'split' ? (['left', 'right'] as const) : ([settings.channel] as const);
  const tracks: Prepared['tracks'][number][] = [];
  for (const [index, channel] of channels.entries()) {
    const decoded = await media.decode(
      { info, audioTrack: settings.audioTrack, channel, range: wantedRange(settings, info) },
      ({ doneMs, totalMs }) => {
        if (totalMs !== null && totalMs > 0) {
          tools.report('decode', (index + doneMs / totalMs) / channels.length);
        }
      },
      tools.signal,
    );
    if (!decoded.ok) {
      await Promise.all(tracks.map((track) => track.audio.release()));
      return decoded;
    }
    for (const notice of decoded.value.notices) tools.notice(notice);
    tracks.push({
      channel: settings.channel === 'split' ? (channel as 'left' | 'right') : null,
      audio: decoded.value,
    });
  }
  tools.report('decode', 1);
  const [first] = tracks;
  if (first === undefined) return fail(failure('media.no-audio', { file: tools.file }));
  const { fingerprint, startMs } = first.audio;
  const durationMs = info.durationMs ?? startMs + first.audio.durationMs;
  watcher.onDecoded({ fingerprint, durationMs });
  return succeed({ info, fingerprint, durationMs, tracks });
}

/** The part of the media that was asked for; null for all of it. An open end reaches to the end. */
function wantedRange(
  settings: TranscribeSettings,
  info: MediaInfo,
): { readonly startMs: number; readonly endMs: number } | null {
  if (settings.fromMs === 0 && settings.toMs === null) return null;
  return { startMs: settings.fromMs, endMs: settings.toMs ?? info.durationMs ?? Number.MAX_SAFE_INTEGER };
}

async function recogniseTracks(
  prepared: Prepared,
  tools: FileTools,
  settings: TranscribeSettings,
  workers: WorkerPool,
  watcher: RecogniseWatcher,
): Promise<Result<Recognition>> {
  const totalMs = prepared.tracks.reduce((sum, track) => sum + track.audio.durationMs, 0);
  tools.setMediaSeconds(totalMs / 1000);
  const leave = await tools.recognising.enter(tools.signal);
  try {
    const lent = await workers.lend(tools.signal);
    if (!lent.ok) return fail({ ...lent.failure, file: lent.failure.file ?? tools.file });
    const recognised: RecognisedTrack[] = [];
    let beforeMs = 0;
    let state: 'healthy' | 'broken' = 'broken';
    try {
      for (const { channel, audio } of prepared.tracks) {
        const outcome = await lent.value.worker.transcribe(
          {
            audio: { path: audio.pcmPath, samples: audio.samples, startMs: audio.startMs },
            range: null,
            language: settings.language,
            task: 'transcribe',
            prompt: null,
            hotwords: null,
            compute: { ...PLAIN_COMPUTE, model: settings.model },
          },
          {
            onProgress: ({ doneMs }) => tools.report('recognise', (beforeMs + doneMs) / Math.max(1, totalMs)),
            onSegment: (segment) => watcher.onSegment(channel, segment),
            onLanguage: () => {},
            onWarning: (warning) => {
              const sentence = warningSentence(warning);
              if (sentence !== null) tools.notice(sentence);
            },
          },
          tools.signal,
        );
        if (!outcome.ok) return fail({ ...outcome.failure, file: tools.file });
        recognised.push({ channel, durationMs: audio.durationMs, outcome: outcome.value });
        beforeMs += audio.durationMs;
      }
      state = 'healthy';
    } finally {
      lent.value.release(state);
    }
    tools.report('recognise', 1);
    const { info, fingerprint, durationMs } = prepared;
    return succeed({ info, fingerprint, durationMs, tracks: recognised });
  } finally {
    leave();
  }
}
