import { existsSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { FRONTS } from './front.ts';
import { nearestName, suggestion } from './nearest.ts';
import { PROGRESS_STYLES } from './progressView.ts';
import { WrongUse } from './terminal.ts';

/** What a command of the line becomes: a function that is loaded only when it is called. */
export interface CommandActions {
  readonly open: (inputs: string[], options: Record<string, unknown>) => Promise<number>;
  readonly transcribe: (inputs: string[], options: Record<string, unknown>) => Promise<number>;
  readonly exportFile: (input: string, options: Record<string, unknown>) => Promise<number>;
  readonly importFile: (input: string, options: Record<string, unknown>) => Promise<number>;
  readonly check: (input: string, options: Record<string, unknown>) => Promise<number>;
  readonly align: (media: string, text: string, options: Record<string, unknown>) => Promise<number>;
  readonly engines: (
    verb: 'list' | 'install' | 'verify' | 'repair' | 'remove',
    id: string | undefined,
    options: Record<string, unknown>,
  ) => Promise<number>;
  readonly models: (
    verb: (typeof MODEL_VERBS)[number],
    names: readonly string[],
    options: Record<string, unknown>,
  ) => Promise<number>;
  readonly doctor: (options: Record<string, unknown>) => Promise<number>;
}

/** The command line's grammar. Parsing throws `CommanderError` or `WrongUse`; see `main.ts`. */
export function createProgram(
  version: string,
  actions: CommandActions,
  done: (code: number) => void,
): Command {
  const program = new Command('wordlane')
    .description('Turns recordings into word-timed captions on this computer. Nothing leaves it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .usage('[command] [options]')
    .showSuggestionAfterError(true)
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES);
  const finish =
    <A extends unknown[]>(action: (...args: A) => Promise<number>) =>
    async (...args: A) => {
      if (args.some((arg) => arg === '' || (Array.isArray(arg) && arg.includes('')))) {
        throw new WrongUse('A file name is empty. Check the quotes and variables of the command.');
      }
      done(await action(...args));
    };

  addOpen(program, finish, actions);
  addTranscribe(program, finish, actions);
  addDocuments(program, finish, actions);
  addEngines(program, finish, actions);
  addModels(program, finish, actions);
  for (const [name, what] of Object.entries(LATER_COMMANDS)) {
    program
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .argument('[arguments...]')
      .helpOption(false)
      .action(() => {
        throw new WrongUse(`\`wordlane ${name}\` (${what}) is not built yet.`);
      });
  }
  exitByException(program);
  return program;
}

function commandNames(program: Command): string[] {
  return program.commands.map((command) => command.name()).filter((name) => !(name in LATER_COMMANDS));
}

const LATER_COMMANDS: Readonly<Record<string, string>> = {
  burn: 'burning captions into a video',
  serve: 'the service',
};

/** Written out here because help must not load every format; a test compares them. */
export const FORMAT_HELP = 'caption formats: srt, vtt, ass, json, whisperx, txt, md, csv, tsv';
export const PROFILE_HELP = 'caption rules: plain, netflix, bbc, youtube, tiktok, dcmp';
const OWN_PROFILE_HELP = `${PROFILE_HELP}; the project's own when left out, plain for captions`;

const EXAMPLES = `
Examples:
  wordlane                                           the app
  wordlane talk.mp4                                  the app with this file
  wordlane transcribe talk.mp4                       talk.srt and talk.wordlane beside it
  wordlane transcribe interviews/ --format srt,vtt,json --output-dir captions
  wordlane export talk.wordlane --format vtt --output -
  wordlane check talk.srt --profile netflix
  wordlane align talk.mp4 talk.txt                   times for a text that is already right
`;

type Finish = <A extends unknown[]>(action: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

/** The command that is meant where none is named, so `wordlane talk.mp4` opens it. */
function addOpen(program: Command, finish: Finish, actions: CommandActions): void {
  program
    .command('open', { isDefault: true })
    .description('open the app; what runs without a command')
    .argument('[media or project...]', 'files to open in it')
    .addOption(
      new Option('--front <where>', 'desktop window, browser tab, or print the address and serve').choices([
        ...FRONTS,
      ]),
    )
    .option('--port <number>', 'port of the address; any that is free when left out')
    .action(
      finish(async (inputs: string[], options) => {
        const [first] = inputs;
        // A mistyped command deserves the right one, unless a file is called so.
        const near =
          first === undefined || existsSync(first) ? null : nearestName(first, commandNames(program));
        if (near !== null) throw new WrongUse(`${first} is not a command. Did you mean ${near}?`);
        return await actions.open(inputs, options);
      }),
    );
}

function addTranscribe(program: Command, finish: Finish, actions: CommandActions): void {
  const transcribe = program
    .command('transcribe')
    .description('transcribe media files; writes a project and captions beside each')
    .argument('<media...>', 'media files, folders or patterns')
    .option('--engine <id>', 'engine that recognises the words')
    .option('--model <id|path>', 'model of the engine')
    .option('--align-engine <id>', 'engine that times the words')
    .option('--align-model <id|path>', 'model of the aligning engine')
    .option('--language <code>', 'language spoken, or auto', 'auto')
    .addOption(
      new Option('--task <task>', 'what to do').choices(['transcribe', 'translate']).default('transcribe'),
    )
    .option('--device <device>', 'auto, cpu or cuda[:N]', 'auto')
    .option('--compute-type <type>', 'precision: int8, float16 …; the best of the device when left out')
    .option('--diarize', 'tell speakers apart')
    .option('--diarize-engine <id>', 'engine that tells them apart: basic, sherpa, pyannote')
    .option('--diarize-model <id|path>', 'model of that engine')
    .option('--speakers <number>', 'exact number of speakers')
    .option('--min-speakers <number>', 'fewest speakers')
    .option('--max-speakers <number>', 'most speakers')
    .option('--prompt <text>', 'lines of context for the engine')
    .option('--hotwords <text>', 'names and terms to expect')
    .option('--format <list>', FORMAT_HELP, 'srt')
    .option('--profile <id>', PROFILE_HELP, 'plain')
    .option('--from <time>', 'begin at this time (1:02:03.5, 90s)')
    .option('--to <time>', 'end at this time')
    .option('--audio-track <number|language>', 'audio track to use')
    .addOption(
      new Option('--channel <choice>', 'channels to use; split makes two speakers of left and right')
        .choices(['mix', 'left', 'right', 'split'])
        .default('mix'),
    )
    .option('--no-word-times', 'leave word times out of formats that carry them')
    .option('--output-dir <folder>', 'write there instead of beside the media')
    .option('--output <file>', 'one file for one format; - is standard output')
    .option('--overwrite [edited]', 'replace what exists; =edited also projects that a person edited')
    .option('--jobs <number>', 'files at the same time', '1')
    .addOption(
      new Option('--progress <style>', 'how to show progress').choices([...PROGRESS_STYLES]).default('auto'),
    );
  for (const [flags, text] of LATER_TRANSCRIBE_OPTIONS)
    transcribe.addOption(new Option(flags, text).hideHelp());
  transcribe.action(finish(async (inputs: string[], options) => await actions.transcribe(inputs, options)));
}

/** Options whose part comes later: known, so that the message says so instead of `unknown option`. */
export const LATER_TRANSCRIBE_OPTIONS: readonly (readonly [flags: string, text: string])[] = [
  ['--style <preset>', 'caption style'],
  ['--burn-in', 'draw the captions into the picture'],
  ['--resume', 'continue an interrupted run'],
];

function addDocuments(program: Command, finish: Finish, actions: CommandActions): void {
  program
    .command('export')
    .description('write a project or a caption file in other formats')
    .argument('<project|captions>')
    .requiredOption('--format <list>', FORMAT_HELP)
    .option('--profile <id>', OWN_PROFILE_HELP)
    .option('--no-word-times', 'leave word times out of formats that carry them')
    .option('--output-dir <folder>', 'write there instead of beside the input')
    .option('--output <file>', 'one file for one format; - is standard output')
    .option('--overwrite [edited]', 'replace what exists')
    .addOption(new Option('--style <preset>', 'caption style').hideHelp())
    .action(finish(async (input: string, options) => await actions.exportFile(input, options)));
  program
    .command('import')
    .description('make a project of captions or a transcript')
    .argument('<captions|transcript>')
    .requiredOption('--output <file.wordlane>', 'the project to write')
    .option('--media <file>', 'the recording that it belongs to')
    .option('--language <code>', 'language of the text')
    .option('--overwrite [edited]', 'replace what exists; =edited also projects that a person edited')
    .action(finish(async (input: string, options) => await actions.importFile(input, options)));
  program
    .command('check')
    .description('list where captions break the rules of a profile')
    .argument('<project|captions>')
    .option('--profile <id>', OWN_PROFILE_HELP)
    .option('--json', 'print JSON')
    .action(finish(async (input: string, options) => await actions.check(input, options)));
  program
    .command('align')
    .description('give times to a text that is already right')
    .argument('<media>')
    .argument('<text|captions>')
    .option('--format <list>', `${FORMAT_HELP}; the format of the text when left out`)
    .option('--engine <id>', 'engine that aligns; the best one for the language when left out')
    .option('--model <id|path>', 'model of the engine')
    .option('--device <device>', 'auto, cpu or cuda[:N]', 'auto')
    .option('--language <code>', 'language spoken')
    .option('--profile <id>', OWN_PROFILE_HELP)
    .option('--audio-track <number|language>', 'audio track to use')
    .option('--no-word-times', 'leave word times out of formats that carry them')
    .option('--output-dir <folder>', 'write there instead of beside the media')
    .option('--output <file>', 'one file for one format; - is standard output')
    .option('--overwrite [edited]', 'replace what exists; =edited also projects that a person edited')
    .addOption(
      new Option('--progress <style>', 'how to show progress').choices([...PROGRESS_STYLES]).default('auto'),
    )
    .action(
      finish(async (media: string, text: string, options) => await actions.align(media, text, options)),
    );
}

const ENGINE_VERBS = ['list', 'install', 'verify', 'repair', 'remove'] as const;

function addEngines(program: Command, finish: Finish, actions: CommandActions): void {
  const engines = program
    .command('engines')
    .description('list, install, verify, repair and remove engines')
    .usage('<list|install|verify|repair|remove> [id]');
  engines.argument('[verb]').action((verb: string | undefined) => {
    if (verb === undefined)
      throw new WrongUse(`\`wordlane engines\` needs one of ${ENGINE_VERBS.join(', ')}.`);
    throw new WrongUse(`\`wordlane engines ${verb}\` is not known.${suggestion(verb, ENGINE_VERBS)}`);
  });
  for (const verb of ENGINE_VERBS) {
    const command = engines
      .command(verb)
      .description(`${verb} ${verb === 'list' ? 'the engines' : 'an engine'}`);
    if (verb === 'list') command.option('--json', 'print JSON');
    if (verb === 'install') command.option('--from <folder>', 'install from a folder of wheels, offline');
    command
      .argument(verb === 'remove' ? '<id>' : '[id]')
      .option('--variant <variant>', 'cpu or a CUDA variant')
      .action(finish(async (id: string | undefined, options) => await actions.engines(verb, id, options)));
  }
  program
    .command('doctor')
    .description('what works on this machine, and what to do about what does not')
    .option('--json', 'print JSON')
    .action(finish(async (options) => await actions.doctor(options)));
}

const MODEL_VERBS = ['list', 'install', 'import', 'remove', 'verify', 'path', 'move', 'token'] as const;

function addModels(program: Command, finish: Finish, actions: CommandActions): void {
  const models = program
    .command('models')
    .description('list, install, import, check, remove and move models')
    .usage(`<${MODEL_VERBS.join('|')}> [arguments]`);
  models.argument('[verb]').action((verb: string | undefined) => {
    const needs = `\`wordlane models\` needs one of ${MODEL_VERBS.join(', ')}.`;
    if (verb === undefined) throw new WrongUse(needs);
    throw new WrongUse(`\`wordlane models ${verb}\` is not known.${suggestion(verb, MODEL_VERBS)}`);
  });
  const kind = '--kind <kind>';
  const json = ['--json', 'print JSON'] as const;
  const add = (verb: (typeof MODEL_VERBS)[number], description: string, names: string) => {
    const command = models.command(verb).description(description);
    if (names !== '') command.argument(names);
    // A variadic argument is a list already.
    return command.action(
      finish(async (...args: unknown[]) => {
        const first = names === '' ? [] : args[0];
        const list = Array.isArray(first) ? first.map(String) : first === undefined ? [] : [String(first)];
        const options = (names === '' ? args[0] : args[1]) as Record<string, unknown>;
        return await actions.models(verb, list, options);
      }),
    );
  };
  add('list', 'the models that are here and those that can be had', '')
    .option(kind, 'of one kind only')
    .option('--language <code>', 'for one language only')
    .option('--installed', 'only those that are here')
    .option(...json);
  add('install', 'load models from the hub', '<id...>').option(...json);
  add('import', 'take a model from a folder, a file or a hub cache', '<path>')
    .option('--id <id>', 'call it so; after its folder or file when left out')
    .option(kind, 'when the contents leave it open')
    .option('--language <codes>', 'languages that it knows, as en,de')
    .option(...json);
  add('remove', 'delete models', '<id...>').option(...json);
  add('verify', 'compare models with their hashes', '<id...>').option(...json);
  add('path', 'print the folder of all models, or where one lies', '[id]');
  add('move', 'move all models to an empty folder', '<folder>');
  add('token', 'keep a token for models whose terms must be accepted; it is read from the input', '').option(
    '--remove',
    'forget it',
  );
}

/** Makes every command throw instead of ending the process, and keeps commander's own output away. */
function exitByException(command: Command): void {
  command.exitOverride();
  command.configureOutput({ outputError: () => {} });
  for (const child of command.commands) exitByException(child);
}

export { CommanderError };
