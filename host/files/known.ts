import { stat } from 'node:fs/promises';
import { type Failure, failure } from '../../common/contract/failure.ts';
import type { MediaFacts } from '../../common/contract/media.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { MediaInfo, MediaService, Playback, PlaybackFacts } from '../media/media.ts';
import type { FileParts } from './files.ts';
import { mediaType } from './mediaTypes.ts';
import { type Playability, playability } from './playability.ts';

/** By these a changed file is told. */
export interface Identity {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** What is known of a file's present content. */
export interface Known {
  readonly identity: Identity;
  readonly info: MediaInfo;
  readonly playback: PlaybackFacts;
  readonly playability: Playability;
  readonly facts: MediaFacts;
  /** What plays before anything was made. */
  readonly playing: FileParts['playing'];
}

export async function identify(path: string): Promise<Result<Identity>> {
  try {
    const { size, mtimeMs } = await stat(path);
    return succeed({ sizeBytes: size, modifiedMs: mtimeMs });
  } catch (error) {
    return fail(unreachable(path, error));
  }
}

/** Probes a file and decides how pages play it. */
export async function learn(
  path: string,
  identity: Identity,
  { media, playback }: { readonly media: MediaService; readonly playback: Playback },
  signal: AbortSignal,
): Promise<Result<Known>> {
  const probed = await media.probe(path, signal);
  if (!probed.ok) return probed;
  const inspected = await playback.inspect(path, signal);
  if (!inspected.ok) return inspected;
  const info = probed.value;
  const how = playability(info, inspected.value);
  const plays = how.kind === 'original' || how.meanwhile === 'sound';
  return succeed({
    identity,
    info,
    playback: inspected.value,
    playability: how,
    facts: factsOf(info, inspected.value),
    playing: plays ? { path, type: mediaType(info) } : null,
  });
}

function factsOf(info: MediaInfo, { picture }: PlaybackFacts): MediaFacts {
  const track = defaultTrack(info);
  return {
    durationMs: info.durationMs,
    picture: picture === null ? null : { width: picture.width, height: picture.height, codec: picture.codec },
    frameRate: info.frameRate,
    audio: track === null ? null : { codec: track.codec, rateHz: track.rateHz, channels: track.channels },
  };
}

/** The track that is transcribed and heard: the one flagged as default, else the first. */
export function defaultTrack(info: MediaInfo): MediaInfo['audioTracks'][number] | null {
  return info.audioTracks.find(({ isDefault }) => isDefault) ?? info.audioTracks[0] ?? null;
}

function unreachable(path: string, error: unknown): Failure {
  if (!(error instanceof Error && 'code' in error)) throw error;
  const code = String(error.code);
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('media.missing', { file: path });
  const denied = code === 'EACCES' || code === 'EPERM';
  return failure('media.unmeasurable', { file: path, detail: denied ? 'access is denied' : code });
}
