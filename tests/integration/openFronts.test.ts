import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installElectron, makeProgramFolder } from '../support/programFolder.ts';
import { untilWritten } from '../support/untilWritten.ts';

let folder: string;
let program: string;
const running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'wordlane-fronts-')));
  program = join(folder, 'program');
  await mkdir(join(folder, 'bin'));
  // What opens a browser tab here writes down the address instead.
  await writeFile(join(folder, 'bin', 'xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${folder}/tab'\n`);
  await chmod(join(folder, 'bin', 'xdg-open'), 0o755);
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const env = () => ({
  PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
  HOME: folder,
  WORDLANE_HOME: join(folder, 'home'),
  DISPLAY: ':0',
});

/** With a terminal of its own (python's pty) where `terminal`, else with pipes. */
function start(args: readonly string[], terminal: boolean) {
  const command = [process.execPath, join(program, 'out', 'host', 'cli', 'main.js'), ...args];
  const inTerminal = [
    '-c',
    'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))',
  ];
  const [file = '', ...rest] = terminal ? ['python3', ...inTerminal, ...command] : command;
  const child = spawn(file, rest, { cwd: folder, env: env(), stdio: 'pipe' });
  running.push(child);
  let said = '';
  let look = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const says = async (pattern: RegExp) =>
    await new Promise<void>((resolve, reject) => {
      look = () => {
        if (pattern.test(said)) resolve();
      };
      look();
      void ended.then((code) => reject(new Error(`ended with ${code}: ${said}`)));
    });
  return { child, ended, says, said: () => said, answer: (text: string) => child.stdin.write(text) };
}

const openedTab = async () => await untilWritten(join(folder, 'tab'));

/** Writes down what it was given. */
const recording = () =>
  `require('node:fs').writeFileSync('${folder}/window', JSON.stringify(process.argv.slice(2)));`;

describe.skipIf(process.platform !== 'linux')('the app without a wish', () => {
  it('opens a browser tab where nobody can be asked, by a ticket that works', async () => {
    await makeProgramFolder(program, 'process.exit(1)');
    const app = start([], false);
    await app.says(/Opening a browser tab, because the desktop window is not installed here\./);
    const tab = new URL(await openedTab());
    const ticket = new URLSearchParams(tab.hash.slice(1)).get('ticket');
    const answer = await fetch(`${tab.origin}/ticket`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket }),
    });
    expect(answer.status).toBe(200);
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
  });

  it('says so where there is no browser either, and goes on', async () => {
    await makeProgramFolder(program, 'process.exit(1)');
    await writeFile(join(folder, 'bin', 'xdg-open'), '#!/bin/sh\nexit 3\n');
    const app = start([], false);
    await app.says(/No browser could be opened from here: open the address above in one\./);
    await app.says(/listening on http/);
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
  });

  it('opens the desktop window with the files where it is installed, and ends with it', async () => {
    await makeProgramFolder(program, 'process.exit(1)');
    await installElectron(program, recording());
    await writeFile(join(folder, 'a b.mp4'), '');
    const app = start(['a b.mp4'], false);
    expect(await app.ended).toBe(0);
    expect(app.said()).toBe('Opening the desktop window, because it is installed here.\n');
    const entry = join(program, 'out', 'electron', 'main.js');
    expect(JSON.parse(await readFile(join(folder, 'window'), 'utf8'))).toEqual([
      entry,
      join(folder, 'a b.mp4'),
    ]);
  });

  it('opens a browser tab where the desktop window does not come up', async () => {
    await makeProgramFolder(program, 'process.exit(1)');
    await installElectron(program, 'process.exit(127)');
    const app = start([], false);
    await app.says(/Opening a browser tab, because the desktop window did not start\./);
    await openedTab();
    app.child.kill('SIGINT');
    expect(await app.ended).toBe(130);
  });

  it('closes the desktop window when it is asked to end', async () => {
    await makeProgramFolder(program, 'process.exit(1)');
    await installElectron(program, `${recording()}\nsetInterval(() => {}, 1000);`);
    const app = start([], false);
    await untilWritten(join(folder, 'window'));
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')('the app at a terminal without the desktop window', () => {
  /** The package's installer, which puts a recording Electron in place. */
  const installer = () =>
    `import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
     import { join } from 'node:path';
     const here = import.meta.dirname;
     mkdirSync(join(here, 'dist'));
     writeFileSync(join(here, 'dist', 'electron'), ${JSON.stringify(`#!${process.execPath}\n${recording()}`)});
     chmodSync(join(here, 'dist', 'electron'), 0o755);
     writeFileSync(join(here, 'path.txt'), 'electron');`;

  it('installs it after a yes', async () => {
    await makeProgramFolder(program, installer());
    const app = start([], true);
    await app.says(/Install it now\?/);
    app.answer('y\n');
    expect(await app.ended).toBe(0);
    expect(app.said()).toMatch(/Opening the desktop window, now that it is installed\./);
    expect(JSON.parse(await readFile(join(folder, 'window'), 'utf8'))).toHaveLength(1);
  });

  it('takes a no, and asks no second time', async () => {
    await makeProgramFolder(program, installer());
    const first = start([], true);
    await first.says(/Install it now\?/);
    first.answer('n\n');
    await first.says(/Opening a browser tab, because you chose it\./);
    await openedTab();
    first.answer('\u0003');
    expect(await first.ended).toBe(130);
    const second = start([], true);
    await second.says(/Opening a browser tab, because the desktop window is not installed here\./);
    expect(second.said()).not.toMatch(/Install it now/);
    second.answer('\u0003');
    expect(await second.ended).toBe(130);
  });

  it('goes on in the browser where it cannot be installed', async () => {
    await makeProgramFolder(program, 'console.error("no network"); process.exit(1);');
    const app = start([], true);
    await app.says(/Install it now\?/);
    app.answer('y\n');
    await app.says(/no network[\s\S]*Opening a browser tab, because Electron could not be installed\./);
    app.answer('\u0003');
    expect(await app.ended).toBe(130);
  });

  it('ends where the question is turned away', async () => {
    await makeProgramFolder(program, installer());
    const app = start([], true);
    await app.says(/Install it now\?/);
    app.answer('\u0003');
    expect(await app.ended).toBe(130);
  });
});
