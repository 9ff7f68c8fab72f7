import { resolve } from 'node:path';
import type { Project } from '../../../common/document/types.ts';
import type { Format } from '../../../common/formats/format.ts';
import { renderCaptions, writeCaptions } from '../../exports/exports.ts';
import { refuseToReplace } from '../../jobs/outputs.ts';
import { makeFolder, realOutputEffects, SHARED_FOLDER_MODE } from '../../output/output.ts';
import { planOutputs } from '../../output/plan.ts';
import { openInput } from '../openInput.ts';
import {
  type Destination,
  destinationOption,
  formatsOption,
  type OverwriteChoice,
  overwriteOption,
  profileOption,
  type RawOptions,
  textOption,
} from '../options.ts';
import { EXIT, sayFailure, type Terminal, WrongUse } from '../terminal.ts';

/** `wordlane export`: a project or a caption file in other formats. */
export async function exportFile(input: string, options: RawOptions, terminal: Terminal): Promise<number> {
  if (options.style !== undefined) throw new WrongUse('--style is not built yet. Leave it out for now.');
  const formats = formatsOption(String(options.format));
  const destination = destinationOption(options, formats);
  const overwrite = overwriteOption(options);
  const wantedProfile = textOption(options, 'profile');
  if (wantedProfile !== null) profileOption(wantedProfile);
  const { project } = await openInput(input, null, terminal);
  return await writeExport(input, project, formats, destination, {
    profile: profileOption(wantedProfile ?? project.profile),
    wordTimes: options.wordTimes !== false,
    overwrite,
    terminal,
  });
}

export interface ExportChoice {
  readonly profile: ReturnType<typeof profileOption>;
  readonly wordTimes: boolean;
  readonly overwrite: OverwriteChoice;
  readonly terminal: Terminal;
}

async function writeExport(
  input: string,
  project: Project,
  formats: readonly Format[],
  destination: Destination,
  choice: ExportChoice,
): Promise<number> {
  const { terminal } = choice;
  const [onlyFormat] = formats;
  if (destination.kind === 'stdout' && onlyFormat !== undefined) {
    const { text, losses } = renderCaptions(project, onlyFormat, choice.profile, choice.wordTimes);
    for (const loss of losses) terminal.err(`${onlyFormat.id}: ${loss}\n`);
    terminal.out(text);
    return EXIT.done;
  }
  const files = captionFiles(input, formats, destination);
  if (destination.kind === 'folder') {
    const made = await makeFolder(resolve(destination.path), SHARED_FOLDER_MODE);
    if (!made.ok) return failed(made.failure, terminal);
  }
  const refusal = await refuseToReplace(
    files.map((file) => file.path),
    null,
    choice.overwrite,
  );
  if (refusal !== null) return failed(refusal, terminal);
  const written = await writeCaptions(project, files, choice, realOutputEffects);
  if (!written.ok) return failed(written.failure, terminal);
  for (const file of written.value) {
    terminal.err(`${file.path}\n`);
    for (const loss of file.losses) terminal.err(`  ${loss}\n`);
  }
  return EXIT.done;
}

function captionFiles(input: string, formats: readonly Format[], destination: Destination) {
  const [onlyFormat] = formats;
  if (destination.kind === 'file' && onlyFormat !== undefined) {
    return [{ path: resolve(destination.path), format: onlyFormat }];
  }
  const folder = destination.kind === 'folder' ? resolve(destination.path) : null;
  const [names] = planOutputs([resolve(input)], folder, formats);
  return formats.map((format, index) => ({ path: names?.files[index]?.path ?? '', format }));
}

function failed(failure: Parameters<typeof sayFailure>[1], terminal: Terminal): number {
  sayFailure(terminal, failure);
  return EXIT.someFailed;
}
