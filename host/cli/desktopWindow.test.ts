import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilWritten } from '../../tests/support/untilWritten.ts';
import {
  askToInstall,
  findDesktop,
  hasDeclined,
  installDesktop,
  noteDeclined,
  runDesktop,
} from './desktopWindow.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-desktop-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const electron = (...names: readonly string[]) => join(folder, 'node_modules', 'electron', ...names);

/** A program folder with an Electron that is a script of ours. */
async function installFake(script: string): Promise<void> {
  await mkdir(electron('dist'), { recursive: true });
  await mkdir(join(folder, 'out', 'electron'), { recursive: true });
  await writeFile(electron('path.txt'), 'electron');
  await writeFile(electron('dist', 'electron'), `#!${process.execPath}\n${script}`);
  await chmod(electron('dist', 'electron'), 0o755);
  await writeFile(join(folder, 'out', 'electron', 'main.js'), '');
}

describe('the desktop program', () => {
  it('is where its installer left it', async () => {
    await installFake('');
    expect(await findDesktop(folder)).toEqual({
      binary: electron('dist', 'electron'),
      entry: join(folder, 'out', 'electron', 'main.js'),
    });
  });

  it('is not there before it is whole', async () => {
    expect(await findDesktop(folder)).toBeNull();
    for (const part of [
      electron('path.txt'),
      electron('dist', 'electron'),
      join(folder, 'out', 'electron'),
    ]) {
      await installFake('');
      await rm(part, { recursive: true });
      expect(await findDesktop(folder)).toBeNull();
    }
  });
});

describe.skipIf(process.platform === 'win32')('the desktop window', () => {
  const run = async (paths: readonly string[], signal: AbortSignal) => {
    const desktop = await findDesktop(folder);
    if (desktop === null) throw new Error('it is not there');
    return await runDesktop(desktop, paths, signal);
  };
  const never = new AbortController().signal;

  it('gets the files to open, and is no plain Node', async () => {
    const said = join(folder, 'said.json');
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    await installFake(
      `const { ELECTRON_RUN_AS_NODE = null } = process.env;
       require('node:fs').writeFileSync(${JSON.stringify(said)},
         JSON.stringify([...process.argv.slice(2), ELECTRON_RUN_AS_NODE]));`,
    );
    expect((await run(['/a b.mp4', '--c'], never)).exitCode).toBe(0);
    const entry = join(folder, 'out', 'electron', 'main.js');
    expect(JSON.parse(await readFile(said, 'utf8'))).toEqual([entry, '/a b.mp4', '--c', null]);
  });

  it('that cannot come up tells its exit code', async () => {
    await installFake('process.exit(7)');
    expect((await run([], never)).exitCode).toBe(7);
  });

  it('is closed by the signal', async () => {
    const closing = new AbortController();
    const [up, down] = [join(folder, 'up'), join(folder, 'down')];
    await installFake(
      `const { writeFileSync } = require('node:fs');
       process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(down)}, ''); process.exit(0); });
       setInterval(() => {}, 1000);
       writeFileSync(${JSON.stringify(up)}, 'up');`,
    );
    const ran = run([], closing.signal);
    await untilWritten(up);
    closing.abort();
    await ran;
    expect(await readFile(down, 'utf8')).toBe('');
  });
});

describe('the question whether to install it', () => {
  const ask = async (answer: string) => {
    const input = new PassThrough();
    const output = new PassThrough();
    const asked = askToInstall(input, output);
    input.end(answer);
    return { answer: await asked, said: String(output.read()) };
  };

  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['n\n', false],
    ['perhaps\n', false],
  ] as const)('answered by %j is %s', async (given, wanted) => {
    const { answer, said } = await ask(given);
    expect(answer).toBe(wanted);
    expect(said).toMatch(/about 120 MB/);
  });

  it('without an answer is neither yes nor no', async () => {
    expect((await ask('')).answer).toBeNull();
  });

  it('is remembered once it was answered with no', async () => {
    expect(await hasDeclined(folder)).toBe(false);
    await noteDeclined(folder);
    expect(await hasDeclined(folder)).toBe(true);
  });
});

describe('installing it', () => {
  it.each([
    [0, true],
    [1, false],
  ])('by its own installer that ends with %i is %s', async (code, done) => {
    await mkdir(electron(), { recursive: true });
    await writeFile(electron('install.js'), `process.exit(${code})`);
    expect(await installDesktop(folder)).toBe(done);
  });
});
