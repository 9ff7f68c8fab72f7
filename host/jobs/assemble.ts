import { randomUUID } from 'node:crypto';
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import { apply } from '../../common/document/apply.ts';
import { buildProject, type RecognisedSegment } from '../../common/document/build.ts';
import type { IdSource } from '../../common/document/ids.ts';
import type { MediaReference, OriginalReference, Project } from '../../common/document/types.ts';
import { slotIdFor } from '../engines/engine.ts';
import type { MediaInfo } from '../media/media.ts';
import { type FoundSpeakers, foundOperation } from './foundSpeakers.ts';
import type { Channel, Recognition } from './recognition.ts';
import type { StagePlan } from './stages.ts';

export interface AssembleContext {
  readonly plan: StagePlan;
  readonly profile: string;
  /** Where the project will lie; the media's relative path starts there. */
  readonly projectPath: string | null;
  readonly ids: IdSource;
  readonly now: Date;
}

/** Makes the document of what was recognised in one file. */
export function assembleProject(recognition: Recognition, context: AssembleContext): Project {
  const [first] = recognition.tracks;
  const segments = recognition.tracks.flatMap(({ channel, outcome }) =>
    outcome.segments.map((segment): RecognisedSegment => ({ ...segment, speaker: channelName(channel) })),
  );
  const { engine } = context.plan.transcribe;
  const built = buildProject({
    ids: context.ids,
    projectId: randomUUID(),
    title: titleOf(recognition.info.path),
    media: [mediaReference(recognition.info, recognition, context)],
    language: first?.outcome.language ?? null,
    profile: context.profile,
    original: {
      engine: {
        id: engine.id,
        model: first?.outcome.model ?? engine.defaultModel,
        version: engine.version,
      },
      align: alignerOf(context.plan),
      createdAt: context.now.toISOString(),
    },
    segments,
  });
  return recognition.speakers === null ? built : withSpeakers(built, recognition.speakers, context.ids);
}

function alignerOf({ transcribe: { engine }, align }: StagePlan): OriginalReference['align'] {
  if (align !== null) return { id: align.aligner, version: align.engine.version };
  if (engine.wordTimes !== 'aligned') return null;
  return { id: slotIdFor(engine, 'align', engine.id), version: engine.version };
}

function withSpeakers(project: Project, speakers: FoundSpeakers, ids: IdSource): Project {
  const found = foundOperation(project, speakers, ids);
  if (found === null) return project;
  const applied = apply(project, found.operation);
  if (!applied.ok) throw new Error(`speakers were refused: ${JSON.stringify(applied.failure)}`);
  return applied.value.project;
}

/** Channels that were taken apart are people until somebody names them. */
export function channelName(channel: Channel): string | null {
  if (channel === null) return null;
  return channel === 'left' ? 'Left' : 'Right';
}

/** The file's name without its ending. */
export function titleOf(path: string): string {
  return basename(path, extname(path));
}

export function mediaReference(
  info: MediaInfo,
  known: { readonly fingerprint: string | null; readonly durationMs: number | null },
  context: Pick<AssembleContext, 'projectPath' | 'ids'>,
): MediaReference {
  return {
    id: context.ids.next(),
    path: resolve(info.path),
    relativePath: relativePath(context.projectPath, info.path),
    fingerprint: known.fingerprint,
    durationMs: known.durationMs,
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

/** From the project's folder to the media, with forward slashes; null between drives. */
function relativePath(projectPath: string | null, mediaPath: string): string | null {
  if (projectPath === null) return null;
  const path = relative(dirname(resolve(projectPath)), resolve(mediaPath));
  // Between Windows drives there is no relative path and Node gives the absolute one back.
  return resolve(path) === path ? null : path.split(sep).join('/');
}
