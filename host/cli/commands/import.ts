import { resolve } from 'node:path';
import type { Project } from '../../../common/document/types.ts';
import { newIds } from '../../home/newIds.ts';
import { mediaReference } from '../../jobs/assemble.ts';
import { refuseToReplace, writeNewProject } from '../../jobs/outputs.ts';
import { realOutputEffects } from '../../output/output.ts';
import { PROJECT_ENDING } from '../../projects/projectFile.ts';
import { commandContext } from '../context.ts';
import { openInput } from '../openInput.ts';
import { overwriteOption, type RawOptions, textOption } from '../options.ts';
import { EXIT, sayFailure, type Terminal, WrongUse } from '../terminal.ts';

/** `wordlane import`: captions or a transcript become a project. */
export async function importFile(input: string, options: RawOptions, terminal: Terminal): Promise<number> {
  const output = resolve(String(options.output));
  if (!output.endsWith(PROJECT_ENDING)) {
    throw new WrongUse(
      `--output ${String(options.output)} is not a project. Name a file that ends with ${PROJECT_ENDING}.`,
    );
  }
  const overwrite = overwriteOption(options);
  const opened = await openInput(input, textOption(options, 'language'), terminal);
  const refusal = await refuseToReplace([], output, overwrite);
  if (refusal !== null) {
    sayFailure(terminal, refusal);
    return EXIT.someFailed;
  }
  const media = textOption(options, 'media');
  const project = media === null ? opened.project : await withMedia(opened.project, media, output, terminal);
  if (project === null) return EXIT.someFailed;
  const written = await writeNewProject(output, project, realOutputEffects);
  if (!written.ok) {
    sayFailure(terminal, written.failure);
    return EXIT.someFailed;
  }
  terminal.err(`${output}\n`);
  return EXIT.done;
}

async function withMedia(
  project: Project,
  path: string,
  projectPath: string,
  terminal: Terminal,
): Promise<Project | null> {
  const { app, signal } = await commandContext(terminal, 'none');
  const info = await app.media.probe(path, signal);
  const fingerprint = info.ok ? await app.media.fingerprint(path) : info;
  if (!info.ok || !fingerprint.ok) {
    if (!fingerprint.ok) sayFailure(terminal, fingerprint.failure);
    return null;
  }
  const known = { fingerprint: fingerprint.value, durationMs: info.value.durationMs };
  return { ...project, media: [mediaReference(info.value, known, { projectPath, ids: newIds() })] };
}
