import { shortTime } from '../../common/time/clock.ts';
import {
  type EngineManifest,
  type Engines,
  type InstallProgress,
  type InstallWish,
  modelKindOf,
  type Slot,
  slotIdsOf,
} from '../engines/engine.ts';
import { defaultEngineId } from '../engines/engines.ts';
import { gate } from '../gate.ts';
import { knowsLanguage } from '../jobs/engineViews.ts';
import { type ReadyEngines, readyEngine } from '../jobs/ready.ts';
import type { CommandContext } from './context.ts';
import { suggestion } from './nearest.ts';
import { type RawOptions, textOption } from './options.ts';
import { showFailure } from './progressView.ts';
import { WrongUse } from './terminal.ts';

/** The engine that was named, or the best one that is installed. */
export async function chosenEngine(
  wanted: string | null,
  slot: Slot,
  engines: Engines,
): Promise<EngineManifest> {
  const statuses = await engines.list();
  const id = wanted ?? defaultEngineId(statuses);
  const found = engines.find(id, slot);
  if (found.ok) return found.value;
  if (found.failure.code === 'engine.slot-missing') throw new WrongUse(`The engine ${id} does not ${slot}.`);
  const known = statuses.flatMap((status) => slotIdsOf(status.manifest, slot));
  throw new WrongUse(`The engine ${id} is not known.${suggestion(id, known)}`);
}

/** Refuses, before any work, options that this engine cannot honour. */
export function refuseForEngine(engine: EngineManifest, options: RawOptions): void {
  const refuse = (reason: string) => {
    throw new WrongUse(`The engine ${engine.id} ${reason}.`);
  };
  const language = textOption(options, 'language');
  if (language !== null && language !== 'auto' && !knowsLanguage(engine, language)) {
    refuse(`knows no ${language}, only ${engine.languages.join(', ')}`);
  }
  if (options.task === 'translate' && !engine.tasks.includes('translate')) refuse('does not translate');
  const device = deviceOption(options);
  if (device.startsWith('cuda') && !engine.variants.some(({ id }) => id.startsWith('cu'))) {
    refuse('runs on the CPU only');
  }
  if (options.prompt !== undefined && !engine.hints.includes('prompt')) refuse('takes no --prompt');
  if (options.hotwords !== undefined && !engine.hints.includes('hotwords')) refuse('takes no --hotwords');
  const model = textOption(options, 'model');
  const own = engine.models.map(({ id }) => id);
  if (model !== null && modelKindOf(engine, 'transcribe', engine.id) === null && !own.includes(model)) {
    refuse(`has no model ${model}.${suggestion(model, own)}`.replace(/\.$/, ''));
  }
}

/** `--device`: `auto`, `cpu` or `cuda:N`. */
export function deviceOption(options: RawOptions): string {
  const device = textOption(options, 'device') ?? 'auto';
  const known = /^(?:auto|cpu|cuda(?::(\d{1,2}))?)$/.exec(device);
  if (known === null) throw new WrongUse(`--device ${device} is not known. Use auto, cpu or cuda[:N].`);
  return device === 'cuda' ? 'cuda:0' : device;
}

/**
 * Makes engines and the decoder ready, showing what happens; false with a sentence when that fails. Those that take
 * gigabytes are installed only by their own command.
 */
export async function readyEngines(ids: readonly string[], context: CommandContext): Promise<boolean> {
  const { app, signal, view } = context;
  const installing = gate(1);
  let told = '';
  const engines: ReadyEngines = {
    ...app.engines,
    install: (id, wish, onProgress, abort) =>
      app.engines.install(
        id,
        wish,
        (progress) => {
          if (progress.message !== told) view.say(progress.message);
          told = progress.message;
          onProgress(progress);
        },
        abort,
      ),
    ensureFfmpeg: (onProgress, abort) =>
      app.engines.ensureFfmpeg((progress) => {
        view.say(progress.message);
        onProgress(progress);
      }, abort),
  };
  for (const id of ids) {
    const ready = await readyEngine(id, engines, () => {}, installing, signal);
    if (ready.ok) continue;
    view.close();
    if (ready.failure.code !== 'cancelled') showFailure(view, ready.failure);
    return false;
  }
  return true;
}

/** Makes the engine and the decoder ready, showing what happens; false with a sentence when that fails. */
export async function installEngine(
  id: string,
  wish: InstallWish,
  context: CommandContext,
): Promise<boolean> {
  const { app, signal, view } = context;
  const say = tellProgress(context);
  const decoder = (report: typeof say) =>
    wish.wheelsFolder === null
      ? app.engines.ensureFfmpeg(report, signal)
      : app.engines.ensureFfmpegFrom(wish.wheelsFolder, report, signal);
  const engine = (report: typeof say) => app.engines.install(id, wish, report, signal);
  for (const ready of [decoder, engine]) {
    const made = await ready(say);
    if (made.ok) continue;
    view.close();
    if (made.failure.code !== 'cancelled') showFailure(view, made.failure);
    return false;
  }
  return true;
}

/** How often a log hears how far a load is; a terminal hears it each time, for it draws over what it said. */
const LOG_APART_MS = 5_000;

/** Says each step of an installation once, and while it loads how far it is and how long it still takes. */
export function tellProgress({
  terminal,
  view,
}: Pick<CommandContext, 'terminal' | 'view'>): (progress: InstallProgress) => void {
  let told = '';
  let toldMs = Number.NEGATIVE_INFINITY;
  return ({ message, bytes, remainingMs }) => {
    const nowMs = performance.now();
    if (message === told) return;
    if (bytes !== null && !terminal.isInteractive && nowMs - toldMs < LOG_APART_MS) return;
    told = message;
    if (bytes !== null) toldMs = nowMs;
    const left = remainingMs === null || remainingMs < 1000 ? '' : `, ${shortTime(remainingMs)} left`;
    view.say(`${message}${left}`);
  };
}
