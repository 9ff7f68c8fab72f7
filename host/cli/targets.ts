import { extname, resolve } from 'node:path';
import type { Profile } from '../../common/captions/profiles/profile.ts';
import type { Failure } from '../../common/contract/failure.ts';
import type { Format } from '../../common/formats/format.ts';
import { type OutputTarget, type Overwrite, refuseToReplace } from '../jobs/outputs.ts';
import { isSpecialFile, makeFolder } from '../output/output.ts';
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
    const made = await makeFolder(folder);
    if (!made.ok) return { byFile: new Map(), failures: [made.failure] };
  }
  const byFile = new Map<string, OutputTarget>();
  const failures: Failure[] = [];
  for (const names of planOutputs(files, folder, choice.formats)) {
    const target = await targetOf(names.stem, choice);
    const paths = target.captions.map((caption) => caption.path);
    const refusal = await refuseToReplace(paths, target.projectPath, choice.overwrite);
    if (refusal === null) byFile.set(names.input, target);
    else failures.push(refusal);
  }
  return { byFile, failures };
}

async function targetOf(
  stem: string,
  { formats, destination, profile, wordTimes }: TargetChoice,
): Promise<OutputTarget> {
  const [format] = formats;
  if (destination.kind === 'stdout' && format !== undefined) {
    return { projectPath: null, captions: [], stdout: format, profile, wordTimes };
  }
  if (destination.kind === 'file' && format !== undefined) {
    const path = resolve(destination.path);
    // The project goes where the person wants the captions: the media's folder may be read-only.
    const beside = `${path.slice(0, path.length - extname(path).length)}.wordlane`;
    const projectPath = (await isSpecialFile(path)) ? null : beside;
    return { projectPath, captions: [{ path, format }], stdout: null, profile, wordTimes };
  }
  const captions = formats.map((each) => ({ path: `${stem}${each.ending}`, format: each }));
  return { projectPath: `${stem}.wordlane`, captions, stdout: null, profile, wordTimes };
}
