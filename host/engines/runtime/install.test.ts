import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explainFailure } from '../../../common/contract/failure.ts';
import { AS_IT_FITS, type InstallProgress } from '../engine.ts';
import { enginesOf, install, installFailure, never, reached, runtimeEntries } from '../testing/enginesOf.ts';
import { hurriedClock } from '../testing/hurriedClock.ts';
import { createMachine, type Machine, SETUP, WORKER_OK } from '../testing/machine.ts';
import { isAlive } from '../testing/workerCase.ts';

let machine: Machine;

beforeEach(() => {
  machine = createMachine();
});
afterEach(() => machine.remove());

describe('an installation', () => {
  it('goes from nothing to a proven engine, telling how far it is', async () => {
    const service = enginesOf(machine, {});
    expect((await service.list()).map(({ installed }) => installed)).toEqual([false]);
    const { installed, seen } = await install(service);
    expect(installed.ok && installed.value).toMatchObject({ installed: true, variant: 'cpu', problem: null });
    expect(installed.ok && installed.value.sizeBytes).toBeGreaterThan(0);
    const fractions = seen.flatMap(({ fraction }) => (fraction === null ? [] : [fraction]));
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect([...new Set(seen.map(({ step }) => step))]).toEqual([
      'tools',
      'python',
      'packages',
      'compile',
      'verify',
      'done',
    ]);
    expect(await service.versions('fake')).toEqual({ python: '3.11.7', numpy: '1' });
  });

  it('tells bytes while it loads, and the time that is left when that can be told', async () => {
    machine.engine({ variants: [{ id: 'cpu', downloadBytes: 20_000_000, diskBytes: 60_000_000 }] }, {});
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'grow', bytes: 30_000_000 }, { do: 'wait' }] } });
    const seen: InstallProgress[] = [];
    const installing = enginesOf(machine, { clock: hurriedClock }).install(
      'fake',
      AS_IT_FITS,
      (progress) => seen.push(progress),
      never,
    );
    // Half of 60 MB unpacked are half of 20 MB loaded.
    const half = { bytes: { done: 10_000_000, total: 20_000_000 } };
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject(half), { timeout: 20_000, interval: 10 });
    expect(seen.at(-1)?.message).toBe('Loading 1 package: 10 of 20 MB');
    machine.goOn();
    expect((await installing).ok).toBe(true);
    expect(seen.at(-1)).toMatchObject({ step: 'done', bytes: null, remainingMs: null, stalled: false });
  });

  it('says when nothing comes for 30 s, and that it goes on', async () => {
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'wait' }] } });
    const seen: InstallProgress[] = [];
    const installing = enginesOf(machine, { clock: hurriedClock }).install(
      'fake',
      AS_IT_FITS,
      (progress) => seen.push(progress),
      never,
    );
    await vi.waitFor(() => expect(seen.at(-1)?.stalled).toBe(true), { timeout: 20_000, interval: 10 });
    machine.goOn();
    expect((await installing).ok).toBe(true);
  });

  it('checks hashes, takes wheels only, and compiles', async () => {
    await install(enginesOf(machine, {}));
    const [args] = machine.packageCalls();
    expect(args).toEqual(
      expect.arrayContaining([
        'install',
        '--no-deps',
        '--require-hashes',
        '--only-binary',
        '--compile-bytecode',
      ]),
    );
  });

  it('is not repeated: the second returns at once and runs nothing', async () => {
    await install(enginesOf(machine, {}));
    const second = await install(enginesOf(machine, { env: { PATH: '/nowhere' } }));
    expect(second.installed).toMatchObject({ ok: true, value: { installed: true } });
    expect(second.seen).toEqual([]);
  });

  it('makes a new generation for new requirements, and removes the old one when the new one is proven', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    const [before] = await runtimeEntries(machine);
    machine.requirements('numpy==1 --hash=sha256:01\n');
    const [status] = await service.list();
    expect(status?.problem?.detail).toBe('it was set up for another version of Wordlane');
    await install(service);
    const [after, ...others] = await runtimeEntries(machine);
    expect(after).not.toBe(before);
    expect(others).toEqual(['current.json']);
  });

  it('keeps the old generation in use when the new one fails', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    const before = await runtimeEntries(machine);
    machine.requirements('numpy==1 --hash=sha256:01\n');
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'exit', code: 2 }] } });
    expect((await installFailure(service))?.code).toBe('runtime.failed');
    expect(await runtimeEntries(machine)).toEqual(before);
  });

  it('keeps an old generation for as long as a worker runs out of it', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    const started = await service.start('fake', never);
    if (!started.ok) throw new Error('it did not start');
    machine.requirements('numpy==1 --hash=sha256:01\n');
    await install(service);
    expect(await runtimeEntries(machine)).toHaveLength(3);
    expect(await service.remove('fake')).toMatchObject({ ok: false, failure: { code: 'runtime.busy' } });
    await started.value.close();
    machine.requirements('numpy==1 --hash=sha256:02\n');
    await install(service);
    expect(await runtimeEntries(machine)).toHaveLength(2);
  });
});

