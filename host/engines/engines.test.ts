import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AS_IT_FITS, type EngineStatus } from './engine.ts';
import { defaultEngineId } from './engines.ts';
import { enginesOf, install, installFailure, never, reached, runtimeEntries } from './testing/enginesOf.ts';
import { createMachine, type Machine, SETUP, WORKER_OK } from './testing/machine.ts';
import { REQUEST, seeEvents } from './testing/workerCase.ts';

let machine: Machine;

beforeEach(() => {
  machine = createMachine();
});
afterEach(() => machine.remove());

describe('a runtime that broke', () => {
  it('because its Python is gone is made again', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    await rm(join(machine.bin, 'python3.11'));
    machine.addCommand('python3.13', 'python');
    expect((await service.list())[0]?.problem?.detail).toContain('is gone');
    expect(await service.start('fake', never)).toMatchObject({
      ok: false,
      failure: { code: 'engine.unhealthy' },
    });
    expect(await installFailure(service)).toBeNull();
    expect((await service.list())[0]?.problem).toBeNull();
  });

  it('is noticed when it does not start, and made again by the next installation', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    machine.change({
      worker: {
        ...WORKER_OK,
        start: [
          { do: 'print', text: 'No module named numpy\n' },
          { do: 'exit', code: 1 },
        ],
      },
    });
    expect((await service.start('fake', never)).ok).toBe(false);
    expect((await service.list())[0]?.problem?.detail).toContain('No module named numpy');
    machine.change({ worker: WORKER_OK, uv: { ...SETUP.uv } });
    // It works again: tried out, not made again.
    expect(await installFailure(service)).toBeNull();
    expect(machine.packageCalls()).toHaveLength(1);
    expect((await service.list())[0]?.problem).toBeNull();
  });

  it('is made again beside the broken one when trying it out fails', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    const [before] = await runtimeEntries(machine);
    const broken = [{ id: 'versions', ok: false, detail: 'numpy is gone' }];
    const job = [{ do: 'say', message: { type: 'probe', checks: broken, versions: {} } }] as const;
    machine.change({ worker: { ...WORKER_OK, job } });
    const verified = await service.verify('fake', never);
    expect(verified.ok && verified.value[0]).toMatchObject({
      ok: false,
      action: 'Run `wordlane engines repair fake`.',
    });
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'wait' }] } });
    const repairing = service.install('fake', AS_IT_FITS, () => {}, never);
    await reached(machine);
    machine.change({ worker: WORKER_OK });
    machine.goOn();
    expect(await repairing).toMatchObject({ ok: true, value: { problem: null } });
    expect(await runtimeEntries(machine)).toEqual([`${before}-2`, 'current.json']);
  });

  it('with a stamp that was cut off counts as not installed', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    const [generation = ''] = await runtimeEntries(machine);
    await writeFile(join(machine.dataRoot, 'runtimes', 'fake', generation, 'runtime.json'), '{"schema": 1');
    expect((await service.list())[0]?.installed).toBe(false);
    expect(await installFailure(service)).toBeNull();
  });
});

