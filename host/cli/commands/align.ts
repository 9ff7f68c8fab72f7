import { resolve } from 'node:path';
import type { Failure } from '../../../common/contract/failure.ts';
import { USUAL_CHOICE } from '../../../common/contract/jobs.ts';
import { type Result, succeed } from '../../../common/contract/result.ts';
import { srtFormat } from '../../../common/formats/srt.ts';
import { bestAligner } from '../../jobs/alignerChoice.ts';
import { alignFile } from '../../jobs/alignFile.ts';
import { modelFinder } from '../../jobs/modelFinder.ts';
import { type AlignStage, alignStage, planStages } from '../../jobs/stages.ts';
import { realOutputEffects } from '../../output/output.ts';
import { openDocument } from '../../projects/openDocument.ts';
import { type CommandContext, commandContext } from '../context.ts';
import { chosenEngine, deviceOption, readyEngines, refuseForEngine } from '../engineChoice.ts';
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
  const document = await openDocument(textPath, app.newIds(), language);
  if (!document.ok) return refuse(document.failure);
  const spoken = language ?? document.value.project.language ?? 'en';
  const stage = await chosenAligner(spoken, options, context);
  if (!stage.ok) return refuse(stage.failure);
  const hear = await recogniserFor(spoken, context);

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
  const needed = [stage.value.engine.id, ...(hear.ok ? [hear.value.engine.id] : [])];
  if (!(await readyEngines(needed, context))) return signal.aborted ? EXIT.cancelled : EXIT.someFailed;

  const first = { engineId: stage.value.engine.id, slot: 'align' } as const;
  const counts = await runFiles([...targets.byFile.keys()], first, 1, context, async (tools, crew) => {
    const target = targets.byFile.get(tools.file);
    if (target === undefined) throw new Error(`no target for ${tools.file}`);
    const { project } = document.value;
    return await alignFile(
      tools,
      {
        project,
        textPath,
        audioTrack: textOption(options, 'audioTrack'),
        language: spoken,
      },
      target,
      {
        media: app.media,
        crew,
        stage: stage.value,
        hear,
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

/** The aligner that was named, or the best that is there for the language. */
async function chosenAligner(
  language: string,
  options: RawOptions,
  { app }: CommandContext,
): Promise<Result<AlignStage>> {
  const models = modelFinder(app.models);
  const wanted = textOption(options, 'engine');
  if (wanted === null && options.model === undefined) return await bestAligner(language, app.engines, models);
  const engine = await chosenEngine(wanted, 'align', app.engines);
  refuseForEngine(engine, { ...options, model: undefined, language });
  const device = { device: deviceOption(options), precision: null };
  const stage = alignStage(engine, wanted ?? engine.id, textOption(options, 'model'), device, models);
  const compute = await stage.computeFor(language);
  return compute.ok ? succeed(stage) : compute;
}

/** Recognises where the text's own times do not tell where to search. */
async function recogniserFor(language: string, { app }: CommandContext) {
  const engine = await chosenEngine(null, 'transcribe', app.engines);
  const settings = { ...USUAL_CHOICE, engine: engine.id, language, fromMs: 0, toMs: null };
  const plan = await planStages(settings, app.engines, modelFinder(app.models));
  return plan.ok ? succeed(plan.value.transcribe) : plan;
}
