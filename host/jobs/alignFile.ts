import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { wordCount } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import { type EngineManifest, slotIdFor } from '../engines/engine.ts';
import type { DecodedAudio, MediaInfo, MediaService } from '../media/media.ts';
import { type AlignedWord, alignWords } from './alignment.ts';
import { mediaReference, titleOf } from './assemble.ts';
import type { FileOutcome, FileTools } from './batch.ts';
import { type OutputServices, type OutputTarget, refuseLateComers, writeResults } from './outputs.ts';
import { withTimes } from './retimed.ts';
import type { WorkerPool } from './workerPool.ts';

export interface AlignSettings {
  readonly project: Project;
  /** For messages about the text. */
  readonly textPath: string;
  readonly audioTrack: string | null;
  readonly language: string;
}

export interface AlignServices extends OutputServices {
  readonly media: MediaService;
  readonly workers: WorkerPool;
  readonly engine: EngineManifest;
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
    tools.setMediaSeconds(audio.durationMs / 1000);
    const aligned = await alignOn(audio, tools, settings, services);
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

async function alignOn(
  audio: DecodedAudio,
  tools: FileTools,
  settings: AlignSettings,
  services: AlignServices,
): Promise<Result<readonly AlignedWord[]>> {
  const lent = await services.workers.lend(tools.signal);
  if (!lent.ok) return lent;
  let state: 'healthy' | 'broken' = 'broken';
  try {
    const aligned = await alignWords(settings.project, {
      worker: lent.value.worker,
      audio,
      aligner: slotIdFor(services.engine, 'align', services.engine.id),
      language: settings.language,
      report: (fraction) => tools.report('recognise', fraction),
      notice: tools.notice,
      signal: tools.signal,
    });
    if (aligned.ok || aligned.failure.code.startsWith('align.')) state = 'healthy';
    return aligned;
  } finally {
    lent.value.release(state);
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
  const { engine } = services;
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
      align: { id: slotIdFor(engine, 'align', engine.id), version: engine.version },
      createdAt: services.now().toISOString(),
    },
  };
}
