import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { wordCount } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import type { DecodedAudio, MediaInfo, MediaService } from '../media/media.ts';
import { alignWords } from './alignment.ts';
import { mediaReference, titleOf } from './assemble.ts';
import type { FileOutcome, FileTools } from './batch.ts';
import type { Crew } from './crew.ts';
import { type OutputServices, type OutputTarget, refuseLateComers, writeResults } from './outputs.ts';
import { withTimes } from './retimed.ts';
import type { AlignStage, TranscribeStage } from './stages.ts';

export interface AlignSettings {
  readonly project: Project;
  /** For messages about the text. */
  readonly textPath: string;
  readonly audioTrack: string | null;
  readonly language: string;
}

export interface AlignServices extends OutputServices {
  readonly media: MediaService;
  readonly crew: Crew;
  readonly stage: AlignStage;
  /** Recognises where captions' times do not tell where to search; why it cannot matters only then. */
  readonly hear: Result<Pick<TranscribeStage, 'engine' | 'compute'>>;
  readonly newIds: () => IdSource;
  readonly now: () => Date;
}

/** Times a given text against one media file and writes it as project and captions. */
export async function alignFile(
  tools: FileTools,
  settings: AlignSettings,
  target: OutputTarget,
  services: AlignServices,
): Promise<Result<FileOutcome>> {
  tools.report('prepare', 0);
  const probed = await services.media.probe(tools.file, tools.signal);
  if (!probed.ok) return probed;
  const decoded = await services.media.decode(
    { info: probed.value, audioTrack: settings.audioTrack, channel: 'mix', range: null },
    ({ doneMs, totalMs }) => tools.report('decode', totalMs === null ? 0 : doneMs / Math.max(1, totalMs)),
    tools.signal,
  );
  if (!decoded.ok) return decoded;
  const audio = decoded.value;
  try {
    for (const notice of audio.notices) tools.notice(notice);
    tools.setExtent(audio.durationMs / 1000, []);
    const aligned = await alignWords(settings.project, {
      ...services,
      audio,
      language: settings.language,
      report: (fraction) => tools.report('recognise', fraction),
      notice: tools.notice,
      signal: tools.signal,
    });
    if (!aligned.ok) return fail({ ...aligned.failure, file: aligned.failure.file ?? settings.textPath });
    tools.report('write', 0);
    const retimed = withTimes(settings.project, aligned.value);
    if (!retimed.ok) return retimed;
    const project = aboutMedia(retimed.value, settings.language, probed.value, audio, target, services);
    const free = await refuseLateComers(target);
    if (!free.ok) return free;
    const outputs = await writeResults(project, target, services);
    if (!outputs.ok) return outputs;
    const words = wordCount(project);
    return succeed({ outputs: outputs.value, mediaSeconds: audio.durationMs / 1000, words });
  } finally {
    await audio.release();
  }
}

function aboutMedia(
  project: Project,
  language: string,
  info: MediaInfo,
  audio: DecodedAudio,
  target: OutputTarget,
  services: AlignServices,
): Project {
  const { stage } = services;
  return {
    ...project,
    title: titleOf(info.path),
    profile: target.profile.id,
    language: project.language ?? language,
    media: [
      mediaReference(
        info,
        { fingerprint: audio.fingerprint, durationMs: info.durationMs ?? audio.durationMs },
        { projectPath: target.projectPath, ids: services.newIds() },
      ),
    ],
    original: {
      engine: null,
      align: { id: stage.aligner, version: stage.engine.version },
      createdAt: services.now().toISOString(),
    },
  };
}
