import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Failure, failure } from '../../../common/contract/failure.ts';
import { createApp } from '../../app.ts';
import { createServices } from '../../appServices.ts';
import { createHome, locateHome, surroundings } from '../../home/home.ts';
import { programFolder } from '../../home/programFolder.ts';
import { newToken } from '../../server/keys.ts';
import { startServer, usualLimits } from '../../server/server.ts';
import { openTab } from '../browserTab.ts';
import {
  askToInstall,
  findDesktop,
  hasDeclined,
  installDesktop,
  noteDeclined,
  runDesktop,
} from '../desktopWindow.ts';
import { exitCodeOf, watchEnd } from '../ending.ts';
import { chooseFront, type Front, type FrontChoice, hasDisplay } from '../front.ts';
import { type RawOptions, textOption, wholeNumberOption } from '../options.ts';
import { EXIT, Refused, sayFailure, type Terminal, WrongUse } from '../terminal.ts';
import { readVersion } from '../version.ts';

/** A desktop window that ends with an error within this time never came up. */
const STARTED_SECONDS = 10;

/** `wordlane [open]`: the app in a desktop window or a browser tab, or its address alone. */
export async function open(
  inputs: readonly string[],
  options: RawOptions,
  terminal: Terminal,
): Promise<number> {
  const port = portOption(options);
  const missing = await missingFiles(inputs);
  for (const each of missing) sayFailure(terminal, each);
  if (missing.length > 0) return EXIT.someFailed;

  const paths = inputs.map((input) => resolve(input));
  const chosen = await settledFront(options, terminal);
  if (chosen === null) return EXIT.cancelled;
  if (chosen.kind === 'electron') {
    const code = await showWindow(paths, chosen.reason, terminal);
    if (code !== null) return code;
  }
  // The window did not come up, so the tab is the next best.
  const front = chosen.kind === 'none' ? 'none' : 'browser';
  const reason = chosen.kind === 'electron' ? 'because the desktop window did not start' : chosen.reason;
  return await serve({ paths, port, front, reason }, terminal);
}

function portOption(options: RawOptions): number {
  const text = textOption(options, 'port');
  if (text === null) return 0;
  const port = wholeNumberOption(text, 'port', 0);
  if (port > 65_535) throw new WrongUse(`--port ${text} is not a port. Give a number up to 65535.`);
  return port;
}

/** What cannot be opened, as the person named it. */
async function missingFiles(inputs: readonly string[]): Promise<readonly Failure[]> {
  const found = await Promise.all(
    inputs.map(async (path) => {
      try {
        await stat(path);
        return null;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === undefined) throw error;
        return code === 'ENOENT' || code === 'ENOTDIR'
          ? failure('input.missing', { file: path })
          : failure('input.unreadable', { file: path, detail: code });
      }
    }),
  );
  return found.filter((each) => each !== null);
}

type Settled = Extract<FrontChoice, { readonly kind: Front }>;

/** The front after all questions; null when the person turned away from them. */
async function settledFront(options: RawOptions, terminal: Terminal): Promise<Settled | null> {
  const wish = textOption(options, 'front') as Front | null;
  const root = locateHome(surroundings()).root;
  const choice = chooseFront({
    wish,
    hasDesktop: (await findDesktop(programFolder())) !== null,
    hasTerminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
    hasDisplay: hasDisplay(process.env, process.platform),
    hasDeclined: await hasDeclined(root),
  });
  if (choice.kind === 'refused') throw new Refused(choice.failure);
  if (choice.kind !== 'ask') return choice;
  const answer = await askToInstall(process.stdin, process.stderr);
  if (answer === null) return null;
  if (answer) {
    if (await installDesktop(programFolder()))
      return { kind: 'electron', reason: 'now that it is installed' };
    return { kind: 'browser', reason: 'because Electron could not be installed' };
  }
  const made = await createHome(locateHome(surroundings()));
  if (!made.ok) throw new Refused(made.failure);
  await noteDeclined(root);
  terminal.err('You are not asked again; `wordlane open --front electron` installs it later.\n');
  return { kind: 'browser', reason: 'because you chose it' };
}

/** The exit code once the window is closed; null when it never came up. */
async function showWindow(
  paths: readonly string[],
  reason: string,
  terminal: Terminal,
): Promise<number | null> {
  const desktop = await findDesktop(programFolder());
  if (desktop === null) return null;
  terminal.err(`Opening the desktop window, ${reason}.\n`);
  const watch = watchEnd(false);
  const closing = new AbortController();
  const ended = watch.ending.then((ending) => {
    closing.abort();
    return exitCodeOf(ending);
  });
  const run = await runDesktop(desktop, paths, closing.signal);
  watch.close();
  if (closing.signal.aborted) return await ended;
  if (run.exitCode === 0) return EXIT.done;
  return run.seconds < STARTED_SECONDS ? null : EXIT.someFailed;
}

interface Serving {
  readonly paths: readonly string[];
  readonly port: number;
  readonly front: 'browser' | 'none';
  readonly reason: string;
}

/** Serves the app until a signal, or until whoever started it is gone where that is the desktop shell. */
async function serve({ paths, port, front, reason }: Serving, terminal: Terminal): Promise<number> {
  const isDesktop = process.env.WORDLANE_DESKTOP === '1';
  const token = givenToken() ?? newToken();
  const watch = watchEnd(isDesktop);
  const app = await createApp();
  if (!app.ok) throw new Refused(app.failure);
  // Work that nobody has saved yet lives in this process: a bug is written down, and the rest goes on.
  process.on('uncaughtException', (error) => app.value.logBug(error, 'host'));
  const host = await createServices(app.value, { token, version: readVersion(), opening: paths });
  const started = await startServer({
    services: host.services,
    pagesFolder: join(programFolder(), 'out', 'renderer'),
    uploadsFolder: join(app.value.home.root, 'uploads'),
    port,
    token,
    limits: usualLimits,
  });
  if (!started.ok) {
    await host.close();
    watch.close();
    throw new Refused(started.failure);
  }
  const server = started.value;
  terminal.out(`listening on ${server.url}/#ticket=${server.ticket()}\n`);
  if (!isDesktop) {
    const what = front === 'none' ? 'Open this address in a browser' : 'Opening a browser tab';
    terminal.err(`${what}, ${reason}. Ctrl-C ends Wordlane.\n`);
  }
  if (front === 'browser') void showTab(`${server.url}/#ticket=${server.briefTicket()}`, terminal);
  const ending = await watch.ending;
  terminal.err('Stopping…\n');
  await Promise.all([server.close(), host.close()]);
  watch.close();
  return exitCodeOf(ending);
}

async function showTab(url: string, terminal: Terminal): Promise<void> {
  if (await openTab(url, process.platform)) return;
  terminal.err('No browser could be opened from here: open the address above in one.\n');
}

/**
 * The desktop shell gives the same token again when it has to start its host anew, so that windows which are open
 * stay in. Nothing that we start needs to know it.
 */
function givenToken(): string | null {
  const token = process.env.WORDLANE_TOKEN ?? '';
  delete process.env.WORDLANE_TOKEN;
  if (token === '') return null;
  if (!/^[\w-]{32,}$/.test(token)) {
    throw new WrongUse('WORDLANE_TOKEN needs at least 32 letters, digits, - or _.');
  }
  return token;
}
