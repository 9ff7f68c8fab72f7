import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { MediaId, MediaReference, Project } from '../../common/document/types.ts';
import type { MediaInfo } from '../media/media.ts';

/** What a document keeps of a media file. */
export function referenceTo(
  info: MediaInfo,
  known: {
    readonly id: MediaId;
    readonly fingerprint: string | null;
    readonly projectPath: string | null;
  },
): MediaReference {
  return {
    id: known.id,
    path: resolve(info.path),
    relativePath: pathFrom(known.projectPath, info.path),
    fingerprint: known.fingerprint,
    durationMs: info.durationMs,
    streams: withPicture(info),
    frameRate: info.frameRate,
    startOffsetMs: info.startOffsetMs,
  };
}

/** Tells the first picture's size, by which styled captions are measured. */
function withPicture({ streams, video }: MediaInfo): MediaReference['streams'] {
  if (video === null) return streams;
  const first = streams.find((stream) => stream.kind === 'video');
  const picture = { width: video.width, height: video.height };
  return streams.map((stream) => (stream === first ? { ...stream, picture } : stream));
}

/** The project as a file at this place holds it: media are found from there, and where they were found. */
export function projectAt(
  project: Project,
  path: string,
  found: (mediaId: MediaId) => string | null,
): Project {
  return {
    ...project,
    media: project.media.map((reference) => {
      const mediaPath = found(reference.id) ?? reference.path;
      // Written on another system, and not found here: what it says may still be true there.
      if (!isAbsolute(mediaPath)) return reference;
      return { ...reference, path: mediaPath, relativePath: pathFrom(path, mediaPath) };
    }),
  };
}

/** From the project's folder to the media, with forward slashes; null between drives. */
function pathFrom(projectPath: string | null, mediaPath: string): string | null {
  if (projectPath === null) return null;
  const path = relative(dirname(resolve(projectPath)), resolve(mediaPath));
  // Between Windows drives there is no relative path and Node gives the absolute one back.
  return resolve(path) === path ? null : path.split(sep).join('/');
}
