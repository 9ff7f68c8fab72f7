import { resolve } from 'node:path';
import {
  type ModelKind,
  type ModelProgress,
  type ModelRef,
  type ModelView,
  modelKindSchema,
  type ResolvedModel,
} from '../../../common/contract/models.ts';
import type { Result } from '../../../common/contract/result.ts';
import { type SpeedView, speedOfModel, timesRealTime } from '../../../common/contract/speeds.ts';
import { type CommandContext, commandContext } from '../context.ts';
import { suggestion } from '../nearest.ts';
import { type RawOptions, textOption } from '../options.ts';
import { readSecretLine } from '../secretInput.ts';
import { EXIT, sayFailure, type Terminal, WrongUse } from '../terminal.ts';

export type ModelsVerb = 'list' | 'install' | 'import' | 'remove' | 'verify' | 'path' | 'move' | 'token';

/** `wordlane models …`. What `names` are depends on the verb: models, a path, a folder, nothing. */
export async function models(
  verb: ModelsVerb,
  names: readonly string[],
  options: RawOptions,
  terminal: Terminal,
): Promise<number> {
  const context = await commandContext(terminal, 'auto');
  const code = await act(verb, names, options, context);
  context.view.close();
  return context.signal.aborted ? EXIT.cancelled : code;
}

function act(
  verb: ModelsVerb,
  names: readonly string[],
  options: RawOptions,
  context: CommandContext,
): Promise<number> {
  const [first = ''] = names;
  switch (verb) {
    case 'list':
      return list(options, context);
    case 'install':
      return forEach(names, context, (ref) => install(ref, options, context));
    case 'import':
      return importFrom(first, options, context);
    case 'remove':
      return forEach(names, context, (ref) => remove(ref, options, context));
    case 'verify':
      return forEach(names, context, (ref) => verify(ref, options, context));
    case 'path':
      return path(names[0] ?? null, context);
    case 'move':
      return move(first, context);
    case 'token':
      return token(options, context);
  }
}

/** Each model by its name; a failure does not keep the others from being tried. */
async function forEach(
  names: readonly string[],
  { app, terminal, signal }: CommandContext,
  work: (ref: ModelRef) => Promise<number>,
): Promise<number> {
  let code: number = EXIT.done;
  for (const name of names) {
    if (signal.aborted) return EXIT.cancelled;
    const ref = await app.models.find(name);
    if (!ref.ok) {
      sayFailure(terminal, ref.failure);
      code = EXIT.someFailed;
    } else if ((await work(ref.value)) !== EXIT.done) code = EXIT.someFailed;
  }
  return code;
}

async function install(ref: ModelRef, options: RawOptions, context: CommandContext): Promise<number> {
  const { app, signal, terminal, view } = context;
  const loaded = await app.models.download(ref, teller(context), signal);
  view.close();
  if (!tell(loaded, options, context)) return EXIT.someFailed;
  const row = (await app.models.list()).find((each) => each.kind === ref.kind && each.id === ref.id);
  if (row?.commercial === false) {
    terminal.err(`${ref.id}: its licence, ${row.licence}, does not allow commercial use.\n`);
  }
  return EXIT.done;
}

async function importFrom(path: string, options: RawOptions, context: CommandContext): Promise<number> {
  const languages = textOption(options, 'language');
  const wish = {
    kind: kindOption(options),
    id: textOption(options, 'id'),
    languages: languages === null ? null : languages.split(',').map((code) => code.trim()),
  };
  const imported = await context.app.models.importFrom(path, wish, teller(context), context.signal);
  context.view.close();
  return tell(imported, options, context) ? EXIT.done : EXIT.someFailed;
}

async function verify(ref: ModelRef, options: RawOptions, context: CommandContext): Promise<number> {
  const verified = await context.app.models.verify(ref, teller(context), context.signal);
  context.view.close();
  return tell(verified, options, context) ? EXIT.done : EXIT.someFailed;
}

