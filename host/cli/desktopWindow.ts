import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { execa } from 'execa';

/** The program behind the desktop window, and what it runs. */
export interface DesktopProgram {
  readonly binary: string;
  readonly entry: string;
}

/** Electron as its own installer left it below the program folder; null where it is not (whole) there. */
export async function findDesktop(programFolder: string): Promise<DesktopProgram | null> {
  const folder = join(programFolder, 'node_modules', 'electron');
  const entry = join(programFolder, 'out', 'electron', 'main.js');
  try {
    const binary = join(folder, 'dist', (await readFile(join(folder, 'path.txt'), 'utf8')).trim());
    await access(binary);
    await access(entry);
    return { binary, entry };
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return null;
    throw error;
  }
}

/** Asks on a terminal; null when the person gave no answer (Ctrl-D, Ctrl-C). */
export async function askToInstall(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean | null> {
  const lines = createInterface({ input, output });
  const gone = new AbortController();
  lines.once('close', () => gone.abort());
  try {
    const answer = await lines.question(
      'The desktop window needs Electron, which is not installed yet (about 120 MB, loaded once).\n' +
        'Install it now? Without it Wordlane opens in the browser. [y/N] ',
      { signal: gone.signal },
    );
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    output.write('\n');
    return null;
  } finally {
    lines.close();
  }
}

/** Runs Electron's own installer, which checks what it loads; false when it failed (it has said why). */
export async function installDesktop(programFolder: string): Promise<boolean> {
  const ran = await execa(process.execPath, [join(programFolder, 'node_modules', 'electron', 'install.js')], {
    stdin: 'ignore',
    // Standard output is for results.
    stdout: process.stderr,
    stderr: 'inherit',
    reject: false,
  });
  return ran.exitCode === 0;
}

export interface DesktopRun {
  readonly exitCode: number | null;
  readonly seconds: number;
}

/** Shows the window and stays until it is closed; `signal` closes it. */
export async function runDesktop(
  desktop: DesktopProgram,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<DesktopRun> {
  const began = performance.now();
  const ran = await execa(desktop.binary, [desktop.entry, ...paths], {
    stdio: 'inherit',
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: 10_000,
    // Set by editors that are Electron themselves; with it no window opens.
    env: { ELECTRON_RUN_AS_NODE: undefined },
  });
  return { exitCode: ran.exitCode ?? null, seconds: (performance.now() - began) / 1000 };
}

/** Remembers that the person does not want to be asked again. */
export async function noteDeclined(dataRoot: string): Promise<void> {
  await writeFile(declinedFile(dataRoot), 'Delete this file to be asked again about the desktop window.\n');
}

export async function hasDeclined(dataRoot: string): Promise<boolean> {
  return await access(declinedFile(dataRoot)).then(
    () => true,
    () => false,
  );
}

function declinedFile(dataRoot: string): string {
  return join(dataRoot, 'desktop-window-declined.txt');
}
