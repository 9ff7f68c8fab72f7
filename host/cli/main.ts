import { failure } from '../../common/contract/failure.ts';
import { type CommandActions, CommanderError, createProgram } from './program.ts';
import { EXIT, processTerminal, Refused, sayFailure, type Terminal, WrongUse } from './terminal.ts';
import { readVersion } from './version.ts';

/**
 * Runs one command line and resolves with its exit code. Commands are loaded when they are called, so that
 * `--help` stays quick.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const code = await run(argv, terminal);
  const lost = await terminal.settled();
  if (lost === null) return code;
  sayFailure(terminal, lost);
  return code === EXIT.done ? EXIT.someFailed : code;
}

async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.done;
  const program = createProgram(readVersion(), actions(terminal), (exitCode) => {
    code = exitCode;
  });
  try {
    await program.parseAsync(withExplicitOverwrite(argv), { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, terminal);
  }
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    // Help and version end by an exception with code 0.
    if (error.exitCode === 0) return EXIT.done;
    terminal.err(`wordlane: ${usageSentence(error.message)}\n`);
    return EXIT.wrongUse;
  }
  if (error instanceof WrongUse) {
    terminal.err(`wordlane: ${error.message}\n`);
    return EXIT.wrongUse;
  }
  if (error instanceof Refused) {
    sayFailure(terminal, error.failure);
    return EXIT.someFailed;
  }
  if (error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'uv_cwd') {
    sayFailure(terminal, failure('folder.gone', {}));
    return EXIT.someFailed;
  }
  const detail = error instanceof Error ? error.message : String(error);
  sayFailure(terminal, failure('internal', { detail }));
  if (process.env.WORDLANE_DEBUG === '1' && error instanceof Error) terminal.err(`${error.stack}\n`);
  return EXIT.someFailed;
}

/** `error: unknown option '--formt'\n(Did you mean --format?)` becomes one sentence. */
function usageSentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/[()]/g, '')
    .trim();
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}. See \`wordlane --help\`.`;
}

/** `--overwrite FILE` must not take the file for its value: a bare `--overwrite` gets an explicit one. */
function withExplicitOverwrite(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, index) =>
    argument === '--overwrite' && (end < 0 || index < end) ? '--overwrite=any' : argument,
  );
}

function actions(terminal: Terminal): CommandActions {
  return {
    open: async (inputs, options) =>
      await (await import('./commands/open.ts')).open(inputs, options, terminal),
    transcribe: async (inputs, options) =>
      await (await import('./commands/transcribe.ts')).transcribe(inputs, options, terminal),
    exportFile: async (input, options) =>
      await (await import('./commands/export.ts')).exportFile(input, options, terminal),
    importFile: async (input, options) =>
      await (await import('./commands/import.ts')).importFile(input, options, terminal),
    check: async (input, options) =>
      await (await import('./commands/check.ts')).check(input, options, terminal),
    align: async (media, text, options) =>
      await (await import('./commands/align.ts')).align(media, text, options, terminal),
    engines: async (verb, id, options) =>
      await (await import('./commands/engines.ts')).engines(verb, id, options, terminal),
    models: async (verb, names, options) =>
      await (await import('./commands/models.ts')).models(verb, names, options, terminal),
    doctor: async (options) => await (await import('./commands/doctor.ts')).doctor(options, terminal),
  };
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
