import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import { REPAIR_RUNGS, type RepairRung } from './engine.ts';
import { climb, nextRung } from './repair.ts';
import { enginesOf, install, never, runtimeEntries } from './testing/enginesOf.ts';
import { createMachine, type Machine, type MachineSetup, SETUP, WORKER_OK } from './testing/machine.ts';

let machine: Machine;

beforeEach(() => {
  machine = createMachine();
});
afterEach(() => machine.remove());

async function repair() {
  const repaired = await enginesOf(machine, {}).repair('fake', () => {}, never);
  if (!repaired.ok) throw new Error(repaired.failure.code);
  const { worked, tried, offer, status } = repaired.value;
  return { worked, tried: tried.map(({ rung, failure: why }) => `${rung}: ${why.code}`), offer, status };
}

/** An engine that was installed and whose interpreter is gone since. */
async function broken(uv: Partial<MachineSetup['uv']>): Promise<void> {
  await install(enginesOf(machine, {}));
  const [generation = ''] = await runtimeEntries(machine);
  await rm(join(machine.dataRoot, 'runtimes', 'fake', generation, 'env'), { recursive: true });
  machine.change({ uv: { ...SETUP.uv, ...uv } });
}

describe('a repair', () => {
  it('is done with a look where all is well', async () => {
    await install(enginesOf(machine, {}));
    expect(await repair()).toMatchObject({ worked: 'verify', tried: [], offer: null });
    expect(machine.packageCalls()).toHaveLength(1);
  });

  it('clears what was only noted against the engine', async () => {
    const service = enginesOf(machine, {});
    await install(service);
    machine.change({ worker: { ...WORKER_OK, start: [{ do: 'exit', code: 1 }] } });
    await service.start('fake', never);
    expect((await service.list())[0]?.problem).not.toBeNull();
    machine.change({ worker: WORKER_OK });
    expect(await repair()).toMatchObject({ worked: 'verify', status: { problem: null } });
  });

  it('makes it anew from what was loaded before', async () => {
    await broken({});
    expect(await repair()).toMatchObject({
      worked: 'again',
      tried: ['verify: engine.crashed'],
      status: { installed: true, problem: null },
    });
    expect(await runtimeEntries(machine)).toHaveLength(2);
  });

  it('needs little room for what is linked from the cache', async () => {
    const sizes = { downloadBytes: 4_000_000_000, diskBytes: 7_000_000_000 };
    machine.engine({ variants: [{ id: 'cpu', ...sizes }] }, {});
    await broken({});
    const service = enginesOf(machine, { freeBytes: async () => 2e9 });
    const repaired = await service.repair('fake', () => {}, never);
    expect(repaired).toMatchObject({ ok: true, value: { worked: 'again' } });
    await service.remove('fake');
    const anew = await service.repair('fake', () => {}, never);
    expect(anew).toMatchObject({
      value: { worked: null, tried: [{}, { rung: 'again', failure: { code: 'disk.low' } }] },
    });
  });

  it('makes what was never installed', async () => {
    expect(await repair()).toMatchObject({ worked: 'again', tried: ['verify: engine.not-installed'] });
  });

  it('loads its packages anew where what was loaded is broken', async () => {
    await broken({ cache: 'broken' });
    expect(await repair()).toMatchObject({
      worked: 'reload',
      tried: ['verify: engine.crashed', 'again: runtime.failed'],
    });
    // Its own packages, and not those of other engines.
    expect(readFileSync(join(machine.root, 'cleaned'), 'utf8')).toBe('numpy\n');
  });

  it('gets a Python of its own where that of the machine is broken', async () => {
    await broken({ venv: 'own-python', pythonInstall: 'works' });
    const repaired = await repair();
    expect(repaired).toMatchObject({ worked: 'interpreter', status: { problem: null } });
    expect(repaired.tried.map((each) => each.split(':')[0])).toEqual(['verify', 'again', 'reload']);
    expect((await enginesOf(machine, {}).versions('fake')).python).toBe('3.11.9');
  });

  it('throws nothing away while the network is gone', async () => {
    const lines = ['error: Failed to fetch', '  cause: dns error'];
    await broken({
      packages: [
        { do: 'print', lines },
        { do: 'exit', code: 1 },
      ],
    });
    expect(await repair()).toMatchObject({
      worked: null,
      tried: ['verify: engine.crashed', 'again: runtime.network'],
    });
  });

  it("offers the larger variant where PyTorch's own index cannot be reached", async () => {
    machine.engine(
      { variants: ['cpu', 'cu128'].map((id) => ({ id, downloadBytes: 1, diskBytes: 1 })) },
      { 'cpu.torch': 'torch==2+cpu --hash=sha256:03\n', cu128: 'numpy==1 --hash=sha256:02\n' },
    );
    machine.change({ uv: { ...SETUP.uv, torchIndex: 'network' } });
    expect(await repair()).toMatchObject({
      worked: null,
      offer: 'cu128',
      tried: ['verify: engine.not-installed', 'again: runtime.torch-index'],
    });
  });

  it('offers the processor where nothing helps on the graphics card', async () => {
    machine.engine(
      { variants: ['cpu', 'cu128'].map((id) => ({ id, downloadBytes: 1, diskBytes: 1 })) },
      { cu128: 'numpy==1 --hash=sha256:02\n' },
    );
    machine.cards(['0, NVIDIA GeForce RTX 4070, 12282, 11020, 570.124.06, 8.9']);
    const checks = [{ id: 'device', ok: false, detail: 'no kernel image' }];
    const job = [{ do: 'say', message: { type: 'probe', checks, versions: {} } }] as const;
    machine.change({
      worker: { ...WORKER_OK, job },
      uv: { ...SETUP.uv, pythonInstall: 'works' },
    });
    const repaired = await repair();
    expect(repaired).toMatchObject({ worked: null, offer: 'cpu', status: { installed: false } });
    expect(repaired.tried.map((each) => each.split(':')[0])).toEqual(REPAIR_RUNGS);
  });
});

describe('the rungs', () => {
  const told = (code: Parameters<typeof failure>[0]) => failure(code, { detail: 'x' });

  it('are climbed one after the other', () => {
    expect(nextRung('verify', told('engine.crashed'))).toBe('again');
    expect(nextRung('again', told('runtime.failed'))).toBe('reload');
    expect(nextRung('reload', told('engine.unhealthy'))).toBe('interpreter');
    expect(nextRung('interpreter', told('engine.unhealthy'))).toBeNull();
  });

  it('are left where the reason lies outside', () => {
    for (const code of [
      'disk.full',
      'runtime.network',
      'runtime.certificate',
      'runtime.unsupported',
    ] as const) {
      expect(nextRung('again', told(code))).toBeNull();
    }
  });

  it('lead straight to another Python where there is none', () => {
    expect(nextRung('again', told('runtime.python-missing'))).toBe('interpreter');
    expect(nextRung('interpreter', told('runtime.python-missing'))).toBeNull();
  });

  it('end with a cancel, which is no report', async () => {
    const tried: RepairRung[] = [];
    const climbed = await climb(async (rung) => {
      tried.push(rung);
      return rung === 'again' ? fail(failure('cancelled', {})) : fail(told('engine.crashed'));
    });
    expect(climbed).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(tried).toEqual(['verify', 'again']);
    expect(await climb(async () => succeed(undefined))).toMatchObject({
      value: { worked: 'verify', tried: [] },
    });
  });
});
