import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AS_IT_FITS, type InstallProgress, type InstallWish } from './engine.ts';
import type { EngineOptions } from './engines.ts';
import { enginesOf, never, runtimeEntries } from './testing/enginesOf.ts';
import { createMachine, type Machine, SETUP, WORKER_OK } from './testing/machine.ts';

const RTX_4070 = '0, NVIDIA GeForce RTX 4070, 12282, 11020, 570.124.06, 8.9';
const GTX_1080 = '0, NVIDIA GeForce GTX 1080, 8192, 8000, 570.124.06, 6.1';
const sizes = { downloadBytes: 1_000_000, diskBytes: 2_000_000 };
const VARIANTS = [
  { id: 'cpu', ...sizes },
  { id: 'cu126', ...sizes, unhashed: ['torch'] },
  { id: 'cu128', downloadBytes: 4_200_000_000, diskBytes: 7_300_000_000 },
];
const LOCKS = {
  cpu: 'numpy==1 --hash=sha256:00\n',
  'cpu.torch': "torch==2.8.0+cpu ; sys_platform == 'linux' --hash=sha256:01\n",
  cu126: 'numpy==1 --hash=sha256:00\n',
  'cu126.torch': 'torch==2.8.0+cu126\n',
  cu128: 'numpy==1 --hash=sha256:00\ntorch==2.8.0 --hash=sha256:02\n',
  'cu128.torch': "torch==2.8.0+cu128 ; sys_platform == 'win32' --hash=sha256:03\n",
};

let machine: Machine;

beforeEach(() => {
  machine = createMachine();
  machine.engine({ variants: VARIANTS }, LOCKS);
});
afterEach(() => machine.remove());

async function install(wish: Partial<InstallWish>, options: Partial<EngineOptions> = {}) {
  const seen: InstallProgress[] = [];
  const service = enginesOf(machine, options);
  const made = await service.install(
    'fake',
    { ...AS_IT_FITS, ...wish },
    (progress) => seen.push(progress),
    never,
  );
  return { made, seen, service };
}

async function installedVariant(wish: Partial<InstallWish>): Promise<string | null> {
  const { made } = await install(wish);
  return made.ok ? made.value.variant : made.failure.code;
}

/** The name of the file that each call of uv installs from, and the options that matter. */
function calls(): readonly string[] {
  return machine.packageCalls().map((args) => {
    const file = args.at(-1)?.replace(/^.*requirements\./u, '') ?? '';
    const backend = args.indexOf('--torch-backend');
    const said = [
      backend === -1 ? '' : `from ${args[backend + 1]}`,
      args.includes('--require-hashes') ? 'hashed' : '',
      args.includes('--no-deps') ? 'alone' : '',
      args.includes('--constraint') ? 'constrained' : '',
    ];
    return [file, ...said.filter((each) => each !== '')].join(' ');
  });
}

describe('without a word on the variant', () => {
  it.each([
    ['no card', null, 'cpu'],
    ['a new card', [RTX_4070], 'cu128'],
    ['an old card', [GTX_1080], 'cu126'],
    ['a dead driver', ['NVIDIA-SMI has failed'], 'cpu'],
  ])('the one for %s is taken', async (_what, cards, variant) => {
    machine.cards(cards);
    expect(await installedVariant({})).toBe(variant);
    const fitting = await enginesOf(machine, {}).fittingVariant('fake', never);
    expect(fitting.ok && fitting.value.id).toBe(variant);
  });

  it('the one that is installed stays, also when the card is taken out', async () => {
    machine.cards([RTX_4070]);
    await install({});
    machine.cards(null);
    expect(await installedVariant({})).toBe('cu128');
    expect(machine.packageCalls()).toHaveLength(1);
  });
});