describe('the engines', () => {
  it('are found by their id and by the id that they have in a slot', () => {
    const service = enginesOf(machine, {});
    expect(service.find('fake', 'transcribe').ok).toBe(true);
    expect(service.find('fake', 'align').ok).toBe(true);
    expect(service.find('pocket', 'align').ok).toBe(true);
    expect(service.find('pocket', 'transcribe')).toMatchObject({ failure: { code: 'engine.slot-missing' } });
    expect(service.find('fake', 'diarize')).toMatchObject({ failure: { code: 'engine.slot-missing' } });
    expect(service.find('nobody', 'align')).toMatchObject({
      failure: { code: 'engine.unknown', detail: 'nobody' },
    });
  });

  it('refuse to start before they are installed', async () => {
    expect(await enginesOf(machine, {}).start('fake', never)).toMatchObject({
      failure: { code: 'engine.not-installed' },
    });
    expect(await enginesOf(machine, {}).verify('fake', never)).toMatchObject({
      failure: { code: 'engine.not-installed' },
    });
  });

  it('start again after a crash in the middle of a job', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    machine.change({ worker: { ...WORKER_OK, job: [{ do: 'die', signal: 'SIGSEGV' }] } });
    for (const _ of [1, 2]) {
      const started = await service.start('fake', never);
      if (!started.ok) throw new Error('it did not start');
      const outcome = await started.value.transcribe(REQUEST, seeEvents(), never);
      expect(!outcome.ok && outcome.failure.code).toBe('engine.crashed');
      await started.value.close();
    }
    expect((await service.list())[0]?.problem).toBeNull();
  });

  it('are gone when they were removed', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    expect((await service.remove('fake')).ok).toBe(true);
    expect(existsSync(join(machine.dataRoot, 'runtimes', 'fake'))).toBe(false);
    expect((await service.list())[0]).toMatchObject({ installed: false, sizeBytes: null });
    // Its packages would keep their room in uv's cache.
    expect(readFileSync(join(machine.root, 'cleaned'), 'utf8')).toBe('numpy\n');
  });

  it('default to WhisperX only when it is installed and sound', () => {
    const [manifest] = [{ id: 'whisperx' }] as unknown as readonly [EngineStatus['manifest']];
    const status = (installed: boolean, problem: EngineStatus['problem']) =>
      [{ manifest, installed, variant: null, sizeBytes: null, problem, selfTest: null }] as const;
    expect(defaultEngineId(status(true, null))).toBe('whisperx');
    expect(defaultEngineId(status(false, null))).toBe('moonshine');
    expect(defaultEngineId(status(true, { code: 'engine.unhealthy', file: null, detail: null }))).toBe(
      'moonshine',
    );
    expect(defaultEngineId([])).toBe('moonshine');
  });
});

describe('FFmpeg', () => {
  it('is got by hash, once, and remembered', async () => {
    const service = enginesOf(machine, {});
    const first = await service.ffmpegPath();
    expect(first.ok && first.value).toContain('ffmpeg-fake-v9');
    expect(await service.ffmpegPath()).toEqual(first);
    expect(await enginesOf(machine, {}).ffmpegPath()).toEqual(first);
    const calls = machine.packageCalls();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toEqual(expect.arrayContaining(['--require-hashes', '--target']));
  });

  it('of another version is refused', async () => {
    machine.change({ uv: { ...SETUP.uv, ffmpegVersion: '4.2.1' } });
    expect(await enginesOf(machine, {}).ffmpegPath()).toMatchObject({
      ok: false,
      failure: { code: 'runtime.failed', detail: 'FFmpeg 4.2.1 instead of 9' },
    });
  });

  it("may be the user's own", async () => {
    const own = enginesOf(machine, { env: { ...machine.env, WORDLANE_FFMPEG: '/nowhere/ffmpeg' } });
    expect(await own.ffmpegPath()).toMatchObject({ ok: false, failure: { file: '/nowhere/ffmpeg' } });
    expect(machine.packageCalls()).toEqual([]);
  });
});

describe('the checks of doctor', () => {
  it('say what is missing before anything is installed, and what to do', async () => {
    const checks = await enginesOf(machine, {}).engineChecks(never);
    expect(checks.find(({ id }) => id === 'fake.runtime')).toMatchObject({
      ok: false,
      action: 'Run `wordlane engines install fake`.',
    });
    expect(checks.find(({ id }) => id === 'python')).toMatchObject({ ok: true });
    // Looking changes nothing.
    expect(existsSync(join(machine.dataRoot, 'runtimes'))).toBe(false);
  });

  it('are all well on a machine where all is set up', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    await service.ffmpegPath();
    const checks = await service.engineChecks(never);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual([
      'cpu',
      'gpu',
      'python',
      'uv',
      'ffmpeg',
      'fake.runtime',
      'fake.versions',
      'fake.lock',
    ]);
  });
});