/** Says how it ended: a sentence on standard error, with `--json` the model on standard output. */
function tell(result: Result<ResolvedModel>, options: RawOptions, { terminal }: CommandContext): boolean {
  if (!result.ok) {
    if (result.failure.code !== 'cancelled') sayFailure(terminal, result.failure);
    return false;
  }
  const { kind, id, path, languages, sizeBytes } = result.value;
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ kind, id, path, languages, size_bytes: sizeBytes })}\n`);
  } else terminal.err(`${id} is ready (${sizeText(sizeBytes)}): ${path}\n`);
  return true;
}

async function remove(
  ref: ModelRef,
  options: RawOptions,
  { app, terminal }: CommandContext,
): Promise<number> {
  const row = (await app.models.list()).find((each) => each.kind === ref.kind && each.id === ref.id);
  const removed = await app.models.remove(ref);
  if (!removed.ok) {
    sayFailure(terminal, removed.failure);
    return EXIT.someFailed;
  }
  const wasHere = row !== undefined && row.state !== 'absent';
  if (options.json === true) terminal.out(`${JSON.stringify({ ...ref, removed: wasHere })}\n`);
  else
    terminal.err(
      wasHere ? `${ref.id} is removed.\n` : `${ref.id} is not here; there is nothing to remove.\n`,
    );
  return EXIT.done;
}

async function path(name: string | null, { app, terminal }: CommandContext): Promise<number> {
  if (name === null) {
    terminal.out(`${await app.models.place()}\n`);
    return EXIT.done;
  }
  const ref = await app.models.find(name);
  const found = ref.ok ? await app.models.resolve(ref.value.kind, ref.value.id) : ref;
  if (!found.ok) {
    sayFailure(terminal, found.failure);
    return EXIT.someFailed;
  }
  terminal.out(`${found.value.path}\n`);
  return EXIT.done;
}

async function move(folder: string, context: CommandContext): Promise<number> {
  const { app, signal, terminal, view } = context;
  const moved = await app.models.move(resolve(folder), teller(context), signal);
  view.close();
  if (!moved.ok) {
    if (moved.failure.code !== 'cancelled') sayFailure(terminal, moved.failure);
    return EXIT.someFailed;
  }
  terminal.err(`The models are in ${await app.models.place()} now.\n`);
  return EXIT.done;
}

async function token(options: RawOptions, { app, terminal }: CommandContext): Promise<number> {
  if (options.remove === true) {
    const removed = await app.models.token.remove();
    if (!removed.ok) sayFailure(terminal, removed.failure);
    else terminal.err('The token is removed.\n');
    return removed.ok ? EXIT.done : EXIT.someFailed;
  }
  const line = await readSecretLine(process.stdin, () =>
    terminal.err('Token (it is not shown), then Enter: '),
  );
  process.stdin.pause();
  if (process.stdin.isTTY) terminal.err('\n');
  if (line === null) return EXIT.cancelled;
  const kept = await app.models.token.set(line);
  if (!kept.ok) {
    sayFailure(terminal, kept.failure);
    return EXIT.someFailed;
  }
  const where = kept.value === 'file' ? 'in a file that only you may read' : 'in the system’s key store';
  terminal.err(`The token is kept ${where}.\n`);
  return EXIT.done;
}

const LINE_EVERY_MS = 5_000;
const REDRAW_EVERY_MS = 100;

/** Says progress: redrawn on a terminal, a line for each step and every five seconds elsewhere. */
function teller({ terminal, view }: CommandContext): (progress: ModelProgress) => void {
  let saidMs = Number.NEGATIVE_INFINITY;
  let saidStep = '';
  return (progress) => {
    const now = performance.now();
    const every = terminal.isInteractive ? REDRAW_EVERY_MS : LINE_EVERY_MS;
    if (progress.step === saidStep && now - saidMs < every) return;
    saidMs = now;
    saidStep = progress.step;
    view.say(progressText(progress));
  };
}

/** `Loading model.bin: 340 MB of 1.6 GB, 22 MB/s, 57 s left` */
export function progressText({
  message,
  doneBytes,
  totalBytes,
  bytesPerSecond,
  etaSeconds,
}: ModelProgress): string {
  if (totalBytes === null) return message;
  const speed = bytesPerSecond === null ? '' : `, ${sizeText(bytesPerSecond)}/s`;
  const left = etaSeconds === null ? '' : `, ${timeText(etaSeconds)} left`;
  return `${message}: ${sizeText(doneBytes)} of ${sizeText(totalBytes)}${speed}${left}`;
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}

const KIND_TITLES: Readonly<Record<ModelKind, string>> = {
  'whisper-ct2': 'Whisper for CTranslate2',
  'whisper-ggml': 'Whisper for whisper.cpp',
  'whisper-pt': 'Whisper for PyTorch',
  wav2vec2: 'Aligners',
  'parakeet-onnx': 'Parakeet',
  'sherpa-diarization': 'Speakers for sherpa-onnx',
  pyannote: 'Speakers for pyannote',
};

async function list(options: RawOptions, { app, terminal }: CommandContext): Promise<number> {
  const kind = kindOption(options);
  const language = textOption(options, 'language');
  const rows = (await app.models.list()).filter(
    (row) =>
      (kind === null || row.kind === kind) &&
      (options.installed !== true || row.state !== 'absent') &&
      (language === null || row.languages.includes(language) || row.languages.includes('*')),
  );
  const speeds = await app.speeds.list();
  if (options.json === true) {
    terminal.out(`${JSON.stringify(rows.map((row) => asJson(row, speeds)))}\n`);
    return EXIT.done;
  }
  for (const each of modelKindSchema.options) {
    const own = rows.filter((row) => row.kind === each);
    if (own.length === 0) continue;
    terminal.out(`${KIND_TITLES[each]} (${each})\n`);
    for (const row of own) terminal.out(`  ${rowText(row, speeds)}\n`);
  }
  if (rows.length === 0) terminal.err('No model fits.\n');
  return EXIT.done;
}

const STATES: Readonly<Record<ModelView['state'], string>> = {
  absent: '',
  loading: 'loading',
  ready: 'here',
  broken: 'damaged',
};

export function rowText(row: ModelView, speeds: readonly SpeedView[]): string {
  const speed = speedOfModel(row, speeds);
  const about = [
    row.sizeBytes === null ? null : `${row.state === 'absent' ? 'about ' : ''}${sizeText(row.sizeBytes)}`,
    row.languages.includes('*') ? 'many languages' : row.languages.join(' '),
    row.licence,
    row.commercial === false ? 'not for commercial use' : null,
    row.gated ? 'terms to accept' : null,
    speed === null ? null : speedText(speed),
    row.state === 'absent' ? null : STATES[row.state],
  ].filter((part) => part !== null);
  return `${row.id}  ${row.title} (${about.join(', ')})`;
}

/** `12 × real time with faster-whisper on cpu` */
function speedText(speed: SpeedView): string {
  const about = speed.measured ? '' : '≈ ';
  return `${about}${timesRealTime(speed)} × real time with ${speed.engine} on ${speed.device}`;
}

export function asJson(row: ModelView, speeds: readonly SpeedView[]) {
  return {
    kind: row.kind,
    id: row.id,
    title: row.title,
    state: row.state,
    path: row.path,
    size_bytes: row.sizeBytes,
    languages: row.languages,
    licence: row.licence,
    commercial: row.commercial,
    gated: row.gated,
    used_by: row.usedBy,
    speeds: speeds
      .filter(({ kind, model }) => kind === row.kind && model === row.id)
      .map((speed) => ({
        engine: speed.engine,
        slot: speed.slot,
        as: speed.slotId,
        device: speed.device,
        times_real_time: timesRealTime(speed),
        measured: speed.measured,
      })),
    problem: row.failure === null ? null : row.failure.code,
  };
}

function kindOption(options: RawOptions): ModelKind | null {
  const text = textOption(options, 'kind');
  if (text === null) return null;
  const kind = modelKindSchema.safeParse(text);
  if (kind.success) return kind.data;
  throw new WrongUse(`The kind ${text} is not known.${suggestion(text, modelKindSchema.options)}`);
}
