import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { explainFailure } from '../../../common/contract/failure.ts';
import type {
  EngineManifest,
  EngineStatus,
  InstallWish,
  RepairReport,
  RepairRung,
  Variant,
} from '../../engines/engine.ts';
import { type CommandContext, commandContext } from '../context.ts';
import { installEngine, tellProgress } from '../engineChoice.ts';
import { suggestion } from '../nearest.ts';
import { type RawOptions, textOption } from '../options.ts';
import { showFailure } from '../progressView.ts';
import { EXIT, sayFailure, type Terminal, WrongUse } from '../terminal.ts';

export type EnginesVerb = 'list' | 'install' | 'verify' | 'repair' | 'remove';

/** `wordlane engines …`. Without an id, `install`, `verify` and `repair` mean the embedded engine. */
export async function engines(
  verb: EnginesVerb,
  id: string | undefined,
  options: RawOptions,
  terminal: Terminal,
): Promise<number> {
  const context = await commandContext(terminal, 'auto');
  const statuses = await context.app.engines.list();
  const engine = id ?? statuses.find((status) => status.manifest.embedded)?.manifest.id ?? '';
  const known = statuses.map((status) => status.manifest);
  const manifest = known.find((each) => each.id === engine);
  if (manifest === undefined) {
    throw new WrongUse(
      `The engine ${engine} is not known.${suggestion(
        engine,
        known.map((each) => each.id),
      )}`,
    );
  }
  if (verb === 'list') {
    const wanted = statuses.filter((status) => id === undefined || status.manifest.id === id);
    return list(wanted, options, terminal);
  }
  const variant = textOption(options, 'variant');
  const variants = manifest.variants.map((each) => each.id);
  if (variant !== null && !variants.includes(variant)) {
    throw new WrongUse(`${engine} has no variant ${variant}.${suggestion(variant, variants)}`);
  }
  const code = await act(verb, manifest, { variant, wheelsFolder: await wheelsFolder(options) }, context);
  context.view.close();
  return context.signal.aborted ? EXIT.cancelled : code;
}

/** Absolute: uv runs elsewhere. */
async function wheelsFolder(options: RawOptions): Promise<string | null> {
  const folder = textOption(options, 'from');
  if (folder === null) return null;
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) throw new WrongUse(`--from ${folder} is not a folder.`);
  return resolve(folder);
}

function act(
  verb: Exclude<EnginesVerb, 'list'>,
  manifest: EngineManifest,
  wish: InstallWish,
  context: CommandContext,
): Promise<number> {
  switch (verb) {
    case 'install':
      return install(manifest, wish, context);
    case 'repair':
      return repair(manifest, context);
    case 'remove':
      return remove(manifest, context);
    case 'verify':
      return verify(manifest, context);
  }
}

async function install(
  manifest: EngineManifest,
  wish: InstallWish,
  context: CommandContext,
): Promise<number> {
  const { app, terminal, view, signal } = context;
  const { id } = manifest;
  const before = (await app.engines.list()).find((status) => status.manifest.id === id);
  const variant = wish.variant ?? before?.variant ?? (await fittingVariant(id, context));
  const wanted = manifest.variants.find((each) => each.id === variant);
  const ready = before?.installed === true && before.problem === null && before.variant === variant;
  if (wanted !== undefined && !ready && wish.wheelsFolder === null) {
    view.say(`${manifest.title}, variant ${wanted.id}: ${sizesOf(wanted)}`);
  }
  if (!(await installEngine(id, wish, context))) return EXIT.someFailed;
  view.close();
  const after = (await app.engines.list()).find((status) => status.manifest.id === id);
  terminal.err(`${id} is installed (${after?.variant ?? variant}) and works.\n`);
  return signal.aborted ? EXIT.cancelled : EXIT.done;
}

async function fittingVariant(id: string, { app, signal }: CommandContext): Promise<string | null> {
  const fitting = await app.engines.fittingVariant(id, signal);
  return fitting.ok ? fitting.value.id : null;
}

const RUNGS: Readonly<Record<RepairRung, string>> = {
  verify: 'works as it is',
  again: 'was made anew from what was loaded before, and works',
  reload: 'was loaded anew, and works',
  interpreter: 'was made anew with another Python, and works',
};

