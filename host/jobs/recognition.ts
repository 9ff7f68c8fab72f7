import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { EngineOutcome, EngineSegment } from '../engines/engine.ts';
import type { DecodedAudio, MediaInfo, MediaService } from '../media/media.ts';
import type { Voices } from '../voices/voices.ts';
import { alignLane } from './alignLane.ts';
import type { FileTools } from './batch.ts';
import type { Crew } from './crew.ts';
import { type Diarizing, diarizeLater, diarizeNow } from './diarization.ts';
import { type FoundSpeakers, nameSpeakers } from './foundSpeakers.ts';
import { hear } from './hearing.ts';
import type { TranscribeSettings } from './job.ts';
import type { DiarizeStage, StagePlan } from './stages.ts';

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
  /** Null when nobody was to be told apart, or that went wrong. */
  readonly speakers: FoundSpeakers | null;
}

export interface RecogniseServices {
  readonly media: MediaService;
  readonly crew: Crew;
  readonly plan: StagePlan;
  readonly voices: Voices;
}

/** Told what is known of a file as soon as it is, in this order; segments in media time for each channel. */
export interface RecogniseWatcher {
  readonly onProbed: (info: MediaInfo) => void;
  readonly onDecoded: (known: { readonly fingerprint: string; readonly durationMs: number }) => void;
  readonly onSegment: (channel: Channel, segment: EngineSegment) => void;
  /** What the recording was found to be spoken in; `confidence` 0–1. */
  readonly onLanguage: (language: string, confidence: number) => void;
}

/** For those who want the whole result only. */
export const NOBODY_WATCHES: RecogniseWatcher = {
  onProbed: () => {},
  onDecoded: () => {},
  onSegment: () => {},
  onLanguage: () => {},
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
    return await recogniseTracks(prepared.value, tools, services, watcher);
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
  { plan, crew, voices }: RecogniseServices,
  watcher: RecogniseWatcher,
): Promise<Result<Recognition>> {
  const totalMs = prepared.tracks.reduce((sum, track) => sum + track.audio.durationMs, 0);
  // Channels that were taken apart are speakers already.
  const diarize = prepared.tracks.length === 1 ? plan.diarize : null;
  const besides = [
    plan.align === null ? [] : ['align' as const],
    diarize === null ? [] : ['diarize' as const],
  ];
  tools.setExtent(totalMs / 1000, besides.flat());
  const leave = await tools.recognising.enter(tools.signal);
  const [first] = prepared.tracks;
  let who: Diarizing | null = null;
  try {
    if (diarize !== null && first !== undefined) {
      who = await diarizing({ diarize, transcribe: plan.transcribe, audio: first.audio }, crew, tools);
    }
    const recognised: RecognisedTrack[] = [];
    let beforeMs = 0;
    for (const { channel, audio } of prepared.tracks) {
      const passedMs = beforeMs;
      const share = (stage: 'recognise' | 'align', doneMs: number) =>
        tools.report(stage, (passedMs + doneMs) / Math.max(1, totalMs));
      const deliver = (segment: EngineSegment) => watcher.onSegment(channel, segment);
      const outcome = await recogniseTrack({ audio, plan, crew, share, deliver, watcher }, tools);
      if (!outcome.ok) return fail({ ...outcome.failure, file: outcome.failure.file ?? tools.file });
      recognised.push({ channel, durationMs: audio.durationMs, outcome: outcome.value });
      beforeMs += audio.durationMs;
    }
    tools.report(plan.align === null ? 'recognise' : 'align', 1);
    const turns = who === null ? null : await who.turns();
    const speakers =
      diarize === null || turns === null ? null : await nameSpeakers(diarize.diarizer, turns, voices);
    if (tools.signal.aborted) return fail(failure('cancelled', { file: tools.file }));
    const { info, fingerprint, durationMs } = prepared;
    return succeed({ info, fingerprint, durationMs, tracks: recognised, speakers });
  } finally {
    await who?.end();
    leave();
  }
}

/** While the recogniser works, where that is on another device; else after it. */
async function diarizing(
  { diarize, transcribe, audio }: Pick<TrackWork, 'audio'> & Pick<StagePlan, 'transcribe'> & Diarize,
  crew: Crew,
  tools: FileTools,
): Promise<Diarizing> {
  const begin = (await crew.apart(transcribe, diarize)) ? diarizeNow : diarizeLater;
  return begin(diarize, audio, crew, tools);
}

interface Diarize {
  readonly diarize: DiarizeStage;
}

export interface TrackWork {
  readonly audio: DecodedAudio;
  readonly plan: StagePlan;
  readonly crew: Crew;
  readonly share: (stage: 'recognise' | 'align', doneMs: number) => void;
  readonly deliver: (segment: EngineSegment) => void;
  readonly watcher: Pick<RecogniseWatcher, 'onLanguage'>;
}

/** Recognises one channel and aligns what was recognised while it goes on. */
export async function recogniseTrack(
  work: TrackWork,
  tools: Pick<FileTools, 'signal' | 'notice'>,
): Promise<Result<EngineOutcome>> {
  const { audio, plan, crew, share, watcher } = work;
  const segments: EngineSegment[] = [];
  const deliver = (segment: EngineSegment) => {
    segments.push(segment);
    work.deliver(segment);
  };
  let spoken = plan.transcribe.language;
  let isRecognised = false;
  const lane =
    plan.align === null
      ? null
      : alignLane({
          stage: plan.align,
          audio,
          crew,
          signal: tools.signal,
          notice: tools.notice,
          deliver,
          // While it is recognised, that is what is shown.
          onAligned: (mediaMs) => {
            if (isRecognised) share('align', mediaMs - audio.startMs);
          },
        });
  const outcome = await hear(
    { ...tools, stage: plan.transcribe, audio, crew },
    {
      onProgress: (doneMs) => share('recognise', doneMs),
      onSegment: (segment) => (lane === null ? deliver(segment) : lane.add(segment, spoken)),
      onLanguage: (found, confidence) => {
        spoken = plan.transcribe.language ?? found;
        watcher.onLanguage(found, confidence);
      },
    },
  );
  isRecognised = true;
  const aligned = lane === null ? succeed(undefined) : await lane.end();
  if (!outcome.ok) return outcome;
  if (!aligned.ok) return aligned;
  return succeed({ ...outcome.value, segments });
}
