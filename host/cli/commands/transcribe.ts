import type { TranscribeSettings } from '../../jobs/job.ts';
import { transcribeFile } from '../../jobs/transcribeFile.ts';
import { expandInputs } from '../../media/inputs.ts';
import type { ChannelChoice } from '../../media/media.ts';
import { realOutputEffects } from '../../output/output.ts';
import { commandContext } from '../context.ts';
import { chosenEngine, installEngine, refuseForEngine } from '../engineChoice.ts';
import {
  destinationOption,
  formatsOption,
  overwriteOption,
  profileOption,
  type RawOptions,
  textOption,
  timeOption,
  wholeNumberOption,
} from '../options.ts';
import { LATER_TRANSCRIBE_OPTIONS } from '../program.ts';
import { type ProgressStyle, showFailure } from '../progressView.ts';
import { runFiles } from '../runFiles.ts';
import { planTargets, type TargetChoice } from '../targets.ts';
import { EXIT, type Terminal, WrongUse } from '../terminal.ts';

/** `wordlane transcribe`: media files to projects and captions. */
export async function transcribe(
  inputs: readonly string[],
  options: RawOptions,
  terminal: Terminal,
): Promise<number> {
  refuseLaterOptions(options);
  const choice = targetChoice(options);
  const chosen = transcribeSettings(options);
  const width = wholeNumberOption(String(options.jobs), 'jobs', 1);
  const context = await commandContext(terminal, options.progress as ProgressStyle);
  const { app, signal } = context;
  const engine = await chosenEngine(textOption(options, 'engine'), 'transcribe', app.engines);
  refuseForEngine(engine, options);
  const expanded = await expandInputs(inputs);
  if (expanded.files.length > 1 && ['file', 'stdout'].includes(choice.destination.kind)) {
    throw new WrongUse('--output takes one file; use --output-dir for several.');
  }
  const targets = await planTargets(expanded.files, choice);
  const failures = [...expanded.failures, ...targets.failures];
  for (const failed of failures) showFailure(context.view, failed);
  if (targets.byFile.size === 0) return EXIT.someFailed;
  if (!(await installEngine(engine.id, context))) return signal.aborted ? EXIT.cancelled : EXIT.someFailed;

  const settings: TranscribeSettings = { ...chosen, engine: engine.id };
  const counts = await runFiles(
    [...targets.byFile.keys()],
    engine.id,
    width,
    context,
    async (tools, workers) => {
      const target = targets.byFile.get(tools.file);
      if (target === undefined) throw new Error(`no target for ${tools.file}`);
      return await transcribeFile(tools, settings, target, {
        media: app.media,
        workers,
        engine,
        newIds: app.newIds,
        now: () => new Date(),
        projectsFolder: app.home.projects,
        effects: realOutputEffects,
        toStdout: terminal.out,
      });
    },
  );
  if (signal.aborted) return EXIT.cancelled;
  return counts.failed + failures.length === 0 ? EXIT.done : EXIT.someFailed;
}

function refuseLaterOptions(options: RawOptions): void {
  for (const [flags] of LATER_TRANSCRIBE_OPTIONS) {
    const flag = flags.split(' ')[0] ?? flags;
    const name = flag.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (options[name] !== undefined) throw new WrongUse(`${flag} is not built yet. Leave it out for now.`);
  }
}

function targetChoice(options: RawOptions): TargetChoice {
  const formats = formatsOption(String(options.format));
  return {
    formats,
    destination: destinationOption(options, formats),
    profile: profileOption(String(options.profile)),
    wordTimes: options.wordTimes !== false,
    overwrite: overwriteOption(options),
  };
}

function transcribeSettings(options: RawOptions): Omit<TranscribeSettings, 'engine'> {
  const language = String(options.language).toLowerCase();
  const fromMs = timeOption(options, 'from') ?? 0;
  const toMs = timeOption(options, 'to');
  if (toMs !== null && toMs <= fromMs) throw new WrongUse('--to must be later than --from.');
  return {
    model: textOption(options, 'model'),
    language: language === 'auto' ? null : language,
    audioTrack: textOption(options, 'audioTrack'),
    channel: String(options.channel) as ChannelChoice,
    fromMs,
    toMs,
  };
}
