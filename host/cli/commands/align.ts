import { resolve } from 'node:path';
import type { Failure } from '../../../common/contract/failure.ts';
import { srtFormat } from '../../../common/formats/srt.ts';
import { alignFile } from '../../jobs/alignFile.ts';
import { realOutputEffects } from '../../output/output.ts';
import { openDocument } from '../../projects/openDocument.ts';
import { commandContext } from '../context.ts';
import { chosenEngine, installEngine, refuseForEngine } from '../engineChoice.ts';
import {
  destinationOption,
  formatsOption,
  overwriteOption,
  profileOption,
  type RawOptions,
  textOption,
} from '../options.ts';
import { type ProgressStyle, showFailure } from '../progressView.ts';
import { runFiles } from '../runFiles.ts';
import { planTargets } from '../targets.ts';
import { EXIT, type Terminal } from '../terminal.ts';

/** `wordlane align`: times for a text that is already right. Without `--format`, in the format of the text. */
export async function align(
  mediaPath: string,
  textPath: string,
  options: RawOptions,
  terminal: Terminal,
): Promise<number> {
  const wanted = textOption(options, 'format');
  const wantedFormats = wanted === null ? null : formatsOption(wanted);
  const wantedProfile = textOption(options, 'profile');
  if (wantedProfile !== null) profileOption(wantedProfile);
  const overwrite = overwriteOption(options);
  const language = textOption(options, 'language');
  const context = await commandContext(terminal, options.progress as ProgressStyle);
  const { app, signal } = context;
  const refuse = (failed: Failure) => {
    showFailure(context.view, failed);
    return EXIT.someFailed;
  };
  const engine = await chosenEngine(textOption(options, 'engine'), 'align', app.engines);
  refuseForEngine(engine, options);
  const document = await openDocument(textPath, app.newIds(), language);
  if (!document.ok) return refuse(document.failure);

  const formats = wantedFormats ?? [document.value.format ?? srtFormat];
  const file = resolve(mediaPath);
  const targets = await planTargets([file], {
    formats,
    destination: destinationOption(options, formats),
    profile: profileOption(wantedProfile ?? document.value.project.profile),
    wordTimes: options.wordTimes !== false,
    overwrite,
  });
  const [failed] = targets.failures;
  if (failed !== undefined) return refuse(failed);
  if (!(await installEngine(engine.id, context))) return signal.aborted ? EXIT.cancelled : EXIT.someFailed;

  const counts = await runFiles([...targets.byFile.keys()], engine.id, 1, context, async (tools, workers) => {
    const target = targets.byFile.get(tools.file);
    if (target === undefined) throw new Error(`no target for ${tools.file}`);
    const { project } = document.value;
    return await alignFile(
      tools,
      {
        project,
        textPath,
        audioTrack: textOption(options, 'audioTrack'),
        language: language ?? project.language ?? engine.languages[0] ?? 'en',
      },
      target,
      {
        media: app.media,
        workers,
        engine,
        newIds: app.newIds,
        now: () => new Date(),
        effects: realOutputEffects,
        toStdout: terminal.out,
      },
    );
  });
  if (signal.aborted) return EXIT.cancelled;
  return counts.failed === 0 ? EXIT.done : EXIT.someFailed;
}
