import {
  type EngineManifest,
  type Engines,
  type InstallProgress,
  type Slot,
  slotIdsOf,
} from '../engines/engine.ts';
import { defaultEngineId } from '../engines/engines.ts';
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
  if (language !== null && language !== 'auto' && !knows(engine, language)) {
    refuse(`knows no ${language}, only ${engine.languages.join(', ')}`);
  }
  if (options.task === 'translate') refuse('does not translate');
  const device = textOption(options, 'device');
  if (device !== null && !/^(auto|cpu|cuda(:\d+)?)$/.test(device)) {
    throw new WrongUse(`--device ${device} is not known. Use auto, cpu or cuda[:N].`);
  }
  if (device?.startsWith('cuda') && !engine.variants.some(({ id }) => id.startsWith('cu'))) {
    refuse('runs on the CPU only');
  }
  if (options.prompt !== undefined) refuse('takes no --prompt');
  if (options.hotwords !== undefined) refuse('takes no --hotwords');
  const model = textOption(options, 'model');
  if (model !== null && !engine.models.some((known) => known.id === model)) {
    refuse(
      `has no model ${model}.${suggestion(
        model,
        engine.models.map((known) => known.id),
      )}`.replace(/\.$/, ''),
    );
  }
  const aligner = textOption(options, 'alignEngine');
  if (aligner !== null && !slotIdsOf(engine, 'align').includes(aligner)) {
    throw new WrongUse(`--align-engine ${aligner} is not built yet. Leave it out for now.`);
  }
  if (options.alignModel !== undefined) refuse('takes no --align-model');
}

function knows(engine: EngineManifest, language: string): boolean {
  const wanted = language.toLowerCase();
  const base = wanted.split('-')[0] ?? wanted;
  return engine.languages.some((known) => known === '*' || known === base || known === wanted);
}

/** Makes the engine and the decoder ready, showing what happens; false with a sentence when that fails. */
export async function installEngine(id: string, context: CommandContext): Promise<boolean> {
  const { app, signal, view } = context;
  const say = ({ message }: InstallProgress) => view.say(message);
  for (const ready of [app.engines.ensureFfmpeg, installed(id, app.engines)]) {
    const made = await ready(say, signal);
    if (made.ok) continue;
    view.close();
    if (made.failure.code !== 'cancelled') showFailure(view, made.failure);
    return false;
  }
  return true;
}

function installed(id: string, engines: Engines) {
  return (onProgress: (progress: InstallProgress) => void, signal: AbortSignal) =>
    engines.install(id, onProgress, signal);
}
