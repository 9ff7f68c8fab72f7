import { describe, expect, it } from 'vitest';
import { failure } from '../../../common/contract/failure.ts';
import type { EngineManifest, Gpu, Machine } from '../engine.ts';
import { chooseVariant, driverProblem, type Platform, possibleVariants, variantProblem } from './variant.ts';

const LINUX: Platform = { os: 'linux', arch: 'x64' };
const WINDOWS: Platform = { os: 'win32', arch: 'x64' };

function engine(...ids: readonly string[]): EngineManifest {
  const variants = ids.map((id) => ({ id, downloadBytes: 1, diskBytes: 1, unhashed: [] }));
  return { id: 'x', title: 'X', variants } as unknown as EngineManifest;
}

/** With PyTorch, whose builds for one CUDA do not know every card; and without. */
const TORCH = engine('cpu', 'cu126', 'cu128');
const LIGHT = engine('cpu', 'cu128');

function gpu(name: string, capability: number | null, gigabytes = 8, driver = '570.124.06'): Gpu {
  return { index: 0, name, memoryBytes: gigabytes * 1e9, freeBytes: null, driver, capability };
}

function machine(...gpus: readonly Gpu[]): Machine {
  return { cpu: { model: 'x', cores: 4 }, memoryBytes: 16e9, gpus, problem: null };
}

describe('the variant that is chosen', () => {
  it.each([
    ['no card', [], 'cpu', 'cpu'],
    ['GTX 680, Kepler: CUDA 12 has forgotten it', [gpu('GTX 680', 3)], 'cpu', 'cpu'],
    ['GTX 960, Maxwell', [gpu('GTX 960', 5.2)], 'cu126', 'cu128'],
    ['GTX 1080, Pascal', [gpu('GTX 1080', 6.1)], 'cu126', 'cu128'],
    ['Tesla V100, Volta', [gpu('V100', 7)], 'cu128', 'cu128'],
    ['RTX 2080, Turing', [gpu('RTX 2080', 7.5)], 'cu128', 'cu128'],
    ['RTX 4070, Ada', [gpu('RTX 4070', 8.9)], 'cu128', 'cu128'],
    ['RTX 5090, Blackwell', [gpu('RTX 5090', 12)], 'cu128', 'cu128'],
    ['a card whose driver tells nothing of it', [gpu('NVIDIA', null)], 'cu128', 'cu128'],
    ['an old card beside a new one', [gpu('GTX 1080', 6.1, 11), gpu('RTX 4060', 8.9)], 'cu128', 'cu128'],
  ] as const)('for %s', (_what, gpus, withTorch, without) => {
    expect(chooseVariant(TORCH, machine(...gpus), LINUX).id).toBe(withTorch);
    expect(chooseVariant(TORCH, machine(...gpus), WINDOWS).id).toBe(withTorch);
    expect(chooseVariant(LIGHT, machine(...gpus), LINUX).id).toBe(without);
  });

  it('is the one for processors where the driver is too old or dead, and where there is no CUDA', () => {
    const card = gpu('RTX 4070', 8.9);
    const dead: Machine = { ...machine(card), problem: failure('device.driver-silent', { detail: 'x' }) };
    expect(chooseVariant(TORCH, dead, LINUX).id).toBe('cpu');
    for (const platform of [
      { os: 'darwin', arch: 'arm64' },
      { os: 'linux', arch: 'arm64' },
    ] as const) {
      expect(chooseVariant(TORCH, machine(card), platform).id).toBe('cpu');
      expect(possibleVariants(TORCH, platform).map(({ id }) => id)).toEqual(['cpu']);
    }
  });

  it('is one that the engine has', () => {
    expect(chooseVariant(engine('cpu'), machine(gpu('RTX 4070', 8.9)), LINUX).id).toBe('cpu');
    // The one for 12.6 ends with Hopper.
    expect(chooseVariant(engine('cpu', 'cu126'), machine(gpu('RTX 5090', 12)), LINUX).id).toBe('cpu');
    expect(chooseVariant(engine('cpu', 'cu126'), machine(gpu('RTX 4090', 8.9)), LINUX).id).toBe('cu126');
  });
});

describe('a variant that was asked for', () => {
  const problemOf = (id: string, seen: Machine, platform: Platform) => {
    const variant = TORCH.variants.find((each) => each.id === id);
    if (variant === undefined) throw new Error(id);
    return variantProblem(TORCH, variant, seen, platform);
  };

  it.each([
    ['cu128', machine(), LINUX, 'none was found'],
    ['cu128', machine(gpu('GTX 1080', 6.1)), LINUX, 'does not know the GTX 1080 (compute capability 6.1)'],
    ['cu126', machine(gpu('RTX 5090', 12)), LINUX, 'does not know the RTX 5090'],
    ['cu128', machine(gpu('RTX 4070', 8.9)), { os: 'darwin', arch: 'arm64' } as const, 'x86-64'],
  ])('%s is refused for a reason', (id, seen, platform, reason) => {
    expect(problemOf(id, seen, platform)).toMatchObject({
      code: 'runtime.unsupported',
      detail: expect.stringContaining(reason),
    });
  });

  it('is not refused where it can work', () => {
    expect(problemOf('cpu', machine(), LINUX)).toBeNull();
    expect(problemOf('cu126', machine(gpu('GTX 1080', 6.1)), WINDOWS)).toBeNull();
    expect(problemOf('cu128', machine(gpu('RTX 5090', 12)), LINUX)).toBeNull();
  });
});

describe('a driver', () => {
  it.each([
    ['525.60.13', LINUX, true],
    ['525.60.11', LINUX, false],
    ['525.105.17', LINUX, true],
    ['470.256.02', LINUX, false],
    ['1000.1', LINUX, true],
    ['528.33', WINDOWS, true],
    ['528.24', WINDOWS, false],
  ])('%s is new enough for CUDA 12 or not', (driver, platform, enough) => {
    const problem = driverProblem(gpu('RTX 3060', 8.6, 12, driver), platform);
    expect(problem?.code ?? null).toBe(enough ? null : 'device.driver-old');
    if (!enough) expect(problem?.detail).toContain(`RTX 3060 has ${driver}`);
  });
});
