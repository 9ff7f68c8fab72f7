import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { machineChecks, visualCChecks } from './doctor.ts';
import type { Gpu, Machine } from './engine.ts';

const CARD: Gpu = {
  index: 0,
  name: 'NVIDIA GeForce RTX 4070',
  memoryBytes: 12_878_610_432,
  freeBytes: 11_555_307_520,
  driver: '570.124.06',
  capability: 8.9,
};
const MACHINE: Machine = {
  cpu: { model: 'AMD Ryzen 7', cores: 16 },
  memoryBytes: 33_500_000_000,
  gpus: [],
  problem: null,
};

describe("Microsoft's C++ libraries", () => {
  const system = mkdtempSync(join(tmpdir(), 'wordlane-system-'));
  afterAll(() => rmSync(system, { recursive: true }));

  it('are looked for on Windows only, and named when they are missing', async () => {
    const env = { SystemRoot: system };
    mkdirSync(join(system, 'System32'));
    writeFileSync(join(system, 'System32', 'msvcp140.dll'), '');
    expect(await visualCChecks({ platform: 'linux', env })).toEqual([]);
    expect(await visualCChecks({ platform: 'win32', env })).toMatchObject([
      {
        ok: false,
        detail: 'vcruntime140_1.dll cannot be found',
        action: expect.stringContaining('Visual C++'),
      },
    ]);
    writeFileSync(join(system, 'System32', 'vcruntime140_1.dll'), '');
    expect(await visualCChecks({ platform: 'win32', env })).toMatchObject([{ ok: true }]);
  });
});

describe('the machine in the table of doctor', () => {
  it('has its processor and its memory, and says that no card is no failure', () => {
    expect(machineChecks(MACHINE)).toEqual([
      { id: 'cpu', ok: true, detail: 'AMD Ryzen 7, 16 threads, 33.5 GB of memory', action: null },
      {
        id: 'gpu',
        ok: true,
        detail: 'no NVIDIA graphics card was found: engines compute on the processor',
        action: null,
      },
    ]);
  });

  it('has each card by itself', () => {
    const [, first, second] = machineChecks({
      ...MACHINE,
      gpus: [CARD, { ...CARD, index: 1, capability: 12 }],
    });
    expect(first).toMatchObject({
      id: 'gpu.0',
      detail: 'NVIDIA GeForce RTX 4070, 12.9 GB, 11.6 GB free, driver 570.124.06, compute capability 8.9',
    });
    expect(second).toMatchObject({ id: 'gpu.1', detail: expect.stringContaining('capability 12.0') });
  });

  it('leaves out what the driver does not tell', () => {
    const gpu = { ...CARD, memoryBytes: null, freeBytes: null, capability: null };
    expect(machineChecks({ ...MACHINE, gpus: [gpu] })[1]?.detail).toBe(
      'NVIDIA GeForce RTX 4070, driver 570.124.06',
    );
  });

  it('has one thing to do about a driver that is too old or dead', () => {
    const old = failure('device.driver-old', { detail: 'RTX 4070 has 470.1, and CUDA 12 needs 525.60.13' });
    const rows = machineChecks({ ...MACHINE, gpus: [CARD], problem: old });
    expect(rows.map(({ id, ok }) => [id, ok])).toEqual([
      ['cpu', true],
      ['gpu', true],
      ['driver', false],
    ]);
    expect(rows[2]).toMatchObject({
      detail: expect.stringContaining('needs 525.60.13'),
      action: 'Install the current NVIDIA driver and restart the computer.',
    });
  });
});