async function repair({ id }: EngineManifest, context: CommandContext): Promise<number> {
  const { app, terminal, view, signal } = context;
  const repaired = await app.engines.repair(id, tellProgress(context), signal);
  view.close();
  if (!repaired.ok) {
    if (repaired.failure.code !== 'cancelled') showFailure(view, repaired.failure);
    return EXIT.someFailed;
  }
  const { worked, tried } = repaired.value;
  for (const { rung, failure } of tried) terminal.err(`${rung}: ${explainFailure(failure).reason}\n`);
  if (worked !== null) {
    terminal.err(`${id} ${RUNGS[worked]}.\n`);
    return EXIT.done;
  }
  sayUnrepaired(id, repaired.value, terminal);
  return EXIT.someFailed;
}

function sayUnrepaired(id: string, { tried, offer }: RepairReport, terminal: Terminal): void {
  const last = tried.at(-1)?.failure;
  if (last !== undefined) sayFailure(terminal, last);
  if (offer !== null) {
    terminal.err(`Another variant may work: \`wordlane engines install ${id} --variant ${offer}\`.\n`);
  }
}

async function remove({ id }: EngineManifest, { app, terminal }: CommandContext): Promise<number> {
  const before = (await app.engines.list()).find((status) => status.manifest.id === id);
  if (before?.installed === false && before.sizeBytes === null && before.problem === null) {
    terminal.err(`${id} is not installed; there is nothing to remove.\n`);
    return EXIT.done;
  }
  const removed = await app.engines.remove(id);
  if (!removed.ok) {
    sayFailure(terminal, removed.failure);
    return EXIT.someFailed;
  }
  terminal.err(`${id} is removed.\n`);
  return EXIT.done;
}

async function verify({ id: engine }: EngineManifest, context: CommandContext): Promise<number> {
  const { app, signal, terminal } = context;
  const checks = await app.engines.verify(engine, signal);
  if (!checks.ok) {
    sayFailure(terminal, checks.failure);
    return EXIT.someFailed;
  }
  for (const { id, ok, detail, action } of checks.value) {
    terminal.out(
      `${ok ? 'ok    ' : 'failed'}  ${id}  ${detail}${ok || action === null ? '' : ` ${action}`}\n`,
    );
  }
  return checks.value.every((check) => check.ok) ? EXIT.done : EXIT.someFailed;
}

function list(statuses: readonly EngineStatus[], options: RawOptions, terminal: Terminal): number {
  if (options.json === true) {
    terminal.out(`${JSON.stringify(statuses.map(row))}\n`);
    return EXIT.done;
  }
  for (const { manifest, installed, variant, sizeBytes, problem } of statuses) {
    const size = sizeBytes === null ? '' : `, ${bytes(sizeBytes)}`;
    const sound = installed ? `installed: ${variant}${size}` : 'not installed';
    terminal.out(`${manifest.id}  ${manifest.title} (${problem === null ? sound : 'needs repair'})\n`);
    terminal.out(`  ${manifest.summary}\n`);
    for (const each of installed ? [] : manifest.variants) {
      terminal.out(`  ${each.id}: ${sizesOf(each)}\n`);
    }
  }
  return EXIT.done;
}

function row({ manifest, installed, variant, sizeBytes, problem, selfTest }: EngineStatus) {
  return {
    id: manifest.id,
    title: manifest.title,
    installed,
    variant,
    version: manifest.version,
    slots: manifest.slots,
    languages: manifest.languages,
    licence: manifest.licence,
    word_times: manifest.wordTimes,
    variants: manifest.variants.map(({ id, downloadBytes, diskBytes, unhashed }) => ({
      id,
      download_bytes: downloadBytes,
      disk_bytes: diskBytes,
      unhashed,
    })),
    disk_bytes: sizeBytes,
    problem: problem?.detail ?? null,
    self_test:
      selfTest === null
        ? null
        : {
            ok: selfTest.checks.every(({ ok }) => ok),
            device: selfTest.device,
            rtf: selfTest.rtf,
            at: selfTest.at,
          },
  };
}

/** `4.2 GB to load, 7.3 GB on the disk` */
function sizesOf({ downloadBytes, diskBytes, unhashed }: Variant): string {
  const unchecked = unhashed.length === 0 ? '' : `; no published hashes for ${unhashed.join(', ')}`;
  return `${bytes(downloadBytes)} to load, ${bytes(diskBytes)} on the disk${unchecked}`;
}

function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${Math.round(count / 1e6)} MB`;
}
