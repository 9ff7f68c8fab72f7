import { basename, dirname } from 'node:path';
import { findProfile } from '../../common/captions/profiles/profiles.ts';
import { type Result, succeed } from '../../common/contract/result.ts';
import type { Project } from '../../common/document/types.ts';
import type { Format } from '../../common/formats/format.ts';
import { writeCaptions } from '../exports/exports.ts';
import { makeFolder, type OutputEffects } from '../output/output.ts';
import { type OpenedProject, PROJECT_ENDING, writeProjectFile } from '../projects/projectFile.ts';
import { type ResultFolders, reserve, resultFolder, unreserve } from './places.ts';

/**
 * Writes a new project beside its media, or in the data root where that cannot be; never over anything. Resolves
 * with where it lies.
 */
export async function depositProject(
  mediaPath: string,
  name: string,
  content: OpenedProject,
  folders: ResultFolders,
  effects: OutputEffects,
): Promise<Result<string>> {
  const first = await resultFolder(mediaPath, folders);
  if (first !== folders.projects) {
    const written = await writeNew(first, name, content, effects);
    if (written.ok) return written;
  }
  const made = await makeFolder(folders.projects, 0o700);
  if (!made.ok) return made;
  return await writeNew(folders.projects, name, content, effects);
}

async function writeNew(
  folder: string,
  name: string,
  content: OpenedProject,
  effects: OutputEffects,
): Promise<Result<string>> {
  const place = await reserve(folder, name, PROJECT_ENDING, effects);
  if (!place.ok) return place;
  const written = await writeProjectFile(place.value, content, effects);
  if (written.ok) return place;
  await unreserve(place.value);
  return written;
}

/** Writes captions in each format beside the project, by the project's own profile; never over anything. */
export async function depositCaptions(
  project: Project,
  projectPath: string,
  formats: readonly Format[],
  effects: OutputEffects,
): Promise<Result<readonly string[]>> {
  const profile = findProfile(project.profile);
  if (!profile.ok) return profile;
  const name = basename(projectPath, PROJECT_ENDING);
  const paths: string[] = [];
  for (const format of formats) {
    const place = await reserve(dirname(projectPath), name, format.ending, effects);
    if (!place.ok) return place;
    const files = [{ path: place.value, format }];
    const written = await writeCaptions(project, files, { profile: profile.value, wordTimes: true }, effects);
    if (!written.ok) {
      await unreserve(place.value);
      return written;
    }
    paths.push(place.value);
  }
  return succeed(paths);
}
