import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  type Captions,
  captionSettings,
  deriveCaptions,
  rederiveCaptions,
} from '../../common/captions/captions.ts';
import type { Profile } from '../../common/captions/profiles/profile.ts';
import { defaultProfile, findProfile } from '../../common/captions/profiles/profiles.ts';
import { failure } from '../../common/contract/failure.ts';
import type { ExportChoice, ExportedFile } from '../../common/contract/projects.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Project } from '../../common/document/types.ts';
import type { Format } from '../../common/formats/format.ts';
import { formatById } from '../../common/formats/registry.ts';
import { type CaptionFile, writeCues, writeFormat } from '../exports/exports.ts';
import { isTaken, type OutputEffects } from '../output/output.ts';

/** What is exported: the document, and where files of its name go. */
export interface Exported {
  readonly project: Project;
  /** Project file, caption file or media by which exports are called and beside which they lie; null without any. */
  readonly beside: string | null;
  /** The captions of an earlier version, from which those of this one are made quickly. */
  readonly earlier: Captions | null;
  readonly keep: (captions: Captions) => void;
}

/** Writes every format, or none where one of the files exists and may not be replaced. */
export async function exportTo(
  exported: Exported,
  choice: ExportChoice,
  effects: OutputEffects,
): Promise<Result<readonly ExportedFile[]>> {
  const profile = profileOf(exported.project, choice.profile);
  if (!profile.ok) return profile;
  const files = filesOf(exported, choice);
  if (!files.ok) return files;
  for (const { path } of files.value) {
    if (!choice.overwrite && (await isTaken(path))) return fail(failure('output.exists', { file: path }));
  }
  const { cues } = captionsOf(exported, profile.value);
  const written = await writeCues(exported.project, cues, files.value, choice.wordTimes, effects);
  if (!written.ok) return written;
  return succeed(written.value.map(({ path, format, losses }) => ({ format: format.id, path, losses })));
}

export function exportAsText(
  exported: Exported,
  choice: { readonly format: string; readonly profile: string | null; readonly wordTimes: boolean },
): Result<{ readonly text: string; readonly losses: readonly string[]; readonly fileName: string }> {
  const profile = profileOf(exported.project, choice.profile);
  if (!profile.ok) return profile;
  const format = writableFormat(choice.format);
  if (!format.ok) return format;
  const { cues } = captionsOf(exported, profile.value);
  const { text, losses } = writeFormat(exported.project, format.value, cues, choice.wordTimes);
  return succeed({ text, losses, fileName: `${stemOf(exported)}${format.value.ending}` });
}

function filesOf(exported: Exported, choice: ExportChoice): Result<readonly CaptionFile[]> {
  const folder = choice.folder ?? (exported.beside === null ? null : dirname(exported.beside));
  if (folder === null) return fail(failure('project.unnamed', {}));
  const stem = choice.name === null ? stemOf(exported) : safeName(choice.name);
  const files: CaptionFile[] = [];
  for (const id of new Set(choice.formats)) {
    const format = writableFormat(id);
    if (!format.ok) return format;
    const { ending } = format.value;
    // A person may type the ending too.
    const bare = stem.toLowerCase().endsWith(ending) ? stem.slice(0, -ending.length) : stem;
    files.push({ path: join(resolve(folder), `${bare}${ending}`), format: format.value });
  }
  return succeed(files);
}

function writableFormat(id: string): Result<Format> {
  const format = formatById(id);
  if (format?.write == null) return fail(failure('format.unknown', { detail: id }));
  return succeed(format);
}

/** A profile that is asked for must be known; the project's own may come from a newer version. */
function profileOf(project: Project, wanted: string | null): Result<Profile> {
  if (wanted !== null) return findProfile(wanted);
  const own = findProfile(project.profile);
  return succeed(own.ok ? own.value : defaultProfile);
}

function captionsOf({ project, earlier, keep }: Exported, profile: Profile): Captions {
  const isNear = earlier?.profile === profile && earlier.memory.project.media === project.media;
  const captions =
    earlier !== null && isNear
      ? rederiveCaptions(earlier, project)
      : deriveCaptions(project, profile, captionSettings(project));
  keep(captions);
  return captions;
}

function stemOf({ beside, project }: Exported): string {
  return beside === null ? safeName(project.title) : basename(beside, extname(beside));
}

/** A title as a file name on every system: no separators, no device characters, no dots or spaces at its ends. */
export function safeName(title: string): string {
  const name = title
    .replaceAll(/[\p{Cc}/\\:*?"<>|]+/gu, '-')
    .slice(0, 120)
    .replaceAll(/^[\s.]+|[\s.]+$/gu, '');
  return name === '' ? 'captions' : name;
}