describe('a failing installation', () => {
  it.each([
    [
      'of a changed package',
      ['error: Failed to download', '  cause: Hash mismatch for `numpy==1`'],
      'runtime.hash',
      'numpy==1',
    ],
    ['without a network', ['error: Failed to fetch', '  cause: dns error'], 'runtime.network', 'dns error'],
    ['of anything else', ['error: Querying Python failed'], 'runtime.failed', 'Querying Python failed'],
  ])('%s says so and leaves nothing', async (_how, lines, code, detail) => {
    machine.change({
      uv: {
        ...SETUP.uv,
        packages: [
          { do: 'print', lines },
          { do: 'exit', code: 1 },
        ],
      },
    });
    expect(await installFailure(enginesOf(machine, {}))).toMatchObject({ code, detail });
    expect(await runtimeEntries(machine)).toEqual([]);
    const log = readFileSync(join(machine.dataRoot, 'logs', 'install.log'), 'utf8');
    for (const line of lines) expect(log).toContain(line);
  });

  it('on a full disk names the place', async () => {
    const lines = ['error: Failed to install', '  cause: No space left on device (os error 28)'];
    machine.change({
      uv: {
        ...SETUP.uv,
        packages: [
          { do: 'print', lines },
          { do: 'exit', code: 1 },
        ],
      },
    });
    const failed = await installFailure(enginesOf(machine, {}));
    expect(failed).toMatchObject({ code: 'disk.full' });
    expect(failed?.file).toContain('runtimes');
  });

  it('for lack of room is seen before anything is loaded', async () => {
    const failed = await installFailure(enginesOf(machine, { freeBytes: async () => 100_000_000 }));
    expect(failed?.code).toBe('disk.low');
    expect(explainFailure(failed ?? { code: 'internal', file: null, detail: null }).reason).toContain(
      '100 MB are free',
    );
    expect(machine.packageCalls()).toEqual([]);
  });

  it('because a virus scanner holds a file is tried again, more gently, until it lets go', async () => {
    const lines = ['error: Failed to install', '  cause: failed to rename: Access is denied. (os error 5)'];
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'fail', calls: 2, lines }] } });
    const { installed, seen } = await install(enginesOf(machine, { clock: hurriedClock }));
    expect(installed).toMatchObject({ ok: true, value: { installed: true } });
    expect(machine.packageCalls()).toHaveLength(3);
    expect(machine.concurrency()).toEqual([null, '1', '1']);
    const waits = seen.map(({ message }) => message).filter((message) => message.includes('held a file'));
    expect(waits).toEqual([
      'Another program held a file; trying again in 1 s',
      'Another program held a file; trying again in 4 s',
    ]);
    expect(await runtimeEntries(machine)).toHaveLength(2);
  });

  it('because a file stays held says so after four tries', async () => {
    const lines = [
      'error: The process cannot access the file, it is being used by another process. (os error 32)',
    ];
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'fail', calls: 9, lines }] } });
    const failed = await installFailure(enginesOf(machine, { clock: hurriedClock }));
    expect(failed).toMatchObject({ code: 'runtime.locked', detail: expect.stringContaining('os error 32') });
    expect(machine.packageCalls()).toHaveLength(4);
    expect(await runtimeEntries(machine)).toEqual([]);
  });

  it('in the middle of the loading is tried again, for what has come is kept', async () => {
    const packages = [
      { do: 'print', lines: [' Downloaded numpy'] },
      { do: 'fail', calls: 1, lines: ['error: error sending request', '  cause: Connection reset by peer'] },
    ] as const;
    machine.change({ uv: { ...SETUP.uv, packages } });
    expect(await installFailure(enginesOf(machine, { clock: hurriedClock }))).toBeNull();
    expect(machine.packageCalls()).toHaveLength(2);
  });

  it('is not tried again when it was cancelled meanwhile', async () => {
    const lines = ['error: x', '  cause: Access is denied. (os error 5)'];
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'fail', calls: 9, lines }] } });
    const abort = new AbortController();
    const stop = ({ message }: InstallProgress) => {
      if (message.includes('trying again')) abort.abort();
    };
    const stopped = await enginesOf(machine, {}).install('fake', AS_IT_FITS, stop, abort.signal);
    expect(stopped).toMatchObject({ failure: { code: 'cancelled' } });
    expect(machine.packageCalls()).toHaveLength(1);
    expect(await runtimeEntries(machine)).toEqual([]);
  });

  it('by rubbish from uv is still a sentence', async () => {
    machine.change({ uv: { ...SETUP.uv, venv: 'rubbish' } });
    expect((await installFailure(enginesOf(machine, {})))?.code).toBe('runtime.failed');
  });

  it('because the engine does not work is unhealthy, and nothing is kept', async () => {
    const checks = [{ id: 'model-files', ok: false, detail: 'damaged' }];
    const job = [{ do: 'say', message: { type: 'probe', checks, versions: {} } }] as const;
    machine.change({ worker: { ...WORKER_OK, job } });
    expect(await installFailure(enginesOf(machine, {}))).toMatchObject({
      code: 'engine.unhealthy',
      detail: 'model-files: damaged',
    });
    expect(await runtimeEntries(machine)).toEqual([]);
  });

  it('because the engine crashes when it is tried out says how', async () => {
    machine.change({
      worker: {
        ...WORKER_OK,
        start: [
          { do: 'print', text: 'ImportError: libgomp\n' },
          { do: 'exit', code: 1 },
        ],
      },
    });
    expect(await installFailure(enginesOf(machine, {}))).toMatchObject({
      code: 'engine.crashed',
      detail: 'exit code 1: ImportError: libgomp',
    });
  });
});

