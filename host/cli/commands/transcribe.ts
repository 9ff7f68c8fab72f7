import type { TranscribeSettings } from '../../jobs/job.ts';
import { timedCrew } from '../../jobs/laps.ts';
import { modelFinder } from '../../jobs/modelFinder.ts';
import { enginesOf, planStages } from '../../jobs/stages.ts';
import { transcribeFile } from '../../jobs/transcribeFile.ts';
import { expandInputs } from '../../media/inputs.ts';
import type { ChannelChoice } from '../../media/media.ts';
import { realOutputEffects } from '../../output/output.ts';
import { commandContext } from '../context.ts';
import { chosenEngine, deviceOption, readyEngines, refuseForEngine } from '../engineChoice.ts';
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

/** Needs no download. */
const DEFAULT_DIARIZER = 'basic';

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
  const settings: TranscribeSettings = { ...chosen, engine: engine.id };
  const plan = await planStages(settings, app.engines, modelFinder(app.models));
  if (!plan.ok) {
    showFailure(context.view, plan.failure);
    return EXIT.someFailed;
  }
  const needed = enginesOf(plan.value).map(({ id }) => id);
  if (!(await readyEngines(needed, context))) return signal.aborted ? EXIT.cancelled : EXIT.someFailed;

  const counts = await runFiles(
    [...targets.byFile.keys()],
    { engineId: engine.id, slot: 'transcribe' },
    width,
    context,
    async (tools, crew) => {
      const target = targets.byFile.get(tools.file);
      if (target === undefined) throw new Error(`no target for ${tools.file}`);
      const timed = timedCrew(crew, () => performance.now());
      const outcome = await transcribeFile(tools, settings, target, {
        media: app.media,
        crew: timed.crew,
        plan: plan.value,
        voices: app.voices,
        newIds: app.newIds,
        now: () => new Date(),
        projectsFolder: app.home.projects,
        effects: realOutputEffects,
        toStdout: terminal.out,
      });
      // Files that share a device say nothing of how fast one is.
      if (outcome.ok && width === 1) await app.speeds.note(timed.laps());
      return outcome;
    },
  );
  await app.speeds.written();
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
    task: options.task === 'translate' ? 'translate' : 'transcribe',
    prompt: textOption(options, 'prompt'),
    hotwords: textOption(options, 'hotwords'),
    device: deviceOption(options),
    precision: textOption(options, 'computeType'),
    align: { engine: textOption(options, 'alignEngine'), model: textOption(options, 'alignModel') },
    diarize: diarizeChoice(options),
    audioTrack: textOption(options, 'audioTrack'),
    channel: String(options.channel) as ChannelChoice,
    fromMs,
    toMs,
  };
}

/** Each of the options about speakers asks for them. */
function diarizeChoice(options: RawOptions): TranscribeSettings['diarize'] {
  const engine = textOption(options, 'diarizeEngine');
  const [exact, least, most] = (['speakers', 'minSpeakers', 'maxSpeakers'] as const).map((name) => {
    const text = textOption(options, name);
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return text === null ? null : wholeNumberOption(text, flag, 1);
  });
  const isWanted = options.diarize === true || [engine, exact, least, most].some((one) => one != null);
  if (!isWanted) return null;
  if (exact != null && (least != null || most != null)) {
    throw new WrongUse('Give either --speakers or --min-speakers and --max-speakers, not both.');
  }
  if (least != null && most != null && most < least) {
    throw new WrongUse('--max-speakers must not be less than --min-speakers.');
  }
  const model = textOption(options, 'diarizeModel');
  const chosen = { engine: engine ?? DEFAULT_DIARIZER, model };
  if (exact != null) return { ...chosen, speakers: { min: exact, max: exact } };
  if (least == null && most == null) return { ...chosen, speakers: null };
  return { ...chosen, speakers: { min: least ?? 1, max: most ?? null } };
}
