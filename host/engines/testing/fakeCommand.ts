import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type MachineSetup, writeFakeCommand } from './machine.ts';

/** Called with the kind of program, the machine's folder, the program's own path and then its arguments. */
const [, kind, root = '', self = '', ...args] = process.argv;
const setup = JSON.parse(readFileSync(join(root, 'setup.json'), 'utf8')) as MachineSetup;

if (kind === 'python') await python();
else if (kind === 'uv') await uv();
else process.stdout.write(`ffmpeg version ${setup.uv.ffmpegVersion} Copyright\n`);

async function python(): Promise<void> {
  const { version, bits, pip, venv } = setup.python;
  const module = args[0] === '-m' ? args[1] : null;
  if (args.includes('-c')) {
    const managed = self.includes('managed');
    const facts = {
      executable: self,
      version: managed ? '3.11.9' : version,
      platform: 'linux-x86_64',
      bits,
      implementation: 'cpython',
      free: false,
    };
    process.stdout.write(JSON.stringify(facts));
  } else if (module === 'pip') getUv(pip);
  else if (module === 'venv') {
    if (venv === 'missing') leave(1, 'The virtual environment was not created: No module named ensurepip');
    const folder = join(args[2] ?? '', 'bin');
    mkdirSync(folder, { recursive: true });
    writeFakeCommand(join(folder, 'python'), 'python', root);
  } else {
    const script = join(root, 'worker.json');
    writeFileSync(script, JSON.stringify(setup.worker));
    process.argv = [process.execPath, 'fakeWorker', script];
    await import('./fakeWorker.ts');
  }
}

function getUv(pip: MachineSetup['python']['pip']): void {
  const target = args.indexOf('--target');
  // In an environment pip is always there.
  if (target !== -1 && pip === 'missing') leave(1, `${self}: No module named pip`);
  if (pip === 'network') leave(1, 'ERROR: HTTPSConnectionPool: Max retries exceeded');
  if (pip === 'hash') leave(1, 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.');
  const folder = target === -1 ? join(self, '..') : join(args[target + 1] ?? '', 'bin');
  mkdirSync(folder, { recursive: true });
  writeFakeCommand(join(folder, 'uv'), 'uv', root);
}

async function uv(): Promise<void> {
  const [command, second] = args;
  if (command === '--version') process.stdout.write('uv 0.13.9 (fake)\n');
  else if (command === 'venv') {
    if (setup.uv.venv === 'rubbish') {
      process.stderr.write(Buffer.from([0xff, 0xfe, 0x0d, 0x00, 0x0a]));
      leave(7, '\u001b[2K?!');
    }
    if (setup.uv.venv === 'own-python' && !args.some((each) => each.includes('managed'))) {
      leave(2, 'error: Querying Python failed');
    }
    const folder = join(args.at(-1) ?? '', 'bin');
    mkdirSync(folder, { recursive: true });
    writeFakeCommand(join(folder, 'python'), 'python', root);
  } else if (command === 'pip') await installPackages();
  else if (command === 'python') managedPython(args.find((each) => each === 'find') ?? second ?? '');
  else if (command === 'cache') appendFileSync(join(root, 'cleaned'), `${args.slice(2).join(' ')}\n`);
}

function managedPython(action: string): void {
  if (setup.uv.pythonInstall === 'network') leave(1, 'error: Failed to install\n  cause: dns error');
  const path = join(process.env.UV_PYTHON_INSTALL_DIR ?? '', 'managed', 'python');
  if (action === 'find') process.stdout.write(`${path}\n`);
  else {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFakeCommand(path, 'python', root);
  }
}

async function installPackages(): Promise<void> {
  appendFileSync(join(root, 'calls'), `${JSON.stringify(args)}\n`);
  const atATime = process.env.UV_CONCURRENT_INSTALLS ?? null;
  appendFileSync(join(root, 'concurrency'), `${JSON.stringify(atATime)}\n`);
  process.stderr.write('Resolved 1 package in 1ms\nDownloading numpy (16.1MiB)\n');
  if (setup.uv.torchIndex === 'network' && args.includes('--torch-backend')) {
    leave(2, 'error: Request failed after 3 retries\n  cause: dns error');
  }
  if (setup.uv.cache === 'broken' && !existsSync(join(root, 'cleaned'))) {
    leave(2, 'error: Failed to read the cache');
  }
  for (const action of setup.uv.packages) {
    if (action.do === 'fail') {
      const calls = readFileSync(join(root, 'calls'), 'utf8').trim().split('\n').length;
      if (calls <= action.calls) leave(2, action.lines.join('\n'));
    } else if (action.do === 'grow') {
      const folder = join(process.env.UV_CACHE_DIR ?? '', '.tmpFake', 'numpy');
      mkdirSync(folder, { recursive: true });
      truncateSync(createFile(join(folder, 'libtorch.so')), action.bytes);
    } else if (action.do === 'print') process.stderr.write(`${action.lines.join('\n')}\n`);
    else if (action.do === 'exit') leave(action.code, '');
    else await waitForTest();
  }
  const target = args.indexOf('--target');
  if (target !== -1) {
    const folder = join(args[target + 1] ?? '', 'imageio_ffmpeg', 'binaries');
    mkdirSync(folder, { recursive: true });
    writeFakeCommand(join(folder, 'ffmpeg-fake-v9'), 'ffmpeg', root);
  }
  process.stderr.write(
    ' Downloaded numpy\nPrepared 1 package in 1ms\nInstalled 1 package in 1ms\n + numpy==1\n',
  );
}

async function waitForTest(): Promise<void> {
  // Whole at once: the test reads it the moment it is there.
  writeFileSync(join(root, 'reached.new'), String(process.pid));
  renameSync(join(root, 'reached.new'), join(root, 'reached'));
  // A test that failed removes the machine and says nothing.
  while (existsSync(root) && !existsSync(join(root, 'go')))
    await new Promise((resolve) => setTimeout(resolve, 20));
}

function createFile(path: string): string {
  writeFileSync(path, '');
  return path;
}

function leave(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