describe('a Python', () => {
  it('that is missing is asked for in a sentence', async () => {
    await rm(join(machine.bin, 'python3.11'));
    const failed = await installFailure(enginesOf(machine, {}));
    expect(failed).toMatchObject({ code: 'runtime.python-missing' });
    expect(failed && explainFailure(failed).repair).toBe('Install Python 3.11 and start again.');
  });

  it('of another version serves to get uv, which gets the right one', async () => {
    machine.change({
      python: { ...SETUP.python, version: '3.9.2' },
      uv: { ...SETUP.uv, pythonInstall: 'works' },
    });
    const service = enginesOf(machine, {});
    expect((await install(service)).installed.ok).toBe(true);
    expect((await service.versions('fake')).python).toBe('3.11.9');
  });

  it('of another version without a network is told with what was found', async () => {
    machine.change({ python: { ...SETUP.python, version: '3.12.4' } });
    expect(await installFailure(enginesOf(machine, {}))).toMatchObject({
      code: 'runtime.python-missing',
      detail: 'found 3.12.4; Python 3.11 could not be downloaded: dns error',
    });
  });

  it.each([
    ['too old', { version: '3.7.9' }],
    ['of 32 bits', { bits: 32 }],
  ])('that is %s is not used', async (_how, change) => {
    machine.change({ python: { ...SETUP.python, ...change } });
    expect((await installFailure(enginesOf(machine, {})))?.code).toBe('runtime.python-missing');
  });

  it('without pip gets uv through a virtual environment', async () => {
    machine.change({ python: { ...SETUP.python, pip: 'missing' } });
    expect(await installFailure(enginesOf(machine, {}))).toBeNull();
  });

  it('without pip and without venv relies on a uv on the PATH', async () => {
    machine.change({ python: { ...SETUP.python, pip: 'missing', venv: 'missing' } });
    expect(await installFailure(enginesOf(machine, {}))).toMatchObject({
      code: 'runtime.python-missing',
      detail: expect.stringContaining('python3-venv'),
    });
    machine.addCommand('uv', 'uv');
    expect(await installFailure(enginesOf(machine, {}))).toBeNull();
  });

  it.each([
    ['network', 'runtime.network'],
    ['hash', 'runtime.hash'],
  ] as const)('whose pip fails by %s says so', async (pip, code) => {
    machine.change({ python: { ...SETUP.python, pip } });
    expect((await installFailure(enginesOf(machine, {})))?.code).toBe(code);
    expect(await readdir(join(machine.dataRoot, 'runtimes', 'tools'))).toEqual([]);
  });
});

