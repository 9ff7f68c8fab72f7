import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Profile } from '../../common/captions/profiles/profile.ts';
import { type Failure, failure } from '../../common/contract/failure.ts';
import type { Format } from '../../common/formats/format.ts';
import { type OutputTarget, type Overwrite, refuseToReplace } from '../jobs/outputs.ts';
import { isSpecialFile, makeFolder, SHARED_FOLDER_MODE, whyNotWritable } from '../output/output.ts';
import { planOutputs } from '../output/plan.ts';
import type { Destination } from './options.ts';

export interface TargetChoice {
  readonly formats: readonly Format[];
  readonly destination: Destination;
  readonly profile: Profile;
  readonly wordTimes: boolean;
  readonly overwrite: Overwrite;
}

export interface Targets {
  readonly byFile: ReadonlyMap<string, OutputTarget>;
  /** Files whose outputs are in the way, or whose folder cannot be made. */
  readonly failures: readonly Failure[];
}

/** Names the outputs of each media file and refuses, before any work, those that may not be written. */
export async function planTargets(files: readonly string[], choice: TargetChoice): Promise<Targets> {
  const folder = choice.destination.kind === 'folder' ? resolve(choice.destination.path) : null;
  if (folder !== null) {
    const made = await makeFolder(folder, SHARED_FOLDER_MODE);
    if (!made.ok) return { byFile: new Map(), failures: [made.failure] };
  }
  const media = await identities(files);
  const byFile = new Map<string, OutputTarget>();
  const failures: Failure[] = [];
  for (const names of planOutputs(files, folder, choice.formats)) {
    const target = await targetOf(names.stem, choice);
    const paths = target.captions.map((caption) => caption.path);
    const refusal =
      (await mediaAmong(paths, media)) ??
      (await firstNotWritable(target)) ??
      (await refuseToReplace(paths, target.projectPath, choice.overwrite));
    if (refusal === null) byFile.set(names.input, target);
    else failures.push(refusal);
  }
  return { byFile, failures };
}

/** A recording is never replaced by its captions, whatever name or link it is reached by. */
async function mediaAmong(paths: readonly string[], media: ReadonlySet<string>): Promise<Failure | null> {
  for (const path of paths) {
    for (const identity of await identities([path])) {
      if (media.has(identity)) return failure('output.is-media', { file: path });
    }
  }
  return null;
}

/** Drive and number of each file; those that cannot be looked at are left out, reading them tells why. */
async function identities(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await Promise.allSettled(paths.map(async (path) => await stat(path, { bigint: true })));
  return new Set(
    found.flatMap((each) => (each.status === 'fulfilled' ? [`${each.value.dev} ${each.value.ino}`] : [])),
  );
}

async function firstNotWritable({ captions, projectPath }: OutputTarget): Promise<Failure | null> {
  const wanted = captions.map((caption) => caption.path);
  for (const path of projectPath === null ? wanted : [...wanted, projectPath]) {
    const problem = await whyNotWritable(path);
    if (problem !== null) return problem;
  }
  return null;
}

async function targetOf(
  stem: string,
  { formats, destination, profile, wordTimes, overwrite }: TargetChoice,
): Promise<OutputTarget> {
  const [format] = formats;
  if (destination.kind === 'stdout' && format !== undefined) {
    return { projectPath: null, captions: [], stdout: format, profile, wordTimes, overwrite };
  }
  if (destination.kind === 'file' && format !== undefined) {
    const path = resolve(destination.path);
    // The project goes where the person wants the captions: the media's folder may be read-only.
    const beside = `${path.slice(0, path.length - extname(path).length)}.wordlane`;
    const projectPath = (await isSpecialFile(path)) ? null : beside;
    return { projectPath, captions: [{ path, format }], stdout: null, profile, wordTimes, overwrite };
  }
  const captions = formats.map((each) => ({ path: `${stem}${each.ending}`, format: each }));
  return { projectPath: `${stem}.wordlane`, captions, stdout: null, profile, wordTimes, overwrite };
}