describe('another variant', () => {
  it('is made beside the one in use and then takes its place', async () => {
    await install({ variant: 'cpu' });
    const [before = ''] = await runtimeEntries(machine);
    const { made } = await install({ variant: 'cu128' });
    expect(made).toMatchObject({ ok: true, value: { variant: 'cu128', installed: true } });
    const [after, ...others] = await runtimeEntries(machine);
    expect(before).toMatch(/^cpu-/u);
    expect(after).toMatch(/^cu128-/u);
    expect(others).toEqual(['current.json']);
  });

  it('frees the room that only the one before took in the cache', async () => {
    await install({ variant: 'cu128' });
    expect(existsSync(join(machine.root, 'cleaned'))).toBe(false);
    await install({ variant: 'cpu' });
    // Both have numpy, and torch by its name.
    machine.engine(
      { variants: VARIANTS },
      { cpu: 'numpy==1 --hash=sha256:00\nnvidia==1 --hash=sha256:00\n' },
    );
    await install({});
    await install({ variant: 'cu128' });
    expect(readFileSync(join(machine.root, 'cleaned'), 'utf8')).toBe('nvidia\n');
  });

  it('that does not work here leaves the one in use as it was', async () => {
    const { service } = await install({ variant: 'cpu' });
    const checks = [{ id: 'device', ok: false, detail: 'no kernel image is available' }];
    const job = [{ do: 'say', message: { type: 'probe', checks, versions: {} } }] as const;
    machine.change({ worker: { ...WORKER_OK, job } });
    const { made } = await install({ variant: 'cu128' });
    expect(made).toMatchObject({
      failure: { code: 'engine.unhealthy', detail: 'device: no kernel image is available' },
    });
    expect((await service.list())[0]).toMatchObject({ variant: 'cpu', problem: null });
    expect(await runtimeEntries(machine)).toHaveLength(2);
  });

  it('is doubted aloud where no card is, and installed all the same: it computes without one', async () => {
    const { made, seen } = await install({ variant: 'cu128' });
    expect(made.ok).toBe(true);
    expect(seen[0]?.message).toBe(
      'cu128 needs an NVIDIA graphics card, and none was found: it will compute on the processor',
    );
  });

  it('that fails for a reason which could be foreseen fails for that reason', async () => {
    machine.cards(['0, NVIDIA GeForce RTX 4070, 12282, 11020, 470.256.02, 8.9']);
    const checks = [{ id: 'cuda', ok: false, detail: 'CUDA driver version is insufficient' }];
    const job = [{ do: 'say', message: { type: 'probe', checks, versions: {} } }] as const;
    machine.change({ worker: { ...WORKER_OK, job } });
    expect((await install({ variant: 'cu128' })).made).toMatchObject({
      failure: { code: 'device.driver-old', detail: expect.stringContaining('470.256.02') },
    });
  });

  it('that the engine or this kind of computer does not have is refused', async () => {
    expect(await installedVariant({ variant: 'rocm' })).toBe('runtime.unsupported');
    const arm = await install({ variant: 'cu128' }, { arch: 'arm64' });
    expect(arm.made).toMatchObject({ failure: { code: 'runtime.unsupported' } });
    expect(machine.packageCalls()).toEqual([]);
  });

  it('that a later Wordlane has no more is made anew in the one that fits', async () => {
    await install({ variant: 'cu128' });
    machine.engine({ variants: VARIANTS.slice(0, 1) }, {});
    const service = enginesOf(machine, {});
    expect((await service.list())[0]?.problem?.detail).toBe('it was set up for another version of Wordlane');
    expect(await installedVariant({})).toBe('cpu');
  });
});

describe('the builds of PyTorch', () => {
  it('for processors come by hash from its own index, before all the rest', async () => {
    await install({ variant: 'cpu' });
    expect(calls()).toEqual(['cpu.torch.txt from cpu hashed alone', 'cpu.txt hashed alone']);
  });

  it('for old cards come by version, with what they ask for', async () => {
    await install({ variant: 'cu126' });
    expect(calls()).toEqual(['cu126.torch.txt from cu126 constrained', 'cu126.txt hashed alone']);
  });

  it('for new cards come from the package index, but on Windows', async () => {
    await install({ variant: 'cu128' });
    expect(calls()).toEqual(['cu128.txt hashed alone']);
  });

  it('come from the package index where their own cannot be reached and nobody named the variant', async () => {
    machine.change({ uv: { ...SETUP.uv, torchIndex: 'network' } });
    const { made, seen } = await install({});
    expect(made).toMatchObject({ ok: true, value: { variant: 'cu128' } });
    expect(seen.map(({ message }) => message)).toContain(
      "PyTorch's own index cannot be reached: taking its build from the package index (cu128, 4.2 GB)",
    );
  });

  it('are not changed for others where somebody named the variant', async () => {
    machine.change({ uv: { ...SETUP.uv, torchIndex: 'network' } });
    expect(await installedVariant({ variant: 'cpu' })).toBe('runtime.torch-index');
    expect(await runtimeEntries(machine)).toEqual([]);
  });

  it('make another generation when their lock changes', async () => {
    await install({ variant: 'cpu' });
    machine.engine({ variants: VARIANTS }, { ...LOCKS, 'cpu.torch': 'torch==2.8.1+cpu --hash=sha256:01\n' });
    expect((await enginesOf(machine, {}).list())[0]?.problem).not.toBeNull();
  });
});