describe('an interrupted installation', () => {
  it('that is cancelled ends uv and leaves nothing', async () => {
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'wait' }] } });
    const abort = new AbortController();
    const installing = enginesOf(machine, {}).install('fake', AS_IT_FITS, () => {}, abort.signal);
    await reached(machine);
    const uv = Number(readFileSync(machine.reached, 'utf8'));
    expect(isAlive(uv)).toBe(true);
    abort.abort();
    expect(await installing).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(isAlive(uv)).toBe(false);
    expect(await runtimeEntries(machine)).toEqual([]);
  });

  it('that is killed is repaired by the next one, which waits for the uv that was left', async () => {
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'wait' }] } });
    const script = fileURLToPath(new URL('../testing/installing.ts', import.meta.url));
    const args = [script, machine.pythonRuntimeDir, machine.dataRoot, machine.bin];
    const host = spawn(process.execPath, args, { stdio: 'ignore' });
    await reached(machine);
    host.kill('SIGKILL');
    await once(host, 'exit');
    const half = await runtimeEntries(machine);
    expect(half).toHaveLength(1);
    expect((await enginesOf(machine, {}).list())[0]?.installed).toBe(false);

    const uv = Number(readFileSync(machine.reached, 'utf8'));
    const seen: InstallProgress[] = [];
    const next = enginesOf(machine, {}).install('fake', AS_IT_FITS, (progress) => seen.push(progress), never);
    await vi.waitFor(() => expect(seen[0]?.message).toMatch(new RegExp(`Waiting for .*process ${uv}`, 'u')), {
      timeout: 10_000,
    });
    machine.goOn();
    expect(await next).toMatchObject({ ok: true, value: { installed: true, problem: null } });
    expect(await runtimeEntries(machine)).toEqual([...half, 'current.json'].sort());
  });

  it('at the same time as another one waits for it and does nothing twice', async () => {
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'wait' }] } });
    const first = enginesOf(machine, {}).install('fake', AS_IT_FITS, () => {}, never);
    await reached(machine);
    const seen: InstallProgress[] = [];
    const second = enginesOf(machine, {}).install(
      'fake',
      AS_IT_FITS,
      (progress) => seen.push(progress),
      never,
    );
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 10_000 });
    expect(seen[0]).toMatchObject({
      fraction: null,
      message: expect.stringContaining('Waiting for another Wordlane'),
    });
    machine.goOn();
    expect((await first).ok).toBe(true);
    expect((await second).ok).toBe(true);
    expect(machine.packageCalls()).toHaveLength(1);
  });

  it('may be cancelled while it waits', async () => {
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'wait' }] } });
    const first = enginesOf(machine, {}).install('fake', AS_IT_FITS, () => {}, never);
    await reached(machine);
    const abort = new AbortController();
    const second = enginesOf(machine, {}).install('fake', AS_IT_FITS, () => abort.abort(), abort.signal);
    expect(await second).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    machine.goOn();
    expect((await first).ok).toBe(true);
  });
});
