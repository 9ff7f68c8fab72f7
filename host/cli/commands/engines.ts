import type { EngineStatus } from '../../engines/engine.ts';
import { type CommandContext, commandContext } from '../context.ts';
import { installEngine } from '../engineChoice.ts';
import { suggestion } from '../nearest.ts';
import { type RawOptions, textOption } from '../options.ts';
import { EXIT, sayFailure, type Terminal, WrongUse } from '../terminal.ts';

export type EnginesVerb = 'list' | 'install' | 'verify' | 'remove';

/** `wordlane engines …`. Without an id, `install` and `verify` mean the embedded engine. */
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
  const code = await act(verb, engine, context);
  context.view.close();
  return context.signal.aborted ? EXIT.cancelled : code;
}

async function act(
  verb: Exclude<EnginesVerb, 'list'>,
  engine: string,
  context: CommandContext,
): Promise<number> {
  const { app, signal, terminal, view } = context;
  if (verb === 'install') {
    if (!(await installEngine(engine, context))) return EXIT.someFailed;
    view.close();
    terminal.err(`${engine} is installed and works.\n`);
    return EXIT.done;
  }
  if (verb === 'remove') {
    const before = (await app.engines.list()).find((status) => status.manifest.id === engine);
    if (before?.installed === false && before.sizeBytes === null && before.problem === null) {
      terminal.err(`${engine} is not installed; there is nothing to remove.\n`);
      return EXIT.done;
    }
    const removed = await app.engines.remove(engine);
    if (!removed.ok) {
      sayFailure(terminal, removed.failure);
      return EXIT.someFailed;
    }
    terminal.err(`${engine} is removed.\n`);
    return EXIT.done;
  }
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
    const rows = statuses.map(({ manifest, installed, variant }) => ({
      id: manifest.id,
      title: manifest.title,
      installed,
      variant,
      version: manifest.version,
      slots: manifest.slots,
      languages: manifest.languages,
      licence: manifest.licence,
      word_times: manifest.wordTimes,
    }));
    terminal.out(`${JSON.stringify(rows)}\n`);
    return EXIT.done;
  }
  for (const { manifest, installed, sizeBytes, problem } of statuses) {
    const size = sizeBytes === null ? '' : `, ${Math.round(sizeBytes / 1e6)} MB`;
    const state = problem !== null ? 'needs repair' : installed ? `installed${size}` : 'not installed';
    terminal.out(`${manifest.id}  ${manifest.title} (${state})\n  ${manifest.summary}\n`);
  }
  return EXIT.done;
}