describe('a package that comes as source only', () => {
  it('is built with hashed tools, all others are wheels', async () => {
    machine.engine({ variants: [{ id: 'cpu', ...sizes, built: ['stable-ts'] }] }, { cpu: LOCKS.cpu });
    await install({ variant: 'cpu' });
    const args = machine.packageCalls().at(-1) ?? [];
    expect(args.join(' ')).toContain('--only-binary :all:');
    expect(args.at(-1)).toContain('requirements.cpu.txt');
    expect(args[args.indexOf('--no-binary') + 1]).toBe('stable-ts');
    expect(args[args.indexOf('--build-constraint') + 1]).toBe(
      join(machine.pythonRuntimeDir, 'tools', 'build', 'requirements.txt'),
    );
  });
});

describe('the room that a variant takes', () => {
  it('is asked for by its size, and named', async () => {
    const { made } = await install({ variant: 'cu128' }, { freeBytes: async () => 5e9 });
    expect(made).toMatchObject({
      failure: { code: 'disk.low', detail: '7965 MB are needed, 5000 MB are free' },
    });
    const small = await install({ variant: 'cpu' }, { freeBytes: async () => 5e9 });
    expect(small.made.ok).toBe(true);
  });

  it('is no hindrance where the disk does not tell what is free', async () => {
    const silent = () => Promise.reject(new Error('ENOSYS'));
    expect((await install({ variant: 'cu128' }, { freeBytes: silent })).made.ok).toBe(true);
  });
});

describe('what the engine said when it was tried out', () => {
  it('is kept, so that it is known without starting it', async () => {
    const checks = [
      { id: 'versions', ok: true, detail: 'numpy 1' },
      { id: 'ctranslate2-cuda', ok: true, detail: 'float16' },
    ];
    const job = [{ do: 'say', message: { type: 'probe', checks, versions: { numpy: '1' } } }] as const;
    machine.change({ worker: { ...WORKER_OK, job } });
    machine.cards([RTX_4070]);
    const { service } = await install({});
    const [status] = await enginesOf(machine, { env: { PATH: '/nowhere' } }).list();
    expect(status?.selfTest).toMatchObject({ device: 'NVIDIA GeForce RTX 4070', rtf: null });
    expect(status?.selfTest?.checks.map(({ id, ok }) => [id, ok])).toEqual([
      ['versions', true],
      ['ctranslate2-cuda', true],
      ['lock', true],
    ]);
    expect(Date.parse(status?.selfTest?.at ?? '')).toBeGreaterThan(Date.now() - 60_000);
    const broken = [{ id: 'cuda', ok: false, detail: 'the driver is gone' }];
    const bad = [{ do: 'say', message: { type: 'probe', checks: broken, versions: {} } }] as const;
    machine.change({ worker: { ...WORKER_OK, job: bad } });
    await service.verify('fake', never);
    const [after] = await service.list();
    expect(after?.selfTest?.checks[0]).toMatchObject({
      ok: false,
      action: expect.stringContaining('repair'),
    });
    expect(after?.selfTest?.device).toBe('CPU');
  });

  it('counts versions that are not those of the lock as broken', async () => {
    const checks = [{ id: 'versions', ok: true, detail: 'numpy 2' }];
    const job = [{ do: 'say', message: { type: 'probe', checks, versions: { numpy: '2' } } }] as const;
    machine.change({ worker: { ...WORKER_OK, job } });
    expect((await install({ variant: 'cpu' })).made).toMatchObject({
      failure: { code: 'engine.unhealthy', detail: 'lock: numpy 2 instead of 1' },
    });
  });
});
