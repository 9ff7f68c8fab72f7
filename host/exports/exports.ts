import { setImmediate } from 'node:timers/promises';
import { captionSettings, deriveCaptions } from '../../common/captions/captions.ts';
import type { Cue } from '../../common/captions/cue.ts';
import type { Profile } from '../../common/captions/profiles/profile.ts';
import { type Result, succeed } from '../../common/contract/result.ts';
import type { Project } from '../../common/document/types.ts';
import type { Format, WriteOutcome } from '../../common/formats/format.ts';
import { type OutputEffects, writeWhole } from '../output/output.ts';

/** A file that is to be written, or was. */
export interface CaptionFile {
  readonly path: string;
  readonly format: Format;
}

export interface WrittenFile extends CaptionFile {
  /** What this file does not hold of what the project has, one sentence each. */
  readonly losses: readonly string[];
}

/** The text of a project in a format, with captions by the profile. */
export function renderCaptions(
  project: Project,
  format: Format,
  profile: Profile,
  wordTimes: boolean,
): WriteOutcome {
  return writeFormat(project, format, cuesOf(project, profile), wordTimes);
}

/** The text of a project in a format with cues that are derived already. */
export function writeFormat(
  project: Project,
  format: Format,
  cues: readonly Cue[],
  wordTimes: boolean,
): WriteOutcome {
  if (format.write === null) throw new Error(`${format.id} has no writer`);
  return format.write({ project, cues, wordTimes });
}

/** Writes each caption file whole; stops at the first that cannot be written. */
export async function writeCaptions(
  project: Project,
  files: readonly CaptionFile[],
  choice: { readonly profile: Profile; readonly wordTimes: boolean },
  effects: OutputEffects,
): Promise<Result<readonly WrittenFile[]>> {
  if (files.length === 0) return succeed([]);
  return await writeCues(project, cuesOf(project, choice.profile), files, choice.wordTimes, effects);
}

/** As `writeCaptions`, with cues that are derived already. */
export async function writeCues(
  project: Project,
  cues: readonly Cue[],
  files: readonly CaptionFile[],
  wordTimes: boolean,
  effects: OutputEffects,
): Promise<Result<readonly WrittenFile[]>> {
  const written: WrittenFile[] = [];
  for (const { path, format } of files) {
    // A format of 150,000 words takes some 100 ms; in between others are answered.
    await setImmediate();
    const { text, losses } = writeFormat(project, format, cues, wordTimes);
    const result = await writeWhole(path, text, effects);
    if (!result.ok) return result;
    written.push({ path, format, losses });
  }
  return succeed(written);
}

function cuesOf(project: Project, profile: Profile): readonly Cue[] {
  return deriveCaptions(project, profile, captionSettings(project)).cues;
}
