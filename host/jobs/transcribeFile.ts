import { join } from 'node:path';
import { type Result, succeed } from '../../common/contract/result.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { wordCount } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import type { MediaService } from '../media/media.ts';
import { makeFolder, writeWhole } from '../output/output.ts';
import type { Voices } from '../voices/voices.ts';
import { assembleProject } from './assemble.ts';
import type { FileOutcome, FileTools } from './batch.ts';
import type { Crew } from './crew.ts';
import type { TranscribeSettings } from './job.ts';
import { type OutputServices, type OutputTarget, refuseLateComers, writeResults } from './outputs.ts';
import { NOBODY_WATCHES, type Recognition, recogniseFile } from './recognition.ts';
import type { StagePlan } from './stages.ts';

export interface TranscribeServices extends OutputServices {
  readonly media: MediaService;
  readonly crew: Crew;
  readonly plan: StagePlan;
  readonly voices: Voices;
  readonly newIds: () => IdSource;
  readonly now: () => Date;
  readonly projectsFolder: string;
}

/** One file's way from media to project and captions. Nothing is left behind when it fails or is cancelled. */
export async function transcribeFile(
  tools: FileTools,
  settings: TranscribeSettings,
  target: OutputTarget,
  services: TranscribeServices,
): Promise<Result<FileOutcome>> {
  const recognised = await recogniseFile(tools, settings, services, NOBODY_WATCHES);
  if (!recognised.ok) return recognised;
  tools.report('write', 0);
  const project = assembleProject(recognised.value, {
    plan: services.plan,
    profile: target.profile.id,
    projectPath: target.projectPath,
    ids: services.newIds(),
    now: services.now(),
  });
  const words = wordCount(project);
  if (words === 0) tools.notice('No speech was found; the captions are empty.');
  const free = await refuseLateComers(target);
  if (!free.ok) return free;
  if (target.projectPath !== null) {
    const kept = await keepOriginal(project, recognised.value, services);
    if (!kept.ok) return kept;
  }
  const outputs = await writeResults(project, target, services);
  if (!outputs.ok) return outputs;
  return succeed({ outputs: outputs.value, mediaSeconds: recognisedSeconds(recognised.value), words });
}

/** The engine's own result, word for word, so that it can be compared with and returned to later. */
export async function keepOriginal(
  project: Pick<Project, 'id' | 'original'>,
  recognition: Recognition,
  services: Pick<TranscribeServices, 'projectsFolder' | 'effects'>,
): Promise<Result<void>> {
  const folder = join(services.projectsFolder, project.id);
  const made = await makeFolder(folder, 0o700);
  if (!made.ok) return made;
  const original = JSON.stringify({
    schema: 1,
    engine: project.original?.engine,
    tracks: recognition.tracks,
    turns: recognition.speakers?.exclusive ?? null,
  });
  return await writeWhole(join(folder, 'original.json'), original, services.effects);
}

function recognisedSeconds(recognition: Recognition): number {
  return recognition.tracks.reduce((sum, track) => sum + track.durationMs, 0) / 1000;
}
