import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const project = join(import.meta.dirname, '..', '..', '..');

/** Where the npm of the tests finds packages: those of this checkout. */
const realModules = realpathSync(join(project, 'node_modules'));

/** A program with the shape of the real one, small enough to be compiled in each test. */
const program = {
  'common/greeting.ts': "export const greeting = 'hello';\n",
  'electron/main.ts': "import { app } from 'electron';\n\nexport const shell = app.name;\n",
  'renderer/index.html': '<!doctype html><script type="module" src="/main.ts"></script>\n',
  'renderer/main.ts': "import { greeting } from '../common/greeting.ts';\n\ndocument.title = greeting;\n",
  'host/cli/main.ts': `
import { greeting } from '../../common/greeting.ts';

export async function main(argv: readonly string[]): Promise<number> {
  const [verb, value] = argv;
  if (verb === 'exit') return Number(value);
  if (verb === 'die') {
    process.kill(process.pid, 'SIGTERM');
    await new Promise((resolve) => process.once('beforeExit', resolve));
  }
  if (verb === 'throw') throw new Error('a bug');
  if (verb === 'wait') {
    const alive = setInterval(() => undefined, 60_000);
    const told = new Promise((resolve) => process.once('SIGINT', resolve));
    process.stdout.write('waiting\\n');
    await told;
    clearInterval(alive);
    return 130;
  }
  process.stdout.write(JSON.stringify({ greeting, argv, folder: process.cwd() }) + '\\n');
  return 0;
}
`,
};

const copied = [
  'build',
  'wordlane',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'common/tsconfig.json',
  'host/tsconfig.json',
  'electron/tsconfig.json',
  'vite.config.ts',
];

/** A fresh clone without node_modules, with the small program in it. */
export function freshCheckout(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'wordlane-bootstrap-')));
  for (const name of copied) cpSync(join(project, name), join(root, name), { recursive: true });
  for (const [name, text] of Object.entries(program)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  // Whole seconds: a copy keeps no finer part of a date, and must be as fresh as what it was made of.
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(root, name), 1_700_000_000, 1_700_000_000);
  }
  return root;
}

/** A copy with all dates and links, so that what was ready stays ready. */
export function copyOf(root: string): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'wordlane-bootstrap-')));
  cpSync(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return copy;
}

export function npmCalls(root: string): readonly string[] {
  const log = join(root, '.npm-calls');
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
}

export interface Run {
  readonly child: ChildProcess;
  /** Resolves when the text stands in either stream; fails when the program ends without it. */
  readonly said: (text: string) => Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid: number | null;
  readonly command: readonly string[];
}

export function runIn(root: string, args: readonly string[], changes: Partial<RunOptions>): Run {
  const options = {
    env: {},
    cwd: root,
    uid: null,
    command: [process.execPath, join(root, 'build', 'start.mjs')],
    ...changes,
  };
  const [command = '', ...first] = options.command;
  const child = spawn(command, [...first, ...args], {
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      npm_execpath: join(import.meta.dirname, 'npm-cli.mjs'),
      npm_node_execpath: process.execPath,
      FAKE_NPM_CALLS: join(root, '.npm-calls'),
      FAKE_NPM_MODULES: realModules,
      ...options.env,
    },
    ...(options.uid === null ? {} : { uid: options.uid, gid: options.uid }),
  });
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const collect = (stream: 'stdout' | 'stderr') =>
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
      for (const listener of listeners) listener();
    });
  collect('stdout');
  collect('stderr');
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...text }));
  });
  const said = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!`${text.stdout}${text.stderr}`.includes(wanted)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      ended.then(
        ({ code }) => reject(new Error(`ended with ${code} without "${wanted}": ${text.stderr}`)),
        reject,
      );
    });
  return { child, said, ended };
}

/** Holds an installation half-way until the test lets it go on. */
export interface Gate {
  readonly env: Readonly<Record<string, string>>;
  /** The process number of the npm that waits. */
  readonly reached: Promise<number>;
  readonly open: () => void;
  readonly close: () => void;
}

export async function createGate(): Promise<Gate> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  let waiting: Socket | null = null;
  const reached = new Promise<number>((resolve) => {
    server.once('connection', (socket) => {
      waiting = socket;
      socket.on('error', () => undefined);
      socket.once('data', (data) => resolve(Number(data.toString())));
    });
  });
  return {
    env: { FAKE_NPM_GATE: String(port) },
    reached,
    open: () => waiting?.end('go on\n'),
    close: () => server.close(),
  };
}

export function removeAll(folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
