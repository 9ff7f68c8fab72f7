import type { Profile } from '../../common/captions/profiles/profile.ts';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Project } from '../../common/document/types.ts';
import type { Format } from '../../common/formats/format.ts';
import { type CaptionFile, renderCaptions, writeCaptions } from '../exports/exports.ts';
import { isTaken, type OutputEffects } from '../output/output.ts';
import { readProjectFile, writeProjectFile } from '../projects/projectFile.ts';

/** Where one file's results go. */
export interface OutputTarget {
  /** null when only standard output is wanted. */
  readonly projectPath: string | null;
  readonly captions: readonly CaptionFile[];
  /** The format that goes to standard output. */
  readonly stdout: Format | null;
  readonly profile: Profile;
  readonly wordTimes: boolean;
  /** What of that which exists may be replaced. */
  readonly overwrite: Overwrite;
}

export interface OutputServices {
  readonly effects: OutputEffects;
  readonly toStdout: (text: string) => void;
}

/**
 * Refuses what came into the way since the work began, such as an edit that a person saved or the result of
 * another run on the same file. Asked once more right before writing.
 */
export async function refuseLateComers(target: OutputTarget): Promise<Result<void>> {
  const paths = target.captions.map((caption) => caption.path);
  const refusal = await refuseToReplace(paths, target.projectPath, target.overwrite);
  return refusal === null ? succeed(undefined) : fail(refusal);
}

/** Writes the project and its captions where they were wanted; resolves with the files' paths. */
export async function writeResults(
  project: Project,
  target: OutputTarget,
  services: OutputServices,
): Promise<Result<readonly string[]>> {
  if (target.stdout !== null) {
    services.toStdout(renderCaptions(project, target.stdout, target.profile, target.wordTimes).text);
  }
  const paths: string[] = [];
  if (target.projectPath !== null) {
    const saved = await writeNewProject(target.projectPath, project, services.effects);
    if (!saved.ok) return saved;
    paths.push(target.projectPath);
  }
  const written = await writeCaptions(project, target.captions, target, services.effects);
  if (!written.ok) return written;
  return succeed([...paths, ...written.value.map((file) => file.path)]);
}

/** A project as a job made it: revision 0, that is, not edited by a person. */
export async function writeNewProject(
  path: string,
  project: Project,
  effects: OutputEffects,
): Promise<Result<void>> {
  return await writeProjectFile(path, { project, revision: 0 }, effects);
}

export type Overwrite = 'no' | 'outputs' | 'edited';

/**
 * Refuses to replace what exists, before any work is done. A project that a person edited, or one that cannot
 * be read and so may have been edited, is replaced only when that was asked for by name.
 */
export async function refuseToReplace(
  captionPaths: readonly string[],
  projectPath: string | null,
  overwrite: Overwrite,
): Promise<Failure | null> {
  if (overwrite === 'no') {
    for (const path of projectPath === null ? captionPaths : [projectPath, ...captionPaths]) {
      if (await isTaken(path)) return failure('output.exists', { file: path });
    }
    return null;
  }
  if (projectPath === null || overwrite === 'edited' || !(await isTaken(projectPath))) return null;
  const opened = await readProjectFile(projectPath);
  return opened.ok && opened.value.revision === 0 ? null : failure('output.edited', { file: projectPath });
}
